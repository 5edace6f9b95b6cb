"""How areas lie to one another. Shapes are GeoJSON, longitude first; shares are of surfaces in degrees, which is as
good as square metres inside one community."""

import math
from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry import shape as shapely_shape

from community.places import geometry

Shape = dict[str, Any]


def overlap(shape: Shape, other: Shape) -> bool:
    """Whether the two share some ground, were it an edge."""
    return bool(shapely_shape(shape).intersects(shapely_shape(other)))


def share_covered(of: Shape, by: Shape) -> float:
    """The part of `of` that `by` covers, 0 to 1."""
    area = shapely_shape(of)
    return float(area.intersection(shapely_shape(by)).area / area.area) if area.area else 0.0


def united(shapes: Iterable[Shape]) -> Shape:
    """One shape that covers all. Raises BadShape where there is nothing to cover."""
    found = list(shapes)
    if len(found) == 1:
        return found[0]
    return geometry.checked_shape(mapping_of(shapely.union_all([shapely_shape(shape) for shape in found])))


def square_kilometres(shape: Shape) -> float:
    """How large it is, within a few percent inside one community."""
    area = shapely_shape(shape)
    across = math.cos(math.radians(area.centroid.y))
    return float(area.area * 111.32 * 111.32 * across)


def mapping_of(area: Any) -> Shape:
    """shapely's shape as GeoJSON of lists."""
    return _lists(mapping(area))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lists(part) for name, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, list | tuple) else value
