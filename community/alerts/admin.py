"""Alerts and templates, only to read: who writes and approves goes by the services; and whose feeds are watched."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.alerts import services
from community.alerts.forms import SourceForm
from community.alerts.models import (
    Alert,
    AlertEvent,
    AlertInfo,
    AlertTemplate,
    Proposal,
    ProposalEvent,
    Source,
    TemplateEvent,
)
from community.alerts.selectors import source_state
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


class InfoInline(ReadOnly, admin.TabularInline):
    model = AlertInfo
    extra = 0


class EventInline(ReadOnly, admin.TabularInline):
    model = AlertEvent
    extra = 0


@admin.register(Alert)
class AlertAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["identifier", "event", "severity", "status", "exercise", "sent", "expires"]
    list_filter = ["status", "exercise", "severity", "community"]
    search_fields = ["identifier", "event", "infos__headline"]
    inlines = [InfoInline, EventInline]


@admin.register(Source)
class SourceAdmin(Forgiving, admin.ModelAdmin):
    form = SourceForm
    list_display = ("name", "community", "is_active", "last_success", "failures", "state")
    list_filter = ("community", "is_active")
    list_select_related = ("community",)
    readonly_fields = ("last_tried", "last_success", "failures", "state")

    @admin.display(description=_("state"))
    def state(self, source):
        return (source_state(source, timezone.now()).error if source.pk else "") or "–"

    def save_model(self, request, obj, form, change):
        fields = {name: form.cleaned_data[name] for name in SourceForm.Meta.fields}
        kept = services.save_source(Source.objects.get(pk=obj.pk) if change else None, now=timezone.now(), **fields)
        obj.pk = kept.pk

    def has_delete_permission(self, request, obj=None):
        return False  # what it said hangs on it: stop watching it instead


class ProposalEventInline(ReadOnly, admin.TabularInline):
    model = ProposalEvent
    extra = 0


@admin.register(Proposal)
class ProposalAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("identifier", "source", "event", "severity", "status", "grade", "sent", "ends")
    list_filter = ("status", "grade", "community")
    list_select_related = ("source",)
    search_fields = ("identifier", "event", "headline")
    exclude = ("xml",)
    inlines = (ProposalEventInline,)


class TemplateEventInline(ReadOnly, admin.TabularInline):
    model = TemplateEvent
    extra = 0


@admin.register(AlertTemplate)
class AlertTemplateAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["slug", "community", "event", "severity", "is_active", "approved_at", "review_by"]
    list_filter = ["is_active", "severity", "community"]
    search_fields = ["slug", "event"]
    inlines = [TemplateEventInline]
