"""Reports as JSON."""

import math
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.hazards.models import CLIENT_ID, Category, Report, ReportEvent, ReportPhoto, Urgency, public_words
from community.hazards.selectors import categories_of, is_outside
from community.hazards.services import read_answers, read_photos
from community.people.permissions import STAFF, has_role
from community.people.registers import is_usable
from community.places.models import NamedArea
from community.places.selectors import resolve_community
from portal.lib.language import known_language, language_of_text
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.sealing import unseal
from portal.lib.squares import read_box
from portal.lib.words import said


class Degrees(serializers.FloatField):
    """Degrees of WGS 84. JSON's NaN and Infinity are no places."""

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class NewReportSerializer(serializers.Serializer):
    """A report as it is filed: a kind, words, and a place as degrees, words or a named area."""

    community = serializers.SlugField(required=False, allow_blank=True)
    category = serializers.SlugField()
    description = serializers.CharField(max_length=4000)
    latitude = Degrees(required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = Degrees(required=False, allow_null=True, min_value=-180, max_value=180)
    address = serializers.CharField(required=False, allow_blank=True, max_length=300)
    area = serializers.SlugField(required=False, allow_blank=True)
    photos = serializers.ListField(child=serializers.FileField(), required=False)
    reporter_name = serializers.CharField(required=False, allow_blank=True, max_length=100)
    reporter_phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    language = serializers.CharField(required=False, allow_blank=True, max_length=35)
    answers = serializers.DictField(
        required=False, help_text="by the code of the category's question; a list where several may be chosen"
    )
    client_id = serializers.CharField(required=False, allow_blank=True, min_length=CLIENT_ID, max_length=64)
    device_id = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="what the device calls itself; kept as a hash",
    )

    def validate_photos(self, files):
        return read_photos(files)

    def validate_language(self, tag: str) -> str:
        language = known_language(tag) if tag else ""
        if language is None:
            raise serializers.ValidationError(_("Use one of these languages: en, zh-hans."))
        return language

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if (latitude is None) != (longitude is None):
            raise serializers.ValidationError(
                {"longitude" if longitude is None else "latitude": [_("Give both degrees, or none.")]}
            )
        community = resolve_community(data.pop("community", ""), latitude, longitude)
        if community is None:
            raise serializers.ValidationError({"community": [_("No community of this name, and none at this place.")]})
        if latitude is not None and longitude is not None and is_outside(community, latitude, longitude):
            raise serializers.ValidationError(
                {
                    "latitude": [
                        _("This place is outside %(community)s. Here you can report hazards in %(community)s only.")
                        % {"community": str(community)}
                    ]
                }
            )
        category = categories_of(community).filter(code=data["category"]).first()
        if category is None:
            codes = ", ".join(categories_of(community).values_list("code", flat=True))
            raise serializers.ValidationError(
                {"category": [_("Use one of these kinds: %(codes)s.") % {"codes": codes}]}
            )
        area = self._area(community, data.pop("area", ""))
        if latitude is None and area is None and not data.get("address"):
            raise serializers.ValidationError({"address": [_("Say where it is: in words, by area or with a pin.")]})
        phone = self._phone(data.get("reporter_phone", ""), community.region)
        language = data.get("language") or language_of_text(data["description"])
        answers, danger = self._answers(category, data.pop("answers", {}))
        return {
            **data,
            "community": community,
            "category": category,
            "area": area,
            "reporter_phone": phone,
            "language": language,
            "answers": answers,
            **({"urgency": Urgency.IMMEDIATE} if danger else {}),
        }

    def _answers(self, category: Category, given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        sent = {
            code: [str(one) for one in (value if isinstance(value, list) else [value])] for code, value in given.items()
        }
        try:
            return read_answers(category, sent)
        except ValidationError as error:
            raise serializers.ValidationError({"answers": error.messages}) from None

    def _area(self, community, slug: str) -> NamedArea | None:
        if not slug:
            return None
        area = NamedArea.objects.filter(community=community, slug=slug).first()
        if area is None:
            raise serializers.ValidationError({"area": [_("There is no area of this name here.")]})
        return area

    def _phone(self, typed: str, region: str) -> str:
        if not typed:
            return ""
        try:
            return normalise_phone(typed, region or None)
        except NotAPhone as error:
            raise serializers.ValidationError({"reporter_phone": [str(error)]}) from None


class PhotoSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    class Meta:
        model = ReportPhoto
        fields = ["url", "thumbnail_url", "width", "height"]

    def get_url(self, row: ReportPhoto) -> str:
        return self._address(row, "full")

    def get_thumbnail_url(self, row: ReportPhoto) -> str:
        return self._address(row, "small")

    def _address(self, row: ReportPhoto, size: str) -> str:
        path = row.path(size)
        key = self.context.get("key", "")
        return self.context["request"].build_absolute_uri(f"{path}?key={key}" if key else path)


class EventSerializer(serializers.ModelSerializer):
    # "from" is a word of Python
    locals()["from"] = serializers.CharField(source="from_status")
    to = serializers.CharField(source="to_status")

    class Meta:
        model = ReportEvent
        fields = ["at", "kind", "from", "to", "note"]


class ReportSerializer(serializers.ModelSerializer):
    """What anybody may see: the place rounded to about 100 m, no name, no number."""

    category = serializers.SlugRelatedField(slug_field="code", read_only=True)
    category_name = serializers.SerializerMethodField()
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    area = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    address = serializers.SerializerMethodField()
    latitude = serializers.SerializerMethodField()
    longitude = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = [
            "reference",
            "status",
            "status_label",
            "urgency",
            "category",
            "category_name",
            "description",
            "address",
            "area",
            "latitude",
            "longitude",
            "language",
            "created",
            "updated",
            "url",
            "photos",
        ]

    def get_category_name(self, row: Report) -> str:
        return said(row.category.name)

    def get_address(self, row: Report) -> str:
        """Of the words no more than the rounded place says; its own reporter reads them all."""
        return row.address if "key" in self.context else public_words(row.address, row.category.round_to)

    def get_latitude(self, row: Report) -> float | None:
        return row.public_position[0] if row.public_position else None

    def get_longitude(self, row: Report) -> float | None:
        return row.public_position[1] if row.public_position else None

    def get_url(self, row: Report) -> str:
        return self.context["request"].build_absolute_uri(row.get_absolute_url())

    @extend_schema_field(PhotoSerializer(many=True))
    def get_photos(self, row: Report):
        return PhotoSerializer(row.photos.all(), many=True, context=self.context).data


class SimilarSerializer(ReportSerializer):
    distance = serializers.FloatField(read_only=True, allow_null=True, help_text="metres; null: found by its area")
    likeness = serializers.FloatField(read_only=True, help_text="of the words, 0 to 1")

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "distance", "likeness"]


class ReportDetailSerializer(ReportSerializer):
    """One report with its public events."""

    events = serializers.SerializerMethodField()
    referred_to = serializers.CharField(read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "referred_to", "events"]

    @extend_schema_field(EventSerializer(many=True))
    def get_events(self, row: Report):
        return EventSerializer([event for event in row.events.all() if event.is_public], many=True).data


class StaffReportSerializer(ReportSerializer):
    """What those who triage see: the pin itself, who reported, who is on it."""

    assigned_to = serializers.SlugRelatedField(slug_field="username", read_only=True)
    duplicate_of = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    reporter_name = serializers.SerializerMethodField()
    reporter_phone = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields = [
            *ReportSerializer.Meta.fields,
            "is_public",
            "hidden_at",
            "hidden_why",
            "channel",
            "reporter_name",
            "reporter_phone",
            "assigned_to",
            "referred_to",
            "duplicate_of",
        ]

    def get_address(self, row: Report) -> str:
        return row.address

    def get_latitude(self, row: Report) -> float | None:
        return row.latitude

    def get_longitude(self, row: Report) -> float | None:
        return row.longitude

    def get_reporter_name(self, row: Report) -> str:
        return unseal(row.reporter_name_sealed) if row.reporter_name_sealed else ""

    def get_reporter_phone(self, row: Report) -> str:
        return unseal(row.reporter_phone_sealed) if row.reporter_phone_sealed else ""


class StaffEventSerializer(EventSerializer):
    by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta(EventSerializer.Meta):
        fields = [*EventSerializer.Meta.fields, "subject", "is_public", "by"]


class StaffReportDetailSerializer(StaffReportSerializer):
    events = StaffEventSerializer(many=True, read_only=True)

    class Meta(StaffReportSerializer.Meta):
        fields = [*StaffReportSerializer.Meta.fields, "events"]


class FiledSerializer(serializers.Serializer):
    """The answer to a new report. `tracking_url` is for the reporter alone."""

    reference = serializers.CharField()
    status = serializers.CharField()
    url = serializers.URLField()
    tracking_url = serializers.URLField()
    similar = SimilarSerializer(many=True)


class MoveSerializer(serializers.Serializer):
    """One move: `to`, and what its guard asks for."""

    to = serializers.ChoiceField(choices=Report.Status.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    note_is_public = serializers.BooleanField(required=False, default=True)
    public = serializers.BooleanField(required=False, allow_null=True, default=None)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False, default="")
    assigned_to = serializers.CharField(required=False, allow_blank=True, default="", help_text="a username")
    referred_to = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    duplicate_of = serializers.CharField(required=False, allow_blank=True, default="", help_text="a reference")
    holds_until = serializers.DateField(required=False, allow_null=True, default=None, help_text="interim alone")
    seen = serializers.ChoiceField(
        choices=Report.Status.choices,
        required=False,
        default="",
        help_text="the status that was decided on: 409 where it is another by now",
    )

    def validate_assigned_to(self, username: str):
        if not username:
            return None
        person = self.context["people"].filter(username=username).first()
        if person is None or not has_role(person, *STAFF, community=self.context["report"].community):
            raise serializers.ValidationError(_("There is nobody of this name who fixes hazards here."))
        return person

    def validate_duplicate_of(self, reference: str) -> Report | None:
        if not reference:
            return None
        community = self.context["report"].community
        other = Report.objects.filter(community=community, reference=reference.upper()).first()
        if other is None:
            raise serializers.ValidationError(_("There is no report of this number here."))
        return other


class SimilarQuery(serializers.Serializer):
    community = serializers.SlugField(required=False, allow_blank=True, default="")
    category = serializers.SlugField()
    latitude = Degrees(min_value=-90, max_value=90)
    longitude = Degrees(min_value=-180, max_value=180)
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=4000, default="", help_text="its likeness counts beside distance"
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        community = resolve_community(data["community"], data["latitude"], data["longitude"])
        category = community and Category.objects.filter(community=community, code=data["category"]).first()
        if category is None:
            raise serializers.ValidationError({"category": [_("There is no such kind of hazard here.")]})
        return {**data, "category": category}


class ListQuery(serializers.Serializer):
    """Filters of the list; several values are separated by commas."""

    community = serializers.SlugField(required=False, allow_blank=True)
    status = serializers.CharField(required=False, allow_blank=True, help_text="e.g. submitted,triaged")
    category = serializers.CharField(required=False, allow_blank=True, help_text="e.g. flooding,gas")
    bbox = serializers.CharField(required=False, allow_blank=True, help_text="west,south,east,north in degrees")
    since = serializers.DateTimeField(required=False, help_text="reported at or after")
    ordering = serializers.ChoiceField(choices=["-created", "created"], required=False, default="-created")

    def validate_status(self, value: str) -> list[str]:
        wanted = [one.strip().lower() for one in value.split(",") if one.strip()]
        if not set(wanted) <= set(Report.Status.values):
            raise serializers.ValidationError(
                _("Use these states: %(states)s.") % {"states": ", ".join(Report.Status.values)}
            )
        return wanted

    def validate_since(self, value: datetime) -> datetime:
        if not is_usable(value):
            raise serializers.ValidationError(_("No report is that old, or that new."))
        return value

    def validate_category(self, value: str) -> list[str]:
        return [one.strip() for one in value.split(",") if one.strip()]

    def validate_bbox(self, value: str) -> list[float] | None:
        if not value:
            return None
        try:
            return read_box(value)
        except ValueError:
            raise serializers.ValidationError(_("Write it as west,south,east,north in degrees.")) from None
