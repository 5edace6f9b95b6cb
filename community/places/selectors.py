"""Which community, which area: questions about places."""

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from community.places import geometry
from community.places.models import Community, NamedArea


def only_community() -> Community | None:
    """The only community of this site; None where there are none or several."""
    rows = list(Community.objects.order_by("pk")[:2])
    return rows[0] if len(rows) == 1 else None


def community_at(latitude: float, longitude: float) -> Community | None:
    """The community that holds the point; the smallest where several do."""
    return _smallest(Community.objects.boxes_holding(latitude, longitude), latitude, longitude)


def resolve_community(
    slug: str = "", latitude: float | None = None, longitude: float | None = None
) -> Community | None:
    """The community of that short name; else the holder of the point; else the only one."""
    if slug:
        return Community.objects.filter(slug=slug).first()
    if latitude is not None and longitude is not None:
        held_by = community_at(latitude, longitude)
        if held_by:
            return held_by
    return only_community()


def named_community(slug: str) -> Community | None:
    """The community that a question names; None where it names none. Raises ValidationError under "community"."""
    if not slug:
        return None
    row = Community.objects.filter(slug=slug).first() if "\0" not in slug else None
    if row is None:
        raise ValidationError({"community": [_("There is no community %(name)s.") % {"name": slug[:50]}]})
    return row


def area_at(community: Community, latitude: float, longitude: float) -> NamedArea | None:
    """The smallest named area of `community` that holds the point."""
    rows = NamedArea.objects.filter(community=community).boxes_holding(latitude, longitude)
    return _smallest(rows, latitude, longitude)


def named_areas(community: int) -> list[NamedArea]:
    """The named areas of a community (its key), the largest first."""
    rows = NamedArea.objects.filter(community=community)
    return sorted(rows, key=lambda row: -geometry.area_km2(row.shape))


def areas_at(areas: list[NamedArea], latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> list[str]:
    """For each of many points the slug of the last of `areas` that holds it; "" for none."""
    found = np.full(len(latitudes), "", dtype=object)
    for area in areas:
        boxed = (latitudes >= area.south) & (latitudes <= area.north)
        boxed &= (longitudes >= area.west) & (longitudes <= area.east)
        near = np.flatnonzero(boxed)
        if near.size:
            found[near[geometry.contains_many(area.shape, latitudes[near], longitudes[near])]] = area.slug
    return found.tolist()


def boundary_features(communities: list[Community]) -> list[dict]:
    """GeoJSON features of communities and their named areas; name in every language under `names`."""
    features = []
    for community in communities:
        features.append(_feature("boundary", community))
        features += [_feature("area", area) for area in community.areas.all()]
    return features


def _feature(kind: str, place: Community | NamedArea) -> dict:
    return {
        "type": "Feature",
        "geometry": place.shape,
        "properties": {"kind": kind, "slug": place.slug, "name": str(place), "names": place.name},
    }


def _smallest(rows, latitude: float, longitude: float):
    holders = [row for row in rows if geometry.contains(row.shape, latitude, longitude)]
    return min(holders, key=lambda row: geometry.area_km2(row.shape), default=None)


def shape_problem(code: str) -> str:
    """What is wrong with a shape, for the person who drew it."""
    return {
        "not_geojson": _("This is not GeoJSON. Paste a whole Polygon, longitude first."),
        "not_an_area": _("This is not an area. Draw at least three corners."),
        "open_ring": _("The outline is not closed: its last corner must be its first."),
        "self_crossing": _("The outline crosses itself. Draw it again without a crossing."),
        "out_of_range": _("A corner is not on the globe. Longitude comes first, then latitude, in degrees."),
        "too_large": _("This area is too large, or has too many corners."),
    }[code]
