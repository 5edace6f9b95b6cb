"""Public reports as a map shows them: one by one from near, counted by squares from afar."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Count, F, Min, Q

from community.hazards.models.reports import ReportQuerySet
from community.places.models import Community
from portal.lib.squares import DEEPEST, ancestor, middle, spans_over

FINER = 2  # levels below the zoom: a picture of 256 pixels has four squares to a side
FEW = 30  # reports that fit on any map one by one
NEAR = 17  # zoom from which a square of the map is hardly wider than a rounded place
STACK = 6  # reports of one square that can stand side by side
MOST = 1000  # reports that are looked at one by one
KEPT = 60  # seconds that counts are kept; a category's new rounding is laid no faster
ACROSS = 32  # squares to a side of what is asked for


@dataclass(frozen=True, slots=True)
class Cluster:
    """`count` reports of one square, drawn at about their middle."""

    square: int
    level: int
    count: int
    latitude: float
    longitude: float


def clusters_of(
    rows: ReportQuerySet, bbox: Sequence[float], zoom: int, changed: datetime | None = None
) -> tuple[list[Cluster], list[int]]:
    """What a map of `bbox` ([west, south, east, north], degrees) shows at `zoom`: clusters, and keys of single reports.

    `rows` are as `listed_reports` gives them, counted by the square of their rounded place. Somewhat more than the box
    is given. `changed` is when any report last changed (selectors.last_change): counts of that state are kept.
    """
    spans = spans_over(bbox)
    places = list(Community.objects.order_by().values_list("pk", flat=True))  # the index begins with them
    rows = rows.filter(community__in=places, square__range=(spans[0][0], spans[-1][1])).filter(
        reduce(or_, (Q(square__range=span) for span in spans))
    )
    rows = rows.select_related(None).prefetch_related(None).order_by()
    level = min(zoom + FINER, _deepest(bbox))
    if level >= NEAR:  # a wide box is a map from afar, whatever zoom it names
        found = list(rows.values_list("pk", "square")[: MOST + 1])
        if len(found) <= MOST:
            return _from_near(found, level)
    finer = min(level + 1, DEEPEST)
    parts = _counted(rows, finer, changed)
    if sum(count for _part, count, _one in parts) <= FEW:
        return [], list(rows.values_list("pk", flat=True)[:MOST])
    return _joined(parts, level, finer)


def _counted(rows: ReportQuerySet, level: int, changed: datetime | None) -> list[tuple[int, int, int]]:
    """(square, reports, one of them) of every square of `level` that holds any; counted once while nothing changes."""
    grouped = (
        rows.annotate(part=F("square").bitrightshift(2 * (DEEPEST - level)))  # type: ignore[attr-defined]
        .values("part")
        .annotate(count=Count("*"), one=Min("pk"))
        .values_list("part", "count", "one")
    )
    if changed is None:
        return list(grouped)
    key = "squares:" + hashlib.sha256(f"{changed.isoformat()} {grouped.query}".encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = list(grouped)
        cache.set(key, found, KEPT)
    return found


def _deepest(bbox: Sequence[float]) -> int:
    """The level at which the box is ACROSS squares wide: finer ones could not be told apart."""
    west, south, east, north = bbox
    widest = max(east - west, north - south, 360 / 2**DEEPEST * ACROSS)
    level = 0
    while level < DEEPEST and 360 / 2 ** (level + 1) * ACROSS >= widest:
        level += 1
    return level


def _from_near(found: list[tuple[int, int | None]], level: int) -> tuple[list[Cluster], list[int]]:
    squares: dict[int, list[int]] = {}
    for key, square in found:
        squares.setdefault(ancestor(square or 0, level), []).append(key)
    alone = [key for keys in squares.values() if len(keys) <= STACK for key in keys]
    stacks = [(square, len(keys)) for square, keys in squares.items() if len(keys) > STACK]
    return [Cluster(square, level, count, *middle(square, level)) for square, count in stacks], alone


def _joined(parts: list[tuple[int, int, int]], level: int, finer: int) -> tuple[list[Cluster], list[int]]:
    """Squares of `level` of counted parts of level `finer`, each where most of its reports are."""
    squares: dict[int, list[tuple[int, int, int]]] = {}
    for part in parts:
        squares.setdefault(ancestor(part[0], level, finer), []).append(part)
    clusters, alone = [], []
    for square, inside in squares.items():
        total = sum(count for _part, count, _one in inside)
        if total == 1:
            alone.append(inside[0][2])
            continue
        across = down = 0.5
        if finer > level:  # the last two digits of a part say which quarter it is
            across = 0.25 + 0.5 * sum(count for part, count, _one in inside if part & 1) / total
            down = 0.25 + 0.5 * sum(count for part, count, _one in inside if part & 2) / total
        clusters.append(Cluster(square, level, total, *middle(square, level, across, down)))
    return clusters, alone
