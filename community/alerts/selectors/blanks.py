"""The blanks of templates: {place}, {until} and the numbers to call fill themselves, the officer writes the others."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.alerts.models import Alert, AlertInfo, AlertTemplate
from community.alerts.selectors.areas import resolve_area
from community.alerts.selectors.texts import until
from community.places.models import Community
from portal.lib.words import said

BLANK = re.compile(r"\{([a-z_]{1,20})\}")
_UNFIT = re.compile(r"[\n{}]|https?:|www\.", re.IGNORECASE)
MOST_IN_A_BLANK = 60  # characters: a name, a time or a figure, never a sentence
FILLED = ("place", "until", "fire", "ambulance", "police", "office")  # by themselves
LABELS = {
    "place": gettext_lazy("the place"),
    "until": gettext_lazy("until when"),
    "fire": gettext_lazy("the fire brigade's number"),
    "ambulance": gettext_lazy("the ambulance's number"),
    "police": gettext_lazy("the police's number"),
    "office": gettext_lazy("who speaks for the community"),
    "height": gettext_lazy("How high, with its unit"),
    "water": gettext_lazy("Which river or water"),
    "start": gettext_lazy("From when"),
    "shelter": gettext_lazy("Where to go"),
    "road": gettext_lazy("Which road or bridge"),
    "detour": gettext_lazy("Which way round"),
    "building": gettext_lazy("Which building"),
    "degrees": gettext_lazy("How many degrees, with the unit"),
    "wind": gettext_lazy("How strong the wind"),
    "supply": gettext_lazy("Where water is handed out"),
    "substance": gettext_lazy("What leaked"),
    "cause": gettext_lazy("Why"),
    "danger": gettext_lazy("Which danger"),
}


def blanks_in(texts: Iterable[str]) -> list[str]:
    """Names of the blanks, in the order in which they first stand."""
    return list(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))


def asked_blanks(template: AlertTemplate, language: str) -> list[str]:
    """The blanks that an officer fills in."""
    return [name for name in blanks_in(template.texts_in(language).values()) if name not in FILLED]


def label_of(name: str) -> str:
    return str(LABELS.get(name, name.replace("_", " ")))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with every blank that has a value filled in."""
    return BLANK.sub(lambda found: values.get(found[1]) or found[0], text)


def values_for(alert: Alert, language: str) -> dict[str, str]:
    """What stands in each blank of `alert` in `language`."""
    numbers = alert.community.emergency_numbers
    given = {name: texts.get(language, "") for name, texts in (alert.blanks or {}).items()}
    return given | {
        "place": said(alert.area_words, language),
        "until": until(alert, language),
        "office": said(alert.community.issuer, language),
        **{kind: numbers.get(kind, "") for kind in ("fire", "ambulance", "police")},
    }


def keeps_to(alert: Alert, infos: Sequence[AlertInfo]) -> bool:
    """Whether `alert` says its template word for word, with blanks filled, at the template's level. Then those who
    approved the template have read it, names and figures aside. Whom to ask, a web address or an audience of its own
    nobody has read."""
    template = alert.from_template
    if template is None or not infos or alert.web or alert.contact or not _names_a_place(alert):
        return False
    same = ("event", "category", "severity", "response_types")
    if any(getattr(alert, name) != getattr(template, name) for name in same):
        return False
    for info in infos:
        values = values_for(alert, info.language)
        wanted = {name: filled(text, values) for name, text in template.texts_in(info.language).items()}
        if info.text or info.audience or any(getattr(info, name) != text for name, text in wanted.items()):
            return False
        if blanks_in(wanted.values()) or not wanted["headline"]:
            return False
    return True


def _names_a_place(alert: Alert) -> bool:
    """Whether what the area is called is no more than a blank may hold, or what the map itself calls it."""
    if not blank_problems({"place": alert.area_words}, names=["place"]):
        return True
    asked = _unnamed(alert.area)
    if isinstance(asked.get("areas"), list):
        asked["areas"] = [_unnamed(one) for one in asked["areas"]]
    try:
        return resolve_area(alert.community, asked).words == alert.area_words
    except ValidationError:
        return False


def _unnamed(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name != "words"}


def is_ready_made(alert: Alert) -> bool:
    """Whether its words stand in a template that two people had approved before it was written: such a notice may be
    issued by one officer where nobody decides (services.alone)."""
    template = alert.from_template
    return (
        template is not None
        and alert.keeps_template
        and template.is_active
        and template.is_approved(alert.created)
        and keeps_to(alert, list(alert.infos.all()))
    )


def blank_problems(blanks: Any, *, names: Iterable[str]) -> list[str]:
    """What is wrong with the values given for the blanks `names`: {name: {language: text}}."""
    problems = []
    for name in names:
        given = blanks.get(name, {}) if isinstance(blanks, Mapping) else {}
        for text in given.values() if isinstance(given, Mapping) else [None]:
            if not isinstance(text, str) or len(text) > MOST_IN_A_BLANK or _UNFIT.search(text):
                message = _("%(blank)s: a few words in one line, 60 characters at most, without a web address.")
                problems.append(message % {"blank": label_of(name)})
                break
    return problems


def until_of(template: AlertTemplate, now: datetime) -> datetime:
    """The end that a template proposes, on a full minute."""
    return (now + timedelta(hours=template.hours)).replace(second=0, microsecond=0)


def starting_values(template: AlertTemplate, community: Community, now: datetime) -> dict[str, Any]:
    """What a composer starts from, as presets.draft_from_reports: everything may be overruled."""
    names = ("event", "category", "severity", "urgency", "certainty", "response_types")
    return {name: getattr(template, name) for name in names} | {
        "expires": until_of(template, now),
        "infos": [
            {"language": language, "text": "", **template.texts_in(language)}
            for language in community.languages
            if template.words.get(language)
        ],
    }
