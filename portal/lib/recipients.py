"""Whom a broadcast goes to, as the audiences in settings.AUDIENCES say it."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Recipient:
    key: str  # the audience's own name for a person, stable and unique in it; the cursor of the next chunk
    phone: str  # E.164
    language: str


class Audience(Protocol):
    def __call__(self, definition: dict[str, Any], *, after: str, limit: int) -> list[Recipient]:
        """At most `limit` recipients whose key follows `after` ("" at first), in the order of their keys.

        An empty list means that there are no more. The same definition gives the same people, however often asked.
        """
        ...
