"""STATION 站点 + place: the nearest open stations by text, in two segments at most."""

import re
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from community.messaging.carriers import segments
from community.people.models import Building
from community.people.selectors import places_by_words, resident_of_phone
from community.places import geometry
from community.places.models import Community, NamedArea
from community.stations.models import Station
from community.stations.selectors import (
    Place,
    area_named_in,
    clock,
    community_texted,
    in_words,
    status_words,
    trusted_stations,
)
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.words import said

WORDS = frozenset({"STATION", "STATIONS", "SHELTER", "SHELTERS"})
CHINESE = re.compile(r"^(站点|避难所|避难|应急站)[\s，,:：。]*")
MOST_SEGMENTS = 2


def find_station(text: IncomingText) -> TextReply | None:
    """Answer STATION and a place. Without one: from the sender's own place, else the main ones."""
    glued = CHINESE.match(text.body.strip())
    if text.word not in WORDS and not glued:
        return None
    words = text.body.strip()[glued.end() :] if glued else text.rest
    with translation.override(text.language):
        return TextReply(_reply(text, words.strip()), text.language)


def _reply(text: IncomingText, words: str) -> str:
    community = community_texted(text.to)
    if community is None:
        return _("No station is known here. In danger, call for help.")
    place = _place(words, community, text.phone)
    found = trusted_stations(community, text.at, latitude=place.latitude, longitude=place.longitude, limit=3)
    rows = found.stations or found.unsure
    if not rows:
        return _("No station is known here. In danger, call for help.")
    if found.stations:
        head = _("Open, nearest to %(place)s:") % {"place": place.words} if place.words else _("Open:")
    else:
        head = _("Status unknown. Call before you go:")
    foot = ""
    if place.latitude is None:
        foot = _("We do not know that place. Text STATION and a street.") if words else _("Text STATION and a street.")
    return fitted(head, [_line(row, text.at, bool(found.stations)) for row in rows], foot)


def _place(words: str, community: Community, phone: str) -> Place:
    area = area_named_in(words, community) if words else None
    named: Building | NamedArea | None = area or (next(iter(places_by_words(community, words, limit=1)), None))
    if isinstance(named, NamedArea):
        return Place(*geometry.centre(named.shape), words=said(named.name))
    if named is not None:
        return Place(named.latitude, named.longitude, said(named.name))
    if words:
        return Place()
    resident = resident_of_phone(phone, community)
    home = resident.places.order_by("position").first() if resident else None
    # not by its name: a text may be read by whoever holds the telephone
    return Place(home.latitude, home.longitude, _("your place")) if home else Place()


def _line(station: Station, now: datetime, is_sure: bool) -> str:
    facts = [said(station.name)]
    if station.address:
        facts.append(said(station.address))
    if getattr(station, "distance", None) is not None:
        facts.append(in_words(station.distance))  # type: ignore[attr-defined]
    if is_sure:
        if station.status != Station.Status.ACTIVE or station.is_full:
            facts.append(status_words(station, now))
        if station.confirmed_at:
            facts.append(_("confirmed %(time)s") % {"time": clock(station, station.confirmed_at, now)})
    if station.phone:
        facts.append(station.phone)
    return ("，" if translation.get_language() == "zh-hans" else ", ").join(facts)


def fitted(head: str, lines: list[str], foot: str, most: int = MOST_SEGMENTS) -> str:
    """As many of `lines` as fit into `most` segments between `head` and `foot`; the first one in any case, cut."""
    kept: list[str] = []
    for line in lines:
        if _size([head, *kept, line, foot]) > most:
            break
        kept.append(line)
    if not kept and lines:
        line = lines[0]
        while line and _size([head, line, foot]) > most:
            line = line[:-1]
        kept = [line]
    return _joined([head, *kept, foot])


def _size(parts: list[str]) -> int:
    return segments.count(segments.normalise(_joined(parts))).segments


def _joined(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)
