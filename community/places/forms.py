"""Shapes typed or pasted as GeoJSON."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.places.models import Community, NamedArea
from community.places.services import usable_shape


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


class _ShapeForm(forms.ModelForm):
    shape = ShapeField(
        label=_("shape"),
        widget=forms.Textarea({"rows": 8, "cols": 100, "spellcheck": "false"}),
        help_text=_("GeoJSON: a Polygon or a MultiPolygon, longitude before latitude, in degrees (WGS 84)."),
    )


class CommunityForm(_ShapeForm):
    class Meta:
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
            "is_demo",
            "shape",
        )


class AreaForm(_ShapeForm):
    class Meta:
        model = NamedArea
        fields = ("community", "slug", "name", "shape")
