"""What a CAP message is made of: plain values, already in the words of CAP 1.2."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Circle:
    latitude: float
    longitude: float
    radius: float  # metres


Pairs = tuple[tuple[str, str], ...]  # (valueName, value)


@dataclass(frozen=True)
class Area:
    description: str
    shapes: tuple[dict[str, Any], ...] = ()  # GeoJSON Polygon or MultiPolygon, longitude first
    circles: tuple[Circle, ...] = ()
    geocodes: Pairs = ()


@dataclass(frozen=True)
class Info:
    """One message in one language."""

    language: str  # BCP 47: "en", "zh-Hans"
    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    expires: datetime
    sender_name: str
    headline: str
    areas: tuple[Area, ...]
    response_types: tuple[str, ...] = ()
    audience: str = ""
    event_codes: Pairs = ()
    effective: datetime | None = None
    onset: datetime | None = None
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: Pairs = ()


@dataclass(frozen=True)
class Reference:
    """An earlier message, as `references` names it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Message:
    identifier: str
    sender: str
    sent: datetime
    status: str  # "Actual", "Exercise", "Test"
    msg_type: str  # "Alert", "Update", "Cancel"
    infos: tuple[Info, ...]
    source: str = ""
    note: str = ""
    references: tuple[Reference, ...] = field(default=())


@dataclass(frozen=True)
class Entry:
    """A message as a feed lists it."""

    uid: str  # an absolute IRI that never changes
    title: str
    summary: str
    sent: datetime
    page: str  # address of the page
    xml: str  # address of the CAP message
    category: str
    updated: datetime | None = None  # when anything became of it; None: nothing since it was sent
    facts: Pairs = ()  # elements of CAP, by name, that a reader sorts by


@dataclass(frozen=True)
class Feed:
    title: str
    author: str
    language: str
    page: str
    address: str  # of the feed itself, in this language
    updated: datetime
    entries: tuple[Entry, ...]
    uid: str = ""  # an absolute IRI that never changes, whatever the language; empty: the address
    others: tuple[tuple[str, str], ...] = ()  # (language, address) of the same feed in other languages
