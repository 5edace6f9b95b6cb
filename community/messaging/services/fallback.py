"""The next way to a person, when the last one failed or nothing was heard of it in time.

A row that `falls` carries the promise that another way follows. Whoever takes the promise up clears it in the same
transaction in which the next row is made, so that a crash leaves either both or none; and UNIQUE (broadcast,
recipient, channel) makes a way once, however many processes come by.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from community.messaging.models import Broadcast, Delivery, Reached
from community.messaging.selectors import carried
from community.messaging.services.contacts import addresses_of, one_each
from community.messaging.services.rows import NewRow, insert_rows, new_row
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.recipients import Address, Recipient
from portal.lib.stopping import stopping

log = structlog.get_logger(__name__)

Status = Delivery.Status
BATCH = 500  # rows a transaction
BATCHES = 8  # in one call; then other work gets the thread
SOONEST = timedelta(seconds=1)  # no deadline is shorter


def fall_back(*, now: datetime) -> int:
    """Open the next way for everybody who is due for it; how many. Safe at any time, from any number of processes."""
    opened = 0
    for broadcast in Broadcast.objects.filter(pk__in=_concerned(now)).order_by("lane", "pk"):
        for _batch in range(BATCHES):
            rows_seen, made = _fall(broadcast, now) if broadcast.runs(now) else _forget(broadcast, now)
            opened += made
            if rows_seen < BATCH or stopping.is_set():
                break
        else:
            enqueue("messaging.fall_back")
    return opened


def _concerned(now: datetime) -> set[int]:
    rows = Delivery.objects.all()
    found: set[int] = set()
    for due in (rows.fallen(), rows.overdue(now - SOONEST)):
        found |= set(due.order_by().values_list("broadcast_id", flat=True).distinct())
    return found


def _due(broadcast: Broadcast, late: datetime) -> list[Delivery]:
    """Rows whose promise is due, locked: those that failed first, they surely did not arrive."""

    def locked(rows: QuerySet[Delivery], limit: int) -> list[Delivery]:
        return list(rows.select_for_update(skip_locked=True)[:limit])

    rows = Delivery.objects.filter(broadcast=broadcast)
    failed = locked(rows.fallen(), BATCH)
    seen = {row.pk for row in failed}
    return failed + [row for row in locked(rows.overdue(late), BATCH - len(failed)) if row.pk not in seen]


def _forget(broadcast: Broadcast, now: datetime) -> tuple[int, int]:
    """Clear the promises of a broadcast that is over."""
    with transaction.atomic():
        rows = _due(broadcast, now)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(falls=False)
    return len(rows), 0


def _fall(broadcast: Broadcast, now: datetime) -> tuple[int, int]:
    """One batch of a broadcast: (how many rows were due, how many ways were opened)."""
    late = now - timedelta(seconds=broadcast.ways.after)
    then = carried(broadcast.ways.then)
    with transaction.atomic():
        rows = _due(broadcast, late)
        if not rows:
            return 0, 0
        people = {row.recipient: row for row in rows}
        standing = _standing(broadcast, list(people), late)
        waiting = [key for key in people if not standing[key].settled]
        known = addresses_of(broadcast, waiting) if then else {}
        made: list[NewRow] = []
        for key in waiting:
            tried = standing[key].tried
            allowed = [way for way in one_each(known.get(key, ())) if way.channel in then]
            left = [way for way in allowed if way.channel not in tried]
            if left:
                made.append(_next_row(people[key], left[0], falls=len(left) > 1))
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(falls=False)
        insert_rows(made, broadcast=broadcast, due_at=now)
        if made:
            enqueue("messaging.send_due")
            publish("desk", "deliveries", broadcast=broadcast.key)
    if made:
        log.info("broadcast.fell_back", broadcast=broadcast.pk, people=len(made))
    return len(rows), len(made)


@dataclass
class Standing:
    """What is known of one person."""

    tried: set[str]  # channels that they have a row for
    settled: bool = False  # reached, or another way is on its way and keeps the promise


def _standing(broadcast: Broadcast, keys: list[str], late: datetime) -> dict[str, Standing]:
    found = {key: Standing(set()) for key in keys}
    everything = Delivery.objects.filter(broadcast=broadcast, recipient__in=keys)
    fields = ("recipient", "channel", "status", "attempt", "claimed_at", "falls")
    for key, channel, status, attempt, claimed_at, falls in everything.values_list(*fields):
        one = found[key]
        one.tried.add(channel)
        # one that only waits in its queue holds nobody back
        under_way = falls and status != Status.FAILED and attempt > 0 and claimed_at is not None and claimed_at > late
        if status == Status.DELIVERED or under_way:
            one.settled = True
    for key in Reached.objects.filter(broadcast=broadcast, recipient__in=keys).values_list("recipient", flat=True):
        found[key].settled = True
    return found


def _next_row(row: Delivery, way: Address, *, falls: bool) -> NewRow:
    one = Recipient(row.recipient, way.to, row.language, row.priority, area=row.area)
    return new_row(one, 1, way, falls=falls, follows=True)
