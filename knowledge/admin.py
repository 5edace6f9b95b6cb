"""The admin: articles come from files, so they are read here; showing and withdrawing go through the services."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge.models import Article, ArticleEvent, ChatTurn, Translation
from knowledge.services import publish_article, withdraw_article
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


class TranslationInline(ReadOnly, admin.StackedInline):
    model = Translation
    extra = 0


class EventInline(ReadOnly, admin.TabularInline):
    model = ArticleEvent
    extra = 0


@admin.register(Article)
class ArticleAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["slug", "topic", "danger", "reviewed", "is_published"]
    list_filter = ["topic", "danger", "is_published"]
    search_fields = ["slug", "translations__title"]
    inlines = [TranslationInline, EventInline]
    actions = ["withdraw", "publish"]

    def has_withdraw_permission(self, request):
        return request.user.has_perm("knowledge.change_article")

    @admin.action(description=_("Withdraw from pages, search and chat"), permissions=["withdraw"])
    def withdraw(self, request, queryset):
        for article in queryset:
            withdraw_article(article, by=request.user, now=timezone.now())
        messages.success(request, _("Withdrawn."))

    @admin.action(description=_("Show again"), permissions=["withdraw"])
    def publish(self, request, queryset):
        for article in queryset:
            publish_article(article, by=request.user, now=timezone.now())
        messages.success(request, _("Shown again."))


@admin.register(ChatTurn)
class ChatTurnAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    """What people asked, crises left out: they are nobody's to read."""

    list_display = ["question", "kind", "at"]
    list_filter = ["kind"]
    fields = ["question", "kind", "at"]
    ordering = ["-at"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind="crisis")
