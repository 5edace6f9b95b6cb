"""What another sender's CAP message says, as plain values: as it was written where that can be used, with what was
found odd beside it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ERROR, WARNING, NOTE = "error", "warning", "note"
GRADES = (ERROR, WARNING, NOTE)

# What can be found, and how much it matters. Error: what the message says may be wrong, or not its sender's.
# Warning: it breaks a rule and was read by a guess that nobody will quarrel with. Note: worth knowing, no more.
FINDINGS = {
    # nothing could be read
    "too_large": ERROR,
    "too_slow": ERROR,
    "too_deep": ERROR,
    "declarations": ERROR,
    "not_xml": ERROR,
    "no_message": ERROR,
    # its form
    "element_missing": WARNING,
    "identity_missing": ERROR,
    "element_order": NOTE,
    "element_repeated": WARNING,
    "element_unknown": NOTE,
    "value_unknown": WARNING,
    "namespace_missing": WARNING,
    "other_version": NOTE,
    "encoding_wrong": WARNING,
    "markup": NOTE,
    "date_odd": NOTE,
    "date_bad": ERROR,
    "without_words": WARNING,
    # its meaning
    "expired": WARNING,
    "without_end": NOTE,
    "sent_in_future": WARNING,
    "not_public": ERROR,
    "not_actual": WARNING,
    "unreferenced": ERROR,
    "reference_bad": WARNING,
    "refers_to_itself": WARNING,
    "identifier_reused": ERROR,
    "sender_unexpected": ERROR,
    "language_unknown": WARNING,
    # its signature
    "signature_broken": ERROR,
    "signature_partial": ERROR,
    "signature_unchecked": NOTE,
    "signature_good": NOTE,
    "certificate_dates": WARNING,
    # its place
    "unplaced": WARNING,
    "polygon_open": WARNING,
    "polygon_odd": WARNING,
    "polygon_short": WARNING,
    "polygon_crossing": WARNING,
    "circle_odd": WARNING,
    "out_of_range": ERROR,
    "swapped": ERROR,
    "simplified": NOTE,
    "too_many_areas": WARNING,
    "moved_away": WARNING,
}


@dataclass(frozen=True)
class Finding:
    code: str  # one of FINDINGS
    value: str = ""  # what was found, shortened
    where: str = ""  # the element, e.g. "info 2"

    @property
    def grade(self) -> str:
        return FINDINGS[self.code]


@dataclass(frozen=True)
class Refers:
    """One of `references`."""

    sender: str
    identifier: str
    sent: datetime | None


Ring = tuple[tuple[float, float], ...]  # (latitude, longitude), closed


@dataclass(frozen=True)
class ReceivedArea:
    description: str
    rings: tuple[Ring, ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()  # latitude, longitude, metres
    geocodes: tuple[tuple[str, str], ...] = ()

    @property
    def has_shape(self) -> bool:
        return bool(self.rings or self.circles)


@dataclass(frozen=True)
class ReceivedInfo:
    language: str  # as written
    event: str
    categories: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[ReceivedArea, ...] = ()


@dataclass(frozen=True)
class Received:
    """One message. What could not be read is empty, and said in `findings`."""

    identifier: str
    sender: str
    sent: datetime | None
    status: str = ""
    msg_type: str = ""
    scope: str = ""
    source: str = ""
    note: str = ""
    references: tuple[Refers, ...] = ()
    infos: tuple[ReceivedInfo, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    xml: bytes = b""  # the message itself, as UTF-8

    @property
    def ends(self) -> datetime | None:
        """When the last of it runs out; None where it does not say."""
        return max((info.expires for info in self.infos if info.expires), default=None)

    def digest(self) -> str:
        """The same for two messages that say the same, however they were written down."""
        words: list[Any] = [self.identifier, self.sender, self.status, self.msg_type, self.scope]
        words.append(sorted(f"{to.sender},{to.identifier}" for to in self.references))
        words.append(sorted(json.dumps(_said(info), ensure_ascii=False) for info in self.infos))
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _said(info: ReceivedInfo) -> list[Any]:
    texts = [info.language.lower(), info.event, info.headline, info.description, info.instruction]
    levels = [info.urgency, info.severity, info.certainty, sorted(info.categories), sorted(info.responses)]
    times = [at.timestamp() if at else None for at in (info.onset, info.expires)]
    areas = [[area.description, area.rings, area.circles, sorted(area.geocodes)] for area in info.areas]
    return [*(" ".join(text.split()) for text in texts), *levels, *times, areas]
