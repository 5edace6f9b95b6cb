"""Drills as JSON."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.people.models import Household
from drills.models import CheckEvent, Drill, SignUp
from drills.selectors import places_left


class DrillQuery(serializers.Serializer):
    community = serializers.SlugField(required=False)
    status = serializers.ChoiceField([(code, code) for code in Drill.Status.values if code != "draft"], required=False)
    upcoming = serializers.BooleanField(required=False, help_text="only what is still to come")


class DrillSerializer(serializers.ModelSerializer):
    """Times carry the offset of the drill's own place."""

    community = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    station = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    starts = serializers.SerializerMethodField()
    ends = serializers.SerializerMethodField()
    signed_up = serializers.IntegerField(source="coming", read_only=True)
    places_left = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Drill
        fields = (
            "id", "title", "summary", "type", "status", "starts", "ends", "time_zone", "community", "place",
            "latitude", "longitude", "station", "audience", "access", "timetable", "capacity", "signed_up",
            "places_left", "url",
        )  # fmt: skip

    @extend_schema_field(serializers.DateTimeField())
    def get_starts(self, drill):
        return drill.starts.astimezone(ZoneInfo(drill.time_zone)).isoformat()

    @extend_schema_field(serializers.DateTimeField())
    def get_ends(self, drill):
        return drill.ends.astimezone(ZoneInfo(drill.time_zone)).isoformat()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_places_left(self, drill):
        return places_left(drill, drill.taken)

    @extend_schema_field(serializers.URLField())
    def get_url(self, drill):
        return self.context["request"].build_absolute_uri(drill.get_absolute_url())


class SignUpSerializer(serializers.ModelSerializer):
    class Meta:
        model = SignUp
        fields = ("drill", "status", "offer_expires", "created")


class CheckInput(serializers.Serializer):
    """A check as a device sends it; `person` is a user name and defaults to the sender."""

    nonce = serializers.CharField(min_length=8, max_length=64)
    kind = serializers.ChoiceField(CheckEvent.Kind.choices)
    device_time = serializers.DateTimeField(required=False)
    person = serializers.CharField(required=False, max_length=150)
    household = serializers.PrimaryKeyRelatedField(queryset=Household.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        drill = self.context.get("drill")
        if drill is not None:
            households = Household.objects.filter(building__grid__community=drill.community_id)
            self.fields["household"].queryset = households

    def validate(self, data):
        if "person" in data and "household" in data:
            raise serializers.ValidationError({"household": [_("A check is of a person or of a household, not both.")]})
        return data


class CheckSerializer(serializers.ModelSerializer):
    person = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = CheckEvent
        fields = ("nonce", "kind", "drill", "person", "household", "device_time", "server_time")
