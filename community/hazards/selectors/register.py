"""The register: what is and was wrong at each inspected place, paged, at one cost however much is reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Cos, Radians

from community.hazards.models import Category, InspectedPlace, Report, Visit
from community.hazards.selectors.inspections import AT_A_PLACE, today_at
from community.places import geometry

PLACES_A_PAGE = 20
REPORTS_A_PAGE = 20
NOT_COUNTED = [Report.Status.REJECTED, Report.Status.DUPLICATE]  # no hazard, or told already
KINDS = ("station", "building", "area", "other")
SHOWN = ("open", "late")


@dataclass
class Entry:
    """One place of the register."""

    place: InspectedPlace
    open: int = 0
    past: int = 0
    again: list[tuple[str, int]] = field(default_factory=list)  # (kind, how often), twice or more
    last: Visit | None = None
    next_due: date | None = None
    is_late: bool = False


def register_page(
    user: Any, now: datetime, *, kind: str = "", show: str = "", after: str = "", size: int = PLACES_A_PAGE
) -> tuple[list[Entry], str]:
    """Places of the communities in which `user` triages, whose visit is due first; and where the next page starts.

    `kind` is one of KINDS, `show` one of SHOWN (with open hazards; missed), "" means all. `after` is what the page
    before gave; what cannot be read starts at the first page. The second value is "" at the end.
    """
    rows = _begun(_shown(_of_kind(_dated(InspectedPlace.objects.for_staff(user)), kind), show, now), after)
    found = list(rows.with_names().order_by(F("due").asc(nulls_last=True), "pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return entries_of(found, now), f"{found[-1].due or ''}.{found[-1].pk}" if more else ""


def register_lines(user: Any, now: datetime, **filters: str) -> Iterator[Entry]:
    """The whole register, read page by page."""
    after = ""
    while True:
        entries, after = register_page(user, now, after=after, size=100, **filters)
        yield from entries
        if not after:
            return


def entries_of(places: Sequence[InspectedPlace], now: datetime) -> list[Entry]:
    """What each place is in the register; one count of reports for all of them."""
    entries = {place.pk: Entry(place) for place in places}
    kinds = {row.pk: row for row in Category.objects.filter(community__in={place.community_id for place in places})}
    seen: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pk, category, stands_open, number in _counts(places):
        entry = entries[pk]
        entry.open, entry.past = (entry.open + number, entry.past) if stands_open else (entry.open, entry.past + number)
        seen[pk][category] += number
    dues = _dues(places)
    for pk, entry in entries.items():
        again = [(str(kinds[category]), number) for category, number in seen[pk].items() if number > 1]
        entry.again = sorted(again, key=lambda one: (-one[1], one[0]))
        entry.next_due = min(dues[pk], default=None)
        entry.is_late = entry.next_due is not None and entry.next_due < today_at(entry.place, now)
    for visit in _last_visits(places):
        entries[visit.place_id].last = visit
    return list(entries.values())


def reports_page(place: InspectedPlace, *, is_open: bool, after: str = "") -> tuple[list[Report], str]:
    """Reports of a place, newest first: found there, in the area, or within 50 m; and where the next page starts."""
    cursor = _cursor(after)
    newest: dict[int, Report] = {}
    for rows in (Report.objects.filter(_here(place)), _found(place)):
        rows = rows.filter(stands_open=int(is_open)).exclude(status__in=NOT_COUNTED)
        if cursor is not None:
            at, pk = cursor
            rows = rows.filter(created__lte=at).exclude(created=at, pk__gte=pk)
        for row in rows.with_names().order_by("-created", "-pk")[: REPORTS_A_PAGE + 1]:
            newest[row.pk] = row
    found = sorted(newest.values(), key=lambda row: (row.created, row.pk), reverse=True)
    shown = found[:REPORTS_A_PAGE]
    more = len(found) > REPORTS_A_PAGE
    return shown, f"{shown[-1].created.isoformat()}_{shown[-1].pk}" if more else ""


def _cursor(after: str) -> tuple[datetime, int] | None:
    at, found, pk = after.rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        if not found or moment.tzinfo is None:
            return None
        return moment.astimezone(UTC), int(pk)  # the first and the last day that can be written have no UTC
    except (ValueError, OverflowError):
        return None


def _here(place: InspectedPlace) -> Q:
    """What is at a place by where it was reported: nothing where only its name is known."""
    if place.area_id:
        return Q(area=place.area_id)
    at = place.position
    if at is None:
        return Q(pk__in=[])
    box = geometry.widened(geometry.Box(*at, *at), AT_A_PLACE)
    # the kinds are named so that the index over kind and place is read
    return Q(
        category__in=_kinds(place.community_id),
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    )


def _found(place: InspectedPlace) -> Any:
    return Report.objects.filter(pk__in=Report.objects.filter(findings__visit__place=place).values("pk"))


def _counts(places: Iterable[InspectedPlace]) -> Iterable[tuple[int, int, int, int]]:
    """(place, kind, stands open, how many) in one query: a branch for what is there, one for what was only found."""
    branches = [
        rows.exclude(status__in=NOT_COUNTED)
        .values("category_id", "stands_open")
        .annotate(number=Count("*"), place_pk=Value(place.pk))
        for place in places
        for here in [_here(place)]
        for rows in (Report.objects.filter(here), _found(place).exclude(here))
    ]
    if not branches:
        return []
    rows = branches[0].union(*branches[1:], all=True)
    return [(row["place_pk"], row["category_id"], row["stands_open"], row["number"]) for row in rows]


def _dated(places: Any) -> Any:
    """With `.due`, the day of the first visit that waits."""
    waiting = Visit.objects.waiting().filter(place=OuterRef("pk")).values("place")
    return places.annotate(due=Subquery(waiting.annotate(first=Min("round__due")).values("first")))


def _of_kind(places: Any, kind: str) -> Any:
    if kind == "other":
        return places.filter(station=None, building=None, area=None)
    return places.filter(**{f"{kind}__isnull": False}) if kind in KINDS else places


def _shown(places: Any, show: str, now: datetime) -> Any:
    if show == "late":
        homes = {place.community_id: place for place in places.with_names().distinct().order_by("community_id")}
        late = Q(pk=None)
        for community, place in homes.items():
            late |= Q(community=community, due__lt=today_at(place, now))
        return places.filter(late)
    if show != "open":
        return places
    there = Report.objects.open()
    degrees = AT_A_PLACE / geometry.METRES_A_DEGREE
    north = Coalesce("station__latitude", "building__latitude", "latitude")
    east = Coalesce("station__longitude", "building__longitude", "longitude")
    wide = Value(degrees) / Cos(Radians(OuterRef("north")))
    near = there.filter(
        latitude__range=(OuterRef("north") - degrees, OuterRef("north") + degrees),
        longitude__range=(OuterRef("east") - wide, OuterRef("east") + wide),
    )
    standing: Any = Exists(there.filter(area=OuterRef("area"))) | Exists(
        there.filter(findings__visit__place=OuterRef("pk"))
    )
    for community in places.order_by().values_list("community", flat=True).distinct():
        standing |= Q(community=community, area=None) & Exists(near.filter(category__in=_kinds(community)))
    return places.annotate(north=north, east=east).filter(standing)


def _kinds(community: int) -> list[int]:
    return list(Category.objects.filter(community=community).values_list("pk", flat=True))


def _begun(places: Any, after: str) -> Any:
    day, found, pk = after.rpartition(".")
    try:
        due, last = date.fromisoformat(day) if day else None, int(pk) if found else 0
    except ValueError:
        return places
    if not found:
        return places
    if due is None:
        return places.filter(due=None, pk__gt=last)
    return places.filter(Q(due=None) | Q(due__gt=due) | Q(due=due, pk__gt=last))


def _dues(places: Sequence[InspectedPlace]) -> dict[int, list[date]]:
    """By place, the days on which visits wait, and those of rounds that are yet to be opened."""
    days: dict[int, list[date]] = defaultdict(list)
    visits = Visit.objects.filter(place__in=places, round__stopped_at=None)
    for place, due in visits.filter(status=Visit.Status.PLANNED).values_list("place", "round__due"):
        days[place].append(due)
    ended = visits.filter(status=Visit.Status.DONE, round__next=None).exclude(round__repeats="")
    for visit in ended.select_related("round"):
        if visit.round.next_due is not None:
            days[visit.place_id].append(visit.round.next_due)
    return days


def _last_visits(places: Iterable[InspectedPlace]) -> Iterable[Visit]:
    done = Visit.objects.filter(place=OuterRef("pk"), status=Visit.Status.DONE).order_by("-done_at", "-pk")
    rows = InspectedPlace.objects.filter(pk__in=[place.pk for place in places])
    last = rows.annotate(last=Subquery(done.values("pk")[:1])).values("last")
    return Visit.objects.filter(pk__in=last).select_related("done_by")
