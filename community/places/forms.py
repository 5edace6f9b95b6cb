"""Shapes and lists of words typed or pasted as JSON."""

import json
import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from community.places.models import Community, NamedArea, all_languages
from community.places.services import usable_shape
from portal.lib.zones import zone_choices

MOST_BRACKETS = 30
PAIR = re.compile(r"([^:：]+)[:：](.+)")


class ShapeField(forms.CharField):
    """GeoJSON text of a Polygon, a MultiPolygon or a Feature with one; its value is a clean shape."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else json.dumps(value)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return usable_shape(text)[0]
        except ValidationError as wrong:
            raise ValidationError(wrong.message_dict["shape"]) from None

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class FlatJSONField(forms.JSONField):
    """JSON of a few words. What is nested deeply, or cannot be read at all, is a wrong entry."""

    def to_python(self, value):
        if isinstance(value, str) and _is_deep(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""})
        try:
            return super().to_python(value)
        except ValueError:  # a number longer than Python reads
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from None

    def bound_data(self, data, initial):
        if data is None or _is_deep(data):
            return InvalidJSONInput(data or "")
        try:
            return super().bound_data(data, initial)
        except ValueError:
            return InvalidJSONInput(data)


def _is_deep(text: str) -> bool:
    return text.count("[") + text.count("{") > MOST_BRACKETS


class NumbersField(FlatJSONField):
    """{"fire": "119", ...}, a pair a line, as `example` has it; JSON is read, too."""

    widget = forms.Textarea
    example = "fire: 119"

    def prepare_value(self, value):
        pairs = [] if value is None else self.pairs(value)
        return super().prepare_value(value) if pairs is None else "\n".join(f"{name}: {text}" for name, text in pairs)

    def to_python(self, value):
        if not isinstance(value, str) or value.lstrip().startswith(("{", "[")):
            return super().to_python(value)
        lines = [PAIR.fullmatch(line.strip()) for line in value.splitlines() if line.strip()]
        if not all(lines):
            message = _("Write one pair a line, with a colon between, as in %(example)s.")
            raise ValidationError(message, code="pair", params={"example": self.example})
        return self.whole([(line[1].strip(), line[2].strip()) for line in lines if line]) if lines else None

    def pairs(self, value):
        """The pairs of a clean value; None where it is something else."""
        return list(value.items()) if isinstance(value, dict) else None

    def whole(self, pairs):
        """The clean value of some pairs."""
        return dict(pairs)


class CodesField(NumbersField):
    """[{"valueName": "SAME", "value": "051013"}, ...], a pair a line."""

    example = "SAME: 051013"

    def pairs(self, value):
        try:
            return [(pair["valueName"], pair["value"]) for pair in value] if isinstance(value, list) else None
        except (TypeError, KeyError):
            return None

    def whole(self, pairs):
        return [{"valueName": name, "value": text} for name, text in pairs]


class _ShapeForm(forms.ModelForm):
    shape = ShapeField(
        label=_("shape"),
        widget=forms.Textarea({"rows": 8, "cols": 100, "spellcheck": "false"}),
        help_text=_("GeoJSON: a Polygon or a MultiPolygon, longitude before latitude, in degrees (WGS 84)."),
    )


class CommunityForm(_ShapeForm):
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        choices=settings.LANGUAGES,
        initial=all_languages,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Warnings are written in each of them."),
    )
    emergency_numbers = NumbersField(
        label=_("emergency numbers"),
        widget=forms.Textarea({"rows": 4, "cols": 40, "spellcheck": "false"}),
        help_text=_("One a line: fire: 119. Needed are fire, ambulance and police; add others in small letters."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = self.instance.time_zone
        choices = zone_choices()
        if kept not in {key for _part, keys in choices for key, _words in keys}:
            choices = [(kept, [(kept, kept)]), *choices]  # an old name of a zone
        self.fields["time_zone"].widget = forms.Select(choices=choices)

    class Meta:
        model = Community
        help_texts = {
            "slug": _("Stands in addresses, and is fixed once it is made: small letters, digits and hyphens."),
            "region": _("Two letters of a country or region (ISO 3166), as in CN or US."),
            "sms_number": _("To which people text reports and questions; shown on the pages."),
            "quiet_from": _("On the place's own clock. The same hour twice: no quiet hours."),
            "work_days": _(
                "Their numbers, Monday is 1: 12345. Promised times of some hazards count working hours alone."
            ),
            "is_demo": _("Its people are invented."),
        }
        fields = (
            "slug",
            "name",
            "issuer",
            "time_zone",
            "region",
            "languages",
            "emergency_numbers",
            "sms_number",
            "quiet_from",
            "quiet_until",
            "work_from",
            "work_until",
            "work_days",
            "is_demo",
            "shape",
        )


class AreaForm(_ShapeForm):
    class Meta:
        model = NamedArea
        field_classes = {"geocodes": CodesField}
        fields = ("community", "slug", "name", "shape", "geocodes")
        widgets = {"geocodes": forms.Textarea({"rows": 3, "cols": 40, "spellcheck": "false"})}
        help_texts = {"geocodes": _("What other systems call it, one a line, as in SAME: 051013.")}
