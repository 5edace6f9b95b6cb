"""By which ways a warning reaches people: who is rung beside the text, and who only where the text does not arrive."""

from datetime import datetime, time
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


def ways_of(alert: Alert, *, now: datetime) -> Ways:
    """What issuing `alert` at `now` does.

    Extreme, and Severe at night: a call at once beside the text. Other warnings: a call where the text does not
    arrive, but at night nobody is woken for less than Severe. An exercise, a test and an all-clear ring nobody.
    """
    leaves = held_until(alert, now) or now
    night = is_night(leaves, alert.community.zone)
    if alert.exercise or alert.test or alert.is_over:
        return Ways(then=("push", "email"))
    if alert.severity == Severity.EXTREME or (alert.severity == Severity.SEVERE and night):
        return Ways(at_once=("sms", "voice"), then=("push", "email"))
    if (night or alert.community.quiet_end(leaves)) and alert.severity != Severity.SEVERE:
        return Ways(then=("push", "email"))
    return Ways(then=("voice", "push", "email"))
