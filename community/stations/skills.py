"""Where to go now, for the chat: live, or an honest "we cannot tell"."""

import re
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import resolve_community
from community.stations.models import Station
from community.stations.selectors import Place, Trusted, area_named_in, clock, in_words, status_words, trusted_stations
from portal.lib.conversation import Action, Citation, Question, SkillAnswer
from portal.lib.words import said

# What is asked for; the first that fits says the kind ("" is any).
NOUNS = (
    (r"(?<![a-z])(aeds?|defibrillators?)(?![a-z])|除颤", Station.Kind.AED),
    (
        r"\b(water points?|drinking water|(get|fetch|collect) (some |clean )?water)\b|取水|打水|领水|饮用水",
        Station.Kind.WATER_POINT,
    ),
    (r"\b(clinics?|first[ -]aid (post|station|point))\b|卫生站|诊所|急救点|医疗点", Station.Kind.CLINIC),
    (r"\bmicro fire stations?\b|微型消防站|消防站", Station.Kind.FIRE_STATION),
    (r"\b(assembly|muster|meeting) (points?|places?)\b|集合点|集结点", Station.Kind.ASSEMBLY_POINT),
    (r"\bshelters?\b|避难所|避难场所|避难处|安置点|收容", Station.Kind.SHELTER),
    (r"\b(emergency |evacuation |community |relief )?(stations?|cent(er|re)s?)\b|应急站|站点|服务站|应急点", ""),
)  # fmt: skip
# Words that ask for a place or a state, and not for advice.
WHERE = re.compile(
    r"\b(where|nearest|closest|near(by| me| us| here)?|how (far|do i get to)|find|which|any|open(ed)?|closed|full"
    r"|list)\b"
    r"|哪|最近|附近|周围|怎么去|怎么走|多远|开着|开放|开门|开了|关了|满了|有没有|能去|位置|地址",
    re.IGNORECASE,
)
GO = re.compile(
    r"\bwhere (can|should|do|could|shall|must) (i|we|people|they) (go|evacuate|shelter|sleep|stay|run)\b"
    r"|\bwhere (to|do i) (go|evacuate|shelter)\b|\b(somewhere|a place|anywhere) to (go|sleep|stay|shelter)\b"
    r"|(去|到|往|撤到|转移到|躲到?|逃到?|跑到?|撤离到)(哪(?!(里|儿)?(可以|能)?(买|借|租|修|办|交|报))|什么地方)|(哪里|哪儿)(可以|能)?(避难|躲|去|住|过夜|安置|避险)|躲哪",
    re.IGNORECASE,
)
OTHER_STATIONS = re.compile(
    r"\b(gas|petrol|filling|police|power|train|railway|bus|metro|subway|tube|radio|charging|space|weather|shopping|call)"
    r"[ -](station|cent(er|re))s?\b|加油站|派出所|火车站|车站|地铁站|变电站|电站|充电站|气象站|加气站|购物中心",
    re.IGNORECASE,
)
GOODS = re.compile(r"\bsandbags?\b|沙袋", re.IGNORECASE)  # no station keeps them; a guide says whom to ask
MOST = 3


def nearest_station(question: Question) -> SkillAnswer | None:
    """Stations that are confirmed open, nearest first; while a warning runs, only by words of the last two hours."""
    kind = kind_asked(question.text)
    if kind is None:
        return None
    with translation.override(question.language):
        community = community_of(question)
        place = place_of(question, community)
        found = trusted_stations(
            community, question.now, latitude=place.latitude, longitude=place.longitude, kind=kind, limit=MOST
        )
        if kind and not found.stations and not found.unsure:
            return _answer(question, community, place, _any_kind(community, question.now, place), missing=kind)
        return _answer(question, community, place, found)


def kind_asked(text: str) -> str | None:
    """The kind of station that `text` asks for, "" for any, None where it asks for something else."""
    for pattern, kind in NOUNS:
        if re.search(pattern, text, re.IGNORECASE):
            if kind == "" and OTHER_STATIONS.search(text):
                return None
            return str(kind) if WHERE.search(text) else None
    return "" if GO.search(text) and not GOODS.search(text) else None


def community_of(question: Question) -> Community | None:
    if question.community_id is not None:
        found = Community.objects.filter(pk=question.community_id).first()
        if found:
            return found
    return resolve_community("", question.latitude, question.longitude)


def place_of(question: Question, community: Community | None) -> Place:
    """A place named in the words counts more than the device's: people ask for others."""
    area = area_named_in(question.text, community)
    if area:
        return Place(*geometry.centre(area.shape), words=said(area.name))
    if question.latitude is not None and question.longitude is not None:
        return Place(question.latitude, question.longitude, _("where you are"))
    return Place()


def _any_kind(community: Community | None, now: datetime, place: Place) -> Trusted:
    return trusted_stations(community, now, latitude=place.latitude, longitude=place.longitude, limit=MOST)


def _answer(
    question: Question, community: Community | None, place: Place, found: Trusted, missing: str = ""
) -> SkillAnswer:
    now = question.now
    lines = []
    if missing:
        lines.append(_("We know of no place of this kind: %(kind)s.") % {"kind": Station.Kind(missing).label})
    shown = found.stations or found.unsure
    if found.stations:
        lines.append(_heading(place, found.warned))
    elif found.unsure:
        lines.append(_unsure_heading(found.warned))
    else:
        lines.append(_("No station is on our map yet. Ask the people who run this site, or call the numbers below."))
    lines += [f"{number}. {station_line(station, now)}" for number, station in enumerate(shown, 1)]
    if found.warned or not found.stations:
        lines.append(_numbers_line(community))
    suggestions: tuple[str, ...] = ()
    if place.latitude is None:
        lines.append(_("Where are you? Name a street or a part of the community, and I will measure from there."))
        suggestions = _suggestions(community)
    return SkillAnswer(
        text="\n".join(line for line in lines if line),
        citations=tuple(Citation(said(row.name), _("Station"), row.get_absolute_url()) for row in shown),
        actions=(Action(_("All stations, list and map"), _list_address(place)),),
        suggestions=suggestions,
    )


def _heading(place: Place, warned: bool) -> str:
    if place.words and warned:
        return _("Confirmed open in the last two hours, nearest to %(place)s first:") % {"place": place.words}
    if place.words:
        return _("Confirmed open, nearest to %(place)s first:") % {"place": place.words}
    return _("Confirmed open in the last two hours:") if warned else _("Confirmed open:")


def _unsure_heading(warned: bool) -> str:
    if warned:
        return _(
            "Status unknown: a warning is in force, and nobody has confirmed a station in the last two hours. "
            "Call before you go:"
        )
    return _("Status unknown: nobody has confirmed these lately. Call before you go:")


def station_line(station: Station, now: datetime) -> str:
    """One station in one line: name, place, distance, state, when that was confirmed."""
    facts = [said(station.name)]
    if station.address:
        facts.append(said(station.address))
    if getattr(station, "distance", None) is not None:
        facts.append(in_words(station.distance))  # type: ignore[attr-defined]
    comma, stop = (", ", ". ") if translation.get_language() == "en" else ("，", "。")
    sentences = [comma.join(facts), status_words(station, now)]
    if station.status_at(now) in Station.OPEN and station.capacity and station.places_free is not None:
        sentences.append(_("%(free)d of %(all)d places free") % {"free": station.places_free, "all": station.capacity})
    if station.confirmed_at:
        sentences.append(_("Last confirmed %(time)s") % {"time": clock(station, station.confirmed_at, now)})
    if station.phone:
        sentences.append(_("Phone %(phone)s") % {"phone": station.phone})
    return stop.join(sentences).strip() + stop.strip()


def _numbers_line(community: Community | None) -> str:
    numbers = community.emergency_numbers if community else {}
    known = [(_("fire"), numbers.get("fire")), (_("ambulance"), numbers.get("ambulance")),
             (_("police"), numbers.get("police"))]  # fmt: skip
    listed = ", ".join(f"{number} ({label})" for label, number in known if number)
    return _("In danger, call %(numbers)s.") % {"numbers": listed} if listed else ""


def _suggestions(community: Community | None) -> tuple[str, ...]:
    if community is None:
        return ()
    areas = NamedArea.objects.filter(community=community).order_by("pk")[:3]
    return tuple(_("Which station is nearest to %(place)s?") % {"place": said(area.name)} for area in areas)


def _list_address(place: Place) -> str:
    near = f"?near={place.latitude:.4f},{place.longitude:.4f}" if place.latitude is not None else ""
    return reverse("stations:station-list") + near
