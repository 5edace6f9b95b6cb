"""Where a message lies on a community's ground: which of its areas touch it, and what of them to keep.

Outlines come with tens of thousands of corners, crossing themselves, and now and then from people who mean harm: so an
outline is thinned before anything is computed that grows with the square of its corners. Near the community every
corner is kept, further off some.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as shapely_shape

from community.alerts.cap.areas import mapping_of
from community.alerts.cap.checking import worst_of
from community.alerts.cap.received import Finding, Received, ReceivedArea, ReceivedInfo
from community.places import geometry

MOST_CORNERS = 4000  # of an outline, before anything else is done with it
MOST_CROSSING = 400  # of one that crosses itself
MOST_KEPT = 100  # of the area that is sent on
AROUND = 1000.0  # metres around the community's box that still belong to the picture
WHOLE = 1_000_000.0  # metres: a circle as wide as this covers the whole community or nothing of it


@dataclass(frozen=True)
class Placed:
    """`infos`: those whose areas touch. `shape`: what of them lies here, simplified, `error` metres off at most."""

    touches: bool
    infos: tuple[ReceivedInfo, ...] = ()
    shape: dict[str, Any] | None = None  # GeoJSON; None where the message has no shape
    error: float = 0.0
    findings: tuple[Finding, ...] = ()


def placed(message: Received, home: dict[str, Any], codes: Sequence[str] = ()) -> Placed:
    """Where `message` lies in `home` (a GeoJSON shape). Without a shape it touches where one of `codes` is named, or
    where no codes are known here: a person must look."""
    findings: list[Finding] = []
    ground = shapely_shape(home)
    found = _pieces(message, ground, findings, swap=False)
    if not found:
        turned = _pieces(message, ground, [], swap=True)
        if turned:
            # at home only when read the wrong way round: that is how it was meant
            found = turned
            findings.append(Finding("swapped"))
    without = [info for info in message.infos if not any(area.has_shape for area in info.areas)]
    if found:
        infos = tuple(info for info in message.infos if any(info is one for one, _piece in found) or info in without)
        shape, error = _kept([piece for _info, piece in found])
        if error >= 1:
            findings.append(Finding("simplified", f"{error:.0f} m"))
        return Placed(True, infos, shape, error, tuple(findings))
    named = {code.strip().casefold() for code in codes if code.strip()}
    if without and (not named or any(_is_named(info, named) for info in without)):
        here = tuple(info for info in without if not named or _is_named(info, named))
        return Placed(True, here, findings=tuple(findings))
    # a cancellation need not say where: it goes where what it cancels went
    return Placed(not message.infos, findings=tuple(findings))


def chosen_infos(infos: Sequence[ReceivedInfo], language_of: Any) -> dict[str, ReceivedInfo]:
    """The gravest info in each language."""
    found: dict[str, ReceivedInfo] = {}
    for code in dict.fromkeys(language_of(info)[0] for info in infos):
        grave = worst_of([info for info in infos if language_of(info)[0] == code])
        if grave is not None:
            found[code] = grave
    return found


def outline(ring: Sequence[tuple[float, float]], near: geometry.Box | None, findings: list[Finding]) -> Any:
    """`ring` as a valid shapely area of bounded size, or None where nothing of it is an area."""
    corners = np.asarray(ring, dtype=np.float64)[:, ::-1]
    area = _polygon(_thinned(corners, MOST_CORNERS, near))
    if area is None:
        return None
    if not area.is_valid:
        findings.append(Finding("polygon_crossing", f"{ring[0][0]:g},{ring[0][1]:g}"))
        area = _mended(_polygon(_thinned(corners, MOST_CROSSING, near)))
    return area


def _pieces(message: Received, ground: Any, findings: list[Finding], *, swap: bool) -> list[tuple[ReceivedInfo, Any]]:
    """What of each info's areas lies in the community's box, of those that touch the community itself."""
    west, south, east, north = ground.bounds
    box = geometry.widened(geometry.Box(south, west, north, east), AROUND)
    shapely.prepare(ground)
    seen: dict[ReceivedArea, list[Any]] = {}  # the same area is often given in every language
    found = []
    for info in message.infos:
        for area in info.areas:
            if area not in seen:
                seen[area] = _grounds(area, box, findings, swap=swap)
            found += [(info, piece) for piece in seen[area] if ground.intersects(piece)]
    return found


def _grounds(area: ReceivedArea, box: geometry.Box, findings: list[Finding], *, swap: bool) -> list[Any]:
    grounds = []
    for ring in area.rings:
        turned = tuple((longitude, latitude) for latitude, longitude in ring) if swap else ring
        corners = np.asarray(turned)
        if swap and np.abs(corners[:, 0]).max() > 90:
            continue
        south, west = corners.min(axis=0)
        north, east = corners.max(axis=0)
        if south > box.north or north < box.south or west > box.east or east < box.west:
            continue
        whole = outline(turned, box, findings)
        if whole is not None:
            grounds.append(shapely.clip_by_rect(whole, box.west, box.south, box.east, box.north))
    for latitude, longitude, radius in area.circles:
        middle = (longitude, latitude) if swap else (latitude, longitude)
        round_one = _disc(*middle, radius, box)
        if round_one is not None:
            grounds.append(round_one)
    return [ground for ground in grounds if not ground.is_empty and ground.area > 0]


def _disc(latitude: float, longitude: float, radius: float, box: geometry.Box) -> Any:
    rectangle = shapely.box(box.west, box.south, box.east, box.north)
    if abs(latitude) > 89:
        return None
    if radius >= WHOLE:
        middle = ((box.south + box.north) / 2, (box.west + box.east) / 2)
        return rectangle if geometry.distance(latitude, longitude, *middle) <= radius else None
    disc = _mended(shapely_shape(geometry.circle(latitude, longitude, radius)))
    return disc.intersection(rectangle) if disc is not None else None


def _kept(pieces: list[Any]) -> tuple[dict[str, Any], float]:
    """One shape of at most MOST_KEPT corners that covers all pieces, and its error in metres."""
    parts = [part for piece in pieces for part in shapely.get_parts(piece) if part.geom_type == "Polygon"]
    # CAP has no holes: whoever stands in one is warned too
    whole = shapely.union_all([shapely.Polygon(_mended(part).exterior) if _single(part) else part for part in parts])
    areas = _areas_only(whole)
    simple, error = geometry.simplify(mapping_of(areas), MOST_KEPT)
    for candidate in (simple, mapping_of(areas.convex_hull), mapping_of(shapely.box(*areas.bounds))):
        try:  # to write a corner down is to move it: an outline may cross itself only now
            shape = geometry.checked_shape(_rounded(candidate))
        except geometry.BadShape:
            continue
        if candidate is not simple:
            shape, _more = geometry.simplify(shape, MOST_KEPT)
            error = geometry.reach(shape)
        return shape, error
    latitude, longitude = areas.centroid.y, areas.centroid.x
    return geometry.circle(latitude, longitude, 10.0), 10.0  # a sliver


def _single(part: Any) -> bool:
    mended = _mended(part)
    return mended is not None and mended.geom_type == "Polygon"


def _thinned(corners: Any, most: int, near: geometry.Box | None) -> Any:
    """At most about `most` corners: every one near the community, and of the rest one a stretch."""
    if len(corners) <= most:
        return corners
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    step = along[-1] / (most / 2)
    keep = np.zeros(len(corners), dtype=bool)
    if step > 0:
        keep[np.unique(np.floor(along / step), return_index=True)[1]] = True
    else:
        keep[0] = True
    if near is not None:
        lon, lat = corners[:, 0], corners[:, 1]
        inside = (lon >= near.west) & (lon <= near.east) & (lat >= near.south) & (lat <= near.north)
        if inside.sum() <= most / 2:
            keep |= inside
    keep[-1] = True
    return corners[keep]


def _polygon(corners: Any) -> Any:
    return shapely.Polygon(corners) if len(corners) >= 4 else None


def _mended(area: Any) -> Any:
    """`area` valid, and without holes; its hull where there is no other way: nobody is left out."""
    if area is None or area.is_empty:
        return None
    if area.is_valid:
        return area
    if shapely.get_num_coordinates(area) > MOST_CROSSING * 2:
        return area.convex_hull
    # the other method, "linework", takes a minute for 400 corners at random
    mended = shapely.make_valid(area, method="structure", keep_collapsed=False)
    return _areas_only(mended) if shapely.get_num_coordinates(mended) <= MOST_CORNERS else area.convex_hull


def _areas_only(area: Any) -> Any:
    parts = [part for part in shapely.get_parts(area) if part.geom_type in ("Polygon", "MultiPolygon")]
    whole = [shapely.Polygon(one.exterior) for part in parts for one in shapely.get_parts(part) if one.area > 0]
    if not whole:
        return None
    return shapely.union_all(whole)


def _is_named(info: ReceivedInfo, codes: set[str]) -> bool:
    """Whether an area of `info` carries one of `codes`: "032013" or "SAME 032013", in any case."""
    for area in info.areas:
        for name, value in area.geocodes:
            if {value.strip().casefold(), f"{name.strip()} {value.strip()}".casefold()} & codes:
                return True
    return False


def _rounded(shape: dict[str, Any]) -> dict[str, Any]:
    def rounded(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [rounded(part) for part in value]
        return round(value, 6) if math.isfinite(value) else value

    return {"type": shape["type"], "coordinates": rounded(shape["coordinates"])}
