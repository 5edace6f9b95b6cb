"""A carrier that errs or is slow loses weight to the others, and gets it back while it is quiet.

The figures are GOV.UK Notify's (alphagov/notifications-api): ten points at a time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from community.messaging.carriers.base import Fate, Outcome
from community.messaging.models import CarrierState, Delivery, Receipt
from community.messaging.selectors import routes_of
from community.messaging.services.rates import slow_down

log = structlog.get_logger(__name__)

STEP = 10  # points of weight
MANY = 50  # errors in a minute
MINUTE = timedelta(seconds=60)
QUIET = timedelta(minutes=15)  # then ten points come back
SLOW = timedelta(minutes=5)  # from taken to delivered
SLOW_SHARE = 0.15
LATELY = timedelta(minutes=15)  # whose texts are looked at
SAMPLE = 2_000  # of them
FEW = 20  # too few to judge by
REFUSALS = frozenset(
    {"20429", "21611", "30001", "http_429", "busy", "smtp_421"}
)  # too fast: that slows and never trips
# full, or not yet known: says nothing of the others
ONE_MAILBOX = frozenset({"smtp_450", "smtp_451", "smtp_452"})


def is_refusal(outcome: Outcome) -> bool:
    """Whether the carrier said that we are too fast."""
    return outcome.fate == Fate.UNSENT and (outcome.wait > 0 or outcome.error in REFUSALS)


def is_error(outcome: Outcome) -> bool:
    """Whether the carrier failed: not the person's number, not our speed, not our own stop."""
    if outcome.fate == Fate.UNCLEAR:
        return outcome.error != "interrupted"
    neither = outcome.error in ONE_MAILBOX or outcome.error == "stopping" or is_refusal(outcome)
    return outcome.fate == Fate.UNSENT and not neither


def note_errors(carrier: str, count: int, *, channel: str, full: float, now: datetime) -> None:
    """Count errors; over MANY in a minute, weight goes to the other carriers of the channel.

    A channel's only carrier is slowed instead: nobody else could send.
    """
    with transaction.atomic():
        state, _made = CarrierState.objects.select_for_update().get_or_create(name=carrier)
        state.add_errors(count, now)
        state.last_error_at = now
        tripped = state.errors_in(MINUTE, now) > MANY
        if tripped:
            state.errors = {}  # each trip has errors of its own
        state.save(update_fields=["errors", "last_error_at"])
    if tripped:
        _trip(carrier, channel=channel, full=full, reason="errors", now=now)


def review_carriers(channels: Iterable[str], *, now: datetime) -> None:
    """Look at every carrier once a minute: who is slow while another is fine, and who was quiet for long enough."""
    for channel in channels:
        routes = routes_of(channel)
        states = {}
        for route in routes:
            states[route.name], _made = CarrierState.objects.get_or_create(name=route.name)
        due = [state for state in states.values() if state.reviewed_at is None or now - state.reviewed_at >= MINUTE]
        if not due:
            continue
        CarrierState.objects.filter(pk__in=[state.pk for state in due]).update(reviewed_at=now)
        shares = {route.name: _slow_share(route.name, now) for route in routes} if len(routes) > 1 else {}
        slow = {name for name, share in shares.items() if share is not None and share > SLOW_SHARE}
        for route in routes:
            others = set(shares) - {route.name} - slow
            if route.name in slow and others:
                _trip(route.name, channel=channel, full=route.per_second, reason="slow", now=now)
        _forgive([state.pk for state in due if state.name not in slow], now)


def _trip(carrier: str, *, channel: str, full: float, reason: str, now: datetime) -> None:
    if len(routes_of(channel)) < 2:
        slow_down(carrier, full=full, now=now)
        return
    with transaction.atomic():
        state = CarrierState.objects.select_for_update().get(name=carrier)
        state.points_away = min(state.points_away + STEP, 100)
        state.changed_at = now
        state.save(update_fields=["points_away", "changed_at"])
    log.warning("carrier.tripped", carrier=carrier, reason=reason, points_away=state.points_away)


def _forgive(pks: list[int], now: datetime) -> None:
    """Give ten points back to those that were quiet, and not given any, for QUIET."""
    with transaction.atomic():
        for state in CarrierState.objects.select_for_update().filter(pk__in=pks, points_away__gt=0).order_by("pk"):
            since = max(moment for moment in (state.changed_at, state.last_error_at, now - QUIET * 2) if moment)
            if now - since >= QUIET:
                state.points_away = max(state.points_away - STEP, 0)
                state.changed_at = now
                state.save(update_fields=["points_away", "changed_at"])


def _slow_share(carrier: str, now: datetime) -> float | None:
    """The share of its latest texts that took longer than SLOW; None where too few say anything."""
    ended = list(
        Receipt.objects.filter(status="delivered", at__gte=now - LATELY, delivery__carrier=carrier)
        .order_by("-at")
        .values_list("at", "delivery__claimed_at")[:SAMPLE]
    )
    open_since = Delivery.objects.filter(
        status=Delivery.Status.SENT, carrier=carrier, lease_until__isnull=False, sent_at__gte=now - LATELY - SLOW
    )
    late = open_since.filter(sent_at__lt=now - SLOW)[:SAMPLE].count()
    slow = late + sum(at - claimed > SLOW for at, claimed in ended if claimed)
    return slow / (len(ended) + late) if len(ended) + late >= FEW else None
