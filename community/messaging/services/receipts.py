"""What carriers report: kept as it came, then weighed. Any order and any repetition gives the same state."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from community.messaging.models import Broadcast, Delivery, Receipt
from portal.lib.jobs import enqueue
from portal.lib.live import publish

log = structlog.get_logger(__name__)

Status = Delivery.Status
RANK = {"sent": 1, "failed": 2, "delivered": 3}  # whoever was reached was reached, whatever else is said
OPEN = [Status.QUEUED, Status.SENDING, Status.UNKNOWN, Status.SENT]
FROM = {  # where a row may stand for a receipt to set it; its own state too, so that reasons converge as well
    Status.SENT: OPEN,
    Status.FAILED: [*OPEN, Status.FAILED],
    Status.DELIVERED: [*OPEN, Status.FAILED, Status.DELIVERED],
}
NEWS = 0.5  # seconds between two words to the pages about one broadcast

_told: dict[str, float] = {}  # broadcast -> when this process last spoke of it


@dataclass(frozen=True, slots=True)
class Report:
    """One status of one attempt, in our words: "sent", "delivered" or "failed"."""

    delivery: int
    attempt: int
    carrier_id: str
    status: str
    error: str
    at: datetime | None = None  # when it was heard, where that was earlier


def record_receipt(
    *, delivery: int, attempt: int, carrier_id: str, status: str, error: str = "", now: datetime
) -> bool:
    """Keep one receipt and apply it. False where there is no such attempt of such a delivery (any more)."""
    return record_receipts([Report(delivery, attempt, carrier_id, status, error)], now=now) == 1


def record_receipts(reports: Sequence[Report], *, now: datetime) -> int:
    """Keep many receipts and apply them in one transaction. Returns how many were of attempts that we know.

    A receipt is taken also before the answer to our own request came back, and for an attempt that is not the last.
    """
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in Delivery.objects.select_for_update()
            .filter(pk__in={report.delivery for report in reports})
            .order_by("pk")
            .only("pk", "broadcast_id", "status", "attempt", "carrier_id")
        }
        # an attempt is committed before its request leaves: what says to be of a later one is of none
        known = [one for one in reports if one.delivery in rows and 0 < one.attempt <= rows[one.delivery].attempt]
        Receipt.objects.bulk_create(
            [
                Receipt(
                    delivery_id=report.delivery,
                    attempt=report.attempt,
                    carrier_id=report.carrier_id,
                    status=report.status,
                    error=report.error,
                    at=report.at or now,
                )
                for report in known
            ],
            ignore_conflicts=True,
        )
        _apply(rows)
        if any(one.status == Status.FAILED for one in known):
            enqueue("messaging.fall_back")
        _tell({row.broadcast_id for row in rows.values()})
    if len(known) < len(reports):
        log.warning("receipts.unknown", count=len(reports) - len(known))
    return len(known)


def _apply(rows: dict[int, Delivery]) -> None:
    """Move each row to where all its receipts, read together, put it: one statement for each state."""
    told: dict[int, list[Receipt]] = {}
    for receipt in Receipt.objects.filter(delivery__in=rows):
        told.setdefault(receipt.delivery_id, []).append(receipt)
    decided: dict[str, list[tuple[int, Receipt]]] = {}
    for pk, receipts in told.items():
        best = weigh(receipts, attempt=rows[pk].attempt, carrier_id=rows[pk].carrier_id)
        if best is not None:
            decided.setdefault(best.status, []).append((pk, best))
    for status, moved in decided.items():
        _move(Status(status), moved)


def _move(status: Status, moved: Sequence[tuple[int, Receipt]]) -> None:
    """One guarded statement for many rows. Raw, because the ORM takes a round trip for each."""
    moment = connection.ops.adapt_datetimefield_value
    sets = "sent_at = {at}" if status == Status.SENT else "ended_at = {at}, lease_until = NULL"
    allowed = ", ".join(f"'{one.value}'" for one in FROM[status])
    rows = [(best.carrier_id, best.error, moment(best.at), pk) for pk, best in moved]
    # every value is a parameter; what is written into the text are our own constants
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE messaging_delivery AS d SET status = %s, carrier_id = r.carrier_id, error = r.error, "  # noqa: S608
                f"{sets.format(at='r.at')} FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::bigint[]) "
                f"AS r (carrier_id, error, at, id) WHERE d.id = r.id AND d.status IN ({allowed})",
                [status.value, *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            cursor.executemany(
                f"UPDATE messaging_delivery SET status = '{status.value}', carrier_id = %s, error = %s, "  # noqa: S608
                f"{sets.format(at='%s')} WHERE id = %s AND status IN ({allowed})",
                rows,
            )


def weigh(receipts: Sequence[Receipt], *, attempt: int, carrier_id: str) -> Receipt | None:
    """The receipt that decides: the same for the same set, in whatever order it came.

    A delivery counts for every attempt; a failure or a progress only for the present one, since an earlier attempt
    that failed says nothing of the text that is on its way now. Of the present attempt only what speaks of
    `carrier_id` counts, where the row has that name already ("": any).
    """
    if any(one.carrier_id == carrier_id and one.attempt != attempt for one in receipts):
        carrier_id = ""  # the name of an earlier attempt, which was delivered after all
    counting = [
        one
        for one in receipts
        if (one.attempt == attempt and one.carrier_id == (carrier_id or one.carrier_id))
        or (one.attempt != attempt and one.status == "delivered")
    ]
    return max(counting, key=lambda one: (RANK.get(one.status, 0), one.error, one.carrier_id), default=None)


def _tell(broadcasts: set[int]) -> None:
    """Say that tallies changed, at most once in NEWS seconds each; the sweep says what was swallowed here."""
    at = time.monotonic()
    for key in Broadcast.objects.filter(pk__in=broadcasts).values_list("key", flat=True):
        if at - _told.get(key, -NEWS) >= NEWS:
            if len(_told) > 1000:
                _told.clear()
            _told[key] = at
            publish("desk", "deliveries", broadcast=key)
