"""By which ways a warning reaches people: who is rung beside the text, and who only where the text does not arrive."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.alerts.models import Alert, Severity
from community.alerts.selectors.hours import held_until
from portal.lib.recipients import Ways

# People sleep then, and a text wakes nobody. On the place's own clock.
NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is between 22:00 and 07:00 where the people are."""
    clock = at.astimezone(zone).time()
    return clock >= NIGHT_FROM or clock < NIGHT_UNTIL


def calls_from(alert: Alert, now: datetime) -> datetime:
    """The next moment at which a call about what is no danger wakes nobody: neither night nor quiet hours."""
    at = held_until(alert, now) or now
    for _turn in range(3):  # the night may end in the quiet hours, and the other way round
        quiet = alert.community.quiet_end(at)
        if quiet is None and not is_night(at, alert.community.zone):
            break
        at = max(quiet or at, _morning(at, alert.community.zone) if is_night(at, alert.community.zone) else at)
    return at


def _morning(at: datetime, zone: ZoneInfo) -> datetime:
    """When the night that holds `at` is over."""
    local = at.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= NIGHT_FROM)
    return datetime.combine(day, NIGHT_UNTIL, tzinfo=zone)


def told_before(alert: Alert) -> tuple[int, ...]:
    """The broadcasts of the versions before `alert`, by their primary keys."""
    return tuple(older.broadcast_id for older in alert.earlier() if older.broadcast_id)


def ways_of(alert: Alert, *, now: datetime) -> Ways:
    """What issuing `alert` at `now` does.

    Extreme, and Severe at night: a call at once beside the text. Other warnings: a call where the text does not
    arrive, but at night nobody is woken for less than Severe. An exercise and a test ring nobody; an all-clear and a
    cancellation only those whom nothing but a call had reached, and by day.
    """
    leaves = held_until(alert, now) or now
    night = is_night(leaves, alert.community.zone)
    if alert.exercise or alert.test:
        return Ways(then=("push", "email"))
    if alert.is_over:
        before = told_before(alert)
        soonest = calls_from(alert, now).isoformat() if before else ""
        return Ways(then=("push", "email"), again=before, calls_from=soonest)
    if alert.severity == Severity.EXTREME or (alert.severity == Severity.SEVERE and night):
        return Ways(at_once=("sms", "voice"), then=("push", "email"))
    if (night or alert.community.quiet_end(leaves)) and alert.severity != Severity.SEVERE:
        return Ways(then=("push", "email"))
    return Ways(then=("voice", "push", "email"))
