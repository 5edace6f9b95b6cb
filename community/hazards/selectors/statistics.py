"""What became of a community's hazards, in figures that anybody may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

import numpy as np
from django.db.models import Count, Q

from community.hazards.models import Report
from community.places.models import Community
from portal.lib.words import said

PERIODS = (30, 90, 365)  # days that a page may speak of
STEP = 0.001  # degrees to which most public places are rounded
CELL = 5  # steps of a rounded place: about 500 m, so that no cell says more than the list does
CELLS = 60  # a side at most
SHADES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """Reports of one kind or one place, and how long those that were fixed took, in hours; None: none was."""

    name: str
    total: int
    open: int
    late: int
    fixed: int
    median: float | None
    p90: float | None
    width: int = 0  # of 1000: its bar in the picture


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    count: int
    shade: int  # 1 to SHADES


@dataclass(frozen=True, slots=True)
class Statistics:
    since: datetime
    all: Line
    kinds: list[Line]
    areas: list[Line]
    cells: list[Cell]
    wide: int  # cells
    high: int


def statistics(community: Community, *, days: int, now: datetime) -> Statistics:
    """Figures of the public reports of the last `days`, rejected ones and repeats left out."""
    since = now - timedelta(days=days)
    rows = Report.objects.listed().filter(community=community, created__gte=since)
    took: dict[tuple[str, Any], list[float]] = {}
    fixed = rows.filter(fixed_at__isnull=False).values_list("category_id", "area_id", "created", "fixed_at")
    for kind, area, created, fixed_at in fixed.iterator(chunk_size=5_000):
        hours = ((fixed_at or created) - created).total_seconds() / 3600
        for key in (("all", None), ("kind", kind), ("area", area)):
            took.setdefault(key, []).append(hours)
    late = Q(stands_open=1, due_at__lte=now)
    counts = {
        "total": Count("pk"),
        "open_": Count("pk", filter=Q(stands_open=1)),
        "late_": Count("pk", filter=late),
    }

    def line(name: str, row: Mapping[str, int], key: tuple[str, Any], most: int) -> Line:
        hours = sorted(took.get(key, ()))
        width = round(1000 * row["total"] / most) if most else 0
        middle, slow = (median(hours), _p90(hours)) if hours else (None, None)
        return Line(name, row["total"], row["open_"], row["late_"], len(hours), middle, slow, width)

    def lines(what: str, field: str, rows: Iterable[Mapping[str, Any]]) -> list[Line]:
        found = sorted(rows, key=lambda row: -row["total"])
        most = found[0]["total"] if found else 0
        return [line(said(row[f"{field}__name"] or {}), row, (what, row[field]), most) for row in found]

    whole = rows.aggregate(**counts)
    kinds = rows.order_by().values("category", "category__name").annotate(**counts)
    areas = rows.order_by().values("area", "area__name").annotate(**counts)
    cells, wide, high = _cells(
        rows.filter(latitude__isnull=False).values_list("latitude", "longitude", "category__round_to")
    )
    return Statistics(
        since,
        line("", whole, ("all", None), whole["total"]),
        lines("kind", "category", kinds),
        lines("area", "area", areas),
        cells,
        wide,
        high,
    )


def figures_mark(community_id: int) -> str:
    """The key of a word in the cache that changes whenever figures kept before count no more."""
    return f"hazards:figures:{community_id}"


def _p90(hours: Sequence[float]) -> float:
    return hours[0] if len(hours) == 1 else quantiles(hours, n=10, method="inclusive")[-1]


def _cells(places: Any) -> tuple[list[Cell], int, int]:
    """Where they were reported, from the north-west: cells that hold some, and how many cells there are each way."""
    found = np.array(list(places.iterator(chunk_size=5_000)), dtype=np.float64)
    if not found.size:
        return [], 0, 0
    scale = 10.0 ** found[:, 2:]  # first as the list shows it, then counted in its usual steps
    steps = np.round(np.round(found[:, :2] * scale) / scale / STEP).astype(np.int64)
    width = CELL * max(1, -(-int(np.ptp(steps, axis=0).max() + 1) // (CELL * CELLS)))
    rows, columns = (steps[:, 0].max() - steps[:, 0]) // width, (steps[:, 1] - steps[:, 1].min()) // width
    wide, high = int(columns.max()) + 1, int(rows.max()) + 1
    keys, counts = np.unique(rows * wide + columns, return_counts=True)
    most = int(counts.max())
    cells = [
        Cell(int(key % wide), int(key // wide), int(count), max(1, -(-int(count) * SHADES // most)))
        for key, count in zip(keys, counts, strict=True)
    ]
    return cells, wide, high
