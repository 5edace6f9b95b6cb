"""What the hour at the place means for a warning."""

from datetime import datetime

from community.alerts.models import Alert, Severity

GRAVE = (Severity.EXTREME.value, Severity.SEVERE.value)  # wake people


def is_grave(alert: Alert) -> bool:
    """Whether it is worth waking people for: real, and Severe or Extreme."""
    return not alert.exercise and not alert.test and alert.severity in GRAVE


def held_until(alert: Alert, now: datetime) -> datetime | None:
    """When the texts of `alert` may leave, where the place's quiet hours hold them back; None: at once.

    Extreme and Severe never wait, nor a test that only the desk gets; an exercise always does. What is real and would
    be over by then leaves at once: for it, later is never.
    """
    if is_grave(alert) or alert.test:
        return None
    end = alert.community.quiet_end(now)
    return end if end is None or alert.exercise or end < alert.expires else None


def told_until(alert: Alert, now: datetime) -> datetime:
    """When the last message of `alert` may leave: an exercise's, whatever way it takes, before the quiet hours."""
    begins = alert.community.quiet_begin(held_until(alert, now) or now) if alert.exercise else None
    return min(alert.expires, begins) if begins else alert.expires
