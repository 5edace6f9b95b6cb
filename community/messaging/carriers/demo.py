"""The demo carriers: they take everything and send nothing. Pages that show their work say so.

They answer like real ones so that the rest of the house cannot tell: a moment after something was taken they report
an end, and a few in a hundred are never reached (30003, "handset unreachable", as Twilio numbers it).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.messaging.carriers.base import Fate, Outcome, OutgoingText, Sighting

UNREACHABLE = "30003"
UNREACHED_PER_THOUSAND = 15
UNANSWERED_PER_THOUSAND = 150  # calls


class DemoCarrier:
    name = "demo"
    channel = "sms"
    in_flight = 250
    ask_after = 2.0

    def __init__(self, settings: Mapping[str, Any]):
        pass

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def send(self, text: OutgoingText) -> Outcome:
        return Outcome(Fate.ACCEPTED, carrier_id=f"demo-{text.delivery}-{text.attempt}")

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        return []  # nothing leaves this process, so whatever has no answer was not taken

    async def fetch(self, carrier_id: str) -> Sighting | None:
        unreached = _draw(carrier_id) < UNREACHED_PER_THOUSAND
        status, error = ("failed", UNREACHABLE) if unreached else ("delivered", "")
        return Sighting(carrier_id, status, error, to="", body="", at=None)


class DemoVoiceCarrier(DemoCarrier):
    """Rings nobody. Most of its calls are answered, and nobody ever presses a key."""

    name = "demo_voice"
    channel = "voice"
    in_flight = 20
    per_second = 100.0

    async def fetch(self, carrier_id: str) -> Sighting | None:
        unanswered = _draw(carrier_id) < UNANSWERED_PER_THOUSAND
        status, error = ("failed", "no_answer") if unanswered else ("delivered", "")
        return Sighting(carrier_id, status, error, to="", body=None, at=None)


class DemoPushCarrier(DemoCarrier):
    """Shows nothing on any device."""

    name = "demo_push"
    channel = "push"


class DemoEmailCarrier(DemoCarrier):
    """Writes no letters."""

    name = "demo_email"
    channel = "email"


def _draw(carrier_id: str) -> int:
    """A number below 1,000, always the same for the same message."""
    return int(hashlib.sha256(carrier_id.encode()).hexdigest(), 16) % 1000
