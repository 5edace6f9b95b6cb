"""Writing down who was found behind a door."""

from datetime import datetime
from typing import Any

from django.db import transaction

from community.alerts.models import Alert, DoorVisit
from community.messaging.models import Reached
from community.messaging.services import mark_reached
from community.people.models import Resident
from portal.lib.recipients import key_of


@transaction.atomic
def note_door(alert: Alert, person: Resident, *, outcome: str, by: Any, now: datetime) -> DoorVisit:
    """Somebody knocked for `person`. Found, they are reached: what still waits to wake them is taken back.

    Raises ValueError for somebody who is no recipient of the alert, or for an outcome that there is none.
    """
    if alert.broadcast is None:
        raise ValueError("not issued yet")
    result = DoorVisit.Outcome(outcome)
    if result == DoorVisit.Outcome.REACHED:
        mark_reached(alert.broadcast, key_of(person.pk), how=Reached.How.VISIT, by=by, now=now)
    elif not alert.broadcast.deliveries.filter(recipient=key_of(person.pk)).exists():
        raise ValueError("no recipient of this alert")
    return DoorVisit.objects.create(alert=alert, recipient=key_of(person.pk), outcome=result, by=by, at=now)
