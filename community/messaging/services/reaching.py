"""Who certainly knows: whoever pressed a key, replied, was visited. What waits to wake them is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from community.messaging.models import Broadcast, Delivery, Reached
from portal.lib.live import publish
from portal.lib.sealing import blind_index

# Of the person whose row is asked about: they certainly know; or another row of theirs arrived.
REACHED = Reached.objects.filter(broadcast=OuterRef("broadcast"), recipient=OuterRef("recipient"))
ARRIVED = Delivery.objects.filter(
    broadcast=OuterRef("broadcast"), recipient=OuterRef("recipient"), status=Delivery.Status.DELIVERED
).exclude(pk=OuterRef("pk"))
# What is spared whoever knows. A text still goes: it can be read again, and wakes nobody twice.
SPARED = Q(channel="voice") | Q(follows=True)


def unneeded(pks: Sequence[int]) -> set[int]:
    """Those of the rows `pks` that would tell somebody what they have: a call or a later way."""
    asked = Delivery.objects.filter(SPARED, pk__in=pks)
    known = Q(Exists(REACHED)) | Q(Exists(ARRIVED), follows=True)
    return set(asked.filter(known).values_list("pk", flat=True))


def mark_reached(
    broadcast: Broadcast, recipient: str, *, how: Reached.How | str, by: Any = None, now: datetime
) -> bool:
    """Write down that `recipient` (Delivery.recipient) knows. False where that was known before: the first way counts.

    Calls and later ways that still wait are taken back. Raises ValueError for somebody who is no recipient.
    """
    with transaction.atomic():
        rows = Delivery.objects.filter(broadcast=broadcast, recipient=recipient)
        if not rows.exists():
            raise ValueError("no recipient of this broadcast")
        _row, first = Reached.objects.get_or_create(
            broadcast=broadcast, recipient=recipient, defaults={"how": Reached.How(how), "by": by, "at": now}
        )
        if first:
            rows.filter(SPARED, status=Delivery.Status.QUEUED).update(
                status=Delivery.Status.FAILED, error="not_needed", ended_at=now
            )
            rows.update(falls=False)
            publish("desk", "deliveries", broadcast=broadcast.key)
    return first


def note_reply(phone: str, *, now: datetime) -> None:
    """A text came from `phone` (E.164): whatever it says, they know of every warning that runs and was sent there."""
    rows = Delivery.objects.filter(
        address_index=blind_index(phone), attempt__gt=0, broadcast__stopped_at=None, broadcast__expires__gt=now
    ).exclude(broadcast__audience="")
    for row in rows.select_related("broadcast").order_by("pk"):
        mark_reached(row.broadcast, row.recipient, how=Reached.How.REPLY, now=now)
