"""A carrier that could not be reached is back: one text finds it out, and then nobody waits out their pause."""

from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from community.messaging.models import CarrierState, Delivery
from portal.lib.jobs import enqueue

log = structlog.get_logger(__name__)

ONE_FAR_END = ("sms", "voice", "email")  # every device that is pushed to has a service of its own
LATELY = timedelta(minutes=15)  # longer than the longest pause


def look_for_return(*, now: datetime) -> int:
    """Where everything that a carrier did not take waits for a later hour, have one row tried now; how many.

    Without this the pauses, which grow to ten minutes, would outlast an outage of five by as much.
    """
    looks = 0
    for name in CarrierState.objects.filter(last_error_at__gt=now - LATELY).values_list("name", flat=True):
        rows = _unreached(name)
        if not rows.filter(due_at__lte=now).exists():
            # not always the same: its attempts are counted in four digits
            first = rows.filter(due_at__gt=now).order_by("attempt", "lane", "pk").values_list("pk", flat=True).first()
            looks += Delivery.objects.filter(pk=first, status=Delivery.Status.QUEUED).update(due_at=now)
    return looks


def note_return(carrier: str, channel: str, *, now: datetime) -> int:
    """The carrier took something: what it could not be reached for is due now. How many rows that are."""
    if not CarrierState.objects.filter(name=carrier, last_error_at__gt=now - LATELY).exists():
        return 0
    rows = _unreached(carrier).filter(channel=channel, due_at__gt=now).update(due_at=now)
    if rows:
        log.warning("carrier.returned", carrier=carrier, rows=rows)
        enqueue("messaging.send_due", channel)
    return rows


def _unreached(carrier: str) -> QuerySet[Delivery]:
    """Rows that were tried by a carrier and did not reach it."""
    return Delivery.objects.filter(
        status=Delivery.Status.QUEUED, channel__in=ONE_FAR_END, carrier=carrier, error="no_connection"
    )
