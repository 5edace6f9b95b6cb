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
    ResponseType,
    Source,
    TemplateEvent,
)
from community.alerts.selectors import source_state
from community.alerts.selectors.findings import GRADE_WORDS
from portal.lib.asked import Forgiving, filter_in, language_name
from portal.lib.readonly import ReadOnly


class InfoInline(ReadOnly, admin.StackedInline):
    model = AlertInfo
    extra = 0
    fields = ("read_in", "headline", "description", "instruction", "text", "audience")
    readonly_fields = ("read_in",)

    @admin.display(description=_("language"))
    def read_in(self, info):
        return language_name(info.language)


class EventInline(ReadOnly, admin.TabularInline):
    model = AlertEvent
    extra = 0
    fields = ("at", "by", "note")


@admin.register(Alert)
class AlertAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["identifier", "event", "severity", "status", "exercise", "sent", "expires"]
    list_filter = ["status", "exercise", "severity", "community"]
    search_fields = ["identifier", "event", "infos__headline"]
    search_help_text = _("By identifier, event or headline.")
    fieldsets = (
        (None, {"fields": ("identifier", "status", "community", "kind", "issuer", "msg_type")}),
        (None, {"fields": ("exercise", "test", "all_clear")}),
        (
            _("What it says"),
            {
                "fields": (
                    "event",
                    "category",
                    "severity",
                    "urgency",
                    "certainty",
                    "area_words",
                    "responses",
                    "contact",
                    "web",
                    "note",
                    "parameters",
                    "event_codes",
                )
            },
        ),
        (_("When"), {"fields": ("created", "publish_at", "sent", "effective", "onset", "expires")}),
        (
            _("Whose"),
            {
                "fields": (
                    "author",
                    "submitted_by",
                    "approved_by",
                    "issued_alone_reason",
                    "from_template",
                    "keeps_template",
                    "replaces",
                    "reports",
                )
            },
        ),
    )
    readonly_fields = ("responses",)
    inlines = [InfoInline, EventInline]

    @admin.display(description=_("what to do, in one word"))
    def responses(self, alert):
        return ", ".join(alert.response_words)


@admin.register(Source)
class SourceAdmin(Forgiving, admin.ModelAdmin):
    grants = ("add", "change", "view")
    form = SourceForm
    list_display = ("name", "community", "is_active", "last_success", "failures", "state")
    search_fields = ("name", "issuer")
    search_help_text = _("By name or issuing authority.")
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
    fields = ("at", "by", "note")


@admin.register(Proposal)
class ProposalAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("identifier", "source", "event", "level_words", "status", "doubt", "sent", "ends")
    list_filter = ("status", ("grade", filter_in(GRADE_WORDS, _("worst finding"))), "community")
    list_select_related = ("source",)
    search_fields = ("identifier", "event", "headline")
    search_help_text = _("By identifier, event or headline.")
    fields = (
        "identifier", "status", "community", "source", "sender", "type_words", "event", "headline",
        "level_words", "doubt", "sent", "ends", "received", "alert",
    )  # fmt: skip
    readonly_fields = ("type_words", "level_words", "doubt")
    inlines = (ProposalEventInline,)

    @admin.display(description=_("severity"), ordering="rank")
    def level_words(self, proposal):
        return proposal.severity_words

    @admin.display(description=_("message type"))
    def type_words(self, proposal):
        return proposal.msg_type_words

    @admin.display(description=_("worst finding"), ordering="grade")
    def doubt(self, proposal):
        return GRADE_WORDS.get(proposal.grade, "–")


class TemplateEventInline(ReadOnly, admin.TabularInline):
    model = TemplateEvent
    extra = 0
    fields = ("at", "by")


@admin.register(AlertTemplate)
class AlertTemplateAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "community", "event", "severity", "is_active", "approved_at", "review_by"]
    list_filter = ["is_active", "severity", "community"]
    list_select_related = ["community"]
    search_fields = ["slug", "event"]
    search_help_text = _("By short name or event.")
    fieldsets = (
        (None, {"fields": ("name", "slug", "community", "regions", "is_active", "is_ending", "hours")}),
        (
            _("What it says"),
            {"fields": ("event", "category", "severity", "urgency", "certainty", "responses", "texts")},
        ),
        (_("Whose"), {"fields": ("changed_by", "changed_at", "approved_by", "approved_at", "review_by")}),
    )
    readonly_fields = ("responses", "texts")
    inlines = [TemplateEventInline]

    @admin.display(description=_("what to do, in one word"))
    def responses(self, template):
        return ", ".join(str(ResponseType(value).label) for value in template.response_types)

    @admin.display(description=_("words"))
    def texts(self, template):
        said = [[language_name(code), *template.texts_in(code).values()] for code in template.words]
        return "\n\n".join("\n".join(filter(None, lines)) for lines in said)
