"""Who is where, and how to reach them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.db.models import Count, Exists, F, FloatField, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import ngettext
from numpy.typing import NDArray

from community.messaging.models import OptOut
from community.people.models import (
    MOST_PLACES,
    Building,
    Device,
    DutyPhone,
    DutyTurn,
    Membership,
    Resident,
    ResidentPlace,
    Role,
    Way,
)
from community.places import geometry
from community.places.models import Community, NamedArea
from portal.lib.mailboxes import masked_mailbox
from portal.lib.recipients import Address, Callee, Recipient
from portal.lib.sealing import unseal

KEY_DIGITS = 12
# Where rings end, as parts of the area's reach (the radius of a circle as large as it): the nearest hear first.
RINGS = (1 / 3, 2 / 3, float("inf"))


def residents_in_area(definition: dict[str, Any], *, after: str, limit: int) -> list[Recipient]:
    """The audience of a warning: people who agreed to be texted, and one of whose places the area reaches.

    `definition` is {"community": pk, "shape": GeoJSON}. A place is reached when it lies inside the shape, or when the
    shape comes within the place's own radius. The key is the resident's primary key in 12 digits.

    Who needs help to get away, or must be rung, comes first, then whoever is nearest to the middle of the area, ring
    by ring. The cursor is "ring:key".
    """
    found: list[Recipient] = []
    ring, _colon, key = after.rpartition(":")
    first, cursor = int(ring or 0), int(key or 0)
    for ring_number in range(first, len(RINGS) + 1):
        for ids in _in_ring(definition, ring_number, cursor, page=limit + limit // 2):
            rows = _texted(definition["community"]).filter(pk__in=ids.tolist()).order_by("pk")
            if ring_number:
                rows = rows.filter(needs_help=False, needs_call=False)
            for pk, sealed, language in rows.values_list("pk", "phone_sealed", "language"):
                name = f"{pk:0{KEY_DIGITS}d}"
                found.append(Recipient(name, unseal(sealed), language, ring_number * 10, f"{ring_number}:{name}"))
                if len(found) == limit:
                    return found
        cursor = 0
    return found


def _in_ring(definition: dict[str, Any], ring: int, after: int, *, page: int) -> Iterator[NDArray[np.int64]]:
    """Ids above `after`, ascending, of the residents of one ring: 0 is whoever needs help or is always rung."""
    if ring == 0:
        yield from _in_need(definition, after, page)
        return
    shape = definition["shape"]
    middle = geometry.middle(shape)
    reach = geometry.reach_of(shape)
    inner, outer = ([0.0, *RINGS][ring - 1] * reach, RINGS[ring - 1] * reach)
    yield from _reached(shape, after, page=page, ring=(middle, inner, outer))


def _in_need(definition: dict[str, Any], after: int, page: int) -> Iterator[NDArray[np.int64]]:
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
            yield np.unique(ids[_reaches(definition["shape"], np.array([row[1:] for row in rows], dtype=np.float64))])


def contacts_of(keys: list[str]) -> dict[str, list[Address]]:
    """The addresses of people whose keys `residents_in_area` gave, as each allows them and in the order they prefer.

    Who cannot read texts is rung first. All the devices of one person are one address: a list of subscriptions.
    """
    pks = [int(key) for key in keys]
    devices: dict[int, list[Any]] = {}
    for row in Device.objects.filter(resident__in=pks).order_by("pk"):
        devices.setdefault(row.resident_id, []).append(json.loads(row.subscription))
    people = Resident.objects.filter(pk__in=pks).only("phone_sealed", "email_sealed", "ways", "needs_call")
    return {f"{one.pk:0{KEY_DIGITS}d}": _addresses(one, devices.get(one.pk, [])) for one in people}


def _addresses(person: Resident, devices: list[Any]) -> list[Address]:
    phone = person.phone
    known = {
        Way.SMS: phone,
        Way.VOICE: phone,
        Way.PUSH: json.dumps(devices) if devices else "",
        Way.EMAIL: person.email,
    }
    return [Address(way, known[Way(way)]) for way in ways_of(person) if known[Way(way)]]


def ways_of(person: Resident) -> list[str]:
    """The ways that a person allows, in order, whether or not there is an address for each."""
    allowed = [way for way in person.ways if way in Way.values]
    if person.needs_call:
        return [Way.VOICE.value, *(way for way in allowed if way != Way.VOICE)]
    return allowed


@dataclass(frozen=True, slots=True)
class ShownWay:
    way: str
    name: str
    where: str  # masked; "" where there is no address yet
    is_on: bool
    is_first: bool


def shown_ways(person: Resident, *, offered: list[str]) -> list[ShownWay]:
    """Every way that this site offers: those that they allow in their order, then the others."""
    allowed = [way for way in person.ways if way in offered]
    devices = person.devices.count()
    where = {
        Way.SMS: person.masked_phone,
        Way.VOICE: person.masked_phone,
        Way.PUSH: ngettext("%(n)d device", "%(n)d devices", devices) % {"n": devices} if devices else "",
        Way.EMAIL: masked_mailbox(person.email) if person.email else "",
    }
    return [
        ShownWay(way, str(Way(way).label), where[Way(way)], way in allowed, way == next(iter(allowed), ""))
        for way in [*allowed, *(way for way in offered if way not in allowed)]
    ]


def kept_about(person: Resident) -> dict[str, Any]:
    """Everything that is kept about one person, for themselves, as plain JSON."""
    return {
        "community": person.community.slug,
        "phone": person.phone,
        "name": person.name,
        "language": person.language,
        "email": person.email,
        "ways": ways_of(person),
        "needs_call": person.needs_call,
        "needs_help": person.needs_help,
        "consent": person.consent,
        "consent_at": person.consent_at.isoformat() if person.consent_at else None,
        "source": person.source,
        "household": str(person.household) if person.household else None,
        "created": person.created.isoformat(),
        "places": list(person.places.order_by("position").values("name", "latitude", "longitude", "radius")),
        "devices": [
            {"name": row.name, "created": row.created.isoformat(), "subscription": json.loads(row.subscription)}
            for row in person.devices.order_by("pk")
        ],
    }


def count_residents_in_area(definition: dict[str, Any]) -> dict[str, int]:
    """How many people of each language `residents_in_area` would give."""
    counted: Counter[str] = Counter()
    for ids in _reached(definition["shape"], 0, page=20_000):
        for start in range(0, len(ids), 1_000):
            rows = _texted(definition["community"]).filter(pk__in=ids[start : start + 1_000].tolist())
            counted.update(dict(rows.order_by().values_list("language").annotate(people=Count("pk"))))
    return dict(sorted(counted.items()))


def desk_phones(definition: dict[str, Any], *, after: str, limit: int) -> list[Recipient]:
    """The audience of a technical test: the desk's own people, at the numbers that they confirmed for themselves.

    `definition` is {"community": pk, ...}; keys are as in residents_in_area.
    """
    rows = _at_the_desk(definition).filter(pk__gt=int(after or 0)).order_by("pk")[:limit]
    return [
        Recipient(key=f"{pk:0{KEY_DIGITS}d}", phone=unseal(sealed), language=language)
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


def _reached(shape: geometry.Shape, after: int, *, page: int, ring: Ring | None = None) -> Iterator[NDArray[np.int64]]:
    """Ids above `after`, ascending, of residents one of whose places `shape` reaches, whoever they are.

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
        met = np.unique(ids[whole][inside]) if ring is None else _met_in(ring, ids[whole], table[whole], inside)
        if met.size:
            yield met
        if len(rows) < page:
            return
        candidates = _near(box).filter(resident_id__gt=last).order_by("resident_id")


def _met_in(
    ring: Ring, ids: NDArray[np.int64], table: NDArray[np.float64], inside: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The residents whose nearest reached place lies in the ring."""
    (latitude, longitude), inner, outer = ring
    away = geometry.distances(latitude, longitude, table[:, 0], table[:, 1])
    met = np.unique(ids[inside & (away < outer)])
    return np.setdiff1d(met, ids[inside & (away < inner)], assume_unique=False) if inner else met


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
    people = Resident.objects.filter(community_id=community_pk, consent=True)
    people = people.exclude(Exists(OptOut.objects.filter(phone_index=OuterRef("phone_index"))))
    return people.exclude(is_demo=True) if demo_is_left_out() else people


def demo_is_left_out() -> bool:
    """Whether texts could leave for real numbers: the demo's residents then belong to no audience."""
    gateways = {urlsplit(one["send"]["url"]).hostname for one in settings.SMS_GATEWAYS.values()}
    if gateways - {"127.0.0.1", "::1", "localhost"}:
        return True
    return bool(settings.TWILIO_ACCOUNT_SID) and settings.TWILIO_API_URL == settings.TWILIO_API_DEFAULT


def resident_of_phone(phone: str, community: Community | None = None) -> Resident | None:
    """Whom an E.164 number belongs to; in any community, the newest first, where none is named."""
    rows = Resident.objects.of_phone(phone)
    if community is not None:
        rows = rows.filter(community=community)
    return rows.order_by("-pk").first()


def language_of_phone(phone: str) -> str | None:
    """The language that the owner of an E.164 number reads, where we know them."""
    resident = resident_of_phone(phone)
    return resident.language if resident else None


def phone_of_user(user: Any) -> str | None:
    """The number of somebody who signs in, where they have confirmed one."""
    if not getattr(user, "pk", None):
        return None
    row = Resident.objects.filter(user=user, consent=True).order_by("-pk").first()
    return row.phone if row else None


def callees_of(users: Sequence[Any]) -> list[Callee]:
    """Those of `users` who can be rung, in the same order: on their duty phone, else on the number they confirmed."""
    duty = {row.user_id: row for row in DutyPhone.objects.filter(user__in=users)}
    rows = Resident.objects.filter(user__in=users, consent=True).order_by("pk")
    if demo_is_left_out():
        rows = rows.exclude(is_demo=True)
    confirmed = {row.user_id: row for row in rows}
    found = []
    for user in users:
        row = duty.get(user.pk) or confirmed.get(user.pk)
        if row is not None:
            found.append(Callee(f"user:{user.pk}", str(user), row.phone, row.language))
    return found


def roster(community: Community, *roles: str, now: datetime) -> list[Any]:
    """Active holders of `roles`: those on duty first, in the order of the roster, then role by role."""
    held = Membership.objects.filter(community=community, role__in=roles, user__is_active=True).select_related("user")
    by_role = sorted(held, key=lambda row: (roles.index(row.role), row.pk))
    users = {row.user_id: row.user for row in by_role}
    on_duty = DutyTurn.objects.on(now).filter(community=community).values_list("user_id", flat=True)
    first = [users[pk] for pk in dict.fromkeys(on_duty) if pk in users]
    return list(dict.fromkeys([*first, *users.values()]))


def places_by_words(community: Community, words: str, *, limit: int = 6) -> list[Building | NamedArea]:
    """Buildings and named areas that people may mean by `words`: those that match most closely first."""
    wanted = _plain(words)
    if not wanted:
        return []
    buildings = Building.objects.filter(grid__community=community).select_related("grid")
    places: list[Building | NamedArea] = [*buildings, *NamedArea.objects.filter(community=community)]
    scored = []
    for order, place in enumerate(places):
        score = max((_likeness(wanted, _plain(name)) for name in _names(place)), default=0)
        if score:
            scored.append((-score, order, place))
    scored.sort(key=lambda entry: entry[:2])
    return [place for _score, _order, place in scored[:limit]]


def _names(place: Building | NamedArea) -> list[str]:
    names = [text for text in place.name.values() if text]
    return [*names, place.address] if isinstance(place, Building) and place.address else names


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _likeness(wanted: str, name: str) -> int:
    """3 the same, 2 one holds the other, 1 half of the words are shared, 0 no likeness."""
    if not name:
        return 0
    if wanted == name:
        return 3
    if len(name) > 1 and len(wanted) > 1 and (wanted in name or name in wanted):
        return 2
    shared = set(wanted.split()) & set(name.split())
    return 1 if shared and 2 * len(shared) >= len(set(wanted.split())) else 0
