"""How pressing a report is: a plain sum of points, each with its reason in words.

The points are this project's own choice, not a standard. Somebody in danger outweighs everything else together; an
immediate hazard comes 120 days of waiting before a routine one (a point for every three days). A category adds points
of its own (`Category.weight`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.hazards.models import Question, Report, ReportEvent, Urgency
from community.places import geometry
from community.stations.models import Station
from portal.lib.words import said

DANGER = 100
URGENCY = {Urgency.IMMEDIATE: 40, Urgency.SOON: 20, Urgency.ROUTINE: 0}
SAME, MOST_SAME = 5, 25  # for each other who reported the same
NEAR, NEAR_METRES = 15, 150
MISSED = {
    Report.Missed.LOOK: ("late_look", 10),
    Report.Missed.FIX: ("late_fix", 15),
    Report.Missed.HOLD: ("late_hold", 15),
}
AGAIN, MOST_AGAIN = 10, 20  # for each time that it was said to be still there
A_POINT = timedelta(days=3)  # of waiting
SHELTERING = (  # where people are who need help, or who come to help
    Station.Kind.EMERGENCY_STATION,
    Station.Kind.FIRE_STATION,
    Station.Kind.SHELTER,
    Station.Kind.ASSEMBLY_POINT,
    Station.Kind.CLINIC,
)

Row = list[Any]  # [key of the reason, points, detail]
PLAIN: dict[str, str | Promise] = {
    "danger": gettext_lazy("An answer says that somebody may be in danger"),
    "late_look": gettext_lazy("Nobody looked at it in time"),
    "late_fix": gettext_lazy("Not fixed in time"),
    "late_hold": gettext_lazy("What made it safe for now has run out"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    points: int
    words: str


def reasons_of(report: Report, now: datetime) -> list[Reason]:
    """Why it stands where it stands, in the reader's language, the heaviest first; waiting among them."""
    rows = [Reason(points, _words(key, detail, report)) for key, points, detail in report.reasons]
    if waited := waiting_points(report, now):
        days = (now - report.created).days
        rows.append(Reason(waited, ngettext("Waiting %(days)d day", "Waiting %(days)d days", days) % {"days": days}))
    return sorted(rows, key=lambda row: -row.points)


def waiting_points(report: Report, now: datetime) -> int:
    return max(0, (now - report.created) // A_POINT) if report.is_open else 0


def pressing(report: Report, now: datetime) -> int:
    """The sum that the desk shows."""
    return report.points + waiting_points(report, now)


def _words(key: str, detail: Any, report: Report) -> str:
    if key in PLAIN:
        return str(PLAIN[key])
    if key == "urgency":
        return _("Urgency: %(urgency)s") % {"urgency": Urgency(detail).label}
    if key == "kind":
        return _("Kind: %(kind)s") % {"kind": report.category}
    if key == "same":
        return ngettext("%(count)d other reported the same", "%(count)d others reported the same", detail) % {
            "count": detail
        }
    if key == "near":
        return _("Close to %(place)s") % {"place": said(detail)}
    return ngettext("Said to be still there, once", "Said to be still there, %(count)d times", detail) % {
        "count": detail
    }


def weights_of(reports: Sequence[Report]) -> dict[int, list[Row]]:
    """{position in `reports`: reasons}, as Report.reasons keeps them. A few questions, however many reports.

    Reports need no key yet. `category` must have been fetched.
    """
    keys = [row.pk for row in reports if row.pk]
    same = _counted(Report.objects.filter(duplicate_of__in=keys, status=Report.Status.DUPLICATE), "duplicate_of")
    again = _counted(ReportEvent.objects.filter(report__in=keys, to_status=Report.Status.REOPENED), "report")
    stops = _stops({row.category_id for row in reports if row.answers})
    near = _nearest(reports)
    return {
        number: _reasons(row, same.get(row.pk, 0), again.get(row.pk, 0), stops, near.get(number))
        for number, row in enumerate(reports)
    }


def _reasons(row: Report, same: int, again: int, stops: dict[tuple[int, str], set[str]], near: Any) -> list[Row]:
    found: list[Row] = []
    if any(_means_danger(answer, stops.get((row.category_id, code), set())) for code, answer in row.answers.items()):
        found.append(["danger", DANGER, None])
    if points := URGENCY[Urgency(row.urgency)]:
        found.append(["urgency", points, str(row.urgency)])
    if row.category.weight:
        found.append(["kind", row.category.weight, None])
    if same:
        found.append(["same", min(same * SAME, MOST_SAME), same])
    if near is not None:
        found.append(["near", NEAR, near])
    found += [[key, points, None] for bit, (key, points) in MISSED.items() if row.missed & bit]
    if again:
        found.append(["again", min(again * AGAIN, MOST_AGAIN), again])
    return found


def _means_danger(answer: Any, stops: set[str]) -> bool:
    return bool(stops.intersection(answer if isinstance(answer, list) else [str(answer)]))


def _stops(categories: Iterable[int]) -> dict[tuple[int, str], set[str]]:
    if not categories:
        return {}
    asked = Question.objects.filter(category__in=categories)
    return {(one.category_id, one.code): one.stops for one in asked if one.stops}


def _counted(rows: Any, field: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))


def _nearest(reports: Sequence[Report]) -> dict[int, dict[str, str]]:
    """{position: names of the nearest place where people need or give help, by language}."""
    pins = {n: (row.latitude, row.longitude) for n, row in enumerate(reports) if row.latitude is not None}
    if not pins:
        return {}
    lats, lons = [pin[0] or 0.0 for pin in pins.values()], [pin[1] or 0.0 for pin in pins.values()]
    box = geometry.widened(geometry.Box(min(lats), min(lons), max(lats), max(lons)), NEAR_METRES)
    places = list(
        Station.objects.in_box(*box)
        .filter(kind__in=SHELTERING)
        .exclude(status=Station.Status.CLOSED)
        .values_list("latitude", "longitude", "name")
    )
    found: dict[int, dict[str, str]] = {}
    if places:
        there = [place[0] for place in places], [place[1] for place in places]
        for number, (latitude, longitude) in pins.items():
            away = geometry.distances(latitude or 0.0, longitude or 0.0, *there)
            nearest = int(away.argmin())
            if away[nearest] <= NEAR_METRES:
                found[number] = places[nearest][2]
    return found
