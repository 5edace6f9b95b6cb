"""Finding a place of the community by its words, for whoever has no map: a station, a named area, a building."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from community.people.models import Building
from community.places import geometry
from community.places.models import Community
from community.stations.models import Station
from portal.lib.words import said

MOST_OFFERED = 400  # names that the composer's box offers as one types
_SEPARATORS = re.compile(r"[\s,，、。.;；·#()（）-]+")


@dataclass(frozen=True)
class KnownPlace:
    name: str  # in the reader's language
    address: str
    latitude: float
    longitude: float
    known_as: tuple[str, ...]  # every name and address, in every language, evened

    def __str__(self) -> str:
        return f"{self.name}, {self.address}" if self.address and self.address != self.name else self.name


def known_places(community: Community) -> list[KnownPlace]:
    """Every place of `community` that has a name and a position: stations, then areas, then buildings."""
    found = [
        _known(row.name, row.address, row.latitude, row.longitude)
        for row in Station.objects.filter(community=community).order_by("pk")
    ]
    found += [_known(area.name, {}, *geometry.centre(area.shape)) for area in community.areas.all()]
    buildings = Building.objects.filter(grid__community=community).order_by("pk")
    return found + [_known(row.name, {"": row.address}, row.latitude, row.longitude) for row in buildings]


def places_called(places: Iterable[KnownPlace], words: str) -> list[KnownPlace]:
    """Those of `places` that `words` mean: called exactly so, else those whose name or address holds them all."""
    wanted = _even(words)
    if not wanted:
        return []
    everywhere = list(places)
    exact = [place for place in everywhere if wanted in (*place.known_as, _even(str(place)))]
    if exact:
        return exact
    parts = [_even(part) for part in _SEPARATORS.split(words) if _even(part)]
    return [place for place in everywhere if all(part in " ".join(place.known_as) for part in parts)]


def _known(name: dict[str, str], address: dict[str, str], latitude: float, longitude: float) -> KnownPlace:
    texts = [text for text in (*name.values(), *address.values()) if text.strip()]
    return KnownPlace(said(name), said(address), latitude, longitude, tuple(_even(text) for text in texts))


def _even(text: str) -> str:
    """Without case, gaps and marks: "Hill Rd. 12" and "hill rd 12" are one, and so are 坡上路 12 号 and 坡上路12号."""
    return _SEPARATORS.sub("", text).casefold()
