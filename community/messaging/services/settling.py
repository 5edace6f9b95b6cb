"""Finding out what became of texts whose outcome nobody told us: ask the carrier, never blindly send again."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from community.messaging.carriers.base import CannotAsk, Carrier, Naming, NeverAnswers, Sighting
from community.messaging.models import Broadcast, CarrierState, Delivery, Heartbeat, Lane, Ring
from community.messaging.selectors import body_of
from community.messaging.services.breaker import review_carriers
from community.messaging.services.broadcasts import fill_due
from community.messaging.services.calls import ring_again
from community.messaging.services.fallback import fall_back
from community.messaging.services.inbound import resume_texts
from community.messaging.services.receipts import Report, record_receipts
from community.messaging.services.returning import look_for_return
from community.messaging.services.routes import carrier_named, channels
from community.messaging.services.sending import busy_channels, ring
from community.messaging.services.spooling import adopt
from community.messaging.services.waves import Wave
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.stopping import stopping

log = structlog.get_logger(__name__)

Status = Delivery.Status
ASKED = 200  # deliveries a sweep
AT_ONCE = 50  # questions to a carrier
ASKING = timedelta(seconds=30)  # nobody else asks about a row meanwhile
AGAIN = timedelta(seconds=10)
SURE = timedelta(seconds=60)  # a text that the carrier does not list so long after the attempt was never taken
ABANDONED, UNSEEN = "abandoned", "unseen"  # its sender fell silent; and the carrier, asked once, did not know it
IN_FLIGHT = 2  # requests that time out: after so long none is on its way any more
GIVE_UP = timedelta(hours=24)  # then the row keeps its state, openly
SET_BACK = timedelta(minutes=1)  # further than this the last sweep cannot lie ahead, unless our clock was set back
SKEW = timedelta(days=1)  # a clock of ours that was set may be off by so much; texts of other rows have names of theirs


def sweep(*, now: datetime) -> None:
    """Find everything that is due and was not rung for, or whose sender or carrier fell silent. Safe at any time."""
    _expire(now)
    _follow_clock(now)
    adopt(now=now)
    Delivery.objects.abandoned(now).update(status=Status.UNKNOWN, error=ABANDONED, lease_until=now)
    _settle(now)
    fill_due(now=now)
    ring_again(now=now)
    fall_back(now=now)
    look_for_return(now=now)
    ring(busy_channels(now=now))
    review_carriers(channels(), now=now)
    resume_texts(now=now)
    recent = Broadcast.objects.filter(deliveries__receipts__at__gte=now - timedelta(seconds=10)).distinct()
    for key in recent.values_list("key", flat=True):
        publish("desk", "deliveries", broadcast=key)


def disown(*, before: datetime) -> None:
    """Take for abandoned what was claimed `before` this process began; only true where no other process sends.

    A row that is on its way after all still gets its result: that is written on UNKNOWN rows, too.
    """
    earlier = Delivery.objects.filter(status=Status.SENDING, claimed_at__lt=before)
    earlier.update(status=Status.UNKNOWN, error=ABANDONED, lease_until=before)


def _expire(now: datetime) -> None:
    """End what waits although its time is over; the claim would do it too, but a retry may be due much later."""
    late = Broadcast.objects.filter(expires__lte=now, deliveries__status=Status.QUEUED).distinct()
    for broadcast in late:
        broadcast.deliveries.filter(status=Status.QUEUED).update(status=Status.FAILED, error="expired", ended_at=now)
        publish("desk", "deliveries", broadcast=broadcast.key)


def _follow_clock(now: datetime) -> None:
    """After our clock was set back, set back what we noted by it: nothing waits for an hour that was already there."""
    ahead = Heartbeat.objects.filter(name=Heartbeat.Part.SWEEP, ran_at__gt=now + SET_BACK).first()
    if ahead is None or ahead.ran_at is None:
        return
    by = ahead.ran_at - now
    queued = Delivery.objects.filter(status=Status.QUEUED, due_at__gt=now).exclude(broadcast__hold_until__gt=now)
    rows = queued.update(due_at=F("due_at") - by)
    tried = Delivery.objects.filter(claimed_at__gt=now, status__in=[Status.SENDING, Status.UNKNOWN, Status.SENT])
    rows += tried.update(claimed_at=F("claimed_at") - by, lease_until=F("lease_until") - by)
    Ring.objects.filter(status=Ring.Status.RINGING, due_at__gt=now).update(
        due_at=F("due_at") - by, rang_at=F("rang_at") - by
    )
    CarrierState.objects.filter(held_until__gt=now).update(held_until=F("held_until") - by)
    CarrierState.objects.filter(slowed_at__gt=now).update(slowed_at=F("slowed_at") - by)
    log.warning("clock.set_back", seconds=round(by.total_seconds()), rows=rows)


def _settle(now: datetime) -> None:
    """Ask the carrier about rows whose time to be asked has come."""
    with transaction.atomic():
        rows = list(Delivery.objects.unsettled(now).select_for_update(skip_locked=True)[:ASKED])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(lease_until=now + ASKING)
    if not rows:
        return
    broadcasts, heard = Broadcast.objects.in_bulk({row.broadcast_id for row in rows}), False
    for carrier, mine in _by_carrier(rows):
        if carrier is None:  # it took these before the settings changed: no other can know them
            Delivery.objects.filter(pk__in=[row.pk for row in mine]).update(lease_until=None)
            continue
        if isinstance(carrier, Naming):  # whoever was killed could not write the name down
            for row in mine:
                row.carrier_id = row.carrier_id or carrier.name_of(row.pk, row.attempt)
        reports: list[Report] = []
        for row, answer in _ask(carrier, mine):
            heard = heard or answer is not None
            if row.status == Status.SENT:
                reports += _settle_sent(row, answer, carrier, now)
            else:
                reports += _settle_unknown(row, answer, broadcasts[row.broadcast_id], now)
        if reports:
            record_receipts(reports, now=now)
    if heard and len(rows) == ASKED and not stopping.is_set():
        enqueue("messaging.sweep")


def _by_carrier(rows: Sequence[Delivery]) -> list[tuple[Carrier | None, list[Delivery]]]:
    """The rows beside the carrier that each was handed to; None for one that the settings no longer name."""
    grouped: dict[tuple[str, str], list[Delivery]] = {}
    for row in rows:
        grouped.setdefault((row.channel, row.carrier), []).append(row)
    return [(carrier_named(channel, name), mine) for (channel, name), mine in grouped.items()]


Answer = list[Sighting]


def _ask(carrier: Carrier, rows: Sequence[Delivery]) -> list[tuple[Delivery, Answer | None]]:
    """What the carrier says of each row; None where it did not answer."""
    answers: list[tuple[Delivery, Answer | None]] = []
    silence: Counter[str] = Counter()
    with Wave[Delivery, Answer | None]([carrier]) as wave:
        for start in range(0, len(rows), AT_ONCE):
            for row in rows[start : start + AT_ONCE]:
                wave.start(row, _sightings(carrier, row, silence))
            heard: list[tuple[Delivery, Answer | None]] = []
            while len(wave):
                heard += wave.finished(down_to=0, patience=0.25)
            heard += wave.finished(down_to=0, patience=0)
            answers += heard
            if all(answer is None for _row, answer in heard):  # it is in trouble: more questions are no help
                answers += [(row, None) for row in rows[start + AT_ONCE :]]
                break
    if silence:
        log.warning("carrier.silent", carrier=carrier.name, count=silence.total(), reasons=sorted(silence))
    return answers


async def _sightings(carrier: Carrier, row: Delivery, silence: Counter[str]) -> Answer | None:
    """None where the carrier did not answer: `silence` counts why, but for those that never do."""
    try:
        if row.carrier_id:
            found = await carrier.fetch(row.carrier_id)
            return [found] if found else []
        return await carrier.find(row.address, (row.claimed_at or row.due_at) - SKEW)
    except NeverAnswers:
        return None
    except CannotAsk as why:
        silence[str(why)] += 1
        return None


def _settle_sent(row: Delivery, answer: Answer | None, carrier: Carrier, now: datetime) -> list[Report]:
    """SENT without an end: take over what the carrier says, or look again, ever more rarely."""
    age = now - (row.sent_at or now)
    again = now + max(timedelta(seconds=carrier.ask_after), age) if age < GIVE_UP else None
    Delivery.objects.filter(pk=row.pk, status=Status.SENT).update(lease_until=again)
    return [_report(row, seen) for seen in answer or [] if seen.status != "sent"]


def _settle_unknown(row: Delivery, answer: Answer | None, broadcast: Broadcast, now: datetime) -> list[Report]:
    """UNKNOWN: found at the carrier, or surely not there and queued again, or still nobody can tell."""
    began = row.claimed_at or row.due_at
    body = body_of(broadcast, row.language)
    ours = [seen for seen in answer or [] if _is_it(seen, row, body, began)]
    if ours:
        Delivery.objects.filter(pk=row.pk, status=Status.UNKNOWN).update(sent_at=ours[0].at or now)
        return [_report(row, ours[0])]
    waited = now - began
    # A person must hear of the worst even if they hear it twice: that lane does not wait for certainty.
    limit = settings.RESEND_UNKNOWN_AFTER.get(broadcast.severity or ("extreme" if row.lane == Lane.EXTREME else ""))
    sure = answer is not None and waited >= SURE and row.error != ABANDONED
    if sure or (limit is not None and waited >= timedelta(seconds=limit)):
        # guarded by the attempt: two sweeps must not queue it twice
        Delivery.objects.filter(pk=row.pk, status=Status.UNKNOWN, attempt=row.attempt).update(
            status=Status.QUEUED, due_at=now, lease_until=None, error="not_taken" if sure else "nobody_knows"
        )
        return []
    again = now + AGAIN if waited < GIVE_UP else None
    error = row.error
    if answer is not None and error == ABANDONED:
        # What the clock says of the time since is not trusted: where it was set forward, the request may be on its way.
        again, error = now + timedelta(seconds=IN_FLIGHT * settings.CARRIER_TIMEOUT), UNSEEN
    Delivery.objects.filter(pk=row.pk, status=Status.UNKNOWN).update(lease_until=again, error=error)
    return []


def _is_it(seen: Sighting, row: Delivery, body: str, began: datetime) -> bool:
    """Whether what the carrier lists is this very attempt, and not another text with the same words."""
    if row.carrier_id:
        return seen.carrier_id == row.carrier_id
    # its end only: trial accounts put words before ours
    if (seen.body is not None and not seen.body.endswith(body)) or (seen.at is not None and seen.at < began - SKEW):
        return False
    return not Delivery.objects.filter(carrier_id=seen.carrier_id).exclude(pk=row.pk).exists()


def _report(row: Delivery, seen: Sighting) -> Report:
    return Report(row.pk, row.attempt, seen.carrier_id, seen.status, seen.error)
