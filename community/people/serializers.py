"""The shape of subscriptions in the API."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.messaging.carriers.push import public_key
from community.people.models import MOST_PLACES, Resident, Way
from portal.lib.language import known_language
from portal.lib.mailboxes import masked_mailbox

HELP = "needs help to get to safety: is warned first; staff see it, to come and help; false takes it back"


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


class ConfirmedSerializer(SubscribedSerializer):
    token = serializers.CharField(help_text="for the header Subscription-Token of subscriptions/mine/, half an hour")


class KeptDeviceSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    created = serializers.DateTimeField()


class MineSerializer(serializers.Serializer):
    """What a person chose. Number and mailbox are masked."""

    community = serializers.SlugField(source="community.slug")
    phone = serializers.CharField(source="masked_phone")
    language = serializers.CharField()
    ways = serializers.SerializerMethodField()
    needs_call = serializers.BooleanField()
    needs_help = serializers.BooleanField(help_text=HELP)
    email = serializers.SerializerMethodField()
    devices = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()
    push_key = serializers.SerializerMethodField()

    def get_ways(self, person: Resident) -> list[str]:
        return person.ways

    def get_email(self, person: Resident) -> str:
        return masked_mailbox(person.email) if person.email else ""

    @extend_schema_field(KeptDeviceSerializer(many=True))
    def get_devices(self, person: Resident):
        return KeptDeviceSerializer(person.devices.order_by("pk"), many=True).data

    @extend_schema_field(KeptPlaceSerializer(many=True))
    def get_places(self, person: Resident):
        return KeptPlaceSerializer(person.places.order_by("position"), many=True).data

    def get_push_key(self, person: Resident) -> str:
        """The applicationServerKey that a browser subscribes with; "" where nothing is pushed."""
        return public_key(settings.VAPID_PRIVATE_KEY) if settings.CARRIERS.get(Way.PUSH) else ""


class ChoicesSerializer(serializers.Serializer):
    """What may be changed; what is absent stays."""

    language = serializers.CharField(max_length=20, required=False)
    ways = serializers.ListField(child=serializers.ChoiceField(Way.choices), required=False, max_length=len(Way))
    needs_call = serializers.BooleanField(required=False)
    needs_help = serializers.BooleanField(required=False, help_text=HELP)

    def validate_language(self, value: str) -> str:
        return SubscriptionSerializer().validate_language(value)


class MailboxSerializer(serializers.Serializer):
    email = serializers.CharField(max_length=254)


class CodeSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=20)


class KeysSerializer(serializers.Serializer):
    p256dh = serializers.CharField(max_length=200)
    auth = serializers.CharField(max_length=100)


class DeviceSerializer(serializers.Serializer):
    """A PushSubscription, as its toJSON() says it."""

    endpoint = serializers.CharField(max_length=1_000)
    keys = KeysSerializer()
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
