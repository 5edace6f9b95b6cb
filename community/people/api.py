"""Subscribing through the API: ask for a code, then type it."""

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from community.people import services
from community.people.models import SubscriptionRequest
from community.people.serializers import (
    KeptPlaceSerializer,
    SubscribedSerializer,
    SubscriptionAskedSerializer,
    SubscriptionSerializer,
    VerifySerializer,
)
from community.places.models import Community
from community.places.selectors import resolve_community
from portal.lib.limits import address_of
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.sealing import blind_index

SALT = "people.subscription"


class Subscriptions(APIView):
    @extend_schema(request=SubscriptionSerializer, responses={202: SubscriptionAskedSerializer})
    def post(self, request):
        """Text a code to `phone`. The answer is the same whether or not the number is known."""
        form = SubscriptionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        first = given["places"][0]
        community = _community(given["community"], first["latitude"], first["longitude"])
        asked = services.request_subscription(
            community=community,
            phone=_number(given["phone"], community.region),
            language=given["language"] or request.LANGUAGE_CODE,
            places=[dict(place) for place in given["places"]],
            channel=SubscriptionRequest.Channel.API,
            address=address_of(request),
            now=timezone.now(),
        )
        answer = {"status": "code_sent", "request": signing.dumps(asked.pk, salt=SALT), "expires": asked.expires}
        return Response(SubscriptionAskedSerializer(answer).data, status=status.HTTP_202_ACCEPTED)


class SubscriptionsVerify(APIView):
    @extend_schema(request=VerifySerializer, responses=SubscribedSerializer)
    def post(self, request):
        """Keep the places, if `code` is the one that was texted to `phone`: three tries, ten minutes.

        With `request` nobody else can use up the tries.
        """
        form = VerifySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given, now = form.validated_data, timezone.now()
        region = getattr(resolve_community(given["community"]), "region", None)
        open_requests = SubscriptionRequest.objects.filter(
            phone_index=blind_index(_number(given["phone"], region)),
            channel=SubscriptionRequest.Channel.API,
            expires__gt=now,
        ).select_related("community")
        if given["request"]:
            open_requests = open_requests.filter(pk=_asked(given["request"]))
        try:
            resident = services.confirm_subscription(
                open_requests.order_by("-pk"),
                code=given["code"],
                address=address_of(request),
                now=now,
                user=request.user,
                is_holder=bool(given["request"]),
            )
        except services.WrongCode:
            # one answer for a wrong code, an old one and a number that never asked
            raise ValidationError({"code": [_("This code is wrong or too old. Ask for a new one.")]})
        answer = {
            "status": "confirmed",
            "community": resident.community.slug,
            "language": resident.language,
            "places": KeptPlaceSerializer(resident.places.order_by("position"), many=True).data,
        }
        return Response(answer)


def _community(slug: str, latitude: float, longitude: float) -> Community:
    community = resolve_community(slug, latitude, longitude)
    if community is None:
        raise ValidationError({"community": [_("There is no such community here. Name one.")]})
    return community


def _number(text: str, region: str | None) -> str:
    try:
        return normalise_phone(text, region)
    except NotAPhone as wrong:
        raise ValidationError({"phone": [str(wrong)]})


def _asked(token: str) -> int:
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return 0
