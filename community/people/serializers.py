"""The shape of subscriptions in the API."""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from community.people.models import MOST_PLACES
from portal.lib.language import known_language


class PlaceSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    radius = serializers.IntegerField(min_value=0, max_value=50_000, default=1000, help_text="metres")


class SubscriptionSerializer(serializers.Serializer):
    phone = serializers.CharField(max_length=40)
    language = serializers.CharField(max_length=20, required=False, default="")
    community = serializers.SlugField(required=False, default="", allow_blank=True)
    places = PlaceSerializer(many=True, allow_empty=False, max_length=MOST_PLACES)  # type: ignore[call-arg]

    def validate_language(self, value: str) -> str:
        code = known_language(value) if value else ""
        if code is None:
            raise serializers.ValidationError(
                _("The languages of this site are: %(codes)s.") % {"codes": ", ".join(dict(settings.LANGUAGES))}
            )
        return code


class SubscriptionAskedSerializer(serializers.Serializer):
    status = serializers.ChoiceField(["code_sent"])
    request = serializers.CharField(help_text="hand it to verify/, so that nobody else can use up your tries")
    expires = serializers.DateTimeField()


class VerifySerializer(serializers.Serializer):
    phone = serializers.CharField(max_length=40)
    code = serializers.CharField(max_length=20)
    request = serializers.CharField(required=False, default="", max_length=200)
    community = serializers.SlugField(required=False, default="", allow_blank=True)


class KeptPlaceSerializer(serializers.Serializer):
    name = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    radius = serializers.IntegerField()


class SubscribedSerializer(serializers.Serializer):
    status = serializers.ChoiceField(["confirmed"])
    community = serializers.SlugField()
    language = serializers.CharField()
    places = KeptPlaceSerializer(many=True)
