"""Which open reports may be the same hazard."""

from collections.abc import Sequence

from django.db.models import QuerySet

from community.hazards.models import Category, Report, Rounding, public_place
from community.places import geometry
from community.places.models import NamedArea
from portal.lib.likeness import likeness, pieces

MOST_SIMILAR = 5
MOST_READ = 200  # the newest: a square full of reports of one kind is looked at by hand
STAFF_TIMES = 4  # the category's radius: staff look further than the public
ALIKE = 0.2  # without a pin: words have to share so much

Row = tuple[int, float | None, float | None, str]


def similar_reports(
    category: Category,
    latitude: float | None,
    longitude: float | None,
    *,
    words: str = "",
    area: NamedArea | None = None,
    radius: float | None = None,
    staff: bool = False,
    but: Report | None = None,
) -> list[Report]:
    """Open reports of the same kind nearby, five at most, each with `.distance` (m) and `.likeness` (0 to 1).

    Nearest first; likeness of `words` counts as much as distance: the whole radius is made up for by the same words.
    The public sees public ones within the category's radius (0: none), measured to the rounded place: asking often
    must not find the exact one. Staff see all within STAFF_TIMES that radius. `radius` (m) overrides.
    Without a pin: those of the same named `area` whose words are alike.
    """
    reach = radius if radius is not None else staff_reach(category) if staff else category.similar_radius
    if reach <= 0:
        return []
    rows = Report.objects.open().filter(category=category)
    if not staff:
        rows = rows.public()
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    said = pieces(words)
    if latitude is not None and longitude is not None:
        rounding = Rounding(category.round_to)
        found = _near(rows, latitude, longitude, reach if staff else max(reach, rounding.metres), said, staff, rounding)
    elif area is not None and said:
        found = [
            (-alike, pk, None, alike)
            for pk, _latitude, _longitude, text in _read(rows.filter(area=area))
            if (alike := likeness(said, pieces(text))) >= ALIKE
        ]
    else:
        return []
    return _fetched(sorted(found)[:MOST_SIMILAR])


def staff_reach(category: Category) -> int:
    """Metres within which staff are shown look-alikes; 0: none are."""
    return STAFF_TIMES * category.similar_radius


def _near(
    rows: QuerySet[Report],
    latitude: float,
    longitude: float,
    reach: float,
    said: frozenset[str],
    staff: bool,
    rounding: Rounding,
) -> list[tuple[float, int, float | None, float]]:
    box = geometry.widened(geometry.Box(latitude, longitude, latitude, longitude), reach + rounding.metres)
    near = _read(rows.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)))
    if not near:
        return []
    places = [
        (row[1] or 0.0, row[2] or 0.0) if staff else public_place(row[1], row[2], rounding) or (0.0, 0.0)
        for row in near
    ]
    away = geometry.distances(latitude, longitude, [place[0] for place in places], [place[1] for place in places])
    found: list[tuple[float, int, float | None, float]] = []
    for (pk, _latitude, _longitude, text), metres in zip(near, away.tolist(), strict=True):
        if metres <= reach:
            alike = likeness(said, pieces(text)) if said else 0.0
            found.append((metres / reach - alike, pk, metres, alike))
    return found


def _read(rows: QuerySet[Report]) -> list[Row]:
    """Bare columns: whole rows are fetched for those alone that are shown."""
    return list(rows.order_by("-created", "-pk").values_list("pk", "latitude", "longitude", "description")[:MOST_READ])


def _fetched(found: Sequence[tuple[float, int, float | None, float]]) -> list[Report]:
    rows = Report.objects.with_names().prefetch_related("photos").in_bulk([pk for _score, pk, _away, _alike in found])
    shown = []
    for _score, pk, metres, alike in found:
        if (row := rows.get(pk)) is not None:
            row.distance, row.likeness = metres, alike
            shown.append(row)
    return shown
