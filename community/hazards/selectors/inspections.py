"""Questions about inspections, and the register of hazards by place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from community.hazards.models import ChecklistItem, InspectedPlace, Report, Round, Visit
from community.hazards.models.inspections import VISITING
from community.hazards.selectors.similar import similar_reports
from community.people.models import Building
from community.places import geometry
from community.places.models import Community, NamedArea
from community.stations.models import Station

AT_A_PLACE = 50  # metres: as far as what is reported still stands at the building
SOON = 5  # lines of a list on a page of a place


def same_hazard(visit: Visit, item: ChecklistItem, words: str) -> Report | None:
    """The open report that a finding is: of the same item at this place, else the likest of its kind that is there.

    A report that came from another item is another hazard, however near it is.
    """
    found = Report.objects.open().filter(findings__visit__place=visit.place, findings__item=item)
    if (first := found.order_by("-created").first()) is not None:
        return first
    latitude, longitude = visit.place.position or (None, None)
    near = similar_reports(
        item.category, latitude, longitude, words=words, area=visit.place.area, radius=AT_A_PLACE, staff=True
    )
    taken = set(
        Report.objects.filter(pk__in=[row.pk for row in near]).exclude(findings=None).values_list("pk", flat=True)
    )
    return next((row for row in near if row.pk not in taken), None)


def reports_at(place: InspectedPlace) -> QuerySet[Report]:
    """Every report of a place, newest first: found there, in the area, or within 50 m of the point."""
    here = Q(pk__in=Report.objects.filter(findings__visit__place=place).values("pk"))
    if place.area_id:
        here |= Q(area=place.area)
    elif (at := place.position) is not None:
        box = geometry.widened(geometry.Box(*at, *at), AT_A_PLACE)
        here |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    elif place.name:
        here |= Q(address=place.name)
    rows = Report.objects.with_names().filter(here, community=place.community)
    return rows.exclude(status__in=[Report.Status.REJECTED, Report.Status.DUPLICATE]).order_by("-created", "-pk")


@dataclass
class Entry:
    """One place of the register."""

    place: InspectedPlace
    open: list[Report] = field(default_factory=list)
    past: list[Report] = field(default_factory=list)
    again: list[tuple[str, int]] = field(default_factory=list)  # (kind, how often), twice or more
    last: Visit | None = None
    next_due: date | None = None
    is_late: bool = False


def register_entry(place: InspectedPlace, now: datetime) -> Entry:
    """What is and was wrong at a place, how often again, when it was last inspected, and when it is next."""
    entry = Entry(place)
    counts: dict[str, int] = {}
    for report in reports_at(place):
        (entry.open if report.is_open else entry.past).append(report)
        kind = str(report.category)
        counts[kind] = counts.get(kind, 0) + 1
    entry.again = sorted(((kind, number) for kind, number in counts.items() if number > 1), key=lambda one: -one[1])
    visits = Visit.objects.filter(place=place).select_related("round__checklist", "round__next", "done_by")
    entry.last = visits.filter(status=Visit.Status.DONE).order_by("-done_at").first()
    entry.next_due = min(_dues(visits), default=None)
    entry.is_late = entry.next_due is not None and entry.next_due < today_at(place, now)
    return entry


def _dues(visits: Iterable[Visit]) -> list[date]:
    """Days on which visits wait, and those of rounds that are yet to be opened."""
    days = []
    for visit in visits:
        if visit.round.stopped_at:
            continue
        if visit.status == Visit.Status.PLANNED:
            days.append(visit.round.due)
        elif visit.round.next_due and not hasattr(visit.round, "next"):
            days.append(visit.round.next_due)
    return days


def today_at(place: InspectedPlace, now: datetime) -> date:
    return now.astimezone(place.community.zone).date()


def register(user: Any, now: datetime) -> list[Entry]:
    """Every place of the communities in which `user` triages; the most open hazards first."""
    rows = InspectedPlace.objects.for_staff(user).with_names().order_by("pk")
    entries = [register_entry(place, now) for place in rows]
    return sorted(entries, key=lambda entry: (-len(entry.open), not entry.is_late, str(entry.place)))


def visits_for(user: Any, now: datetime) -> list[Visit]:
    """Visits that wait for `user`: their own, and those of nobody in particular; the most urgent first."""
    rows = Visit.objects.visible_to(user).waiting().filter(Q(round__who=user) | Q(round__who=None))
    return late_marked(rows.with_names().order_by("round__due", "pk"), now)


def missed_visits(user: Any, now: datetime) -> list[Visit]:
    """Visits that nobody made by their day, for the desk; longest ago first."""
    rows = Visit.objects.visible_to(user).waiting().filter(round__due__lte=now.date()).with_names()
    return [row for row in late_marked(rows.order_by("round__due", "pk"), now) if row.is_late]


def late_marked(visits: Iterable[Any], now: datetime) -> list[Any]:
    """The same, each with `.is_late`: its day is over on the place's own clock."""
    rows = list(visits)
    for row in rows:
        row.is_late = row.status == Visit.Status.PLANNED and row.round.due < today_at(row.place, now)
    return rows


def rounds_for(user: Any) -> QuerySet[Round]:
    """Rounds of the communities in which `user` goes on visits, newest day first."""
    rows = Round.objects.filter(pk__in=Visit.objects.visible_to(user).values("round"))
    return rows.select_related("community", "checklist", "who").defer("community__shape").order_by("-due", "-pk")


def places_to_inspect(community: Community) -> dict[str, Any]:
    """Stations, buildings and named areas of `community` by "kind:number"."""
    found = {
        "station": Station.objects.filter(community=community).order_by("pk"),
        "building": Building.objects.filter(grid__community=community).order_by("pk"),
        "area": NamedArea.objects.filter(community=community).defer("shape").order_by("pk"),
    }
    return {f"{kind}:{row.pk}": row for kind, rows in found.items() for row in rows}


def people_to_visit(community: Community) -> QuerySet:
    """Who goes on visits there, by name."""
    held = {"memberships__community": community, "memberships__role__in": list(VISITING)}
    return get_user_model().objects.filter(is_active=True, **held).distinct().order_by("name", "username")
