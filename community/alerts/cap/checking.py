"""What a message means, and whether it can: the rules of CAP 1.2 that no schema holds (3.2, 3.3), and the difference
between what was written and what can be true."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from community.alerts.cap.received import ERROR, GRADES, Finding, Received, ReceivedInfo

# A message without an end is taken to hold so long from its sending.
WITHOUT_END = timedelta(hours=24)
AHEAD = timedelta(minutes=10)  # how far a sender's clock may go before ours
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
NAMED = {"english": "en", "chinese": "zh-hans", "中文": "zh-hans", "简体中文": "zh-hans", "汉语": "zh-hans"}
LEVELS = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
COLOURS = {"blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}
_COLOUR_NAMES = ("awareness_level", "colour", "color", "colorcode", "severitycolor", "alertcolor", "warningcolor")


def meaning_of(message: Received) -> Received:
    """`message` with what its meaning lacks among its findings. What depends on the hour is said by `findings_at`."""
    found: list[Finding] = []
    if message.msg_type in ("Update", "Cancel") and not message.references:
        found.append(Finding("unreferenced", message.msg_type))
    own = (message.sender, message.identifier)
    if any((to.sender, to.identifier) == own for to in message.references):
        found.append(Finding("refers_to_itself"))
    if message.scope in ("Restricted", "Private"):
        found.append(Finding("not_public", message.scope))
    if message.status != "Actual":
        found.append(Finding("not_actual", message.status or "-"))
    if not message.infos:
        found.append(Finding("without_words"))
    if message.infos and not message.ends:
        found.append(Finding("without_end"))
    if message.infos and not any(area.has_shape for info in message.infos for area in info.areas):
        found.append(Finding("unplaced"))
    for number, info in enumerate(message.infos, 1):
        if not language_of(info)[1]:
            found.append(Finding("language_unknown", info.language or "-", f"info {number}"))
    return replace(message, findings=(*message.findings, *found))


def findings_at(message: Received, now: datetime) -> tuple[Finding, ...]:
    """All findings, with those that depend on the hour, the worst first."""
    found = list(message.findings)
    if is_over(message, now):
        found.append(Finding("expired", _moment(end_of(message))))
    if message.sent is not None and message.sent > now + AHEAD:
        found.append(Finding("sent_in_future", _moment(message.sent)))
    return sorted_findings(found)


def sorted_findings(found: Any) -> tuple[Finding, ...]:
    """The worst first, each once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: GRADES.index(finding.grade)))


def worst_grade(found: Any) -> str:
    """The worst grade among `found`; "" where there is nothing to say."""
    grades = {finding.grade for finding in found}
    return next((grade for grade in GRADES if grade in grades), "")


def is_trustworthy(found: Any) -> bool:
    return worst_grade(found) != ERROR


def end_of(message: Received) -> datetime | None:
    """When it is over: its own word, else a day after it was sent."""
    if message.ends is not None:
        return message.ends
    return message.sent + WITHOUT_END if message.sent is not None else None


def is_over(message: Received, now: datetime) -> bool:
    end = end_of(message)
    return end is not None and end <= now


def language_of(info: ReceivedInfo) -> tuple[str, bool]:
    """(the language's code, lower case; whether it was said in a way that can be believed). What is not said is
    en-US by CAP's rule, unless the letters say otherwise."""
    written = info.language.strip().lower().replace("_", "-")
    words = " ".join([info.headline, info.event, info.description])
    letters = _LETTER.findall(words)
    chinese = bool(letters) and len(_HAN.findall(words)) * 2 > len(letters)
    if written in NAMED:
        return NAMED[written], False
    if not written:
        return ("zh-hans", False) if chinese else ("en", True)
    if not _TAG.fullmatch(written) or written in ("und", "mul", "zxx"):
        return ("zh-hans" if chinese else "", False)
    main = written.split("-")[0]
    if main == "en":
        return ("zh-hans", False) if chinese else ("en", True)
    if main in ("zh", "cmn", "zho", "chi"):
        return ("zh-hant" if {"hant", "tw", "hk", "mo"} & set(written.split("-")) else "zh-hans"), True
    return written, True


def colour_of(info: ReceivedInfo) -> str:
    """The authority's own colour: blue, yellow, orange, red; "" where it names none."""
    for name, value in info.parameters:
        if name.lower().replace(" ", "") in _COLOUR_NAMES or name.lower().replace("_", "") in _COLOUR_NAMES:
            for colour, sign in COLOURS.items():
                if colour in value.lower() or sign in value:
                    return colour
    words = f"{info.headline} {info.event}"
    for colour, sign in COLOURS.items():
        if f"{sign}色" in words or re.search(rf"\b{colour}\b[^.]{{0,30}}\b(warning|alert)", words, re.IGNORECASE):
            return colour
    return ""


def worst_of(infos: Any) -> ReceivedInfo | None:
    """The gravest of `infos`, the first among equals."""
    return min(infos, key=lambda info: LEVELS.index(info.severity), default=None)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else ""
