"""Where an alert goes: named areas, a circle, a box of coordinates, an outline drawn or uploaded; or several."""

import json
import re
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.alerts.models import Alert
from community.alerts.selectors import KnownPlace, ResolvedArea, kept_area, known_places, places_called
from community.alerts.selectors.addresses import MOST_OFFERED
from community.people.registers import to_wgs84
from community.places.models import Community

AREA_KINDS = [
    ("named", _("Named areas")),
    ("circle", _("A circle")),
    ("box", _("A box of coordinates")),
    ("polygon", _("Drawn or uploaded")),
    ("several", _("Several of these together")),
]
BOX = ("south", "west", "north", "east")
AREA_FIELDS = (
    "area_kind", "named", "place", "place_found", "latitude", "longitude", "radius", *BOX, "polygon", "outline", "crs",
    "uploaded",
)  # fmt: skip
MOST_BYTES = 1_000_000
MOST_NAMED = 5  # places that a message names, where several fit
SHOWN = 5  # corners of a file that are shown before its map is chosen
_CORNER = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d+)?)[,;]?")
SYSTEMS = [
    ("", _("Not chosen yet")),
    ("wgs84", _("WGS 84: GPS, OpenStreetMap, most files")),
    ("gcj02", _("GCJ-02: Amap, Tencent")),
    ("bd09", _("BD-09: Baidu")),
]


class AreaForm(forms.Form):
    """`area()` is what services take as `area`."""

    area_kind = forms.ChoiceField(label=_("Where"), choices=AREA_KINDS, widget=forms.RadioSelect)
    named = forms.MultipleChoiceField(label=_("Areas"), required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(
        label=_("Around which place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        help_text=_("A station, an area, a building or its address, as in Hill Road 12. Or set the middle below."),
    )
    # the words that latitude and longitude were found for: whoever moves the pin afterwards keeps it there
    place_found = forms.CharField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    radius = forms.FloatField(label=_("Radius in metres"), required=False, initial=300)
    south = forms.FloatField(label=_("South edge, latitude"), required=False)
    west = forms.FloatField(label=_("West edge, longitude"), required=False)
    north = forms.FloatField(label=_("North edge, latitude"), required=False)
    east = forms.FloatField(label=_("East edge, longitude"), required=False)
    polygon = forms.CharField(
        label=_("Outlines"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Click on the map; paste GeoJSON; or write one corner a line, latitude first, as in 38.8901, -77.0205. An "
            "empty line begins another outline."
        ),
    )
    outline = forms.FileField(
        label=_("Or a GeoJSON file"), required=False, help_text=_("Areas only, several if you like; 1 MB at most.")
    )
    crs = forms.ChoiceField(label=_("Which map the file comes from"), choices=SYSTEMS, required=False)
    uploaded = forms.CharField(required=False, widget=forms.HiddenInput)

    community: Community
    alert: Alert | None

    def take_file(self) -> None:
        """Put an uploaded outline where a pasted one stands, so that it is not lost if something else is wrong."""
        upload = self.files.get("outline") if self.is_bound else None
        if upload is None:
            return
        data = self.data.copy()  # type: ignore[attr-defined]
        data["area_kind"] = data.get("area_kind") if data.get("area_kind") == "several" else "polygon"
        data["uploaded"] = "1"
        data["crs"] = ""
        if (upload.size or 0) > MOST_BYTES:
            self.wrong_file = gettext("This file is larger than 1 MB. Simplify the outline, or draw it.")
        else:
            try:
                data["polygon"] = json.dumps(json.loads(upload.read().decode("utf-8-sig")), separators=(",", ":"))
            except (ValueError, RecursionError):
                self.wrong_file = gettext("This file is not GeoJSON.")
        self.data = data

    wrong_file = ""

    def take_place(self) -> None:
        """Put the position of a place that was named in words where one from the map stands."""
        words = self.data.get("place", "").strip() if self.is_bound else ""
        if (
            not words
            or words == self.data.get("place_found")
            or self.data.get("area_kind") not in ("circle", "several")
        ):
            return
        found = places_called(self.known_places, words)
        data = self.data.copy()  # type: ignore[attr-defined]
        only = found[0] if len(found) == 1 else None
        data["latitude"] = f"{only.latitude:.6f}" if only else ""
        data["longitude"] = f"{only.longitude:.6f}" if only else ""
        data["place_found"] = words if only else ""
        self.wrong_place = "" if only else _no_place(words, found)
        self.data = data

    wrong_place = ""

    @cached_property
    def known_places(self) -> list[KnownPlace]:
        return known_places(self.community)

    @property
    def offered_places(self) -> list[str]:
        """What the box offers as one types."""
        return list(dict.fromkeys(str(place) for place in self.known_places))[:MOST_OFFERED]

    def clean_place(self) -> str:
        if self.wrong_place:
            raise forms.ValidationError(self.wrong_place)
        return self.cleaned_data["place"]

    def clean_outline(self) -> None:
        if self.wrong_file:
            raise forms.ValidationError(self.wrong_file)

    @property
    def asks_for_crs(self) -> bool:
        """Chinese map services shift coordinates: there a file says nothing until one knows whose map it is."""
        return self.community.region == "CN" and bool(self.data.get("uploaded") if self.is_bound else False)

    def clean_crs(self) -> str:
        chosen = self.cleaned_data["crs"]
        if self.asks_for_crs and not chosen and not self.wrong_file:
            message = gettext("Say which map this file comes from. Its first corners, longitude first: %(points)s")
            points = "; ".join(f"{x:.6f}, {y:.6f}" for x, y in first_corners(self.cleaned_data.get("polygon", "")))
            raise forms.ValidationError(message % {"points": points or "–"})
        return chosen if self.asks_for_crs else "wgs84"

    def area(self) -> dict[str, Any] | ResolvedArea:
        data = self.cleaned_data
        kind = data.get("area_kind")
        if self.alert is not None and (kind is None or kind == "kept"):
            return kept_area(self.alert)
        ways = {"named": self._named, "circle": self._circle, "box": self._box, "polygon": self._polygons}
        if kind != "several":
            found = ways[kind or "named"]()
            return found[0] if len(found) == 1 else {"areas": found}
        filled = [
            *(self._named() if data["named"] else []),
            *(self._circle() if data.get("latitude") is not None else []),
            *(self._box() if data.get("south") is not None else []),
            *(self._polygons() if data["polygon"].strip() else []),
        ]
        return {"areas": filled}

    def _named(self) -> list[dict[str, Any]]:
        return [{"named": self.cleaned_data["named"]}]

    def _circle(self) -> list[dict[str, Any]]:
        return [{"circle": {name: self.cleaned_data.get(name) for name in ("latitude", "longitude", "radius")}}]

    def _box(self) -> list[dict[str, Any]]:
        edges = [self.cleaned_data.get(name) for name in BOX]
        if any(edge is None for edge in edges):
            return [{"polygon": {"type": "Polygon", "coordinates": []}}]
        south, west, north, east = edges
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return [{"polygon": {"type": "Polygon", "coordinates": [ring]}}]

    def _polygons(self) -> list[dict[str, Any]]:
        text, system = self.cleaned_data["polygon"], self.cleaned_data.get("crs") or "wgs84"
        try:
            shapes = areas_in(json.loads(text))
        except (ValueError, RecursionError):
            shapes = outlines_in(text)
        if not shapes:
            return [{"polygon": text}]  # whose error the service words
        return [{"polygon": moved_to_wgs84(shape, system)} for shape in shapes]


def areas_in(geojson: Any) -> list[dict[str, Any]]:
    """The geometries of a GeoJSON object: of a FeatureCollection, one a feature."""
    if not isinstance(geojson, dict):
        return []
    if geojson.get("type") == "FeatureCollection":
        features = geojson.get("features")
        return [shape for one in features for shape in areas_in(one)] if isinstance(features, list) else []
    if geojson.get("type") == "Feature":
        return [geojson["geometry"]] if isinstance(geojson.get("geometry"), dict) else []
    return [geojson]


def outlines_in(text: str) -> list[dict[str, Any]]:
    """Polygons from corners written one a line ("38.8901, -77.0205", latitude first), an empty line between two; none
    where any line is something else."""
    polygons = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        corners = [_CORNER.fullmatch(line.strip()) for line in block.split("\n")]
        ring = [[float(corner[2]), float(corner[1])] for corner in corners if corner]
        if len(ring) < len(corners) or len(ring) < 3:
            return []
        polygons.append({"type": "Polygon", "coordinates": [[*ring, *([ring[0]] if ring[0] != ring[-1] else [])]]})
    return polygons


def _no_place(words: str, found: list[KnownPlace]) -> str:
    if not found:
        message = gettext(
            "No station, area or building here is called %(words)s. Write its name or address another way."
        )
        return message % {"words": words}
    names = "; ".join(str(place) for place in found[:MOST_NAMED])
    more = "; …" if len(found) > MOST_NAMED else ""
    message = gettext("Several places fit. Write one of them in full: %(names)s")
    return message % {"names": names + more}


def first_corners(text: str) -> list[tuple[float, float]]:
    """The first few (longitude, latitude) of a GeoJSON text."""
    try:
        rings: Any = [shape.get("coordinates") for shape in areas_in(json.loads(text))]
    except (ValueError, RecursionError):
        return []
    return list(_positions(rings))[:SHOWN]


def _positions(nested: Any) -> list[tuple[float, float]]:
    if not isinstance(nested, list) or not nested:
        return []
    if all(isinstance(value, int | float) for value in nested):
        return [(nested[0], nested[1])] if len(nested) > 1 else []
    return [position for inner in nested for position in _positions(inner)]


def moved_to_wgs84(shape: dict[str, Any], system: str) -> dict[str, Any]:
    """`shape` in WGS 84."""
    if system == "wgs84":
        return shape
    return {**shape, "coordinates": _moved_positions(shape.get("coordinates"), system)}


def _moved_positions(nested: Any, system: str) -> Any:
    if not isinstance(nested, list):
        return nested
    if len(nested) > 1 and all(isinstance(value, int | float) for value in nested):
        latitude, longitude = to_wgs84(nested[1], nested[0], system)
        return [round(longitude, 7), round(latitude, 7)]
    return [_moved_positions(inner, system) for inner in nested]


def area_initial(area: dict[str, Any]) -> dict[str, Any]:
    """The fields that show `area` as services hold it."""
    parts = area.get("areas", [area])
    found: dict[str, Any] = {"area_kind": "named", "named": [], "crs": "wgs84"}
    shapes = []
    for part in parts:
        named = part.get("named", [])
        found["named"] += [named] if isinstance(named, str) else named
        found |= part.get("circle", {})
        shapes += [part["polygon"]] if "polygon" in part else []
    if shapes:
        features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
        whole = shapes[0] if len(shapes) == 1 else {"type": "FeatureCollection", "features": features}
        found["polygon"] = json.dumps(whole, separators=(",", ":"))
    ways = [way for way in ("named", "circle", "polygon") if any(way in part for part in parts)]
    found["area_kind"] = "several" if len(ways) > 1 else next(iter(ways), "named")
    return found


def is_shown_whole(area: dict[str, Any]) -> bool:
    """Whether the fields can show all of `area`: one circle at most, and nothing with words or codes of its own."""
    parts = area.get("areas", [area])
    circles = sum("circle" in part for part in parts)
    return circles <= 1 and not any("words" in part or "geocodes" in part for part in parts)
