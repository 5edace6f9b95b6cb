"""Whom a broadcast goes to, as the audiences in settings.AUDIENCES say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.lib.mailboxes import masked_mailbox
from portal.lib.phones import masked
from portal.lib.sealing import blind_index, seal, unseal

KEY_DIGITS = 12  # of a row's key in an audience: keys sort as numbers do
AFTER = 90  # seconds without a receipt until the next channel is tried


@dataclass(frozen=True, slots=True)
class Address:
    """Where one channel reaches a person."""

    channel: str  # "sms", "voice", "push", "email": a name in settings.CARRIERS
    to: str  # E.164 for sms and voice; a mailbox; a push subscription as JSON


def masked_address(channel: str, to: str) -> str:
    """An address as staff may see it in passing: the last digits of a number, the domain of a mailbox, no device."""
    if channel == "push":
        return "••••"
    return masked_mailbox(to) if channel == "email" else masked(to)


def key_of(pk: int) -> str:
    """Recipient.key of a row of the audience's own table."""
    return f"{pk:0{KEY_DIGITS}d}"


@dataclass(frozen=True, slots=True)
class Recipient:
    key: str  # the audience's own name for a person, stable and unique in it
    phone: str  # E.164; "" where it is given as it is kept
    language: str
    priority: int = 100  # who goes first within a broadcast: the lowest
    cursor: str = ""  # what those who follow are asked for after; "": the key
    takes_texts: bool = True  # False: said STOP, which speaks of texts; other ways may still reach them
    area: str = ""  # where they are met: slug of a named area, where the audience knows one
    # the phone as portal.lib.sealing keeps it: a hundred thousand need not be unsealed only to be sealed again
    phone_sealed: bytes = b""
    phone_index: str = ""

    @property
    def position(self) -> str:
        return self.cursor or self.key

    def number(self) -> str:
        """The phone in clear, E.164."""
        return self.phone or unseal(self.phone_sealed)

    def kept(self) -> tuple[bytes, str]:
        """The phone, sealed, and its blind index."""
        return (seal(self.phone), blind_index(self.phone)) if self.phone else (self.phone_sealed, self.phone_index)


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to be rung."""

    key: str  # the asker's own name for them: "user:12", "building:7:1"
    name: str  # as others are told who has it
    phone: str  # E.164
    language: str


@dataclass(frozen=True, slots=True)
class Ways:
    """By which channels a broadcast reaches a person, each as far as they allow it and somebody carries it."""

    at_once: tuple[str, ...] = ("sms",)
    then: tuple[str, ...] = ()  # one after another, while the person is not known to have got it
    after: int = AFTER
    # earlier broadcasts: whoever only a call reached there is rung again, as far as they still allow it
    again: tuple[int, ...] = ()
    calls_from: str = ""  # ISO 8601: those calls are not made before; "": at once

    @classmethod
    def of(cls, channels: dict[str, Any]) -> "Ways":
        """From the JSON {"at_once": [...], "then": [...], "after": seconds, "again": [...], "calls_from": moment}, of
        which everything may be missing."""
        known = set(channels) <= {"at_once", "then", "after", "again", "calls_from"}
        at_once, then = channels.get("at_once", ["sms"]), channels.get("then", [])
        after = channels.get("after", AFTER)
        if not (known and at_once and all(isinstance(name, str) for name in [*at_once, *then]) and after > 0):
            raise ValueError(f"these are no channels: {channels!r}")
        last = tuple(name for name in then if name not in at_once)
        return cls(
            tuple(at_once), last, int(after), tuple(channels.get("again", ())), str(channels.get("calls_from", ""))
        )

    def as_json(self) -> dict[str, Any]:
        said = {"at_once": list(self.at_once), "then": list(self.then), "after": self.after}
        return said | ({"again": list(self.again), "calls_from": self.calls_from} if self.again else {})

    def first(self, allowed: Sequence[str], *, takes_texts: bool = True) -> list[str]:
        """By which channels somebody is told at once who allows `allowed` (those with an address), preferred first.

        The way that they prefer is always among them. Whoever allows nothing of it is texted, since a row that fails
        shows on the board and a missing one does not; but never who takes no texts: of them none may be left.
        """
        known = (*self.at_once, *self.then)
        fit = [name for name in dict.fromkeys(allowed) if name in known and (takes_texts or name != "sms")]
        chosen = [*fit[:1], *(name for name in fit[1:] if name in self.at_once)]
        return chosen or (["sms"] if takes_texts else [])

    def without(self, channel: str) -> "Ways":
        """The same without one channel; by text where nothing else would be left."""
        at_once = tuple(name for name in self.at_once if name != channel) or ("sms",)
        return Ways(at_once, tuple(name for name in self.then if name not in (channel, *at_once)), self.after)


class Audience(Protocol):
    def __call__(self, definition: dict[str, Any], *, after: str = "") -> Iterator[Recipient]:
        """The recipients that follow `after` ("" at first, then the cursor of the last), in a fixed order.

        Those come first who should hear first: sending begins with the first chunk. Read as they are taken, and
        nothing stays open between two of them: a day may pass.

        The same definition gives the same people, however often asked. Where that is in doubt somebody comes twice:
        nobody gets two rows, and nobody may be missed.
        """
        ...


class Contacts(Protocol):
    """What settings.CONTACTS names for an audience: the other ways to the same people."""

    def __call__(self, keys: list[str]) -> dict[str, list[Address]]:
        """For each of `keys` (Recipient.key) the addresses that the person allows, in their order of preference."""
        ...
