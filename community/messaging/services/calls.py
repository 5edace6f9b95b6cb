"""What happens in a call: the key that was pressed, and the call that nobody took and that is made again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, Exists, Q
from django.utils import translation
from django.utils.translation import gettext as _

from community.messaging.models import UNANSWERED, Delivery, Reached
from community.messaging.services.inbound import answer_by_key
from community.messaging.services.reaching import ARRIVED, REACHED, mark_reached
from community.messaging.services.receipts import record_receipt
from portal.lib.conversation import IncomingText
from portal.lib.jobs import enqueue

log = structlog.get_logger(__name__)

CALLS = 3  # to one person for one broadcast
PAUSES = (timedelta(minutes=1), timedelta(minutes=3))  # after the first and the second that nobody took
FORGOTTEN = timedelta(hours=1)  # a call that failed so long ago is not made again
BATCH = 200


@dataclass(frozen=True)
class Spoken:
    """What the voice answers."""

    words: str
    language: str
    ask_again: bool = False  # another key is waited for


def press_key(*, delivery: int, attempt: int, carrier_id: str, key: str, now: datetime) -> Spoken | None:
    """Take a key that somebody pressed in the call `attempt` of `delivery`; None where there is no such call.

    They are reached. Where the broadcast asks something, the key is their answer to it.
    """
    row = Delivery.objects.filter(pk=delivery, channel="voice").select_related("broadcast").first()
    if row is None or not record_receipt(
        delivery=delivery, attempt=attempt, carrier_id=carrier_id, status="delivered", now=now
    ):
        return None
    if row.broadcast.audience:
        mark_reached(row.broadcast, row.recipient, how=Reached.How.KEY, now=now)
    with translation.override(row.language):
        if row.broadcast.question:
            return _answer(row, carrier_id, key, now)
        return Spoken(_("Thank you. We know now that you have heard this. Goodbye."), row.language)


def _answer(row: Delivery, carrier_id: str, key: str, now: datetime) -> Spoken:
    """Hand the key to whoever asked, as if it had come by text."""
    pressed = IncomingText(
        phone=row.address, to="", body=key, carrier_id=carrier_id, at=now, language=row.language, row_id=0
    )
    try:
        answered = answer_by_key(row.broadcast.question, pressed, now=now)
    except Exception as error:  # its text may hold a number
        log.error("call.broken", delivery=row.pk, reason=type(error).__name__)
        return Spoken(_("Sorry, we could not take this just now. Please reply to our text."), row.language)
    if answered is None:
        return Spoken(_("This question is closed. Goodbye."), row.language)
    if answered.is_answer:
        return Spoken(answered.words or _("Thank you. Goodbye."), row.language)
    return Spoken(_("This key answers nothing. Please press one of those we named."), row.language, ask_again=True)


def ring_again(*, now: datetime) -> int:
    """Queue calls again that met a busy line or nobody, after a pause, CALLS in all. Returns how many.

    Not where the person is reached, nor, for a call that only followed another way, where that way arrived after all.
    """
    again = [row.pk for row in _unanswered(now)]
    queued = 0
    if again:
        with transaction.atomic():
            rows = Delivery.objects.filter(pk__in=again, status=Delivery.Status.FAILED, error__in=UNANSWERED)
            queued = rows.update(status=Delivery.Status.QUEUED, due_at=now, error="", ended_at=None)
            enqueue("messaging.send_due")
    return queued


def _unanswered(now: datetime) -> list[Delivery]:
    rows = (
        Delivery.objects.unanswered(now - FORGOTTEN, now - PAUSES[0])
        .filter(
            ~Exists(REACHED),
            broadcast__stopped_at=None,
            broadcast__expires__gt=now,
        )
        .annotate(
            calls=Count(
                "receipts__attempt",
                filter=Q(receipts__status="failed", receipts__error__in=UNANSWERED),
                distinct=True,
            ),
            arrived=Exists(ARRIVED),
        )
        .filter(calls__lt=CALLS)
        .order_by("lane", "ended_at")
    )
    return [
        row
        for row in rows[:BATCH]
        if row.ended_at is not None
        and row.ended_at <= now - PAUSES[min(max(row.calls, 1), len(PAUSES)) - 1]
        and not (row.arrived and row.follows)
    ]
