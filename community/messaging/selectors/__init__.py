"""Questions about texts: how many reached whom, what a broadcast would cost, who wants none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation

from community.messaging.carriers import segments
from community.messaging.models import Broadcast, Delivery, Lane, OptOut
from portal.lib.phones import masked
from portal.lib.sealing import unseal
from portal.lib.words import said

Tally = dict[str, int]  # one count for every status of Delivery


def delivery_tally(broadcast: Broadcast) -> Tally:
    """How many rows of `broadcast` stand at each status; every status is named."""
    counted = broadcast.deliveries.values_list("status").annotate(n=Count("pk")).order_by()
    return {**_nothing(), **dict(counted)}


def tally_by_language(broadcast: Broadcast) -> dict[str, Tally]:
    """`delivery_tally` for each language that has a recipient."""
    tallies: dict[str, Tally] = {}
    counted = broadcast.deliveries.values_list("language", "status").annotate(n=Count("pk")).order_by()
    for language, status, n in counted:
        tallies.setdefault(language, _nothing())[status] = n
    return dict(sorted(tallies.items()))


def _nothing() -> Tally:
    return dict.fromkeys(Delivery.Status.values, 0)


@dataclass(frozen=True)
class Estimate:
    """What a broadcast would be, if it were opened now."""

    recipients: int
    by_language: dict[str, int]  # language -> people
    segments: int  # all of them together
    cost: Decimal
    currency: str
    first_at: datetime  # when the first text leaves, after what is already waiting in the same or a better lane
    last_at: datetime  # when the last one leaves


def estimate(
    *,
    by_language: Mapping[str, int],
    texts: Mapping[str, str],
    now: datetime,
    lane: Lane | int = Lane.WARNING,
    hold_until: datetime | None = None,
) -> Estimate:
    """Segments, cost and time of sending `texts` to so many people a language, at the present rate of sending.

    `hold_until`: nothing leaves before.
    """
    total = sum(
        people * segments.count(segments.normalise(said(dict(texts), language))).segments
        for language, people in by_language.items()
    )
    waiting = Delivery.objects.filter(status=Delivery.Status.QUEUED, lane__lte=lane).aggregate(n=Sum("segments"))["n"]
    rate = max(settings.SMS_SEGMENTS_PER_SECOND, 0.01)
    first_at = max(now + timedelta(seconds=(waiting or 0) / rate), hold_until or now)
    return Estimate(
        recipients=sum(by_language.values()),
        by_language=dict(by_language),
        segments=total,
        cost=(Decimal(str(settings.SMS_PRICE_PER_SEGMENT)) * total).quantize(Decimal("0.01")),
        currency=settings.SMS_PRICE_CURRENCY,
        first_at=first_at,
        last_at=first_at + timedelta(seconds=total / rate),
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


def body_of(broadcast: Broadcast, language: str) -> str:
    """The words that a recipient who reads `language` gets."""
    if broadcast.body_sealed is not None:
        return unseal(broadcast.body_sealed)
    return said(broadcast.texts, language)


@dataclass(frozen=True)
class OutboxText:
    """One text as the demo shows it."""

    phone: str  # masked
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
    return OutboxText(
        phone=masked(row.address),
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
