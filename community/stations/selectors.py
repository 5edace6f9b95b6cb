"""Which station: the nearest, the open ones, those that can be trusted while a warning runs."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from community.messaging.models import Broadcast, Lane
from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import only_community
from community.stations.models import Station, StationQuerySet

MOST = 100
RINGS = (2_000.0, 10_000.0, 50_000.0, 250_000.0)  # metres: how far to look, before looking everywhere
SMALL = 2_000  # stations that are measured at one go, without rings
FRESH = timedelta(hours=2)  # while a warning runs, an older word on a station is no word
_FILLER = re.compile(r"[\s'’.,，。!！?？、-]+")


@dataclass(frozen=True)
class Filters:
    """What a reader asked the list for; empty values ask for nothing."""

    kind: str = ""
    status: str = ""
    open_only: bool = False
    step_free: bool = False
    animals: bool = False
    community: Community | None = None


@dataclass(frozen=True)
class Place:
    """Where distances are measured from; no degrees where nobody said."""

    latitude: float | None = None
    longitude: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Trusted:
    """Stations to name to somebody who must go now."""

    stations: list[Station]  # open, and confirmed in time
    unsure: list[Station]  # not closed, but nobody can say whether open
    warned: bool  # a warning runs: only the last two hours count


def point_of(text: str) -> tuple[float, float]:
    """(latitude, longitude) of "38.89,-77.02". Raises ValueError."""
    latitude, longitude = (float(part) for part in text.split(","))
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(text)
    return latitude, longitude


def filtered(filters: Filters, now: datetime) -> StationQuerySet:
    """Stations by `filters`, each with `status_now`."""
    rows = Station.objects.with_status_at(now)
    if filters.community is not None:
        rows = rows.filter(community=filters.community)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.status:
        rows = rows.filter(status_now=filters.status)
    if filters.open_only:
        rows = rows.filter(status_now__in=Station.OPEN)
    if filters.step_free:
        rows = rows.filter(step_free=True)
    if filters.animals:
        rows = rows.filter(animals=True)
    return rows


def nearest(
    latitude: float,
    longitude: float,
    *,
    limit: int = MOST,
    kind: str = "",
    community: Community | None = None,
    radius: float | None = None,
    among: QuerySet[Station] | None = None,
) -> list[Station]:
    """At most `limit` stations in the order of their `distance` (metres, set on each), `radius` metres away at most.

    `among` narrows the rows further.
    """
    rows = Station.objects.all() if among is None else among
    if kind:
        rows = rows.filter(kind=kind)
    if community is not None:
        rows = rows.filter(community=community)
    found: list[tuple[int, float]] = []
    for ring in _rings(radius) if rows[SMALL:].exists() else [radius]:
        found = _within(rows, latitude, longitude, ring)
        if len(found) >= limit:
            break
    found = found[:limit]
    by_pk = {row.pk: row for row in rows.filter(pk__in=[pk for pk, _metres in found])}
    stations = []
    for pk, metres in found:
        if pk in by_pk:  # else removed between the two questions
            by_pk[pk].distance = metres  # type: ignore[attr-defined]
            stations.append(by_pk[pk])
    return stations


def _rings(radius: float | None) -> list[float | None]:
    if radius is None:
        return [*RINGS, None]
    return [*(ring for ring in RINGS if ring < radius), radius]


def _within(
    rows: QuerySet[Station], latitude: float, longitude: float, radius: float | None
) -> list[tuple[int, float]]:
    """(pk, metres) of the rows within `radius`, the nearest first."""
    box = geometry.widened(geometry.Box(latitude, longitude, latitude, longitude), radius) if radius else None
    # a box over a pole or across the 180th meridian is no box: look everywhere
    if radius is not None and radius <= RINGS[-1] and box and abs(latitude) < 80:
        if box.west >= -180 and box.east <= 180:
            rows = rows.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    points = list(rows.order_by("pk").values_list("pk", "latitude", "longitude"))
    if not points:
        return []
    metres = geometry.distances(latitude, longitude, [row[1] for row in points], [row[2] for row in points])
    order = np.argsort(metres, kind="stable")
    return [(points[i][0], float(metres[i])) for i in order if radius is None or metres[i] <= radius]


def open_stations(community: Community | None, now: datetime, limit: int = MOST) -> list[Station]:
    """Stations that somebody confirmed open in time, places to go to first; while a warning runs, in two hours."""
    rows = Station.objects.filter(community=community) if community else Station.objects.all()
    rows = rows.best_first(now).filter(status_now__in=Station.OPEN)
    if is_warned(community, now):
        rows = rows.filter(confirmed_at__gte=now - FRESH)
    return list(rows[:limit])


def is_warned(community: Community | None, now: datetime) -> bool:
    """Whether a real warning goes out to the people of `community`: alerts stand above us, their broadcasts below."""
    running = Broadcast.objects.filter(
        lane__in=[Lane.EXTREME, Lane.WARNING], exercise=False, stopped_at=None, opened_at__lte=now, expires__gt=now
    )
    if community is not None:
        running = running.filter(definition__community=community.pk)
    return running.exists()


def trusted_stations(
    community: Community | None,
    now: datetime,
    *,
    latitude: float | None = None,
    longitude: float | None = None,
    kind: str = "",
    limit: int = 3,
) -> Trusted:
    """Open stations, nearest first where a place is known; while a warning runs, only those confirmed in two hours."""
    warned = is_warned(community, now)
    rows = filtered(Filters(kind=kind, community=community), now).exclude(status=Station.Status.CLOSED)
    sure = rows.filter(status_now__in=Station.OPEN)
    if warned:
        sure = sure.filter(confirmed_at__gte=now - FRESH)
    if latitude is None or longitude is None:
        stations = list(sure.best_first(now)[:limit])
        unsure = [] if stations else list(rows.best_first(now)[:limit])
    else:
        stations = nearest(latitude, longitude, limit=limit, among=sure)
        unsure = [] if stations else nearest(latitude, longitude, limit=limit, among=rows)
    return Trusted(stations, unsure, warned)


def area_named_in(text: str, community: Community | None) -> NamedArea | None:
    """The area whose name, in any language, stands in `text`; the longest name where several do."""
    areas = NamedArea.objects.filter(community=community) if community else NamedArea.objects.all()
    said = f" {_FILLER.sub(' ', text.casefold())} "
    best: tuple[int, NamedArea | None] = (0, None)
    for area in areas.order_by("pk"):
        for name in [*area.name.values(), area.slug]:
            plain = _FILLER.sub(" ", name.casefold()).strip()
            # words of letters end where a space does; Chinese has no spaces
            inside = f" {plain} " in said if plain.isascii() else plain in said
            if plain and inside and len(plain) > best[0]:
                best = (len(plain), area)
    return best[1]


def community_texted(number: str) -> Community | None:
    """The community that a text to `number` reached; else the only one."""
    found = Community.objects.filter(sms_number=number).order_by("pk").first() if number else None
    return found or only_community()


def status_words(station: Station, now: datetime) -> str:
    """The state of a station in two or three words."""
    status = station.status_at(now)
    if status == Station.Status.ACTIVE and station.is_full:
        return _("Full")
    return str(Station.Status(status).label)


def public_url(station: Station) -> str:
    return settings.PUBLIC_URL + station.get_absolute_url()


def clock(station: Station, at: datetime, now: datetime) -> str:
    """A wall time of the station's place; with the day where it is not today."""
    zone = ZoneInfo(station.community.time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def in_words(metres: float) -> str:
    if metres < 950:
        return _("%(number)d m") % {"number": round(metres, -1)}
    return _("%(number).1f km") % {"number": metres / 1000}
