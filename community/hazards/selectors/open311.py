"""Reports as Open311 asks for them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from community.hazards.models import ApiKey, Category, Question, Report, ReportEvent
from community.places.models import Community
from community.places.selectors import only_community


def jurisdiction(name: str) -> Community | None:
    """The community that a jurisdiction_id names; the only one where it names none."""
    return Community.objects.filter(slug=name).first() if name else only_community()


def services_of(community: Community | None) -> QuerySet[Category]:
    """What can be asked for there; without a community everywhere."""
    asked = Prefetch("questions", Question.objects.filter(is_active=True), to_attr="asked")
    rows = Category.objects.filter(is_active=True).select_related("community").prefetch_related(asked)
    return rows.filter(community=community) if community else rows


def requests_of(
    community: Community | None,
    *,
    ids: Sequence[str] = (),
    codes: Sequence[str] = (),
    states: Sequence[str] = (),
    between: tuple[datetime, datetime] | None = None,
    updated_since: datetime | None = None,
) -> QuerySet[Report]:
    """Public reports, newest first. `ids` (references) overrides everything else; `states`: "open", "closed"."""
    rows = Report.objects.public().with_names().prefetch_related("photos", _said_in_public())
    if community is not None:
        rows = rows.filter(community=community)
    if ids:
        return rows.filter(reference__in=[name.upper() for name in ids]).order_by("-created", "-pk")
    if codes:
        rows = rows.filter(category__code__in=codes)
    if states:
        rows = rows.filter(stands_open__in=[int(state == "open") for state in states])
    if between is not None:
        rows = rows.filter(created__range=between)
    if updated_since is not None:
        rows = rows.filter(updated__gte=updated_since)
    return rows.order_by("-created", "-pk")


def _said_in_public() -> Prefetch:
    return Prefetch("events", ReportEvent.objects.filter(is_public=True).order_by("at", "pk"), to_attr="said")


def program_of(key: str) -> ApiKey | None:
    """The key in use that reads so."""
    return ApiKey.objects.of(key).first() if key else None
