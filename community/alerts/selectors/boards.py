"""Which alerts a page shows, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.alerts.models import Alert, Severity
from community.hazards.models import Report
from community.people.models import Role
from community.people.permissions import has_role
from community.places import geometry
from community.places.models import Community

WORST_FIRST = {severity.value: rank for rank, severity in enumerate(Severity)}


def current_alerts(
    community: Community | None, now: datetime, latitude: float | None = None, longitude: float | None = None
) -> list[Alert]:
    """Public warnings in force, worst first, then newest; of everywhere where `community` is None.

    With a point, only those whose area holds it. Infos are prefetched.
    """
    rows = Alert.objects.public().current(now).for_reading()
    if community is not None:
        rows = rows.filter(community=community)
    found = list(rows)
    if latitude is not None and longitude is not None:
        found = [row for row in found if geometry.contains(row.shape, latitude, longitude)]
    return sorted(found, key=lambda row: (WORST_FIRST[row.severity], -_issued(row).timestamp(), -row.pk))


def latest_public(community: Community | None, limit: int) -> list[Alert]:
    """The newest public messages, whatever became of them."""
    rows = Alert.objects.public().for_reading().order_by("-sent", "-pk")
    if community is not None:
        rows = rows.filter(community=community)
    return list(rows[:limit])


def past_alerts(community: Community | None, now: datetime, limit: int) -> list[Alert]:
    """Public alerts that are no longer in force, newest first. Updated versions are told on their successor's page."""
    rows = (
        Alert.objects.public()
        .dangers()
        .exclude(pk__in=Alert.objects.public().current(now).values("pk"))
        .exclude(status=Alert.Status.UPDATED)
        .for_reading()
        .with_endings()
        .order_by("-sent", "-pk")
    )
    if community is not None:
        rows = rows.filter(community=community)
    return list(rows[:limit])


@dataclass(frozen=True)
class DeskList:
    waiting: list[Alert]
    drafts: list[Alert]
    running: list[Alert]
    past: list[Alert]


def desk_list(user: Any, now: datetime, past: int = 30) -> DeskList:
    """Everything that the desk shows this person: oldest waiting first, else newest first."""
    rows = (
        Alert.objects.visible_to(user).for_reading().select_related("community", "author", "replaces", "submitted_by")
    )
    status = Alert.Status
    unfinished = list(rows.filter(status__in=[*Alert.OPEN, status.SUBMITTED]).order_by("-pk")[:200])
    running = rows.filter(status=status.ISSUED, expires__gt=now).order_by("-sent", "-pk")
    over = rows.exclude(status__in=[*Alert.OPEN, status.SUBMITTED]).exclude(status=status.ISSUED, expires__gt=now)
    return DeskList(
        waiting=[row for row in reversed(unfinished) if row.status == status.SUBMITTED],
        drafts=[row for row in unfinished if row.is_open],
        running=list(running[:100]),
        past=list(over.with_endings().order_by("-sent", "-pk")[:past]),
    )


def communities_to_draft_for(user: Any) -> list[Community]:
    """Where this person may write alerts."""
    rows = Community.objects.order_by("pk").prefetch_related("areas")
    if not user.is_superuser:
        rows = rows.filter(memberships__user=user, memberships__role=Role.OFFICER)
    return list(rows) if has_role(user, Role.OFFICER) else []


def history_of(alert: Alert) -> list[Alert]:
    """Earlier public versions, newest first."""
    found: list[Alert] = []
    older = alert.replaces_id
    while older and len(found) < 50:
        row = Alert.objects.public().for_reading().filter(pk=older).first()
        if row is None:
            break
        found.append(row)
        older = row.replaces_id
    return found


def successor_of(alert: Alert) -> Alert | None:
    """The public message that replaced this one."""
    return Alert.objects.public().filter(replaces=alert).for_reading().order_by("-sent").first()


def _issued(alert: Alert) -> datetime:
    return alert.sent or alert.created


def reports_behind(alerts: Sequence[Alert]) -> list[Report]:
    """The public reports that a warning, with what it replaces, grew out of; oldest first."""
    rows = Report.objects.listed().filter(alerts__in=alerts).distinct().only("reference", "description", "language")
    return list(rows.order_by("created", "pk"))


MOST_BEHIND = 50  # reports that one draft grows out of: as many as a page of the triage desk shows


def report_rows(references: list[str], user: Any) -> list[Report]:
    """Reports by reference, with what a draft is made of; those that `user` does not see are left out."""
    rows = Report.objects.visible_to(user).filter(reference__in=references[:MOST_BEHIND])
    rows = rows.select_related("community", "area", "category")
    return list(rows.order_by("pk"))
