"""From the area that was asked for to its shape and its name."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.cap.areas import overlap, share_covered, united
from community.alerts.models import Alert
from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import shape_problem
from portal.lib.words import said

LEAST_RADIUS, MOST_RADIUS = 10, 50_000  # metres
MOSTLY = 0.5  # an area is named where half of it, or half of what was drawn, is meant


@dataclass(frozen=True)
class ResolvedArea:
    asked: dict[str, Any]  # {"named": slug | [slug]} | {"circle": {...}} | {"polygon": GeoJSON}
    shape: dict[str, Any]  # GeoJSON
    words: dict[str, str]  # language -> what people there call it


def resolve_area(community: Community, asked: Any) -> ResolvedArea:
    """The shape and name of `asked`. Raises ValidationError under "area", in the reader's language."""
    if not isinstance(asked, dict) or len(set(asked) & {"named", "circle", "polygon"}) != 1:
        raise _bad(_("Say where in one way: a named area, a circle or a polygon."))
    if "named" in asked:
        found = _named(community, asked["named"])
    elif "circle" in asked:
        found = _circle(community, asked["circle"])
    else:
        found = _polygon(community, asked["polygon"])
    if not overlap(found.shape, community.shape):
        raise _bad(_("This area lies outside %(community)s.") % {"community": community})
    return found


def kept_area(alert: Alert) -> ResolvedArea:
    """The area of `alert` as it was resolved when it was written, whatever the map says by now."""
    return ResolvedArea(alert.area, alert.shape, alert.area_words)


def is_still_there(alert: Alert) -> bool:
    """Whether today's map gives the area of `alert` the shape that it was written with."""
    try:
        return resolve_area(alert.community, alert.area).shape == alert.shape
    except ValidationError:
        return False


def audience_of(alert: Alert) -> dict[str, Any]:
    """Whom the alert goes to, as people's audiences understand it: everybody in its area.

    An update also goes to where the older message went: who was told to leave must learn that the area has changed.
    """
    shapes = [alert.shape]
    if alert.replaces is not None and alert.replaces.shape != alert.shape:
        shapes.append(alert.replaces.shape)
    return {"community": alert.community_id, "shape": united(shapes)}


def _named(community: Community, slugs: Any) -> ResolvedArea:
    wanted = [slugs] if isinstance(slugs, str) else slugs
    if not isinstance(wanted, list) or not wanted or not all(isinstance(slug, str) for slug in wanted):
        raise _bad(_("Choose at least one area."))
    wanted = list(dict.fromkeys(wanted))
    rows = {row.slug: row for row in NamedArea.objects.filter(community=community, slug__in=wanted)}
    unknown = [slug for slug in wanted if slug not in rows]
    if unknown:
        raise _bad(_("There is no area called %(names)s here.") % {"names": ", ".join(unknown)[:100]})
    chosen = [rows[slug] for slug in wanted]
    asked = {"named": wanted[0] if len(wanted) == 1 else wanted}
    return ResolvedArea(asked, united(row.shape for row in chosen), joined_names(chosen))


def _circle(community: Community, circle: Any) -> ResolvedArea:
    try:
        latitude, longitude, radius = (float(circle[name]) for name in ("latitude", "longitude", "radius"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _bad(_("A circle needs latitude, longitude and radius (in metres), as numbers.")) from None
    if not LEAST_RADIUS <= radius <= MOST_RADIUS:
        raise _bad(_("The radius must be from 10 m to 50 km."))
    try:
        shape = geometry.circle(latitude, longitude, radius)
    except geometry.BadShape:
        raise _bad(_("The middle of the circle is not on the globe. Latitude is -90 to 90, longitude -180 to 180."))
    asked = {"circle": {"latitude": latitude, "longitude": longitude, "radius": radius}}
    return ResolvedArea(asked, shape, _words_for(community, shape))


def _polygon(community: Community, polygon: Any) -> ResolvedArea:
    try:
        shape = geometry.checked_shape(polygon)
    except geometry.BadShape as bad:
        raise _bad(shape_problem(bad.code)) from None
    return ResolvedArea({"polygon": shape}, shape, _words_for(community, shape))


def _words_for(community: Community, shape: dict[str, Any]) -> dict[str, str]:
    """The named areas that are meant; else the community, whole or in part."""
    if share_covered(community.shape, shape) > 0.95:
        return {code: said(community.name, code) for code in community.languages}
    named = [
        row
        for row in community.areas.all()
        if overlap(row.shape, shape)
        and (share_covered(row.shape, shape) >= MOSTLY or share_covered(shape, row.shape) >= MOSTLY)
    ]
    if named:
        return joined_names(named)
    words = {}
    for code in community.languages:
        with translation.override(code):
            words[code] = _("part of %(community)s") % {"community": said(community.name, code)}
    return words


def joined_names(areas: list[NamedArea]) -> dict[str, str]:
    """The names of several areas in each language: "Lower Street, Wharf Lane", 下街、码头巷."""
    words = {}
    for code in dict(settings.LANGUAGES):
        comma = "、" if code == "zh-hans" else ", "
        words[code] = comma.join(said(area.name, code) for area in areas)
    return words


def _bad(message: str) -> ValidationError:
    return ValidationError({"area": [message]})
