"""Shapes on the ground: boxes, tests, circles, simplification. Degrees (WGS 84) and metres.

A shape is GeoJSON (RFC 7946): a Polygon or MultiPolygon, longitude first. Distances are measured on a plane laid at
the place itself (equirectangular, mean earth radius 6,371,008.8 m, IUGG): within 0.5 % up to 100 km below 60° of
latitude, which is far better than anybody's pin. Shapes that cross the 180th meridian are refused as too wide.
"""

import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import mapping
from shapely.geometry import shape as shapely_shape

EARTH_RADIUS = 6_371_008.8  # metres
METRES_A_DEGREE = EARTH_RADIUS * math.pi / 180
MOST_VERTICES = 50_000  # a real alert came with 41,009
WIDEST = 20.0  # degrees; a larger area is a mistake, not a community

Shape = dict[str, Any]


class Box(NamedTuple):
    """A bounding box in degrees."""

    south: float
    west: float
    north: float
    east: float


class BadShape(ValueError):
    """Not an area that can be used. `code` says why:
    not_geojson, not_an_area, open_ring, self_crossing, out_of_range, too_large."""

    CODES = ("not_geojson", "not_an_area", "open_ring", "self_crossing", "out_of_range", "too_large")

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def checked_shape(geojson: Any) -> Shape:
    """`geojson` (an object or its text) as a clean shape: closed, valid, in range, first ring counter-clockwise.

    A Feature, or a FeatureCollection with one area, is taken for its geometry. Raises BadShape.
    """
    geometry = _geometry_of(_parsed(geojson))
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if not isinstance(polygons, list) or not polygons:
        raise BadShape("not_an_area")
    vertices = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise BadShape("not_an_area")
        for ring in polygon:
            vertices += _check_ring(ring)
            if vertices > MOST_VERTICES:
                raise BadShape("too_large")
    area = shapely_shape({"type": "MultiPolygon", "coordinates": [_flat(polygon) for polygon in polygons]})
    if not area.is_valid:
        raise BadShape("self_crossing")
    west, south, east, north = area.bounds
    if east - west > WIDEST or north - south > WIDEST:
        raise BadShape("too_large")
    if area.area <= 0:
        raise BadShape("not_an_area")
    return _geojson(area)


def bounds(shape: Shape) -> Box:
    west, south, east, north = _area(shape).bounds
    return Box(south, west, north, east)


def middle(shape: Shape) -> tuple[float, float]:
    """(latitude, longitude) of the centre of the area."""
    centre = _area(shape).centroid
    return centre.y, centre.x


def reach_of(shape: Shape) -> float:
    """Metres: the radius of a circle as large as the area."""
    area = _area(shape)
    squared = area.area * math.cos(math.radians(area.centroid.y)) * METRES_A_DEGREE**2
    return math.sqrt(squared / math.pi)


def widened(box: Box, metres: float) -> Box:
    """`box` with at least `metres` more on every side."""
    up = metres / METRES_A_DEGREE * 1.001
    furthest = min(89.0, max(abs(box.south), abs(box.north)) + up)
    aside = up / math.cos(math.radians(furthest))
    return Box(box.south - up, box.west - aside, box.north + up, box.east + aside)


def contains(shape: Shape, latitude: float, longitude: float) -> bool:
    """Whether a point lies inside `shape` or on its edge."""
    return bool(contains_many(shape, [latitude], [longitude])[0])


def contains_many(shape: Shape, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.bool_]:
    """Which of many points lie inside `shape` or on its edge."""
    area = _area(shape)
    shapely.prepare(area)
    return shapely.intersects_xy(area, _floats(longitudes), _floats(latitudes))


def distances_to(shape: Shape, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.float64]:
    """Metres from each of many points to the nearest edge of `shape`; 0 inside."""
    area, (lats, lons) = _area(shape), (_floats(latitudes), _floats(longitudes))
    away = np.zeros(lats.shape)
    shapely.prepare(area)
    outside = np.flatnonzero(~shapely.intersects_xy(area, lons, lats))
    if outside.size:
        # the nearest edge is found on one plane for all points, then measured at its own latitude
        _west, south, _east, north = area.bounds
        scale = np.array([math.cos(math.radians((south + north) / 2)), 1.0])
        plane = shapely.transform(area, lambda corners: corners * scale)
        shapely.prepare(plane)
        lines = shapely.shortest_line(shapely.points(lons[outside] * scale[0], lats[outside]), plane)
        nearest = shapely.get_coordinates(shapely.get_point(lines, 1)) / scale
        away[outside] = _metres(lats[outside], lons[outside], nearest[:, 1], nearest[:, 0])
    return away


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres between two points."""
    return float(distances(latitude, longitude, [other_latitude], [other_longitude])[0])


def distances(latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.float64]:
    """Metres from one point to each of many, the short way round."""
    return _metres(latitude, longitude, _floats(latitudes), _floats(longitudes))


def circle(latitude: float, longitude: float, radius: float, points: int = 64) -> Shape:
    """A circle of `radius` metres as a Polygon of `points` corners that lie on it (the edges run up to 0.12 % inside).

    Raises BadShape where the middle or the radius is out of range.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude) and math.isfinite(radius)):
        raise BadShape("out_of_range")
    if abs(latitude) > 89 or abs(longitude) > 180 or radius <= 0:
        raise BadShape("out_of_range")
    up = radius / METRES_A_DEGREE
    if up > WIDEST / 2:
        raise BadShape("too_large")
    turn = np.linspace(0.0, 2 * math.pi, points, endpoint=False)
    # the scale at each corner's own mid latitude, so that `distance` agrees far north as well
    lats = latitude + up * np.sin(turn)
    lons = longitude + up * np.cos(turn) / np.cos(np.radians((lats + latitude) / 2))
    corners = [[round(float(lon), 7), round(float(lat), 7)] for lon, lat in zip(lons, lats, strict=True)]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def around(places: Sequence[tuple[float, float]], metres: float) -> Shape:
    """The smallest area without a dent that holds every (latitude, longitude) of `places` and `metres` around each.

    Corners are rounded as those of `circle` (24 of them: the edges run up to 0.9 % of `metres` inside).
    Raises BadShape as `circle` does.
    """
    rings = [circle(latitude, longitude, metres, points=24) for latitude, longitude in places]
    hull = shapely.union_all([_area(ring) for ring in rings]).convex_hull
    return _geojson(hull)


def simplify(shape: Shape, most: int = 100) -> tuple[Shape, float]:
    """`shape` with at most `most` vertices (closing ones counted), and how far an edge moved, in metres.

    Holes and small islands go where they must; what remains is valid. A shape that is small enough stays as it is.
    """
    area = _area(shape)
    if _vertices(area) <= most:
        return _geojson(area), 0.0
    middle = (area.bounds[1] + area.bounds[3]) / 2
    scale = (METRES_A_DEGREE * math.cos(math.radians(middle)), METRES_A_DEGREE)
    plane = shapely.transform(area, lambda points: points * scale)
    low, high = 0.0, math.sqrt(plane.area) / 2 + 1.0
    found = None
    for _step in range(40):
        tolerance = (low + high) / 2
        candidate = _polygons_only(shapely.simplify(plane, tolerance))
        if candidate is not None and _vertices(candidate) <= most:
            found, high = candidate, tolerance
        elif candidate is None:
            high = tolerance
        else:
            low = tolerance
        if found is not None and high - low < 0.5:
            break
    if found is None or found.is_empty:
        # many islands: their hull says less, and never leaves anybody out
        found = plane.convex_hull
        found = found if _vertices(found) <= most else shapely.envelope(found)
    error = float(shapely.hausdorff_distance(plane.boundary, found.boundary))
    return _geojson(shapely.transform(found, lambda points: points / scale)), error


def covering(shape: Shape, most: int = 100) -> tuple[Shape, float]:
    """A shape of at most `most` vertices that holds all of `shape`, and how far it reaches beyond it, in metres.

    For warnings: a simpler outline may tell somebody too many, and never leaves anybody out. Holes may be filled.
    """
    area = _area(shape)
    if _vertices(area) <= most:
        return _geojson(area), 0.0
    middle = (area.bounds[1] + area.bounds[3]) / 2
    scale = (METRES_A_DEGREE * math.cos(math.radians(middle)), METRES_A_DEGREE)
    plane = shapely.transform(area, lambda points: points * scale)
    found = _covered_within(plane, most) or plane.convex_hull.buffer(0.5, join_style="mitre")
    if _vertices(found) > most:
        found = shapely.envelope(plane).buffer(0.5, join_style="mitre")
    return _geojson(shapely.transform(found, lambda points: points / scale)), _beyond(found, plane)


def _covered_within(plane: Any, most: int) -> Any:
    """A close cover of `plane` (in metres): the simpler outline, widened by as much as it had cut off."""
    low, high = 0.0, math.sqrt(plane.area) / 2 + 1.0
    corners = shapely.points(shapely.get_coordinates(plane))
    found = None
    for _step in range(30):
        tolerance = (low + high) / 2
        simple = _polygons_only(shapely.simplify(plane, tolerance))
        candidate = None
        if simple is not None and _vertices(simple) <= most:
            cut = float(shapely.distance(corners, simple).max())
            candidate = _polygons_only(simple.buffer(cut + 0.5, join_style="mitre", mitre_limit=2))
        if candidate is None or _vertices(candidate) > most or not candidate.covers(plane):
            low = tolerance
        else:
            found, high = candidate, tolerance
        if high - low < 0.5:
            break
    return found


def _beyond(cover: Any, plane: Any) -> float:
    """The greatest distance from a point of `cover` to `plane`: at a corner, or in the middle of what was a gap."""
    corners = shapely.points(shapely.get_coordinates(shapely.segmentize(cover, max(5.0, cover.length / 1000))))
    furthest = float(shapely.distance(corners, plane).max())
    for gap in shapely.get_parts(shapely.difference(cover, plane)):
        if gap.geom_type == "Polygon" and gap.area > 1.0:
            middle = shapely.point_on_surface(gap)
            furthest = max(furthest, float(shapely.distance(middle, plane)))
    return furthest


def centre(shape: Shape) -> tuple[float, float]:
    """A (latitude, longitude) that lies inside `shape`: its centroid, or where that is outside, a point within."""
    area = _area(shape)
    point = area.centroid
    if not area.intersects(point):
        point = area.representative_point()
    return point.y, point.x


def reach(shape: Shape) -> float:
    """Metres from `centre(shape)` to the furthest corner: a circle of that radius there covers the whole shape."""
    latitude, longitude = centre(shape)
    corners = shapely.get_coordinates(_area(shape))
    return float(distances(latitude, longitude, corners[:, 1], corners[:, 0]).max())


def area_km2(shape: Shape) -> float:
    area = _area(shape)
    middle = (area.bounds[1] + area.bounds[3]) / 2
    return area.area * math.cos(math.radians(middle)) * (METRES_A_DEGREE / 1000) ** 2


def _parsed(geojson: Any) -> dict[str, Any]:
    if isinstance(geojson, str | bytes):
        try:
            geojson = json.loads(geojson)
        except (ValueError, RecursionError):
            raise BadShape("not_geojson") from None
    if not isinstance(geojson, dict) or not isinstance(geojson.get("type"), str):
        raise BadShape("not_geojson")
    return geojson


def _geometry_of(geojson: dict[str, Any]) -> dict[str, Any]:
    """The Polygon or MultiPolygon of a geometry, a Feature or a FeatureCollection of one."""
    if geojson["type"] == "FeatureCollection":
        features = geojson.get("features")
        if not isinstance(features, list) or len(features) != 1 or not isinstance(features[0], dict):
            raise BadShape("not_an_area")
        geojson = features[0]
    if geojson.get("type") == "Feature":
        inner = geojson.get("geometry")
        if not isinstance(inner, dict):
            raise BadShape("not_an_area")
        geojson = inner
    if geojson.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadShape("not_an_area")
    if not isinstance(geojson.get("coordinates"), list):
        raise BadShape("not_geojson")
    return geojson


def _check_ring(ring: Any) -> int:
    """The number of positions in `ring`. Raises BadShape unless it is a closed ring of four or more, in range."""
    if not isinstance(ring, list) or not ring:
        raise BadShape("not_an_area")
    for position in ring:
        if not isinstance(position, list) or len(position) < 2:
            raise BadShape("not_geojson")
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in position[:2]):
            raise BadShape("not_geojson")
        longitude, latitude = position[:2]
        # written so that NaN fails too
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise BadShape("out_of_range")
    if ring[0][:2] != ring[-1][:2]:
        raise BadShape("open_ring")
    if len(ring) < 4:
        raise BadShape("not_an_area")
    return len(ring)


def _flat(polygon: list) -> list:
    """The rings without heights, which GeoJSON allows and nobody here needs."""
    return [[tuple(position[:2]) for position in ring] for ring in polygon]


def _area(shape: Shape) -> Any:
    return shapely_shape(shape)


def _geojson(area: Any) -> Shape:
    """A Polygon or MultiPolygon of lists, so that it equals itself after a trip through JSON."""
    if area.geom_type == "MultiPolygon" and len(area.geoms) == 1:
        area = area.geoms[0]
    return json.loads(json.dumps(mapping(shapely.orient_polygons(area))))


def _polygons_only(geometry: Any) -> Any:
    """The areas of what simplification left, or None where nothing is left."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _vertices(area: Any) -> int:
    return int(shapely.get_num_coordinates(area))


def _metres(lats: Any, lons: Any, other_lats: Any, other_lons: Any) -> NDArray[np.float64]:
    east = (other_lons - lons + 180.0) % 360.0 - 180.0
    return np.hypot(east * np.cos(np.radians((lats + other_lats) / 2)), other_lats - lats) * METRES_A_DEGREE


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
