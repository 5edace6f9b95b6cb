"""The words of the text message, in the order that people need: source, hazard and impact, place, what to do, until
when; then where to read more, and the reference that makes a repeated text harmless."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertInfo
from community.messaging.carriers import segments
from portal.lib.words import said

EXERCISE = {"en": "EXERCISE / 演练:", "zh-hans": "【演练 EXERCISE】"}
TEST = {"en": "TEST / 测试:", "zh-hans": "【测试 TEST】"}
_SPACES = re.compile(r"[ \t\u3000]*\n\s*|[ \t]{2,}")
_NO_SPACE = re.compile(r"(?<=[，。；：！？、】」”]) ")


@dataclass(frozen=True)
class TextInHand:
    """One language's text message, as it will be sent."""

    language: str
    body: str
    characters: int
    segments: int
    encoding: str
    per_segment: int


def texts_of(alert: Alert, infos: Sequence[AlertInfo]) -> dict[str, str]:
    """Language -> text message, for every language of the community and of the alert.

    A language that is not written yet gets a fixed line in that language, then the words that there are: a warning
    leaves in whichever language is ready.
    """
    written = {info.language: text_in(alert, info) for info in infos}
    if not written:
        return {}
    ready = written.get(settings.LANGUAGE_CODE) or next(iter(written.values()))
    for language in alert.community.languages:
        if language not in written:
            with translation.override(language):
                warning = _("Warning, so far in another language only:")
                # our own words are no 预警: that is an authority's to say
                lead = warning if alert.is_relay else _("Notice, so far in another language only:")
            written[language] = _marked(alert, f"{lead} {_unmarked(ready)}", language)
    return {language: segments.normalise(text) for language, text in written.items()}


def text_in(alert: Alert, info: AlertInfo) -> str:
    """The text message in the info's language: its own words where somebody wrote them, else made of the rest."""
    with translation.override(info.language):
        if info.text.strip():
            words = _attributed(alert, info.text.strip(), info.language)
            return _marked(alert, _signed(alert, words, info.language), info.language)
        words = render_to_string(
            f"alerts/texts/warning.{info.language}.txt",
            {
                "alert": alert,
                "office": said(alert.community.issuer, info.language),
                "headline": _ended(info.headline, info.language),
                "impact": _ended(_first_line(info.description), info.language),
                "area": _area_in(alert, info),
                "instruction": _ended(info.instruction, info.language),
                "until": until(alert, info.language),
                "is_cancel": alert.is_over,
                "link": link_to(alert),
            },
        )
    return _marked(alert, _tidy(words), info.language)


def measured(texts: dict[str, str]) -> list[TextInHand]:
    found = []
    for language, body in texts.items():
        count = segments.count(body)
        found.append(TextInHand(language, body, len(body), count.segments, count.encoding, count.per_segment))
    return found


def link_to(alert: Alert) -> str:
    """The short address of the warning's page; none for an exercise or a test, which has no public page."""
    return "" if alert.exercise or alert.test else f"{settings.PUBLIC_URL}/alerts/{alert.identifier}/"


def until(alert: Alert, language: str) -> str:
    """The end of the alert on the place's own clock."""
    return clock_in(alert, alert.expires, language)


def clock_in(alert: Alert, at: datetime, language: str) -> str:
    """A moment on the alert's own clock: "20:00, 8 Jul", 7月8日20:00. Absolute: it may be read tomorrow."""
    local = timezone.localtime(at, alert.community.zone)
    if language == "zh-hans":
        return f"{local.month}月{local.day}日{local:%H:%M}"
    with translation.override("en"):
        return f"{local:%H:%M}, {local.day} {local:%b}"


def _marked(alert: Alert, text: str, language: str) -> str:
    """Every word of an exercise or a test that leaves the house says so first, in both languages."""
    marks = EXERCISE if alert.exercise else TEST
    mark = marks.get(language, marks["en"])
    if not (alert.exercise or alert.test) or text.startswith(mark):
        return text
    return _NO_SPACE.sub("", f"{mark} {text}")


def _unmarked(text: str) -> str:
    for mark in (*EXERCISE.values(), *TEST.values()):
        text = text.removeprefix(mark)
    return text.strip()


def _signed(alert: Alert, text: str, language: str) -> str:
    if alert.identifier in text:
        return text
    reference = f"编号{alert.identifier}" if language == "zh-hans" else f"Ref {alert.identifier}"
    return f"{text} {reference}"


def _attributed(alert: Alert, text: str, language: str) -> str:
    """A relay says in every text whose warning it is, also where somebody shortened it by hand."""
    if not alert.is_relay or alert.issuer in text:
        return text
    office = said(alert.community.issuer, language)
    if language == "zh-hans":
        return f"【{office}转发】{alert.issuer}：{text}"
    return f"{alert.issuer}, relayed by {office}: {text}"


def _area_in(alert: Alert, info: AlertInfo) -> str:
    """The place, unless the headline has said it."""
    area = said(alert.area_words, info.language)
    return "" if area and area.casefold() in info.headline.casefold() else area


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].strip()


def _ended(text: str, language: str) -> str:
    """A sentence with its full stop."""
    cleaned = text.strip()
    if not cleaned or cleaned[-1] in ".!?。！？；;…":
        return cleaned
    return cleaned + ("。" if language == "zh-hans" else ".")


def _tidy(text: str) -> str:
    return _NO_SPACE.sub("", _SPACES.sub(" ", text.strip()))
