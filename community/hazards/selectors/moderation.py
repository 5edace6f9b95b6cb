"""What waits for somebody to decide whether the public sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from community.hazards.models import Block, Report
from community.hazards.selectors.desk import desk_communities
from community.places.models import Community

QUEUES = ("waiting", "private", "hidden")
MOST_WAITING = 1_000  # counted


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk, MOST_WAITING at most each."""

    reports: int
    appeals: int


def unpublished(user: Any, queue: str = "waiting") -> QuerySet[Report]:
    """Open reports that the public does not see, the most pressing first, calls for help left out.

    `queue`: "waiting" (nobody has looked at them), "private" (kept private at the first look), or "hidden" (also those
    that are over, the latest first).
    """
    communities = list(desk_communities(user).values_list("pk", flat=True))
    rows = Report.objects.filter(community__in=communities).with_names()
    if queue == "hidden":
        hidden = rows.filter(hidden_at__isnull=False)
        return hidden.select_related("hidden_by").prefetch_related("photos").order_by("-hidden_at", "-pk")
    new = Report.Status.SUBMITTED
    states = [new] if queue == "waiting" else [state for state in Report.OPEN if state != new]
    rows = rows.filter(status__in=states, is_public=False, hidden_at=None, sos=None)
    return rows.prefetch_related("photos").order_by("counts_from", "pk")


def waiting_at_desk(user: Any, now: datetime) -> Waiting:
    """What the pages of moderation count in their heads."""
    communities: QuerySet[Community] = desk_communities(user)
    appeals = Block.objects.in_force(now).filter(community__in=communities.values("pk"), appealed_at__isnull=False)
    reports = unpublished(user).order_by().prefetch_related(None)
    return Waiting(reports[:MOST_WAITING].count(), appeals[:MOST_WAITING].count())
