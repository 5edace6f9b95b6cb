"""Taking rows off the queue, for good: QUEUED -> SENDING is committed before anybody opens a connection."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from community.messaging.models import Broadcast, Delivery, SendingRate
from community.messaging.selectors import body_of, opted_out

# A lease is longer than a request may take, with time to write its result: one that ends was abandoned.
LEASE = 3  # requests that time out
SOON = timedelta(seconds=0.6)  # a first retry comes that soon: wait for it instead of for the next sweep
BURST = 1.0  # seconds of the rate that may go at once


@dataclass(frozen=True, slots=True)
class Claimed:
    pk: int
    attempt: int
    broadcast: str  # its key
    to: str
    body: str
    language: str
    lane: int
    exercise: bool
    expires: datetime


@dataclass(frozen=True)
class Claim:
    rows: list[Claimed]
    more: bool  # something due was seen, claimed or not
    wait: float = 0  # seconds until the rate allows the next text
    refused: frozenset[str] = frozenset()  # broadcasts of which rows were ended unsent


def claim_due(*, limit: int, carrier: str, channel: str = "sms", now: datetime) -> Claim:
    """Claim at most `limit` rows of a channel, in the order of their lanes, as many as the rate allows.

    Rows that must not go any more are ended here: their broadcast stopped or ran out, or the person said STOP. Two
    processes never get the same row: on PostgreSQL by row locks, on SQLite because there is one writer.
    """
    with transaction.atomic(durable=True):
        due = Delivery.objects.due(now).filter(channel=channel)
        rate = _rate(carrier, now)
        if rate.tokens <= 0:
            more = due.exists()
            return Claim([], more, wait=-rate.tokens / settings.SMS_SEGMENTS_PER_SECOND + 0.01)
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        if not rows:
            soon = Delivery.objects.due(now + SOON).filter(channel=channel).exists()
            return Claim([], soon, wait=0.1 if soon else 0)
        broadcasts = Broadcast.objects.in_bulk({row.broadcast_id for row in rows})
        fit = _end_unfit(rows, broadcasts, now)
        taken = []
        for row in fit:
            if rate.tokens <= 0:
                break
            rate.tokens -= row.segments
            taken.append(row)
        Delivery.objects.filter(pk__in=[row.pk for row in taken], status=Delivery.Status.QUEUED).update(
            status=Delivery.Status.SENDING,
            attempt=F("attempt") + 1,
            claimed_at=now,
            lease_until=now + timedelta(seconds=LEASE * settings.CARRIER_TIMEOUT),
            carrier=carrier,
        )
        rate.save()
    fit_keys = frozenset(broadcasts[row.broadcast_id].key for row in rows) if len(fit) < len(rows) else frozenset()
    return Claim([_claimed(row, broadcasts[row.broadcast_id]) for row in taken], bool(rows), refused=fit_keys)


def slow_down(carrier: str, seconds: float, *, now: datetime) -> None:
    """Nothing more for `seconds`: the carrier said that we are too fast."""
    with transaction.atomic():
        rate = _rate(carrier, now)
        rate.tokens = min(rate.tokens, -seconds * settings.SMS_SEGMENTS_PER_SECOND)
        rate.save()


def _rate(carrier: str, now: datetime) -> SendingRate:
    """The shared bucket of a carrier, locked, as full as it is now."""
    per_second = settings.SMS_SEGMENTS_PER_SECOND
    most = max(per_second * BURST, 1.0)
    rate, _made = SendingRate.objects.select_for_update().get_or_create(
        name=carrier, defaults={"tokens": most, "at": now}
    )
    passed = (now - rate.at).total_seconds()
    if passed < -60:  # a clock was set back: do not wait for it
        rate.tokens, rate.at = most, now
    elif passed > 0:
        rate.tokens, rate.at = min(most, rate.tokens + passed * per_second), now
    return rate


def _end_unfit(rows: list[Delivery], broadcasts: dict[int, Broadcast], now: datetime) -> list[Delivery]:
    """End the rows that must not go; returns the others, in order."""
    silent = opted_out(row.address_index for row in rows)
    fit: list[Delivery] = []
    unfit: dict[str, list[int]] = {}
    for row in rows:
        broadcast = broadcasts[row.broadcast_id]
        if broadcast.stopped_at is not None:
            unfit.setdefault("stopped", []).append(row.pk)
        elif broadcast.expires <= now:
            unfit.setdefault("expired", []).append(row.pk)
        elif row.address_index in silent:
            unfit.setdefault("opted_out", []).append(row.pk)
        else:
            fit.append(row)
    for reason, pks in unfit.items():
        Delivery.objects.filter(pk__in=pks, status=Delivery.Status.QUEUED).update(
            status=Delivery.Status.FAILED, error=reason, ended_at=now
        )
    return fit


def _claimed(row: Delivery, broadcast: Broadcast) -> Claimed:
    return Claimed(
        pk=row.pk,
        attempt=row.attempt + 1,
        broadcast=broadcast.key,
        to=row.address,
        body=body_of(broadcast, row.language),
        language=row.language,
        lane=row.lane,
        exercise=broadcast.exercise,
        expires=broadcast.expires,
    )
