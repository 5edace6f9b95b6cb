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
from community.people.models import Device, Membership, Resident, ResidentPlace, Role, Way
from community.people.selectors.contacts import in_order
from community.places import geometry
from community.places.models import NamedArea
from community.places.selectors import areas_at, named_areas
from portal.lib.recipients import Recipient, key_of
from portal.lib.sealing import unseal

# Where rings end, as parts of the area's reach (the radius of a circle as large as it): the nearest hear first.
RINGS = (1 / 3, 2 / 3, float("inf"))
READ = 20_000  # places a page
ASKED = 2_000  # people a question: each is a parameter of it
# of one resident, in a question about many
SAID_STOP = Exists(OptOut.objects.filter(phone_index=OuterRef("phone_index")))
HAS_DEVICE = Exists(Device.objects.filter(resident=OuterRef("pk")))


def residents_in_area(definition: dict[str, Any], *, after: str = "") -> Iterator[Recipient]:
    """The audience of a warning: people who agreed to be warned, and one of whose places the area reaches.

    Whoever said STOP is among them where they allow another way than texts that somebody carries.

    `definition` is {"community": pk, "shape": GeoJSON}. A place is reached when it lies inside the shape, or when the
    shape comes within the place's own radius. The key is the resident's primary key in 12 digits; the area
    is the smallest named one that holds the first of their places that is reached.

    Who needs help to get away, or must be rung, comes first, then whoever is nearest to the middle of the area, ring
    by ring. The cursor is "ring:key". Whoever came first, and is asked for anew `after` a later ring, may come twice:
    they may have been marked only in between, and then nobody has told them.

    All are chosen by one walk over the places and kept in 25 bytes each; whether they still agree is asked of a few
    thousand at a time, as they are taken.
    """
    ring, _colon, key = after.rpartition(":")
    first, cursor = int(ring or 0), int(key or 0)
    named = named_areas(definition["community"])
    # once for all, and not of each: few said so, and senders ask again
    said_stop = Resident.objects.filter(
        community_id=definition["community"], phone_index__in=OptOut.objects.values("phone_index")
    )
    textless = set(said_stop.values_list("pk", flat=True))
    told = np.empty(0, dtype=np.int64)
    if first == 0:
        urgent = _in_need(definition)
        yield from _recipients(definition, urgent.only(urgent.ids > cursor), 0, named, textless)
        told, first, cursor = urgent.ids, 1, 0
    chosen = _in_rings(definition["shape"])
    chosen = chosen.only(~np.isin(chosen.ids, told))
    for number in range(first, len(RINGS) + 1):
        follow = (chosen.rings == number) & (chosen.ids > cursor)
        yield from _recipients(definition, chosen.only(follow), number, named, textless)
        cursor = 0


@dataclass(frozen=True, slots=True)
class Met:
    """Residents whom a shape reaches, ascending by id."""

    ids: NDArray[np.int64]
    places: NDArray[np.float64]  # latitude and longitude a row: the first of their places that is reached
    rings: NDArray[np.int8]  # of the nearest

    def only(self, which: NDArray[np.bool_]) -> "Met":
        return Met(self.ids[which], self.places[which], self.rings[which])

    @classmethod
    def of(cls, ids: NDArray[np.int64], table: NDArray[np.float64], edges: "Edges") -> "Met":
        """From the rows of places that are reached, ascending by resident, several of one resident perhaps."""
        unique, first = np.unique(ids, return_index=True)
        if not unique.size:
            return cls(unique, table[:, :2], np.empty(0, dtype=np.int8))
        (latitude, longitude), ends = edges
        away = np.minimum.reduceat(geometry.distances(latitude, longitude, table[:, 0], table[:, 1]), first)
        rings = 1 + np.searchsorted(ends, away, side="right")
        return cls(unique, table[first, :2], rings.astype(np.int8))


Edges = tuple[tuple[float, float], list[float]]  # the middle, and the metres from it at which each ring but one ends


def _edges(shape: geometry.Shape) -> Edges:
    reach = geometry.reach_of(shape)
    return geometry.middle(shape), [part * reach for part in RINGS[:-1]]


def _in_rings(shape: geometry.Shape) -> Met:
    """Everybody whom the shape reaches."""
    edges = _edges(shape)
    pages = [Met.of(ids, table, edges) for ids, table in _reached(shape)] or [Met.of(*_NOBODY, edges)]
    return Met(*(np.concatenate([getattr(page, name) for page in pages]) for name in ("ids", "places", "rings")))


def _in_need(definition: dict[str, Any]) -> Met:
    """Those who hear before all others: few, so that their places are asked for by name."""
    people = Resident.objects.filter(community_id=definition["community"])
    pks = {
        pk for flag in ("needs_help", "needs_call") for pk in people.filter(**{flag: True}).values_list("pk", flat=True)
    }
    ordered, rows = sorted(pks), []
    for start in range(0, len(ordered), ASKED):
        places = ResidentPlace.objects.filter(resident__in=ordered[start : start + ASKED]).order_by("resident_id", "pk")
        rows += places.values_list("resident_id", "latitude", "longitude", "radius")
    ids, table = _as_arrays(rows)
    inside = _reaches(definition["shape"], table)
    return Met.of(ids[inside], table[inside], _edges(definition["shape"]))


def _recipients(
    definition: dict[str, Any], met: Met, ring: int, named: list[NamedArea], textless: set[int]
) -> Iterator[Recipient]:
    """Those of `met` who may be warned now, in its order; `textless` said STOP."""
    for start in range(0, len(met.ids), ASKED):
        block = slice(start, start + ASKED)
        ids = met.ids[block].tolist()
        rows = _agreed(definition["community"]).filter(pk__in=ids)
        stopped = textless.intersection(ids)
        silent = stopped - _otherwise_reached(stopped)
        people = {row[0]: row for row in rows.values_list("pk", "phone_sealed", "phone_index", "language")}
        for pk, area in zip(ids, areas_at(named, *met.places[block].T), strict=True):
            if pk in people and pk not in silent:
                _pk, sealed, index, language = people[pk]
                name = key_of(pk)
                how = (ring * 10, f"{ring}:{name}", pk not in stopped, area)
                yield Recipient(name, "", language, *how, bytes(sealed), index)


@dataclass(frozen=True, slots=True)
class Alike:
    """People whom the same ways reach."""

    language: str
    ways: tuple[str, ...]  # those that they allow and have an address for, in order
    takes_texts: bool


def count_ways_in_area(definition: dict[str, Any]) -> dict[Alike, int]:
    """How many people `residents_in_area` would give, by language and by the ways that reach them."""
    counted: Counter[Alike] = Counter()
    for reached, _places in _reached(definition["shape"]):
        ids = np.unique(reached)
        for start in range(0, len(ids), ASKED):
            rows = _agreed(definition["community"]).filter(pk__in=ids[start : start + ASKED].tolist())
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


def desk_phones(definition: dict[str, Any], *, after: str = "") -> Iterator[Recipient]:
    """The audience of a technical test: the desk's own people, at the numbers that they confirmed for themselves.

    `definition` is {"community": pk, ...}; keys are as in residents_in_area.
    """
    rows = _at_the_desk(definition).filter(pk__gt=int(after or 0)).order_by("pk")
    for pk, sealed, language in rows.values_list("pk", "phone_sealed", "language"):
        yield Recipient(key=key_of(pk), phone=unseal(sealed), language=language)


def count_desk_phones(definition: dict[str, Any]) -> dict[str, int]:
    """How many people of each language `desk_phones` would give."""
    rows = _at_the_desk(definition).order_by("language").values_list("language").annotate(people=Count("pk"))
    return dict(rows)


def _at_the_desk(definition: dict[str, Any]) -> QuerySet[Resident]:
    desk = Membership.objects.filter(
        community=definition["community"], role__in=[Role.OFFICER, Role.APPROVER, Role.ADMIN]
    )
    return _texted(definition["community"]).filter(user__in=desk.values("user"))


Rows = tuple[NDArray[np.int64], NDArray[np.float64]]  # residents, and (latitude, longitude, radius) of a place of each


def _as_arrays(rows: list[tuple[int, float, float, int]]) -> Rows:
    if not rows:
        return _NOBODY
    ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    return ids, np.array([row[1:] for row in rows], dtype=np.float64)


_NOBODY: Rows = (np.empty(0, dtype=np.int64), np.empty((0, 3)))


def _reached(shape: geometry.Shape) -> Iterator[Rows]:
    """The places that `shape` reaches, whosever they are, ascending by resident; all of a resident's on one page.

    They are read along the index place_reach, already narrowed to the shape's box widened by each place's radius;
    then tested exactly. One pass over the index, page by page.
    """
    near, last = _near(geometry.bounds(shape)), 0
    while True:
        found = near.filter(resident_id__gt=last).order_by("resident_id")
        rows = list(found.values_list("resident_id", "latitude", "longitude", "radius")[:READ])
        ids, table = _as_arrays(rows)
        if len(rows) == READ:
            # the last resident's other places may stand on the next page: read them together there
            whole = ids < ids[-1]
            ids, table = ids[whole], table[whole]
        inside = _reaches(shape, table)
        if inside.any():
            yield ids[inside], table[inside]
        if len(rows) < READ:
            return
        last = int(ids[-1])


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
