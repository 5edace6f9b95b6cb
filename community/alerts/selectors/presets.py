"""What an alert starts from: the events that have a name in both languages, and the reports it grows out of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from community.alerts.models import CapCategory, CapUrgency, Certainty, Severity
from community.alerts.selectors.areas import joined_names
from community.hazards.models import Report, public_words
from community.places import geometry
from community.places.models import Community, NamedArea
from portal.lib.words import said


@dataclass(frozen=True)
class Event:
    code: str  # a hazard category's, where there is one
    name: str | Promise
    category: CapCategory
    advice: str | Promise = ""  # %(number)s: the number to call


TEMPLATED = (  # what has a template (starting_templates.toml), which brings its own advice
    ("flash_flood", gettext_lazy("Flash flood"), CapCategory.MET),
    ("wildfire", gettext_lazy("Wildfire"), CapCategory.FIRE),
    ("typhoon", gettext_lazy("Typhoon"), CapCategory.MET),
    ("hurricane", gettext_lazy("Hurricane"), CapCategory.MET),
    ("tornado", gettext_lazy("Tornado"), CapCategory.MET),
    ("cold", gettext_lazy("Severe cold"), CapCategory.MET),
    ("aftershock", gettext_lazy("Aftershock"), CapCategory.GEO),
    ("no_water", gettext_lazy("Water cut off"), CapCategory.INFRA),
    ("unsafe_water", gettext_lazy("Unsafe water"), CapCategory.HEALTH),
    ("chemical", gettext_lazy("Chemical release"), CapCategory.CBRNE),
    ("shelter_closed", gettext_lazy("Shelter closed"), CapCategory.SAFETY),
    ("power_cut", gettext_lazy("Power cut"), CapCategory.INFRA),
)
EVENTS = {
    event.code: event
    for event in (
        Event(
            "flooding",
            gettext_lazy("Flood"),
            CapCategory.MET,
            gettext_lazy("Keep out of the water, on foot and by car. Leave cellars. In danger, call %(number)s."),
        ),
        Event(
            "gas",
            gettext_lazy("Gas leak"),
            CapCategory.SAFETY,
            gettext_lazy("Leave on foot. No flames, no switches, no phones inside. Once outside, call %(number)s."),
        ),
        Event(
            "fire",
            pgettext_lazy("event", "Fire"),
            CapCategory.FIRE,
            gettext_lazy(
                "Stay away. Smoke outside? Close doors and windows. Fire inside? Leave, then call %(number)s."
            ),
        ),
        Event(
            "road",
            gettext_lazy("Road blocked"),
            CapCategory.TRANSPORT,
            gettext_lazy("Take another way. Leave the road free for rescue vehicles."),
        ),
        Event(
            "structure",
            gettext_lazy("Building at risk"),
            CapCategory.INFRA,
            gettext_lazy("Stay out and keep away from its walls. Someone inside or hurt? Call %(number)s."),
        ),
        Event(
            "electrical",
            gettext_lazy("Electrical danger"),
            CapCategory.INFRA,
            gettext_lazy("Stay 10 m away from wires and from water near them. Someone hurt? Call %(number)s."),
        ),
        Event(
            "water_supply",
            gettext_lazy("Water supply"),
            CapCategory.INFRA,
            gettext_lazy("Do not drink tap water until we say so. Use bottled water."),
        ),
        Event(
            "landslide",
            gettext_lazy("Landslide"),
            CapCategory.GEO,
            gettext_lazy(
                "Leave the slope sideways, towards higher ground. Do not go back. In danger, call %(number)s."
            ),
        ),
        Event(
            "fallen_tree",
            gettext_lazy("Fallen tree"),
            CapCategory.TRANSPORT,
            gettext_lazy("Keep away from the tree and from wires in it. Take another way."),
        ),
        Event(
            "blocked_exit",
            gettext_lazy("Exit blocked"),
            CapCategory.SAFETY,
            gettext_lazy("Use the other exits. Do not store anything on the stairs."),
        ),
        Event(
            "hazmat",
            gettext_lazy("Dangerous substance"),
            CapCategory.CBRNE,
            gettext_lazy("Go inside, close doors and windows, turn off fans. Feel ill? Call %(number)s."),
        ),
        Event("storm", gettext_lazy("Storm"), CapCategory.MET, gettext_lazy("Go inside. Keep away from windows.")),
        Event(
            "heat",
            gettext_lazy("Extreme heat"),
            CapCategory.MET,
            gettext_lazy("Stay in the shade and drink water. Look in on neighbours who live alone."),
        ),
        Event(
            "earthquake",
            gettext_lazy("Earthquake"),
            CapCategory.GEO,
            gettext_lazy("Drop, cover, hold on. When the shaking stops, go out by the stairs to open ground."),
        ),
        Event("other", gettext_lazy("Danger"), CapCategory.OTHER),
        *(Event(code, name, category) for code, name, category in TEMPLATED),
    )
}


def event_of(words: str) -> Event | None:
    """The event that `words` name, by its code or by its name in any language."""
    wanted = words.strip().casefold()
    for event in EVENTS.values():
        if wanted in {event.code, *(name.casefold() for name in _names(event))}:
            return event
    return None


def event_words(words: str, language: str) -> str:
    """The event in `language` where it is one of EVENTS, else as it was written."""
    event = event_of(words)
    if event is None:
        return words
    with translation.override(language):
        return str(event.name)


def event_names() -> list[str]:
    """What the composer offers, in the reader's language."""
    return [str(event.name) for event in EVENTS.values()]


def _names(event: Event) -> list[str]:
    names = []
    for code in dict(settings.LANGUAGES):
        with translation.override(code):
            names.append(str(event.name))
    return names


def advice_for(event: Event, community: Community, language: str) -> str:
    numbers = community.emergency_numbers
    number = numbers.get("fire") or next(iter(numbers.values()), "")
    with translation.override(language):
        return str(event.advice) % {"number": number} if event.advice else ""


AROUND = 150  # metres around a report that are warned where nobody says how far it reaches


def draft_from_reports(reports: Sequence[Report], now: datetime) -> dict[str, Any]:
    """What services.draft_alert starts from: community, event, levels, area, words. Everything may be overruled."""
    first = reports[0]
    community = first.community
    event = EVENTS.get(first.category.code, EVENTS["other"])
    names = _place_names(reports)
    return {
        "community": community,
        "event": str(_names(event)[0]),
        "category": event.category.value,
        "severity": (Severity.SEVERE if first.urgency == "immediate" else Severity.MODERATE).value,
        "urgency": (CapUrgency.IMMEDIATE if first.urgency == "immediate" else CapUrgency.EXPECTED).value,
        "certainty": Certainty.OBSERVED.value,
        "expires": (now + timedelta(hours=6)).replace(second=0, microsecond=0),
        "area": _area_of(reports),
        "infos": [_info(event, reports, names, community, code) for code in community.languages],
    }


def _info(
    event: Event, reports: Sequence[Report], names: dict[str, str], community: Community, language: str
) -> dict[str, str]:
    with translation.override(language):
        headline = _("%(event)s: %(place)s") % {"event": event.name, "place": said(names, language)}
    # a reporter's words stand in the language they were written in; what was said in another is counted by its kinds
    told = [report.description.strip() for report in reports if report.language == language]
    others = [report for report in reports if report.language != language]
    if others:
        kinds = dict.fromkeys(said(report.category.name, language) for report in others)
        with translation.override(language):
            words = ngettext("%(count)d report of: %(kinds)s.", "%(count)d reports of: %(kinds)s.", len(others))
            between = pgettext("between kinds of hazard", "; ")
        told.append(words % {"count": len(others), "kinds": between.join(kinds)})
    return {
        "language": language,
        "headline": headline[:160],
        "description": "\n".join(told),
        "instruction": advice_for(event, community, language),
        "text": "",
    }


def _areas_of(reports: Sequence[Report]) -> list[NamedArea] | None:
    """The named areas that the reports stand in or name in their words; None where one of them does neither."""
    known = list(reports[0].community.areas.all())
    found: dict[int, NamedArea] = {}
    for report in reports:
        said_so = [area for area in known if any(name and name in report.address for name in area.name.values())]
        areas = [report.area] if report.area is not None else said_so
        if not areas:
            return None
        found |= {area.pk: area for area in areas}
    return list(found.values())


def _place_names(reports: Sequence[Report]) -> dict[str, str]:
    """What the place is called, by language: its named areas, else the reporter's own words, else the community."""
    if areas := _areas_of(reports):
        return joined_names(areas)
    first = reports[0]
    words = public_words(first.address, first.category.round_to)  # everybody will read it
    return dict.fromkeys(first.community.languages, words) if words else dict(first.community.name)


def _area_of(reports: Sequence[Report]) -> dict[str, Any]:
    """The named areas of all reports; else a circle around the one pin, or the hull of several: 150 m around each.

    Everybody reads it, so a pin counts as it is rounded for everybody, and as much further as that may be wrong.
    A circle around pins at both ends of a street would warn the quarters beside it too.

    Where a place is not known nothing is chosen, and the officer is asked: one leak must not warn a whole town.
    """
    if areas := _areas_of(reports):
        return {"named": areas[0].slug if len(areas) == 1 else [area.slug for area in areas]}
    pins = [place for place in (report.public_position for report in reports) if place is not None]
    if len(pins) < len(reports):
        return {"named": []}
    radius = AROUND + max(_off(report) for report in reports)
    if len(set(pins)) > 1:
        return {"polygon": geometry.around(pins, radius)}
    latitude, longitude = pins[0]
    return {"circle": {"latitude": latitude, "longitude": longitude, "radius": radius}}


def _off(report: Report) -> int:
    """Metres that the exact place may lie beside the rounded one: half the diagonal of a square of the rounding."""
    side = geometry.METRES_A_DEGREE / 10**report.category.round_to
    return math.ceil(side / math.sqrt(2))
