"""What every carrier can do, in our own words. Engines: values in, values out, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable


class Fate(StrEnum):
    """What became of one attempt to hand a text over."""

    ACCEPTED = "accepted"  # the carrier has it
    REFUSED = "refused"  # the carrier will never take it
    UNSENT = "unsent"  # surely not taken: try again
    UNCLEAR = "unclear"  # it may have been taken: find out before anything else


@dataclass(frozen=True, slots=True)
class OutgoingText:
    delivery: int
    attempt: int
    to: str  # as portal.lib.recipients.Address.to says it for the channel
    body: str
    seconds_left: int  # of the message's life: a carrier must not deliver it later
    language: str = ""  # of the body
    broadcast: str = ""  # its key
    lane: int = 1  # community.messaging.models.Lane
    exercise: bool = False  # the body says so already


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    carrier_id: str = ""
    error: str = ""
    wait: float = 0  # seconds that the carrier asked us to wait
    gone: tuple[str, ...] = ()  # addresses that exist no more, whatever became of the others


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a carrier knows of one text; `status` is "sent" (accepted, on its way), "delivered" or "failed"."""

    carrier_id: str
    status: str
    error: str
    to: str
    body: str | None  # None where the carrier does not keep it
    at: datetime | None  # when the carrier took it


@dataclass(frozen=True, slots=True)
class ParsedReceipt:
    carrier_id: str
    status: str  # as in Sighting
    error: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A text from a phone to us, as a carrier's webhook tells it."""

    phone: str
    to: str
    body: str
    carrier_id: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key that somebody pressed in a call of ours."""

    carrier_id: str  # of the call
    key: str  # "0" to "9", "*" or "#"


class CannotAsk(Exception):
    """The carrier could not be asked just now. Its text holds no number."""


class NeverAnswers(CannotAsk):
    """The carrier cannot be asked at all."""


class Carrier(Protocol):
    name: str  # unique: a row remembers by it who took it
    channel: str  # as in settings.CARRIERS
    in_flight: int  # requests at once, in one process
    ask_after: float  # seconds without an end state until the carrier is asked for it

    def __init__(self, settings: Mapping[str, Any]):
        """`settings`: account, token, sender, service, api_url, public_url, timeout (seconds, for one request)."""

    async def open(self) -> None:
        """Make ready for many calls of `send`, `find`, `fetch` on the running loop."""

    async def close(self) -> None: ...

    async def send(self, text: OutgoingText) -> Outcome:
        """Hand one text over. Never raises for anything that the network or the carrier did."""

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        """What the carrier took for `to` since then: none means that it surely took nothing. Raises CannotAsk, as
        those always do that keep no list."""

    async def fetch(self, carrier_id: str) -> Sighting | None:
        """One text by the carrier's name for it; None where it knows none. Raises CannotAsk."""


@runtime_checkable
class Listing(Carrier, Protocol):
    """A carrier that says what it sent on a day."""

    async def list_page(self, day: date, page: str) -> tuple[list[Sighting], str]:
        """What it sent for us on `day` (UTC), a page at a time: `page` is "" and then what came back beside the page
        before; "" comes back with the last one. Raises CannotAsk."""


@runtime_checkable
class Naming(Carrier, Protocol):
    """A carrier that goes by our own name for an attempt: it can be asked also about one whose answer never came."""

    def name_of(self, delivery: int, attempt: int) -> str:
        """That name; "" where it gives names of its own after all."""
