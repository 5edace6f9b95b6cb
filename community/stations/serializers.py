"""Stations as JSON."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.stations.models import Station
from community.stations.selectors import point_of


class NearParameter(serializers.CharField):
    def to_internal_value(self, data):
        try:
            return point_of(super().to_internal_value(data))
        except ValueError:
            raise serializers.ValidationError(_("Write a place as latitude,longitude in degrees, e.g. 38.89,-77.02."))


class StationQuery(serializers.Serializer):
    """What GET stations/ may be asked."""

    near = NearParameter(required=False, help_text="latitude,longitude in degrees: the nearest 100, in order")
    radius = serializers.FloatField(required=False, min_value=0, help_text="metres around `near`")
    kind = serializers.ChoiceField(Station.Kind.choices, required=False)
    status = serializers.ChoiceField(Station.Status.choices, required=False)
    community = serializers.SlugField(required=False)

    def validate(self, data):
        if "radius" in data and "near" not in data:
            raise serializers.ValidationError({"radius": [_("A radius needs `near`.")]})
        return data


class StationSerializer(serializers.ModelSerializer):
    """`status` is as of now: `stale` where nobody confirmed it in time. `distance` in metres, with `near` only."""

    status = serializers.SerializerMethodField()
    distance = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    community = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Station
        fields = (
            "slug", "name", "kind", "status", "status_note", "confirmed_at", "stale_at", "community", "address",
            "latitude", "longitude", "distance", "directions", "opening", "phone", "capacity", "places_free",
            "step_free", "animals", "power", "drinking_water", "wifi", "equipment", "bring", "url",
        )  # fmt: skip

    stale_at = serializers.DateTimeField(read_only=True, allow_null=True)

    @extend_schema_field(serializers.ChoiceField(Station.Status.choices))
    def get_status(self, station):
        return str(station.status_at(self.context["now"]))

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_distance(self, station):
        metres = getattr(station, "distance", None)
        return None if metres is None else round(metres, 1)

    @extend_schema_field(serializers.URLField())
    def get_url(self, station):
        return self.context["request"].build_absolute_uri(station.get_absolute_url())
