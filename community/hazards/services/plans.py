"""Major hazards: marked, planned for, and no longer major."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from community.hazards.models import MajorPlan, Report, ReportEvent
from portal.lib.live import publish


@transaction.atomic
def plan_for(
    report: Report,
    *,
    owner: str = "",
    deadline: date | None = None,
    measures: str = "",
    money: str = "",
    contingency: str = "",
    by: Any,
    now: datetime,
) -> MajorPlan:
    """Mark `report` as a major hazard, with as much of its plan as is known; what was planned before is replaced."""
    parts = {"owner": owner, "deadline": deadline, "measures": measures, "money": money, "contingency": contingency}
    plan, _made = MajorPlan.objects.update_or_create(report=report, defaults={**parts, "by": by, "at": now})
    report.plan = plan
    _record(report, "major", "\n".join(str(part) for part in parts.values() if part), by, now)
    return plan


@transaction.atomic
def no_longer_major(report: Report, *, reason: str, by: Any, now: datetime) -> None:
    """Take the mark and its plan away; the reason stays in the history."""
    deleted, _rows = MajorPlan.objects.filter(report=report).delete()
    if deleted:
        _record(report, "not_major", reason, by, now)


def _record(report: Report, kind: str, note: str, by: Any, now: datetime) -> None:
    ReportEvent.objects.create(report=report, kind=kind, note=note, is_public=False, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    publish("desk", "report", reference=report.reference)
