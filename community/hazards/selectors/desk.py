"""What waits at the triage desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from community.hazards.models import Report, Urgency
from community.people.permissions import STAFF
from community.places.models import Community

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
    late = Q(status__in=Report.WAITING, acknowledge_by__lte=now) | (OPEN & Q(fix_by__lte=now))
    late |= Q(status=Report.Status.INTERIM, holds_until__lt=now.date())
    return [
        View("open", pgettext_lazy("view of the desk", "All open"), OPEN),
        View("waiting", pgettext_lazy("view of the desk", "To look at"), WAITING),
        View("immediate", pgettext_lazy("view of the desk", "Immediate"), OPEN & Q(urgency=Urgency.IMMEDIATE)),
        View("late", pgettext_lazy("view of the desk", "Overdue"), late),
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
    """Every view with how many reports it holds; what is done, by far the most, is counted along its index alone."""
    views = _views(user, now)
    rows = Report.objects.for_staff(user)
    ended = {"done", "check"}
    counts = rows.open().aggregate(
        **{view.key: Count("pk", filter=view.rows) for view in views if view.key not in ended}
    )
    counts |= {view.key: rows.filter(view.rows).count() for view in views if view.key in ended}
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
    """Reports of one view: overdue first, then the most urgent, then the longest waiting ("done": the latest first)."""
    views = {one.key: one for one in _views(user, now)}
    chosen = views[view]
    rows = Report.objects.for_staff(user).filter(chosen.rows)
    if words:
        rows = rows.filter(Q(reference__iexact=words) | Q(description__icontains=words) | Q(address__icontains=words))
    if category:
        rows = rows.filter(category__code=category)
    if area:
        rows = rows.filter(area__slug=area)
    if status:
        rows = rows.filter(status=status)
    rank = Case(
        When(urgency=Urgency.IMMEDIATE, then=Value(0)),
        When(urgency=Urgency.SOON, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = rows.with_names().select_related("duplicate_of", "plan")
    if view == "done":
        return rows.order_by("-updated", "-pk")
    late = Case(When(views["late"].rows, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(late=late, rank=rank).order_by("late", "rank", "created", "pk")


def people_to_assign(*communities: Community) -> QuerySet:
    """Who triages and fixes there, by name."""
    return (
        get_user_model()
        .objects.filter(is_active=True, memberships__community__in=communities, memberships__role__in=list(STAFF))
        .distinct()
        .order_by("name", "username")
    )
