"""Whom a warning reaches: residents by their places, and how many of them by which way."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from numpy.typing import NDArray

from community.messaging.models import OptOut
from community.messaging.selectors import carried
from community.people.models import MOST_PLACES, Device, Membership, Resident, ResidentPlace, Role, Way
from community.people.selectors.contacts import in_order
from community.places import geometry
from community.places.selectors import areas_at, named_areas
from portal.lib.recipients import Recipient, key_of
from portal.lib.sealing import unseal

# Where rings end, as parts of the area's reach (the radius of a circle as large as it): the nearest hear first.
RINGS = (1 / 3, 2 / 3, float("inf"))
# of one resident, in a question about many
SAID_STOP = Exists(OptOut.objects.filter(phone_index=OuterRef("phone_index")))
HAS_DEVICE = Exists(Device.objects.filter(resident=OuterRef("pk")))


def residents_in_area(definition: dict[str, Any], *, after: str, limit: int) -> list[Recipient]:
    """The audience of a warning: people who agreed to be warned, and one of whose places the area reaches.

    Whoever said STOP is among them where they allow another way than texts that somebody carries.

    `definition` is {"community": pk, "shape": GeoJSON}. A place is reached when it lies inside the shape, or when the
    shape comes within the place's own radius. The key is the resident's primary key in 12 digits; the area
    is the smallest named one that holds the first of their places that is reached.

    Who needs help to get away, or must be rung, comes first, then whoever is nearest to the middle of the area, ring
    by ring. The cursor is "ring:key".
    """
    found: list[Recipient] = []
    ring, _colon, key = after.rpartition(":")
    first, cursor = int(ring or 0), int(key or 0)
    named = named_areas(definition["community"])
    for ring_number in range(first, len(RINGS) + 1):
        for met in _in_ring(definition, ring_number, cursor, page=limit + limit // 2):
            rows = _agreed(definition["community"]).filter(pk__in=met.ids.tolist()).order_by("pk")
            if ring_number:
                rows = rows.filter(needs_help=False, needs_call=False)
            # asked apart: a column of truths would cost more than the question
            stopped = set(rows.filter(SAID_STOP).values_list("pk", flat=True))
            silent = stopped - _otherwise_reached(stopped)
            areas = dict(zip(met.ids.tolist(), areas_at(named, *met.places.T), strict=True))
            for pk, sealed, index, language in rows.values_list("pk", "phone_sealed", "phone_index", "language"):
                if pk in silent:
                    continue
                name = key_of(pk)
                cursor_after = f"{ring_number}:{name}"
                how = (ring_number * 10, cursor_after, pk not in stopped, areas[pk])
                found.append(Recipient(name, "", language, *how, bytes(sealed), index))
                if len(found) == limit:
                    return found
        cursor = 0
    return found


@dataclass(frozen=True, slots=True)
class Met:
    """Residents whom a shape reaches, ascending by id, each with one place where it does."""

    ids: NDArray[np.int64]
    places: NDArray[np.float64]  # latitude and longitude a row

    @classmethod
    def of(cls, ids: NDArray[np.int64], table: NDArray[np.float64]) -> "Met":
        """From the rows of places that are reached, several of one resident perhaps: the first of each."""
        unique, first = np.unique(ids, return_index=True)
        return cls(unique, table[first, :2])


def _in_ring(definition: dict[str, Any], ring: int, after: int, *, page: int) -> Iterator[Met]:
    """Those above `after` of the residents of one ring: 0 is whoever needs help or is always rung."""
    if ring == 0:
        yield from _in_need(definition, after, page)
        return
    shape = definition["shape"]
    middle = geometry.middle(shape)
    reach = geometry.reach_of(shape)
    inner, outer = ([0.0, *RINGS][ring - 1] * reach, RINGS[ring - 1] * reach)
    yield from _reached(shape, after, page=page, ring=(middle, inner, outer))


def _in_need(definition: dict[str, Any], after: int, page: int) -> Iterator[Met]:
    """Those of ring 0: few, so that their places are asked for by name."""
    people = Resident.objects.filter(community_id=definition["community"], pk__gt=after)
    pks = {
        pk for flag in ("needs_help", "needs_call") for pk in people.filter(**{flag: True}).values_list("pk", flat=True)
    }
    ordered = sorted(pks)
    for start in range(0, len(ordered), page):
        places = ResidentPlace.objects.filter(resident__in=ordered[start : start + page])
        rows = list(places.values_list("resident_id", "latitude", "longitude", "radius"))
        if rows:
            ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
            table = np.array([row[1:] for row in rows], dtype=np.float64)
            inside = _reaches(definition["shape"], table)
            yield Met.of(ids[inside], table[inside])


@dataclass(frozen=True, slots=True)
class Alike:
    """People whom the same ways reach."""

    language: str
    ways: tuple[str, ...]  # those that they allow and have an address for, in order
    takes_texts: bool


def count_ways_in_area(definition: dict[str, Any]) -> dict[Alike, int]:
    """How many people `residents_in_area` would give, by language and by the ways that reach them."""
    counted: Counter[Alike] = Counter()
    for met in _reached(definition["shape"], 0, page=20_000):
        ids = met.ids
        for start in range(0, len(ids), 1_000):
            rows = _agreed(definition["community"]).filter(pk__in=ids[start : start + 1_000].tolist())
            rows = rows.annotate(stopped=SAID_STOP, device=HAS_DEVICE, mailbox=Q(email_sealed__isnull=False))
            groups = rows.order_by().values_list("language", "ways", "needs_call", "device", "mailbox", "stopped")
            for language, ways, needs_call, device, mailbox, stopped, people in groups.annotate(people=Count("pk")):
                had = {Way.SMS: not stopped, Way.VOICE: True, Way.PUSH: device, Way.EMAIL: mailbox}
                reached_by = tuple(way for way in in_order(ways, needs_call) if had[Way(way)])
                if not stopped or carried(reached_by):
                    counted[Alike(language, reached_by, not stopped)] += people
    return dict(counted)


def count_residents_in_area(definition: dict[str, Any]) -> dict[str, int]:
    """How many people of each language `residents_in_area` would give."""
    counted: Counter[str] = Counter()
    for alike, people in count_ways_in_area(definition).items():
        counted[alike.language] += people
    return dict(sorted(counted.items()))


def _otherwise_reached(pks: set[int]) -> set[int]:
    """Those of `pks` whom something else than a text reaches."""
    if not pks:
        return set()
    people = Resident.objects.filter(pk__in=pks).annotate(device=HAS_DEVICE, mailbox=Q(email_sealed__isnull=False))
    found = set()
    for pk, ways, needs_call, device, mailbox in people.values_list("pk", "ways", "needs_call", "device", "mailbox"):
        had = {Way.SMS: False, Way.VOICE: True, Way.PUSH: device, Way.EMAIL: mailbox}
        if carried(way for way in in_order(ways, needs_call) if had[Way(way)]):
            found.add(pk)
    return found


def desk_phones(definition: dict[str, Any], *, after: str, limit: int) -> list[Recipient]:
    """The audience of a technical test: the desk's own people, at the numbers that they confirmed for themselves.

    `definition` is {"community": pk, ...}; keys are as in residents_in_area.
    """
    rows = _at_the_desk(definition).filter(pk__gt=int(after or 0)).order_by("pk")[:limit]
    return [
        Recipient(key=key_of(pk), phone=unseal(sealed), language=language)
        for pk, sealed, language in rows.values_list("pk", "phone_sealed", "language")
    ]


def count_desk_phones(definition: dict[str, Any]) -> dict[str, int]:
    """How many people of each language `desk_phones` would give."""
    rows = _at_the_desk(definition).order_by("language").values_list("language").annotate(people=Count("pk"))
    return dict(rows)


def _at_the_desk(definition: dict[str, Any]) -> QuerySet[Resident]:
    desk = Membership.objects.filter(
        community=definition["community"], role__in=[Role.OFFICER, Role.APPROVER, Role.ADMIN]
    )
    return _texted(definition["community"]).filter(user__in=desk.values("user"))


Ring = tuple[tuple[float, float], float, float]  # (middle, metres to its inner edge, metres to its outer edge)


def _reached(shape: geometry.Shape, after: int, *, page: int, ring: Ring | None = None) -> Iterator[Met]:
    """Residents with ids above `after` one of whose places `shape` reaches, whoever they are.

    Only of those whose nearest such place lies in `ring`, where one is given.

    Places are read along the index place_reach, already narrowed to the shape's box widened by each place's radius;
    then tested exactly. One pass over the index however many pages are asked for.
    """
    box = geometry.bounds(shape)
    if ring is not None and ring[2] < float("inf"):
        box = geometry.bounds(geometry.circle(*ring[0], ring[2] * 1.01))
    candidates = _near(box).filter(resident_id__gt=after).order_by("resident_id")
    page = max(page, MOST_PLACES + 1)
    while True:
        rows = list(candidates.values_list("resident_id", "latitude", "longitude", "radius")[:page])
        if not rows:
            return
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        table = np.array([row[1:] for row in rows], dtype=np.float64)
        if len(rows) == page:
            # the last resident's other places may stand on the next page: read them together there
            whole = ids < ids[-1]
            last = int(ids[whole][-1])
        else:
            whole, last = np.ones(len(ids), dtype=bool), int(ids[-1])
        inside = _reaches(shape, table[whole])
        met = Met.of(ids[whole][inside], table[whole][inside])
        if ring is not None:
            met = _met_in(ring, ids[whole], table[whole], inside)
        if met.ids.size:
            yield met
        if len(rows) < page:
            return
        candidates = _near(box).filter(resident_id__gt=last).order_by("resident_id")


def _met_in(ring: Ring, ids: NDArray[np.int64], table: NDArray[np.float64], inside: NDArray[np.bool_]) -> Met:
    """The residents whose nearest reached place lies in the ring."""
    (latitude, longitude), inner, outer = ring
    away = geometry.distances(latitude, longitude, table[:, 0], table[:, 1])
    within = inside & (away < outer)
    if inner:
        within &= ~np.isin(ids, ids[inside & (away < inner)])
    return Met.of(ids[within], table[within])


def _near(box: geometry.Box) -> QuerySet[ResidentPlace]:
    """Places whose own circle touches `box`, give or take a little."""
    furthest = geometry.widened(box, 50_000)
    up = 1.001 / geometry.METRES_A_DEGREE
    aside = up / float(np.cos(np.radians(max(abs(furthest.south), abs(furthest.north)))))
    # the radius stands on the field's side on purpose: no other index can answer that, so the planner of either
    # database walks place_reach in order and stops at the limit
    radius = Cast("radius", FloatField())  # PostgreSQL would reckon in slow decimals
    return ResidentPlace.objects.annotate(
        top=F("latitude") + radius * up,
        bottom=F("latitude") - radius * up,
        right=F("longitude") + radius * aside,
        left=F("longitude") - radius * aside,
    ).filter(top__gte=box.south, bottom__lte=box.north, right__gte=box.west, left__lte=box.east)


def _reaches(shape: geometry.Shape, table: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows (latitude, longitude, radius) the shape reaches."""
    latitudes, longitudes, radii = table[:, 0], table[:, 1], table[:, 2]
    reached = geometry.contains_many(shape, latitudes, longitudes)
    around = np.flatnonzero(~reached & (radii > 0))
    if around.size:
        reached[around] = geometry.distances_to(shape, latitudes[around], longitudes[around]) <= radii[around]
    return reached


def _texted(community_pk: int) -> QuerySet[Resident]:
    """Residents of a community who may be texted now."""
    return _agreed(community_pk).exclude(SAID_STOP)


def _agreed(community_pk: int) -> QuerySet[Resident]:
    """Residents of a community who may be warned now, by whatever way."""
    people = Resident.objects.filter(community_id=community_pk, consent=True)
    return people.exclude(is_demo=True) if demo_is_left_out() else people


def demo_is_left_out() -> bool:
    """Whether texts could leave for real numbers: the demo's residents then belong to no audience."""
    gateways = {urlsplit(one["send"]["url"]).hostname for one in settings.SMS_GATEWAYS.values()}
    if gateways - {"127.0.0.1", "::1", "localhost"}:
        return True
    return bool(settings.TWILIO_ACCOUNT_SID) and settings.TWILIO_API_URL == settings.TWILIO_API_DEFAULT
