"""Shapes and lists of words typed or pasted as JSON."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from community.places.models import Community, NamedArea
from community.places.services import usable_shape

MOST_BRACKETS = 30


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


class _ShapeForm(forms.ModelForm):
    shape = ShapeField(
        label=_("shape"),
        widget=forms.Textarea({"rows": 8, "cols": 100, "spellcheck": "false"}),
        help_text=_("GeoJSON: a Polygon or a MultiPolygon, longitude before latitude, in degrees (WGS 84)."),
    )


class CommunityForm(_ShapeForm):
    class Meta:
        field_classes = {"languages": FlatJSONField, "emergency_numbers": FlatJSONField}
        model = Community
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
            "is_demo",
            "shape",
        )


class AreaForm(_ShapeForm):
    class Meta:
        model = NamedArea
        field_classes = {"geocodes": FlatJSONField}
        fields = ("community", "slug", "name", "shape", "geocodes")
        help_texts = {"geocodes": _('What other systems call it: [{"valueName": "SAME", "value": "051013"}]')}
