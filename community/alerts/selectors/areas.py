"""From the area that was asked for to its shape and its name."""

from dataclasses import dataclass
from typing import Any, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.cap.areas import overlap, share_covered, united
from community.alerts.cap.writing import plain
from community.alerts.models import Alert
from community.places import geometry
from community.places.models import Community, NamedArea, validate_pairs
from community.places.selectors import shape_problem
from portal.lib.words import said, validate_words

LEAST_RADIUS, MOST_RADIUS = 10, 50_000  # metres
WAYS = ("named", "circle", "polygon")
MOST_AREAS = 20
MOST_CORNERS = 100  # of a drawn or uploaded outline: what phones and other people's systems still read well
MOSTLY = 0.5  # an area is named where half of it, or half of what was drawn, is meant


class Part(TypedDict, total=False):
    """One area of an alert, as CAP's <area> says it."""

    words: dict[str, str]
    shape: dict[str, Any]  # GeoJSON
    circle: dict[str, float]  # {"latitude", "longitude", "radius"}, where it was asked for as one
    geocodes: list[dict[str, str]]  # [{"valueName", "value"}]
    widened: float  # metres that a simplified outline reaches beyond the one that was given


@dataclass(frozen=True)
class ResolvedArea:
    asked: dict[str, Any]  # {"named": slug | [slug]} | {"circle": {...}} | {"polygon": GeoJSON} | {"areas": [...]}
    shape: dict[str, Any]  # GeoJSON of all parts together
    words: dict[str, str]  # language -> what people there call it
    parts: list[Part]


def resolve_area(community: Community, asked: Any) -> ResolvedArea:
    """The shape and name of `asked`: an area in one of three forms, or {"areas": [several]}.

    Each may carry `geocodes` and `words` of its own. Raises ValidationError under "area", in the reader's language.
    """
    if not isinstance(asked, dict) or "areas" not in asked:
        return _one_way(community, asked)
    several = asked["areas"]
    if len(set(asked) & {*WAYS, "areas"}) != 1 or not isinstance(several, list) or not several:
        raise _bad(_("Say where in one way: a named area, a circle or a polygon, or a list of these."))
    if len(several) > MOST_AREAS:
        raise _bad(_("At most %(most)d areas in one alert.") % {"most": MOST_AREAS})
    found = [_one_way(community, one) for one in several]
    if len(found) == 1:
        return found[0]
    words = {
        code: _comma(code).join(dict.fromkeys(said(one.words, code) for one in found)) for code in community.languages
    }
    parts = [part for one in found for part in one.parts]
    return ResolvedArea({"areas": [one.asked for one in found]}, _whole(parts), words, parts)


def _one_way(community: Community, asked: Any) -> ResolvedArea:
    if not isinstance(asked, dict) or len(set(asked) & set(WAYS)) != 1:
        raise _bad(_("Say where in one way: a named area, a circle or a polygon."))
    way = next(way for way in WAYS if way in asked)
    found = {"named": _named, "circle": _circle, "polygon": _polygon}[way](community, asked[way])
    if not overlap(found.shape, community.shape):
        raise _bad(_("This area lies outside %(community)s.") % {"community": community})
    return _with_details(found, asked)


def _with_details(found: ResolvedArea, asked: dict[str, Any]) -> ResolvedArea:
    """`found` under its own words and codes, where it was asked for with any."""
    words, geocodes = asked.get("words") or {}, asked.get("geocodes") or []
    try:
        validate_words(words)
        validate_pairs(geocodes)
    except ValidationError as error:
        raise ValidationError({"area": error.messages}) from None
    details = {name: value for name, value in (("words", words), ("geocodes", geocodes)) if value}
    if not details:
        return found
    called = {**found.words, **{code: plain(text).strip()[:200] for code, text in words.items() if text.strip()}}
    parts = [
        Part(**{**part, "geocodes": [*part.get("geocodes", []), *geocodes]})  # type: ignore[typeddict-item]
        for part in found.parts
    ]
    if words:  # one name for all of it: one area
        merged: Part = {"words": called, "shape": found.shape, "geocodes": parts[0]["geocodes"]}
        if "circle" in parts[0]:
            merged["circle"] = parts[0]["circle"]
        parts = [merged]
    return ResolvedArea({**found.asked, **details}, found.shape, called, parts)


def kept_area(alert: Alert) -> ResolvedArea:
    """The area of `alert` as it was resolved when it was written, whatever the map says by now."""
    return ResolvedArea(alert.area, alert.shape, alert.area_words, parts_of_area(alert))


def parts_of_area(alert: Alert) -> list[Part]:
    """The areas of `alert` one by one; an only one under the alert's own words for it."""
    if len(alert.areas) > 1:
        return alert.areas
    only: Part = {"words": alert.area_words, "shape": alert.shape, "geocodes": []}
    if circle := alert.area.get("circle"):  # a row of before areas were kept one by one
        only["circle"] = circle
    return [Part(**{**only, **(alert.areas[0] if alert.areas else {}), "words": alert.area_words})]


def is_still_there(alert: Alert) -> bool:
    """Whether today's map gives the area of `alert` the shape that it was written with."""
    try:
        return resolve_area(alert.community, alert.area).shape == alert.shape
    except ValidationError:
        return False


def audience_name(alert: Alert) -> str:
    """Which of settings.AUDIENCES the alert goes to."""
    return "desk_phones" if alert.test else "residents_in_area"


def audience_of(alert: Alert) -> dict[str, Any]:
    """Whom the alert goes to, as people's audiences understand it: everybody in its area; of a test, the desk's own.

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
    parts = [Part(words=row.name, shape=row.shape, geocodes=row.geocodes) for row in chosen]
    return ResolvedArea(asked, _whole(parts), joined_names(chosen), parts)


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
    asked = {"latitude": latitude, "longitude": longitude, "radius": radius}
    words = _words_for(community, shape)
    part = Part(words=words, shape=shape, circle=asked, geocodes=[])
    return ResolvedArea({"circle": asked}, shape, words, [part])


def _polygon(community: Community, polygon: Any) -> ResolvedArea:
    try:
        shape, beyond = geometry.covering(geometry.checked_shape(polygon), MOST_CORNERS)
    except geometry.BadShape as bad:
        raise _bad(shape_problem(bad.code)) from None
    words = _words_for(community, shape)
    part = Part(words=words, shape=shape, geocodes=[])
    if beyond:
        part["widened"] = round(beyond, 1)
    return ResolvedArea({"polygon": shape}, shape, words, [part])


def _whole(parts: list[Part]) -> dict[str, Any]:
    try:
        return united(part["shape"] for part in parts)
    except geometry.BadShape as bad:
        raise _bad(shape_problem(bad.code)) from None


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
        words[code] = _comma(code).join(said(area.name, code) for area in areas)
    return words


def _comma(language: str) -> str:
    return "、" if language == "zh-hans" else ", "


def _bad(message: str) -> ValidationError:
    return ValidationError({"area": [message]})
