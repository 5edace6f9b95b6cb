"""What the chat may tell of reports: what is public, and to the reporter what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from community.hazards.models import Report, ReportEvent
from community.places.models import Community
from portal.lib.sealing import blind_index

MOST = 3  # reports in one answer


@dataclass(frozen=True, slots=True)
class Known:
    """A report as the one who asks may know it."""

    report: Report
    is_theirs: bool
    since: datetime
    note: str  # public words of the last move


def reports_of(user: Any, phone: str) -> list[Known]:
    """The newest reports of a signed-in person, or of a phone (E.164) that wrote just now."""
    mine = _mine(user, phone)
    if mine is None:
        return []
    rows = Report.objects.with_names().filter(mine).order_by("-created", "-pk")[:MOST]
    return [_known(row, is_theirs=True) for row in rows]


def reports_named(references: Sequence[str], user: Any, phone: str) -> list[Known]:
    """Those of `references` that are public, or theirs; about the others nothing is said, not even that they exist."""
    rows = {row.reference: row for row in Report.objects.with_names().filter(reference__in=references[:MOST])}
    mine = _mine(user, phone)
    theirs = set(Report.objects.filter(mine, reference__in=rows).values_list("pk", flat=True)) if mine else set()
    public = set(Report.objects.public().filter(reference__in=rows).values_list("pk", flat=True))
    found = [rows[one] for one in references[:MOST] if one in rows]
    return [_known(row, is_theirs=row.pk in theirs) for row in found if row.pk in theirs | public]


def count_open(community: Community) -> int:
    """Public reports that nobody has closed yet."""
    return Report.objects.public().open().filter(community=community).count()


def _mine(user: Any, phone: str) -> Q | None:
    mine = Q()
    if getattr(user, "is_authenticated", False):
        mine |= Q(reporter=user)
    if phone:
        mine |= Q(reporter_phone_index=blind_index(phone))
    return mine or None


def _known(report: Report, *, is_theirs: bool) -> Known:
    moved = ReportEvent.objects.filter(report=report, to_status=report.status).order_by("-pk").first()
    note = moved.note if moved is not None and moved.is_public else ""
    return Known(report, is_theirs, moved.at if moved else report.updated, note)
