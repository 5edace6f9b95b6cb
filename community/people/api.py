"""Subscribing through the API: ask for a code, then type it; then choose how warnings come."""

from contextlib import suppress
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from community.people import services
from community.people.models import Resident, SubscriptionRequest
from community.people.serializers import (
    ChoicesSerializer,
    CodeSerializer,
    ConfirmedSerializer,
    DeviceSerializer,
    KeptDeviceSerializer,
    KeptPlaceSerializer,
    MailboxSerializer,
    MineSerializer,
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
MINE_SALT = "people.mine"
STAY = timedelta(minutes=30)  # how long a code that was typed opens subscriptions/mine/
TOKEN_HEADER = OpenApiParameter("Subscription-Token", str, OpenApiParameter.HEADER, description="from verify/")


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
    @extend_schema(request=VerifySerializer, responses=ConfirmedSerializer)
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
            "token": signing.dumps(resident.pk, salt=MINE_SALT),
        }
        return Response(answer)


class Mine(APIView):
    """For whoever typed their code (header Subscription-Token), or signed in with an account that once did."""

    @extend_schema(parameters=[TOKEN_HEADER], responses=MineSerializer)
    def get(self, request):
        """How warnings reach them."""
        return Response(MineSerializer(_mine(request)).data)

    @extend_schema(parameters=[TOKEN_HEADER], request=ChoicesSerializer, responses=MineSerializer)
    def patch(self, request):
        """Change language, ways (in order of preference; sms or voice stays), needs_call or needs_help."""
        person = _mine(request)
        form = ChoicesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        with transaction.atomic():
            if "ways" in given or "needs_call" in given:
                ways = given.get("ways", person.ways)
                services.choose_ways(person, ways, needs_call=given.get("needs_call"))
            if "needs_help" in given:
                services.say_needs_help(person, given["needs_help"])
            if "language" in given:
                services.choose_language(person, given["language"])
        return Response(MineSerializer(_mine(request)).data)

    @extend_schema(parameters=[TOKEN_HEADER], responses={204: None})
    def delete(self, request):
        """Stop everything: places, mailbox and devices are forgotten."""
        services.stop_everything(_mine(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class MineEmail(APIView):
    @extend_schema(parameters=[TOKEN_HEADER], request=MailboxSerializer, responses={202: None})
    def post(self, request):
        """Send a code to `email`; it is kept once the code comes back."""
        person = _mine(request)
        form = MailboxSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        mailbox = form.validated_data["email"]
        services.ask_mailbox(person, mailbox, address=address_of(request), now=timezone.now())
        return Response(status=status.HTTP_202_ACCEPTED)

    @extend_schema(parameters=[TOKEN_HEADER], responses={204: None})
    def delete(self, request):
        """Forget the mailbox."""
        services.forget_mailbox(_mine(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MineEmailVerify(APIView):
    @extend_schema(parameters=[TOKEN_HEADER], request=CodeSerializer, responses=MineSerializer)
    def post(self, request):
        """Keep the mailbox, if `code` is the one that was sent there: three tries, half an hour."""
        person = _mine(request)
        form = CodeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            services.confirm_mailbox(
                person, code=form.validated_data["code"], address=address_of(request), now=timezone.now()
            )
        except services.WrongCode:
            raise ValidationError({"code": [_("This code is wrong or too old. Ask for a new one.")]})
        return Response(MineSerializer(_mine(request)).data)


class MineDevices(APIView):
    @extend_schema(parameters=[TOKEN_HEADER], request=DeviceSerializer, responses={201: KeptDeviceSerializer})
    def post(self, request):
        """Push warnings to a browser (subscribed with `push_key`); 200 where it is known already. Five at most."""
        person = _mine(request)
        form = DeviceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        device, made = services.keep_device(
            person,
            endpoint=given["endpoint"],
            **given["keys"],
            name=given["name"] or services.device_name(request.headers.get("User-Agent", "")),
            now=timezone.now(),
        )
        code = status.HTTP_201_CREATED if made else status.HTTP_200_OK
        return Response(KeptDeviceSerializer(device).data, status=code)


class MineDevice(APIView):
    @extend_schema(parameters=[TOKEN_HEADER], responses={204: None})
    def delete(self, request, pk):
        """Push nothing more to it."""
        if not services.remove_device(_mine(request), pk):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def _mine(request) -> Resident:
    """Whose warnings the caller may see and change. Raises NotAuthenticated."""
    rows = Resident.objects.filter(consent=True).select_related("community")
    token = request.headers.get("Subscription-Token", "")
    person = None
    if token:
        with suppress(signing.BadSignature):  # one that is too old, too
            person = rows.filter(pk=signing.loads(token, salt=MINE_SALT, max_age=STAY)).first()
    elif request.user.is_authenticated:
        person = rows.filter(user=request.user).order_by("-pk").first()
    if person is None:
        raise NotAuthenticated(_("Type the code from your phone first."))
    return person


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
