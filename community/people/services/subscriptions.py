"""Asking to be warned: a code proves whose number it is, then the places are kept."""

import hmac
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import MOST_PLACES, MailboxRequest, Resident, ResidentPlace, SubscriptionRequest
from community.places import geometry
from community.places.models import Community
from portal.lib.ids import new_code
from portal.lib.limits import TooMany, spend
from portal.lib.sealing import blind_index, seal
from portal.lib.words import said

CODE_LIFE = timedelta(minutes=10)
HOUR = 3600
CODES_A_NUMBER = 3  # an hour
CODES_AN_ADDRESS = 10  # an hour
TRIES_AN_ADDRESS = 30  # an hour, over all requests
GUESSES = 30  # at one request, by everybody who shows nothing but the number
SAME_PLACE = 30  # metres


class Place(TypedDict):
    name: str
    latitude: float
    longitude: float
    radius: int  # metres


class WrongCode(Exception):
    """Not the code of a request that is still open. `tries_left` is 0 where a new code is needed."""

    def __init__(self, tries_left: int):
        super().__init__(f"wrong code, {tries_left} tries left")
        self.tries_left = tries_left


def request_subscription(
    *,
    community: Community,
    phone: str,
    language: str,
    places: list[Place],
    channel: str = SubscriptionRequest.Channel.WEB,
    address: str,
    now: datetime,
) -> SubscriptionRequest:
    """Text a code to `phone` (E.164), which lives ten minutes. Does the same whether or not the number is known.

    `address` is the caller's, for the limits. Raises TooMany, ValidationError (places that no warning could reach).
    """
    check_places(community, places)
    return _ask(community, phone, language, places, channel, address, now)


def request_look(
    *, community: Community, phone: str, language: str, address: str, now: datetime
) -> SubscriptionRequest:
    """Text a code to `phone` (E.164), to look at what is kept of its owner and change it. The same whether or not the
    number is known; the same limits as for a subscription. Raises TooMany."""
    return _ask(community, phone, language, [], SubscriptionRequest.Channel.WEB, address, now)


def _ask(
    community: Community,
    phone: str,
    language: str,
    places: list[Place],
    channel: str,
    address: str,
    now: datetime,
) -> SubscriptionRequest:
    index = blind_index(phone)
    spend("subscribe-address", address, limit=CODES_AN_ADDRESS, seconds=HOUR)
    spend("subscribe-number", index, limit=CODES_A_NUMBER, seconds=HOUR)
    code = new_code()
    with transaction.atomic():
        request = SubscriptionRequest.objects.create(
            community=community,
            channel=channel,
            phone_sealed=seal(phone),
            phone_index=index,
            language=language,
            places=places,
            code_digest="",
            created=now,
            expires=now + CODE_LIFE,
        )
        request.code_digest = _digest(request, code)
        request.save(update_fields=["code_digest"])
        with translation.override(language):
            body = _("%(code)s is your code for warnings from %(community)s. Not you? Ignore this text.") % {
                "code": code,
                "community": said(community.name, language),
            }
        send_text(
            key=f"code:{request.pk}",
            phone=phone,
            body=body,
            language=language,
            lane=Lane.REPLY,
            expires=request.expires,
            now=now,
        )
    return request


def confirm_subscription(
    requests: Iterable[SubscriptionRequest] | SubscriptionRequest,
    *,
    code: str,
    address: str,
    now: datetime,
    user: Any = None,
    is_holder: bool = True,
) -> Resident:
    """Keep the places of the request whose code this is, and welcome the person by text.

    Of several open requests (the same number asked twice) any may match. Every try of a holder (the session or the
    program that asked) counts against each. Whoever knows the number alone is no holder: they have as many tries of
    their own, and take none from the holder. Raises WrongCode, TooMany.
    """
    if isinstance(requests, SubscriptionRequest):
        requests = [requests]
    return _keep(_proved(requests, code, address, is_holder, now), user=user, now=now)


def confirm_look(request: SubscriptionRequest, *, code: str, address: str, now: datetime) -> Resident | None:
    """Whose number it is, if `code` is that of `request`; None where we keep nobody with it who wants warnings.

    Raises WrongCode, TooMany.
    """
    proved = _proved([request], code, address, True, now)
    if not SubscriptionRequest.objects.filter(pk=proved.pk).delete()[0]:
        raise WrongCode(0)
    return Resident.objects.filter(community=proved.community, phone_index=proved.phone_index, consent=True).first()


def _proved(
    requests: Iterable[SubscriptionRequest], code: str, address: str, is_holder: bool, now: datetime
) -> SubscriptionRequest:
    """The one of `requests` whose code this is. Every try counts. Raises WrongCode, TooMany."""
    spend("subscribe-try", address, limit=TRIES_AN_ADDRESS, seconds=HOUR)
    typed = digits_of(code)
    left = 0
    for request in requests:
        if not (_spend_try(request, now) if is_holder else _spend_guess(request, address, now)):
            continue
        if hmac.compare_digest(_digest(request, typed), request.code_digest):
            return request
        left = max(left, SubscriptionRequest.MOST_TRIES - 1 - request.tries)
    raise WrongCode(left)


def digits_of(code: str) -> str:
    """A code as it was meant: full-width digits, spaces and dashes are how people type."""
    return "".join(character for character in unicodedata.normalize("NFKC", code) if character in "0123456789")


def _spend_try(request: SubscriptionRequest, now: datetime) -> bool:
    """Count one try, if any is left: one guarded statement, so that parallel guesses count each."""
    open_still = SubscriptionRequest.objects.filter(
        pk=request.pk, expires__gt=now, tries__lt=SubscriptionRequest.MOST_TRIES
    )
    return bool(open_still.update(tries=F("tries") + 1))


def _spend_guess(request: SubscriptionRequest, address: str, now: datetime) -> bool:
    """Count one try of somebody who may be a stranger, against them."""
    if request.expires <= now or request.tries >= SubscriptionRequest.MOST_TRIES:
        return False
    try:
        spend("subscribe-guess", f"{request.pk} {address}", limit=SubscriptionRequest.MOST_TRIES, seconds=HOUR)
        spend("subscribe-guesses", str(request.pk), limit=GUESSES, seconds=HOUR)
    except TooMany:
        return False
    return True


@transaction.atomic
def _keep(request: SubscriptionRequest, *, user: Any, now: datetime) -> Resident:
    if not SubscriptionRequest.objects.filter(pk=request.pk).delete()[0]:
        raise WrongCode(0)  # the same code, typed twice at once: the other one was kept
    resident, _created = Resident.objects.select_for_update().get_or_create(
        community=request.community,
        phone_index=request.phone_index,
        defaults={
            "phone_sealed": bytes(request.phone_sealed),
            "language": request.language,
            "source": Resident.Source.SUBSCRIPTION,
            "created": now,
        },
    )
    resident.language, resident.consent, resident.consent_at = request.language, True, now
    resident.source = Resident.Source.SUBSCRIPTION
    if user is not None and user.is_authenticated:
        resident.user = user
    resident.save(update_fields=["language", "consent", "consent_at", "source", "user"])
    for place in request.places:
        _put_place(resident, place)
    _welcome(resident, request, now)
    return resident


def _welcome(resident: Resident, request: SubscriptionRequest, now: datetime) -> None:
    community = request.community
    with translation.override(resident.language):
        body = _("Warnings from %(community)s will reach you here. To stop them, text STOP. In danger call %(number)s.")
        body %= {
            "community": said(community.name, resident.language),
            "number": next(iter(community.emergency_numbers.values()), ""),
        }
    send_text(
        key=f"welcome:{request.pk}",
        phone=request.phone,
        body=body,
        language=resident.language,
        lane=Lane.REPLY,
        expires=now + timedelta(hours=1),
        now=now,
    )


@transaction.atomic
def add_place(resident: Resident, place: Place) -> ResidentPlace:
    """One more place to be warned about. Raises ValidationError where five are kept already, or it is too far."""
    Resident.objects.select_for_update().get(pk=resident.pk)
    check_places(resident.community, [place])
    if resident.places.count() >= MOST_PLACES and _same_place(resident, place) is None:
        raise ValidationError(_("You have five places already. Remove one first."), code="full")
    return _put_place(resident, place)


def remove_place(resident: Resident, pk: int) -> bool:
    """Forget a place of `resident`. False where it is not theirs."""
    return bool(resident.places.filter(pk=pk).delete()[0])


def check_places(community: Community, places: list[Place]) -> None:
    """Raise ValidationError unless a warning of `community` could reach each place."""
    if not places:
        raise ValidationError({"places": _("Give at least one place.")})
    if len(places) > MOST_PLACES:
        raise ValidationError({"places": _("Five places at most.")})
    latitudes, longitudes = [p["latitude"] for p in places], [p["longitude"] for p in places]
    away = geometry.distances_to(community.shape, latitudes, longitudes)
    if any(metres > place["radius"] for metres, place in zip(away, places, strict=True)):
        raise ValidationError(
            {
                "places": _("This place is outside %(community)s: its warnings would never reach it.")
                % {"community": said(community.name)}
            }
        )


def _same_place(resident: Resident, place: Place) -> ResidentPlace | None:
    """The place that is kept already within a few steps of `place`."""
    rows = list(resident.places.order_by("position"))
    if not rows:
        return None
    away = geometry.distances(
        place["latitude"], place["longitude"], [row.latitude for row in rows], [row.longitude for row in rows]
    )
    return rows[int(away.argmin())] if away.min() <= SAME_PLACE else None


def _put_place(resident: Resident, place: Place) -> ResidentPlace:
    """Keep `place`: over the one that stands there already, else beside the others, else instead of the oldest."""
    row = _same_place(resident, place)
    if row is None:
        taken = set(resident.places.values_list("position", flat=True))
        free = [position for position in range(1, MOST_PLACES + 1) if position not in taken]
        if free:
            row = ResidentPlace(resident=resident, position=free[0])
        else:
            row = resident.places.earliest("pk")
            position = row.position
            row.delete()
            row = ResidentPlace(resident=resident, position=position)
    row.name = place["name"] or row.name
    row.latitude, row.longitude, row.radius = place["latitude"], place["longitude"], place["radius"]
    row.clean_fields()
    row.save()
    return row


def forget(*, now: datetime) -> int:
    """Delete the requests that nobody can confirm any more; how many."""
    MailboxRequest.objects.filter(expires__lte=now).delete()
    return SubscriptionRequest.objects.filter(expires__lte=now).delete()[0]


def _digest(request: SubscriptionRequest, code: str) -> str:
    return blind_index(f"subscription {request.pk} {code}")
