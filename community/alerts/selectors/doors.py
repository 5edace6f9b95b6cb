"""Whom no channel has reached, by grid, building and door: for knocking."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from community.alerts.models import Alert, DoorVisit
from community.alerts.permissions import may_mark_visits, may_see_deliveries, may_see_need
from community.messaging.models import Delivery, Reached
from community.messaging.selectors import CHANNELS
from community.people.models import Building, Resident
from portal.lib.recipients import key_of

DOORS_A_PAGE = 50
NOT_REACHED = (Delivery.Status.FAILED, Delivery.Status.UNKNOWN)
NOT_CONFIRMED = (*NOT_REACHED, Delivery.Status.SENT)


@dataclass(frozen=True)
class BuildingLine:
    building: Building | None  # None: people of whom no door is known
    people: int
    need_help: int


@dataclass
class Door:
    """Somebody to knock for."""

    number: int  # on the printed list
    person: Resident
    tried: list[str] = field(default_factory=list)  # "Text: no such number"
    visits: list[DoorVisit] = field(default_factory=list)  # oldest first

    @property
    def last(self) -> DoorVisit | None:
        return self.visits[-1] if self.visits else None


class Whom(StrEnum):
    """Which people a list names."""

    UNREACHED = ""  # every message failed or has an unknown outcome, and they are not known to be reached
    UNCONFIRMED = "unconfirmed"  # those too whose phone has not said that it got anything
    NEED = "need"  # whoever said that they need help to get away, told of it or not, until somebody was there


def people_to_knock_for(alert: Alert, user: Any, *, whom: Whom = Whom.UNREACHED) -> QuerySet[Resident]:
    """The people of `whom` among those to whom `alert` goes. The desk gets all, a grid worker those of their own
    grids; who needs help is named to nobody who does not go there or send others (permissions.may_see_need)."""
    if whom == Whom.NEED:
        return _in_need(alert, user)
    unconfirmed = whom == Whom.UNCONFIRMED
    bad = NOT_CONFIRMED if unconfirmed else NOT_REACHED
    same = {"broadcast": OuterRef("broadcast"), "recipient": OuterRef("recipient")}
    better = Delivery.objects.filter(**same).exclude(status__in=bad)
    keys = Delivery.objects.filter(
        ~Exists(better), ~Exists(Reached.objects.filter(**same)), broadcast=alert.broadcast, status__in=bad
    )
    people = Resident.objects.filter(
        community=alert.community, pk__in=keys.values(key=Cast("recipient", BigIntegerField()))
    )
    return people if may_see_deliveries(user, alert) else people.filter(household__building__grid__worker=user)


def _in_need(alert: Alert, user: Any) -> QuerySet[Resident]:
    told = Delivery.objects.filter(broadcast=alert.broadcast).values(key=Cast("recipient", BigIntegerField()))
    fetched = DoorVisit.objects.filter(alert=alert, outcome=DoorVisit.Outcome.REACHED)
    people = Resident.objects.filter(community=alert.community, consent=True, needs_help=True, pk__in=told)
    people = people.exclude(pk__in=fetched.values(key=Cast("recipient", BigIntegerField())))
    if may_mark_visits(user, alert):
        return people
    return people.filter(household__building__grid__worker=user) if may_see_need(user, alert) else people.none()


def count_in_need(alert: Alert, user: Any) -> int:
    """How many people this person would be shown as needing help to get away."""
    return _in_need(alert, user).count() if alert.broadcast_id else 0


def buildings_to_visit(alert: Alert, user: Any, *, whom: Whom = Whom.UNREACHED) -> list[BuildingLine]:
    """How many people there are to knock for, grid by grid and building by building; those without a door at the end.

    Three statements, one of them for the reader's role.
    """
    people = people_to_knock_for(alert, user, whom=whom)
    counted = list(
        people.order_by()
        .values_list("household__building")
        .annotate(n=Count("*"), need=Count("pk", filter=Q(needs_help=True)))
    )
    buildings = Building.objects.select_related("grid").in_bulk([pk for pk, _n, _need in counted if pk])
    lines = [BuildingLine(buildings.get(pk), n, need) for pk, n, need in counted]
    return sorted(lines, key=_order)


def _order(line: BuildingLine) -> tuple:
    if line.building is None:
        return (1,)
    return 0, str(line.building.grid), line.need_help == 0, -line.people, line.building.pk


def doors_of(
    alert: Alert, user: Any, building: Building | None, *, page: int = 1, whom: Whom = Whom.UNREACHED
) -> tuple[list[Door], int]:
    """The doors of a building (None: people without one), those who need help first; and how many there are.

    DOORS_A_PAGE at a time; five statements.
    """
    people = people_to_knock_for(alert, user, whom=whom).filter(household__building=building)
    total = people.count()
    first = (page - 1) * DOORS_A_PAGE
    rows = people.select_related("household__building__grid").order_by("-needs_help", "household__door", "pk")
    doors = [Door(first + n, one) for n, one in enumerate(rows[first : first + DOORS_A_PAGE], start=1)]
    _fill(alert, doors)
    return doors, total


def all_doors(alert: Alert, user: Any, *, whom: Whom = Whom.UNREACHED) -> Iterator[Door]:
    """Every door, building by building, a page in memory at a time: for an export."""
    people = people_to_knock_for(alert, user, whom=whom)
    grid = F("household__building__grid").asc(nulls_last=True)  # whoever has no door comes last on either database
    order = ("household__building", "-needs_help", "household__door", "pk")
    pks = list(people.order_by(grid, *order).values_list("pk", flat=True))
    for start in range(0, len(pks), 500):
        some = pks[start : start + 500]
        rows = Resident.objects.select_related("household__building__grid").in_bulk(some)
        doors = [Door(start + n, rows[pk]) for n, pk in enumerate(some, start=1) if pk in rows]
        _fill(alert, doors)
        yield from doors


def _fill(alert: Alert, doors: list[Door]) -> None:
    by_key = {key_of(door.person.pk): door for door in doors}
    tried = Delivery.objects.filter(broadcast=alert.broadcast, recipient__in=by_key).order_by("pk")
    for row in tried.only("recipient", "channel", "status", "error"):
        why = row.reason or row.get_status_display()
        by_key[row.recipient].tried.append(f"{CHANNELS.get(row.channel, row.channel)}: {why}")
    for visit in DoorVisit.objects.filter(alert=alert, recipient__in=by_key).select_related("by").order_by("at", "pk"):
        by_key[visit.recipient].visits.append(visit)
