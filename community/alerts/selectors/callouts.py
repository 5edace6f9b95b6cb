"""Which buildings of an alert's area were reached (叫应), as officers and grid workers see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.alerts.models import Alert, BuildingCall, Severity
from community.alerts.permissions import may_see_deliveries
from community.alerts.selectors.calling import rings_people
from community.alerts.selectors.ways import is_night
from community.messaging.models import Ring

STATES = ("nobody", "no_lead", "ringing", "stopped", "reached")  # those that need a person first


def wakes_leads(alert: Alert, now: datetime) -> bool:
    """Whether the leads of buildings are rung: for Extreme, and for Severe at night on the place's own clock."""
    if not rings_people(alert):
        return False
    return alert.severity == Severity.EXTREME or is_night(now, alert.community.zone)


def leads_group(alert: Alert) -> str:
    """What the rings of an alert's building leads are kept under."""
    return f"leads:{alert.identifier}"


@dataclass(frozen=True)
class CallLine:
    """A building on the board."""

    call: BuildingCall
    state: str  # one of STATES
    ringing: str  # whose phone rings
    since: datetime | None  # of the present state


@dataclass(frozen=True)
class CallBoard:
    lines: list[CallLine]
    counts: dict[str, int]  # a count for each of STATES
    visited: int
    is_complete: bool  # every building has its line

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def to_visit(self) -> int:
        """Buildings where ringing will wake nobody."""
        return self.counts["nobody"] + self.counts["no_lead"]


def call_board(alert: Alert, user: Any) -> CallBoard:
    """Building by building: who was reached and when, who is being rung, where nobody answered. Two questions to the
    database, however many buildings. A grid worker gets those of their own grid."""
    calls = BuildingCall.objects.filter(callout=alert.callout).select_related("ring", "grid", "visited_by")
    if not may_see_deliveries(user, alert):
        calls = calls.filter(grid__worker=user)
    lines = [_line(call) for call in calls.order_by("pk")]
    lines.sort(key=lambda line: STATES.index(line.state))
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    visited = sum(line.call.visited_at is not None for line in lines)
    return CallBoard(lines, counts, visited, alert.callout.filled_at is not None)


def _line(call: BuildingCall) -> CallLine:
    ring = call.ring
    if call.reached_at is not None:
        return CallLine(call, "reached", "", call.reached_at)
    if ring is None:
        return CallLine(call, "no_lead", "", None)
    if ring.status == Ring.Status.RINGING:
        callee = ring.callee
        return CallLine(call, "ringing", callee.name if callee else "", ring.rang_at)
    if ring.status == Ring.Status.STOPPED:
        return CallLine(call, "stopped", "", ring.ended_at)
    return CallLine(call, "nobody", "", ring.ended_at)
