"""Who is being rung about an alert, and when one officer may issue it alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.alerts.models import Alert
from community.alerts.selectors.blanks import is_ready_made
from community.alerts.selectors.hours import is_grave
from community.alerts.selectors.previews import duration
from community.messaging.models import Ring

ALONE_AFTER = timedelta(minutes=5)


def rings_people(alert: Alert) -> bool:
    """Whether people are rung for it: it is grave, and a danger; what says that something is over can wait."""
    return is_grave(alert) and not alert.is_over


def group_of(alert: Alert) -> str:
    """What the rings of an alert's approvers are kept under."""
    return f"approve:{alert.identifier}"


def alone_from(alert: Alert) -> datetime | None:
    """When one officer may issue it: five minutes after it was last sent in. None where it always takes two."""
    if alert.status != Alert.Status.SUBMITTED or alert.is_scheduled or not rings_people(alert):
        return None
    if not alert.is_relay and not is_ready_made(alert):
        return None
    sent_in = alert.events.filter(kind="submitted").order_by("-at", "-pk").values_list("at", flat=True).first()
    # what is to go out later can wait for a second person until then
    return max(sent_in + ALONE_AFTER, alert.publish_at or sent_in) if sent_in else None


@dataclass(frozen=True)
class Calling:
    """Where the ringing of the approvers stands."""

    ring: Ring
    names: list[str]  # everybody who can be rung, in turn
    name: str  # whose phone rings, or who answered
    number: int  # the present turn, 1 for the first
    alone_at: datetime | None
    seconds: int  # until then; 0 once it is so

    @property
    def left(self) -> str:
        """The countdown in words."""
        return duration(self.seconds)

    @property
    def is_ringing(self) -> bool:
        return self.ring.status == Ring.Status.RINGING

    @property
    def is_answered(self) -> bool:
        return self.ring.status == Ring.Status.ANSWERED


def calling_of(alert: Alert, now: datetime) -> Calling | None:
    """The ringing for the present submission; None where nobody is rung for such an alert."""
    if alert.status != Alert.Status.SUBMITTED or alert.is_scheduled or not rings_people(alert):
        return None
    ring = Ring.objects.filter(group=group_of(alert)).order_by("-pk").first()
    if ring is None:
        return None
    who = ring.answered_by or ring.callee
    alone_at = alone_from(alert)
    left = (alone_at - now).total_seconds() if alone_at else 0
    return Calling(
        ring=ring,
        names=[callee.name for callee in ring.callees],
        name=who.name if who else "",
        number=ring.turn,
        alone_at=alone_at,
        seconds=max(0, int(left + 0.999)),
    )
