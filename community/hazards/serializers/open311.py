"""Reports as Open311 GeoReport v2 names their parts."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from community.hazards.models import Category, Report
from community.hazards.serializers.reports import NewReportSerializer
from portal.lib.words import said


class NewRequestSerializer(NewReportSerializer):
    """A report as Open311 sends it: other names for the same fields."""

    NAMES = {
        "jurisdiction_id": "community",
        "service_code": "category",
        "lat": "latitude",
        "long": "longitude",
        "address_string": "address",
        "phone": "reporter_phone",
        "locale": "language",
        "device_id": "device_id",
        "description": "description",
        "answers": "answers",
    }
    UNKNOWN = {"community", "category"}  # names that may lead nowhere

    email = serializers.EmailField(required=False, max_length=254)

    def __init__(self, *, data: dict[str, Any]):
        given = {ours: data[theirs] for theirs, ours in self.NAMES.items() if theirs in data}
        name = " ".join(data[part] for part in ("first_name", "last_name") if part in data)
        self.address_id = data.get("address_id", "")
        self.picture = data.get("media_url", "")
        self.sent = data
        super().__init__(
            data={**given, "reporter_name": name[:100], **({"email": data["email"]} if "email" in data else {})}
        )

    def to_internal_value(self, data: Any) -> Any:
        if not data.get("description") and data.get("category"):
            data = {**data, "description": data["category"]}  # said in words below, once the service is known
        return super().to_internal_value(data)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if self.address_id and "latitude" not in data and not data.get("address"):
            raise serializers.ValidationError(
                {"address": [_("address_id is not used here. Send lat and long, or address_string.")]}
            )
        email = data.pop("email", "")
        values = super().validate(data)
        if "description" not in self.sent:
            values["description"] = said(values["category"].name)
        if self.picture:
            values["note"] = self.picture[:1000]
        return {**values, "reporter_email": email}

    @property
    def leads_nowhere(self) -> bool:
        """Whether all that is wrong is a name that nobody knows."""
        return set(self.errors) <= self.UNKNOWN and all(
            word.code != "required" for words in self.errors.values() for word in words
        )

    @property
    def reasons(self) -> list[str]:
        """Each with the name that the client knows the field by."""
        theirs = {ours: name for name, ours in self.NAMES.items()}
        return [f"{theirs.get(field, field)}: {word}" for field, words in self.errors.items() for word in _flat(words)]


def _flat(words: Any) -> list[Any]:
    if isinstance(words, dict):
        return [word for below in words.values() for word in _flat(below)]
    return list(words)


def service_row(row: Category) -> dict[str, Any]:
    """A category as Open311 names it."""
    return {
        "service_code": row.code,
        "service_name": said(row.name),
        "description": said(row.hint),
        "metadata": bool(row.asked),  # type: ignore[attr-defined]
        "type": "realtime",
        "keywords": ",".join(sorted({str(name) for name in row.name.values()})),
        "group": str(row.community),
    }


def attribute_rows(row: Category) -> list[dict[str, Any]]:
    """What a category asks, as Open311 names it."""
    return [
        {
            "variable": True,
            "code": question.code,
            "datatype": question.datatype,
            "required": question.is_required,
            "datatype_description": str(question.get_datatype_display()),
            "order": order,
            "description": str(question),
            "values": [{"key": key, "name": words} for key, words in question.options],
        }
        for order, question in enumerate(row.asked, start=1)  # type: ignore[attr-defined]
    ]


def request_row(row: Report, request: Any, *, extended: bool = False) -> dict[str, Any]:
    """A public report as Open311 names it; `extended` adds every picture and what was said in public."""
    latitude, longitude = row.public_position or (None, None)
    pictures = [request.build_absolute_uri(photo.full_path) for photo in row.photos.all()]
    state = str(row.get_status_display())
    told = [event for event in row.said if event.note]  # type: ignore[attr-defined]
    answer = {
        "service_request_id": row.reference,
        "status": "open" if row.is_open else "closed",
        "status_notes": _("%(state)s: %(note)s") % {"state": state, "note": told[-1].note} if told else state,
        "service_name": said(row.category.name),
        "service_code": row.category.code,
        "description": row.description,
        "agency_responsible": row.referred_to or str(row.community),
        "service_notice": None,
        "requested_datetime": row.created,
        "updated_datetime": row.updated,
        "expected_datetime": row.fix_by if row.is_open else None,
        "address": row.public_where or None,
        "address_id": None,
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": pictures[0] if pictures else None,
    }
    if extended:
        updates = [
            {"status": event.to_status or None, "description": event.note, "updated_datetime": event.at}
            for event in row.said  # type: ignore[attr-defined]
        ]
        answer |= {"media": pictures, "updates": updates}
    return answer
