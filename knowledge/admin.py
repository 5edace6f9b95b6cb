"""The admin: articles come from files, so they are read here; showing and withdrawing go through the services."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge.models import TOPICS, Article, ArticleEvent, ChatTurn, TalkDayOff, TalkHours, Translation, topic_words
from knowledge.services import publish_article, save_day_off, save_hours, withdraw_article
from portal.lib.asked import Forgiving, filter_in, language_name
from portal.lib.picking import PickingAdmin
from portal.lib.readonly import ReadOnly


class TranslationInline(ReadOnly, admin.StackedInline):
    model = Translation
    extra = 0
    fields = ("read_in", "title", "summary", "act_first", "aliases", "taken_from")
    readonly_fields = ("read_in", "taken_from")

    @admin.display(description=_("language"))
    def read_in(self, translation):
        return language_name(translation.language)

    @admin.display(description=_("sources"))
    def taken_from(self, translation):
        return "\n".join(", ".join(str(part) for part in source.values() if part) for source in translation.sources)


class EventInline(ReadOnly, admin.TabularInline):
    model = ArticleEvent
    extra = 0
    fields = ("at", "by", "note")


@admin.register(Article)
class ArticleAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    grants = ("view", "change")  # change: to withdraw and to show again
    list_display = ["slug", "about", "danger", "reviewed", "is_published"]
    list_filter = [("topic", filter_in(TOPICS)), "danger", "is_published"]
    search_fields = ["slug", "translations__title"]
    search_help_text = _("By short name or title.")
    fields = ["slug", "about", "danger", "reviewed", "is_published"]
    readonly_fields = ["about"]
    inlines = [TranslationInline, EventInline]
    actions = ["withdraw", "publish"]

    @admin.display(description=_("topic"), ordering="topic")
    def about(self, article):
        return topic_words(article.topic)

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

    list_display = ["question", "answered", "at"]
    list_filter = [("kind", filter_in(ChatTurn.KINDS))]
    fields = ["question", "answered", "at"]
    readonly_fields = ["answered"]
    ordering = ["-at"]

    @admin.display(description=_("kind of answer"), ordering="kind")
    def answered(self, turn):
        return turn.kind_words

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind="crisis")


@admin.register(TalkHours)
class TalkHoursAdmin(PickingAdmin):
    """When volunteers answer in the chat: a line for each stretch of the week."""

    grants = ("add", "change", "delete", "view")
    list_display = ["community", "days", "opens", "closes"]
    list_filter = ["community"]

    def save_model(self, request, obj, form, change):
        save_hours(obj)


@admin.register(TalkDayOff)
class TalkDayOffAdmin(PickingAdmin):
    grants = ("add", "change", "delete", "view")
    list_display = ["community", "day"]
    list_filter = ["community"]

    def save_model(self, request, obj, form, change):
        save_day_off(obj)
