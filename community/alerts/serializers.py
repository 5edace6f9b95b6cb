"""JSON in and out."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.alerts.models import (
    Alert,
    AlertInfo,
    CapCategory,
    CapUrgency,
    Certainty,
    MsgType,
    ResponseType,
    Severity,
)
from community.people.registers import is_usable


class MomentField(serializers.DateTimeField):
    """RFC 3339 with an offset: a time without one could mean several moments."""

    default_error_messages = {"no_offset": _("Write the time with its offset, as in 2026-07-08T20:00:00+08:00.")}

    def enforce_timezone(self, value):
        if value.tzinfo is None:
            self.fail("no_offset")
        if not is_usable(value):
            self.fail("overflow")
        return value


class CapField(serializers.CharField):
    """One of CAP's words, in any case. What is none of them is left for the service to refuse."""

    def __init__(self, words, **kwargs):
        self.words = {value.lower(): value for value in words.values}
        super().__init__(required=False, max_length=20, **kwargs)

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        return self.words.get(text.lower(), text)


class NamesField(serializers.ListField):
    """One name or a list of them."""

    child = serializers.CharField(max_length=200)

    def to_internal_value(self, data):
        return super().to_internal_value([data] if isinstance(data, str) else data)


class ResponsesField(NamesField):
    """CAP's responseType: one or several, in any case."""

    child = CapField(ResponseType)


class PairsField(serializers.JSONField):
    """[{"valueName", "value"}], or an object of names and values; checked by the service."""


class InfoSerializer(serializers.ModelSerializer):
    class Meta:
        model = AlertInfo
        fields = ["language", *AlertInfo.WORDS]


class InfoInput(serializers.Serializer):
    language = serializers.CharField(max_length=20)
    headline = serializers.CharField(required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    instruction = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(required=False, allow_blank=True)
    audience = serializers.CharField(required=False, allow_blank=True)


class AlertSerializer(serializers.ModelSerializer):
    community = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    infos = InfoSerializer(many=True, read_only=True)
    scheduled = serializers.BooleanField(source="is_scheduled", read_only=True)
    references = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    cap = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = [
            "identifier", "status", "kind", "issuer", "event", "category", "severity", "urgency", "certainty",
            "msg_type", "exercise", "test", "all_clear", "community", "area", "area_words", "areas", "shape", "sent",
            "effective", "onset", "expires", "publish_at", "scheduled",
            "response_types", "contact", "web", "note", "parameters", "event_codes",
            "references", "infos", "url", "cap",
        ]  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_references(self, alert: Alert) -> list[str]:
        return [alert.replaces.identifier] if alert.replaces else []

    @extend_schema_field(serializers.URLField())
    def get_url(self, alert: Alert) -> str:
        return f"{settings.PUBLIC_URL}{alert.get_absolute_url()}"

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_cap(self, alert: Alert) -> str | None:
        return f"{settings.PUBLIC_URL}/cap/{alert.identifier}.xml" if alert.is_public else None


class AlertInput(serializers.Serializer):
    """What an alert is made of. What is missing is named by the service, unless a hazard report gives it."""

    kind = serializers.CharField(required=False, max_length=10)
    issuer = serializers.CharField(required=False, allow_blank=True, max_length=120)
    event = serializers.CharField(required=False, max_length=80)
    category = CapField(CapCategory)
    severity = CapField(Severity)
    urgency = CapField(CapUrgency)
    certainty = CapField(Certainty)
    msg_type = CapField(MsgType)
    exercise = serializers.BooleanField(required=False)
    test = serializers.BooleanField(required=False)
    effective = MomentField(required=False, allow_null=True)
    onset = MomentField(required=False, allow_null=True)
    expires = MomentField(required=False)
    publish_at = MomentField(required=False, allow_null=True)
    response_types = ResponsesField(required=False)
    contact = serializers.CharField(required=False, allow_blank=True, max_length=200)
    web = serializers.CharField(required=False, allow_blank=True, max_length=500)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)
    parameters = PairsField(required=False)
    event_codes = PairsField(required=False)
    area = serializers.DictField(required=False)
    area_words = serializers.DictField(required=False, child=serializers.CharField(allow_blank=True, max_length=200))
    infos = InfoInput(many=True, required=False)
    references = NamesField(required=False, max_length=1)
    hazard = NamesField(required=False, max_length=20)
    community = serializers.CharField(required=False, max_length=50)


class FollowUpInput(AlertInput):
    """An update or a cancellation: everything may stay as it is."""

    community = None  # type: ignore[assignment]
    references = None  # type: ignore[assignment]
    hazard = None  # type: ignore[assignment]
    msg_type = None  # type: ignore[assignment]
    exercise = None  # type: ignore[assignment]
    test = None  # type: ignore[assignment]


class NoteInput(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


def _moment(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def preview_data(preview: Any) -> dict[str, Any]:
    """A preview (selectors.previews.Preview) as JSON."""
    estimate = preview.estimate
    return {
        "recipients": estimate.recipients,
        "by_language": estimate.by_language,
        "by_channel": estimate.by_channel,
        "segments": estimate.segments,
        "cost": str(estimate.cost),
        "currency": estimate.currency,
        "first_at": estimate.first_at.isoformat(timespec="seconds"),
        "last_at": estimate.last_at.isoformat(timespec="seconds"),
        # an estimate by the latest receipts; null where there are too few
        "first_arrives_at": _moment(estimate.first_arrives_at),
        "last_arrives_at": _moment(estimate.last_arrives_at),
        "last_call_at": _moment(estimate.last_call_at),
        "per_minute": estimate.per_minute,
        "ahead": estimate.ahead,
        "texts": [
            {
                "language": one.language,
                "text": one.text.body,
                "people": one.people,
                "segments": one.text.segments,
                "encoding": one.text.encoding,
                "characters": one.text.characters,
            }
            for one in preview.languages
        ],
        "changes": [
            {"part": one.part, "language": one.language, "before": one.before, "after": one.after}
            for one in preview.changes
        ],
        "problems": [
            {"code": problem.code, "language": problem.language, "message": problem.message}
            for problem in preview.problems
        ],
    }
