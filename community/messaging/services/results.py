"""Writing down what became of many attempts in one statement."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F, QuerySet

from community.messaging.carriers.base import Fate, Outcome
from community.messaging.models import Delivery

BATCH = 500  # rows a statement
PAUSES = (0.0, 5.0, 30.0, 120.0, 600.0)  # seconds before trying again what was surely not sent
FIRST_LOOK = timedelta(seconds=5)  # until the carrier is asked about an unclear outcome
UNANSWERED = (Delivery.Status.SENDING, Delivery.Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Result:
    """The row as it should be, if nothing better is known of this attempt. The order is that of the statement."""

    status: str
    carrier_id: str
    error: str
    due_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    lease_until: datetime | None
    pk: int
    attempt: int


def result_of(pk: int, attempt: int, outcome: Outcome, *, ask_after: float, now: datetime) -> Result:
    """What `outcome` makes of a row."""
    status, sent, ended, lease, due = Delivery.Status.UNKNOWN, None, None, None, now
    match outcome.fate:
        case Fate.ACCEPTED:
            status, sent, lease = Delivery.Status.SENT, now, now + timedelta(seconds=ask_after)
        case Fate.REFUSED:
            status, ended = Delivery.Status.FAILED, now
        case Fate.UNSENT:
            status, due = Delivery.Status.QUEUED, now + timedelta(seconds=max(pause(attempt), outcome.wait))
        case Fate.UNCLEAR:
            lease = now + FIRST_LOOK
    return Result(status.value, outcome.carrier_id, outcome.error, due, sent, ended, lease, pk, attempt)


def pause(attempt: int) -> float:
    """Seconds until the next attempt after the given one, spread so that a crowd does not come back together."""
    base = PAUSES[min(attempt, len(PAUSES)) - 1]
    return base * random.uniform(0.8, 1.2) + random.uniform(0.0, 0.5)


def write_results(results: Sequence[Result]) -> None:
    """Set each row that still waits for this very attempt; a receipt that was faster stands."""
    for start in range(0, len(results), BATCH):
        batch = results[start : start + BATCH]
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # column by column: one statement whose length does not grow with the batch
                cursor.execute(_POSTGRESQL, [[getattr(one, name) for one in batch] for name in _COLUMNS])
            else:
                # raw SQL meets no field that would adapt a moment for SQLite; most of a batch share theirs
                moment = lru_cache(connection.ops.adapt_datetimefield_value)
                cursor.executemany(
                    _ONE_BY_ONE,
                    [
                        (
                            *(r.status, r.carrier_id, r.error, moment(r.due_at)),
                            *(moment(r.sent_at), moment(r.ended_at), moment(r.lease_until), r.pk, r.attempt),
                        )
                        for r in batch
                    ],
                )


def give_back(rows: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """Queue again what was claimed and never handed over, as (pk, attempt); that attempt was none."""
    for held in _held(rows):
        held.update(status=Delivery.Status.QUEUED, attempt=F("attempt") - 1, due_at=now, lease_until=None)


def end_unsent(rows: Sequence[tuple[int, int]], reason: str, *, now: datetime) -> None:
    """End what was claimed and must not be handed over any more, as (pk, attempt)."""
    for held in _held(rows):
        held.update(status=Delivery.Status.FAILED, error=reason, ended_at=now, lease_until=None)


def _held(rows: Sequence[tuple[int, int]]) -> Iterator[QuerySet[Delivery]]:
    """Those of `rows` that nobody took from us meanwhile, in pieces that a statement holds."""
    by_attempt: dict[int, list[int]] = {}
    for pk, attempt in rows:
        by_attempt.setdefault(attempt, []).append(pk)
    for attempt, pks in by_attempt.items():
        for start in range(0, len(pks), BATCH):
            yield Delivery.objects.filter(
                pk__in=pks[start : start + BATCH], attempt=attempt, status=Delivery.Status.SENDING
            )


_COLUMNS = [field.name for field in fields(Result)]
_ONE_BY_ONE = """
    UPDATE messaging_delivery
    SET status = %s, carrier_id = %s, error = %s, due_at = %s, sent_at = %s, ended_at = %s, lease_until = %s
    WHERE id = %s AND attempt = %s AND status IN ('sending', 'unknown')
"""
_POSTGRESQL = """
    UPDATE messaging_delivery AS d
    SET status = r.status, carrier_id = r.carrier_id, error = r.error, due_at = r.due_at,
        sent_at = r.sent_at, ended_at = r.ended_at, lease_until = r.lease_until
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
                %s::timestamptz[], %s::bigint[], %s::int[])
         AS r (status, carrier_id, error, due_at, sent_at, ended_at, lease_until, id, attempt)
    WHERE d.id = r.id AND d.attempt = r.attempt AND d.status IN ('sending', 'unknown')
"""
