"""What waits at the triage desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from community.hazards.models import Category, Report, Urgency
from community.hazards.models.reports import ReportQuerySet
from community.people.permissions import STAFF, communities_with
from community.places.models import Community

MOST_COUNTED = 10_000  # of what is done: two hundred pages; what is older is found by its words or number
OPEN = Q(stands_open=1)
DONE = Q(stands_open=0)
WAITING = Q(status__in=Report.WAITING)


@dataclass(frozen=True)
class View:
    """A saved view: its key in the address, its name, and what it holds."""

    key: str
    name: str | Promise
    rows: Q


def _views(user: Any, now: datetime) -> list[View]:
    return [
        View("open", pgettext_lazy("view of the desk", "All open"), OPEN),
        View("waiting", pgettext_lazy("view of the desk", "To look at"), WAITING),
        View("immediate", pgettext_lazy("view of the desk", "Immediate"), OPEN & Q(urgency=Urgency.IMMEDIATE)),
        View("late", pgettext_lazy("view of the desk", "Overdue"), OPEN & Q(due_at__lte=now)),
        View("major", pgettext_lazy("view of the desk", "Major"), OPEN & Q(plan__isnull=False)),
        View("unassigned", pgettext_lazy("view of the desk", "Nobody assigned"), OPEN & Q(assigned_to=None)),
        View("mine", pgettext_lazy("view of the desk", "Mine"), OPEN & Q(assigned_to=user)),
        View("repeats", pgettext_lazy("view of the desk", "Possible repeats"), OPEN & Q(duplicate_of__isnull=False)),
        View(
            "check",
            pgettext_lazy("view of the desk", "To check or close"),
            Q(status__in=[Report.Status.FIXED, Report.Status.VERIFIED]),
        ),
        View("done", pgettext_lazy("view of the desk", "Done"), DONE),
    ]


VIEWS = ("open", "waiting", "immediate", "late", "major", "unassigned", "mine", "repeats", "check", "done")


def desk_counts(user: Any, now: datetime) -> list[tuple[View, int]]:
    """Every view with how many reports it holds; of what is done, by far the most, MOST_COUNTED at most."""
    views = _views(user, now)
    rows = _staffed(user)
    ended = {"done", "check"}
    counts = rows.open().aggregate(
        **{view.key: Count("pk", filter=view.rows) for view in views if view.key not in ended}
    )
    counts |= {
        view.key: rows.filter(view.rows).order_by()[:MOST_COUNTED].count() for view in views if view.key in ended
    }
    return [(view, counts[view.key]) for view in views]


def desk_reports(
    user: Any,
    now: datetime,
    *,
    view: str = "open",
    words: str = "",
    category: str = "",
    area: str = "",
    status: str = "",
) -> QuerySet[Report]:
    """Reports of one view: overdue first, then the most pressing (selectors.urgency; "done": the latest first)."""
    chosen = next(one for one in _views(user, now) if one.key == view)
    rows = _staffed(user).filter(chosen.rows)
    if words:
        rows = rows.filter(Q(reference__iexact=words) | Q(description__icontains=words) | Q(address__icontains=words))
    if category:
        kinds = Category.objects.filter(code=category).order_by().values_list("pk", flat=True)
        rows = rows.filter(category__in=list(kinds))  # by their numbers: only then is an index of reports read
    if area:
        rows = rows.filter(area__slug=area)
    if status:
        rows = rows.filter(status=status)
    rows = rows.with_names().select_related("duplicate_of", "plan")
    if view == "done":
        return rows.order_by("-updated", "-pk")
    late = Case(When(due_at__lte=now, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(late=late).order_by("late", "counts_from", "pk")


class DeskKeys:
    """Keys of `rows`, as desk_reports gives them, in their order: slices are read along the index, however many.

    What is late and what is not are two walks of one index, in which the order of the sum and the key stand; sorting
    all open reports by whether they are late would read every one. `count`, where it is known, is not counted again.
    """

    def __init__(self, rows: QuerySet[Report], now: datetime, *, view: str, count: int | None = None):
        self._known = count
        self._rows = rows
        bare = rows.order_by("counts_from", "pk")
        if view == "done":
            self._parts = [rows]
        elif view == "late" or view == "check":
            self._parts = [bare]
        else:
            self._parts = [bare.filter(due_at__lte=now), bare.filter(Q(due_at__gt=now) | Q(due_at=None))]

    def __len__(self) -> int:
        if self._known is None:
            self._known = self._rows.order_by()[:MOST_COUNTED].count()
        return self._known

    def __getitem__(self, wanted: Any) -> list[int]:
        start, stop = wanted.start, wanted.stop
        found: list[int] = []
        for part in self._parts:
            keys = list(part.values_list("pk", flat=True)[start:stop])
            found += keys
            if len(found) == wanted.stop - wanted.start:
                break
            passed = start + len(keys) if keys else part.order_by().count() if start else 0
            start, stop = max(0, start - passed), stop - passed
        return found


def desk_communities(user: Any) -> QuerySet[Community]:
    """Where `user` triages."""
    return communities_with(user, STAFF).order_by()


def _staffed(user: Any) -> ReportQuerySet:
    """As for_staff, with the communities by their numbers: only then is an order read along an index."""
    return Report.objects.filter(community__in=list(desk_communities(user).values_list("pk", flat=True)))


def people_to_assign(*communities: Community) -> QuerySet:
    """Who triages and fixes there, by name."""
    return (
        get_user_model()
        .objects.filter(is_active=True, memberships__community__in=communities, memberships__role__in=list(STAFF))
        .distinct()
        .order_by("name", "username")
    )
