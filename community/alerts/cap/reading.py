"""CAP 1.2, 1.1 and 1.0, alone or in Atom, RSS and other envelopes, inline or linked, to values.

Lenient: whatever can be understood is, and what was odd is said (received.FINDINGS). Only what cannot be read at all,
or wants to do harm, is refused (opening.Unreadable).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from community.alerts.cap.checking import meaning_of
from community.alerts.cap.opening import LARGEST, LONGEST, Deadline, Unreadable, opened
from community.alerts.cap.outlines import circles_of, rings_of
from community.alerts.cap.received import Finding, Received, ReceivedArea, ReceivedInfo, Refers
from community.alerts.cap.seals import seal_of
from community.alerts.cap.structure import ALLOWED, form_of, name_of

MOST_MESSAGES = 500
MOST_INFOS = 40
MOST_AREAS = 400
ENTRIES = ("entry", "item")
CAP_TYPES = ("application/cap+xml", "application/common-alerting-protocol+xml")
_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)? ?(Z|UTC|GMT|[-+]\d\d:?(?:\d\d)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """An entry of a feed whose message stands at another address."""

    url: str
    key: str  # the same until the entry changes


@dataclass(frozen=True)
class Reading:
    kind: str  # "alert", "feed", "envelope"
    messages: tuple[Received, ...] = ()
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = field(default=())  # about the whole: entries that were refused


def read(data: bytes, *, base: str = "", largest: int = LARGEST, seconds: float = LONGEST) -> Reading:
    """Everything in `data`, which was found at `base`. Raises Unreadable."""
    deadline = Deadline(seconds)
    root, odd = opened(data, deadline=deadline, largest=largest)
    if name_of(root) == "alert":
        return Reading("alert", (message_of(root, deadline, alone=True, before=odd),))
    entries = [element for element in root.iter() if name_of(element) in ENTRIES]
    if entries or name_of(root) in ("feed", "rss", "RDF", "channel"):
        return _feed(entries, base, odd, deadline)
    found = [element for element in root.iter() if name_of(element) == "alert"][:MOST_MESSAGES]
    if not found:
        raise Unreadable("no_message")
    return Reading("envelope", tuple(message_of(_alone(one), deadline, before=odd) for one in found))


def _feed(entries: list[Any], base: str, odd: list[Finding], deadline: Deadline) -> Reading:
    messages: list[Received] = []
    links: list[Link] = []
    findings = list(odd)
    for entry in entries[:MOST_MESSAGES]:
        deadline.check()
        inline = next((element for element in entry.iter() if name_of(element) == "alert"), None)
        try:
            if inline is not None:
                messages.append(message_of(_alone(inline), deadline, before=odd))
            elif written := _written_out(entry):
                root, more = opened(written.encode(), deadline=deadline)
                if name_of(root) != "alert":
                    raise Unreadable("no_message")
                messages.append(message_of(root, deadline, before=[*odd, *more]))
            elif link := _link(entry, base):
                links.append(link)
            else:
                findings.append(Finding("no_message", _text(entry, "title")[:80]))
        except Unreadable as refused:
            if refused.finding.code == "too_slow":
                raise
            findings.append(refused.finding)
    return Reading("feed", tuple(messages), tuple(links), tuple(findings))


def _alone(alert: Any) -> Any:
    """`alert` as a document of its own."""
    return etree.fromstring(etree.tostring(alert, with_tail=False))


def _written_out(entry: Any) -> str:
    """A message that stands in an entry as text, escaped or in CDATA."""
    for element in entry:
        text = (element.text or "").strip()
        if name_of(element) in ("content", "encoded", "description", "summary") and re.match(
            r"<(\?xml|([\w.-]+:)?alert\b)", text
        ):
            return text
    return ""


def _link(entry: Any, base: str) -> Link | None:
    """Where an entry's message stands: what says that it is CAP first, then what looks like it, then any link."""
    candidates: list[tuple[int, str]] = []
    for element in entry:
        name, kind = name_of(element), element.get("type", "").split(";")[0].strip().lower()
        address = element.get("href") or element.get("url") or (element.text or "").strip()
        if name not in ("link", "enclosure", "guid", "id") or not address:
            continue
        if name == "guid" and element.get("isPermaLink", "true").lower() == "false":
            continue
        looks = urlsplit(address).path.lower().endswith((".xml", ".cap"))
        rank = 0 if kind in CAP_TYPES else 1 if looks else 2 if name in ("link", "enclosure") else 3
        if name == "link" and element.get("rel", "alternate") not in ("alternate", "enclosure", "related"):
            rank = 4
        candidates.append((rank, address))
    for _rank, address in sorted(candidates, key=lambda one: one[0]):
        url = urljoin(base, address) if base else address
        if urlsplit(url).scheme in ("http", "https"):
            stamp = "|".join([url, *(_text(entry, name) for name in ("id", "guid", "updated", "pubDate", "date"))])
            return Link(url, hashlib.sha256(stamp.encode("utf-8", "replace")).hexdigest()[:32])
    return None


def message_of(alert: Any, deadline: Deadline, *, alone: bool = False, before: list[Finding] | None = None) -> Received:
    """The values of an <alert>."""
    findings = [*(before or ()), *form_of(alert)]
    infos = []
    for number, element in enumerate(_all(alert, "info"), 1):
        if number > MOST_INFOS:
            findings.append(Finding("too_many_areas", str(number)))
            break
        infos.append(_info(element, f"info {number}", findings, deadline))
    deadline.check()
    sent = _date(alert, "sent", "", findings)
    message = Received(
        # CAP's own names hold neither spaces nor commas; anything else could not be referred to
        identifier=_text(alert, "identifier")[:400],
        sender=_text(alert, "sender")[:400],
        sent=sent,
        status=_text(alert, "status")[:40],
        msg_type=_text(alert, "msgType")[:40],
        scope=_text(alert, "scope")[:40],
        source=_text(alert, "source")[:400],
        note=_text(alert, "note")[:2000],
        references=tuple(_references(_text(alert, "references"), findings)),
        infos=tuple(infos),
        findings=(*findings, *seal_of(alert, sent, alone=alone)),
        xml=etree.tostring(alert, encoding="UTF-8", with_tail=False),
    )
    deadline.check()
    return meaning_of(message)


def _info(info: Any, where: str, findings: list[Finding], deadline: Deadline) -> ReceivedInfo:
    areas = []
    for number, area in enumerate(_all(info, "area"), 1):
        if number > MOST_AREAS:
            findings.append(Finding("too_many_areas", str(number), where))
            break
        deadline.check()
        areas.append(_area(area, f"{where}, area {number}", findings, deadline))
    texts = {name: _text(info, name) for name in ("headline", "description", "instruction", "contact", "event")}
    if any(re.search(r"</?(br|p|b|i|a|strong|em|ul|li|div|span)\b[^>]*>", text, re.I) for text in texts.values()):
        findings.append(Finding("markup", where=where))
    return ReceivedInfo(
        language=_text(info, "language")[:40],
        event=texts["event"][:400],
        categories=tuple(_text_of(one)[:40] for one in _all(info, "category")),
        responses=tuple(_text_of(one)[:40] for one in _all(info, "responseType")),
        urgency=_level(info, "urgency"),
        severity=_level(info, "severity"),
        certainty=_level(info, "certainty"),
        effective=_date(info, "effective", where, findings),
        onset=_date(info, "onset", where, findings),
        expires=_date(info, "expires", where, findings),
        sender_name=_text(info, "senderName")[:400],
        headline=texts["headline"],
        description=texts["description"],
        instruction=texts["instruction"],
        web=_text(info, "web")[:1000],
        contact=texts["contact"][:1000],
        parameters=tuple(_pairs(info, "parameter")),
        areas=tuple(areas),
    )


def _area(area: Any, where: str, findings: list[Finding], deadline: Deadline) -> ReceivedArea:
    polygons = [_text_of(one) for one in _all(area, "polygon")]
    return ReceivedArea(
        description=_text(area, "areaDesc")[:2000],
        rings=tuple(rings_of(polygons, where, findings, deadline)),
        circles=tuple(circles_of([_text_of(one) for one in _all(area, "circle")], where, findings)),
        geocodes=tuple(_pairs(area, "geocode")),
    )


def _references(text: str, findings: list[Finding]) -> Iterator[Refers]:
    for word in text.split()[:200]:
        parts = word.split(",")
        sent = parsed_date(parts[-1]) if len(parts) >= 3 else None
        if len(parts) < 3 or sent is None:
            findings.append(Finding("reference_bad", word[:80]))
        if len(parts) >= 2:
            # an identifier with commas of its own, against the rule, stays whole
            yield Refers(parts[0], ",".join(parts[1:-1] if len(parts) >= 3 else parts[1:]), sent)


def _level(info: Any, name: str) -> str:
    text = _text(info, name)
    known = {value.lower(): value for value in ALLOWED[name]}
    return known.get(text.lower(), "Unknown")


def _date(element: Any, name: str, where: str, findings: list[Finding]) -> datetime | None:
    text = _text(element, name)
    if not text:
        return None
    found = parsed_date(text)
    if found is None:
        findings.append(Finding("date_bad", f"{name}: {text[:40]}", where))
    return found


def parsed_date(text: str) -> datetime | None:
    """A moment, from CAP's own form and from what is met in its place: Z, fractions, offsets without a colon, no
    offset at all (taken as UTC), e-mail's form."""
    match = _DATE.fullmatch(text.strip())
    try:
        if match is None:
            found = parsedate_to_datetime(text.strip())
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_offset(match[7] or "Z"))
        found.astimezone(UTC)  # what lies outside the calendar fails here
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return found


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away)


def _pairs(element: Any, name: str) -> Iterator[tuple[str, str]]:
    for one in _all(element, name)[:500]:
        key, value = _text(one, "valueName"), _text(one, "value")
        if key or value:
            yield key[:200], value[:1000]


def _all(element: Any, name: str) -> list[Any]:
    return [child for child in element if name_of(child) == name]


def _text(element: Any, name: str) -> str:
    found = next((child for child in element if name_of(child) == name), None)
    return _text_of(found) if found is not None else ""


def _text_of(element: Any) -> str:
    return "".join(element.itertext()).strip()
