"""Questions about texts: how many reached whom, what a broadcast would cost, who wants none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from community.messaging.carriers import segments, speech
from community.messaging.carriers.routing import Route, route
from community.messaging.carriers.tokens import is_token
from community.messaging.models import Broadcast, CarrierState, Delivery, InboundText, Lane, OptOut
from community.messaging.selectors.hearing import count_heard_by_call, heard_by_call
from community.messaging.selectors.pacing import Pace, pace_of
from community.messaging.selectors.people import (
    Counts,
    PeopleTally,
    Tally,
    counts_of,
    reason_in_words,
)
from community.messaging.selectors.travel import Travel, travel_time
from portal.lib.language import language_of_text
from portal.lib.recipients import Ways, masked_address
from portal.lib.sealing import blind_index, unseal
from portal.lib.words import said

__all__ = [
    "CHANNELS",
    "CarrierCondition",
    "Counts",
    "Estimate",
    "OutboxText",
    "Pace",
    "PeopleTally",
    "PhoneText",
    "Tally",
    "Travel",
    "body_of",
    "body_of_text",
    "carried",
    "carried_ways",
    "carrier_states",
    "count_heard_by_call",
    "counts_of",
    "estimate",
    "heard_by_call",
    "is_opted_out",
    "last_language",
    "mailbox_of_letter",
    "opted_out",
    "opted_out_since",
    "outbox",
    "pace_of",
    "present_rate",
    "reason_in_words",
    "routes_of",
    "texts_of_phone",
    "travel_time",
]


def carried(channels: Iterable[str]) -> list[str]:
    """Those of `channels` that settings.CARRIERS has somebody for: nothing may wait for a carrier that never comes."""
    return [channel for channel in channels if settings.CARRIERS.get(channel)]


def carried_ways(ways: Ways) -> Ways:
    """`ways` as far as somebody carries them."""
    again = ways.again if carried(["voice"]) else ()
    return Ways(tuple(carried(ways.at_once)), tuple(carried(ways.then)), ways.after, again, ways.calls_from)


@dataclass(frozen=True)
class Estimate:
    """What a broadcast would be, if it were opened now."""

    recipients: int
    by_language: dict[str, int]  # language -> people
    by_channel: dict[str, int]  # channel -> people who are told by it at once, some by two
    segments: int  # all of them together
    cost: Decimal
    currency: str
    first_at: datetime  # when the first text leaves, after what is already waiting in the same or a better lane
    last_at: datetime  # when the last one leaves
    ahead: int = 0  # segments that wait before them
    travel: Travel | None = None  # what arriving took lately; None: nobody can say
    last_call_at: datetime | None = None  # when the last call of those made at once begins

    @property
    def per_minute(self) -> int:
        """People a minute who get a text, once the first one has left."""
        seconds = (self.last_at - self.first_at).total_seconds()
        return round(60 * self.by_channel.get("sms", 0) / seconds) if seconds >= 1 else self.by_channel.get("sms", 0)

    @property
    def first_arrives_at(self) -> datetime | None:
        """When half of the texts that leave first are there; None where nobody can say."""
        return self.first_at + self.travel.half if self.travel else None

    @property
    def last_arrives_at(self) -> datetime | None:
        """When nine in ten of the texts that leave last are there; None where nobody can say."""
        return self.last_at + self.travel.most if self.travel else None


def estimate(
    *,
    by_language: Mapping[str, int],
    texts: Mapping[str, str],
    now: datetime,
    lane: Lane | int = Lane.WARNING,
    hold_until: datetime | None = None,
    texted: Mapping[str, int] | None = None,
    by_channel: Mapping[str, int] | None = None,
) -> Estimate:
    """Segments, cost and time of sending `texts` to so many people a language, at the present rate of sending.

    `hold_until`: nothing leaves before. `texted`: how many of them get a text, where that is not everybody.
    """
    texted = by_language if texted is None else texted
    total = sum(
        people * segments.count(segments.normalise(said(dict(texts), language))).segments
        for language, people in texted.items()
    )
    ahead = Delivery.objects.filter(channel="sms", status=Delivery.Status.QUEUED, lane__lte=lane)
    waiting = ahead.aggregate(n=Sum("segments"))["n"] or 0
    rate = max(present_rate("sms", now), 0.01)
    first_at = max(now + timedelta(seconds=waiting / rate), hold_until or now)
    called = (by_channel or {}).get("voice", 0)
    calling = timedelta(seconds=called / max(present_rate("voice", now), 0.01)) if called else None
    return Estimate(
        recipients=sum(by_language.values()),
        by_language=dict(by_language),
        by_channel=dict(by_channel if by_channel is not None else {"sms": sum(texted.values())}),
        segments=total,
        cost=(Decimal(str(settings.SMS_PRICE_PER_SEGMENT)) * total).quantize(Decimal("0.01")),
        currency=settings.SMS_PRICE_CURRENCY,
        first_at=first_at,
        last_at=first_at + timedelta(seconds=total / rate),
        ahead=waiting,
        travel=travel_time("sms", now),
        last_call_at=max(now, hold_until or now) + calling if calling else None,
    )


def is_opted_out(phone_index: str) -> bool:
    return OptOut.objects.filter(phone_index=phone_index).exists()


def opted_out(indexes: Iterable[str]) -> set[str]:
    """Those of `indexes` (blind indexes of phones) that said STOP."""
    return set(OptOut.objects.filter(phone_index__in=list(indexes)).values_list("phone_index", flat=True))


def last_language(phone_index: str) -> str:
    """The language that this phone was last written to in; "" where it never was."""
    row = Delivery.objects.filter(address_index=phone_index).order_by("-pk").values_list("language", flat=True).first()
    return row or ""


def body_of_text(pk: int, phone_index: str) -> str:
    """What a text that reached us said, for the phone that it came from; "" for any other, and once it is gone."""
    row = InboundText.objects.filter(pk=pk, phone_index=phone_index).first()
    return unseal(row.body_sealed) if row else ""


def mailbox_of_letter(delivery: int, token: str) -> str | None:
    """Where a letter went, for whoever shows the token that stands in it; None for anybody else."""
    if not is_token(token, settings.SECRET_KEY, "stop", delivery):
        return None
    row = Delivery.objects.filter(pk=delivery, channel="email").first()
    return row.address if row else None


def body_of(broadcast: Broadcast, language: str) -> str:
    """The words that a recipient who reads `language` gets."""
    if broadcast.body_sealed is not None:
        return unseal(broadcast.body_sealed)
    return said(broadcast.texts, language)


CHANNELS = {"sms": _("Text"), "voice": _("Call"), "push": _("Push"), "email": _("E-mail")}


@dataclass(frozen=True)
class OutboxText:
    """One text as the demo shows it."""

    phone: str  # masked
    channel: str
    channel_name: str
    language: str
    language_name: str
    body: str
    segments: int
    status: str
    status_name: str
    reason: str  # why it did not arrive
    exercise: bool
    at: datetime
    broadcast: str  # the key; "" for a text to one person


def outbox(*, limit: int, broadcast: str = "") -> list[OutboxText]:
    """The newest texts, at most `limit`, of one broadcast (its key) or of all."""
    rows = Delivery.objects.select_related("broadcast").order_by("-pk")
    if broadcast:
        rows = rows.filter(broadcast__key=broadcast)
    return [_shown(row) for row in rows[:limit]]


def _shown(row: Delivery) -> OutboxText:
    names = dict(settings.LANGUAGES)
    with translation.override(row.language):
        body = body_of(row.broadcast, row.language)
        if row.channel == "voice":
            body = speech.spoken(body, row.language)
    return OutboxText(
        phone=masked_address(row.channel, row.address),
        channel=row.channel,
        channel_name=str(CHANNELS.get(row.channel, row.channel)),
        language=row.language,
        language_name=names.get(row.language, row.language),
        body=body,
        segments=row.segments,
        status=row.status,
        status_name=row.get_status_display(),
        reason=row.reason,
        exercise=row.broadcast.exercise,
        at=row.sent_at or row.due_at,
        broadcast=row.broadcast.key if row.broadcast.audience else "",
    )


@dataclass(frozen=True)
class PhoneText:
    """A text on the screen of a phone."""

    is_theirs: bool  # whose phone it is wrote it
    body: str
    language: str
    segments: int
    at: datetime


def unused_phone(make: Callable[[], str]) -> str:
    """A number from `make` that nobody here has texted from or been texted on: whoever gets it reads nobody's texts."""
    while True:
        phone = make()
        if not texts_of_phone(phone, limit=1):
            return phone


def texts_of_phone(phone: str, *, limit: int = 40) -> list[PhoneText]:
    """The newest texts that `phone` (E.164) sent and got, at most `limit` each way, oldest first."""
    index = blind_index(phone)
    lines: list[PhoneText] = []
    for row in InboundText.objects.filter(phone_index=index).order_by("-pk")[:limit]:
        lines.append(_on_the_screen(unseal(row.body_sealed), row.at, is_theirs=True))
        if row.reply_sealed:
            lines.append(_on_the_screen(unseal(row.reply_sealed), row.handled_at or row.at, is_theirs=False))
    got = Delivery.objects.filter(address_index=index, channel="sms").select_related("broadcast").order_by("-pk")
    for sent in got[:limit]:
        with translation.override(sent.language):
            body = body_of(sent.broadcast, sent.language)
        lines.append(_on_the_screen(body, sent.sent_at or sent.due_at, is_theirs=False))
    return sorted(lines, key=lambda line: (line.at, not line.is_theirs))


def _on_the_screen(body: str, at: datetime, *, is_theirs: bool) -> PhoneText:
    return PhoneText(is_theirs, body, language_of_text(body), segments.count(body).segments, at)


def routes_of(channel: str) -> list[Route]:
    """The carriers of a channel, in the order of settings.CARRIERS, with what the settings say of each."""
    speed = settings.SMS_SEGMENTS_PER_SECOND if channel == "sms" else None
    return [route(entry, channel, settings.CARRIER_ROUTES, speed) for entry in settings.CARRIERS.get(channel) or []]


@dataclass(frozen=True)
class CarrierCondition:
    """How one carrier is doing."""

    name: str
    channel: str
    full: float  # segments (texts) or messages a second when nothing is wrong
    per_second: float  # and at the moment
    weight: int  # the points that the settings give it
    weight_now: int
    held_until: datetime | None  # nothing goes before, as the carrier asked
    errors: int  # in the last minute
    changed_at: datetime | None  # when its weight last changed

    @property
    def is_well(self) -> bool:
        return self.per_second >= self.full and self.weight_now >= self.weight and self.held_until is None


def carrier_states(now: datetime) -> list[CarrierCondition]:
    """Every carrier of every channel, in the order of settings.CARRIERS."""
    routes = [one for channel in settings.CARRIERS for one in routes_of(channel)]
    known = CarrierState.objects.in_bulk([one.name for one in routes], field_name="name")
    conditions = []
    for one in routes:
        state = known.get(one.name) or CarrierState(name=one.name)
        conditions.append(
            CarrierCondition(
                name=one.name,
                channel=one.channel,
                full=one.per_second,
                per_second=state.per_second(one.per_second, now),
                weight=one.weight,
                weight_now=state.weight(one.weight),
                held_until=state.held_until if state.is_held(now) else None,
                errors=state.errors_in(timedelta(minutes=1), now),
                changed_at=state.changed_at,
            )
        )
    return conditions


def present_rate(channel: str, now: datetime) -> float:
    """Segments a second that the carriers of a channel take together at the moment."""
    return sum(one.per_second for one in carrier_states(now) if one.channel == channel)


def opted_out_since(moment: datetime) -> set[str]:
    """Blind indexes of the phones that said STOP at `moment` or later."""
    return set(OptOut.objects.filter(at__gte=moment).values_list("phone_index", flat=True))
