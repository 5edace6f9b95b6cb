"""Questions about inspections: rounds, visits, and what was found before."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community.hazards.models import Checklist, ChecklistItem, InspectedPlace, Report, Round, Visit
from community.hazards.models.inspections import VISITING
from community.hazards.selectors.similar import similar_reports
from community.people.models import Building, Role
from community.people.permissions import communities_with
from community.places.models import Community, NamedArea
from community.stations.models import Station

AT_A_PLACE = 50  # metres: as far as what is reported still stands at the building


def same_hazard(visit: Visit, item: ChecklistItem, words: str) -> Report | None:
    """The open report that a finding is: of the same item at this place, else the likest of its kind that is there.

    A report that came from another item is another hazard, however near it is.
    """
    found = Report.objects.open().filter(
        findings__visit__place=visit.place,
        findings__item__code=item.code,  # in whichever version of the checklist
        findings__item__checklist__slug=item.checklist.slug,
    )
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


def today_at(place: InspectedPlace, now: datetime) -> date:
    return now.astimezone(place.community.zone).date()


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


def checklists_of(community: Community) -> list[Checklist]:
    """The latest version of each, offered or not, each with `.asked` (items) and `.used` (rounds of all versions)."""
    rows = Checklist.objects.filter(community=community)
    latest = rows.values("slug").annotate(last=Max("pk")).values("last")
    used = Round.objects.filter(checklist__community=community, checklist__slug=OuterRef("slug"))
    counted = used.order_by().values("checklist__slug").annotate(number=Count("pk")).values("number")
    found = rows.filter(pk__in=latest).annotate(
        asked=Count("items", filter=Q(items__is_active=True)), used=Coalesce(Subquery(counted), 0)
    )
    return list(found.order_by("-is_active", "position", "pk"))


def versions_of(row: Checklist) -> QuerySet[Checklist]:
    """Every version of a checklist, the latest first."""
    return Checklist.objects.filter(community=row.community_id, slug=row.slug).order_by("-pk")


def communities_to_plan(user: Any) -> list[Community]:
    """Where `user` may plan rounds and write checklists."""
    return list(communities_with(user, [Role.OFFICER, Role.ADMIN]))


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
