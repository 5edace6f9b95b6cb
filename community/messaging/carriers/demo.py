"""The demo carrier: takes every text, sends none. Pages that show its work say so.

It answers like a real one so that the rest of the house cannot tell: a moment after a text was taken it reports an
end, and a few in a hundred handsets are never reached (30003, "handset unreachable", as Twilio numbers it).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.messaging.carriers.base import Fate, Outcome, OutgoingText, Sighting

UNREACHABLE = "30003"
UNREACHED_PER_THOUSAND = 15


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
        unreached = int(hashlib.sha256(carrier_id.encode()).hexdigest(), 16) % 1000 < UNREACHED_PER_THOUSAND
        status, error = ("failed", UNREACHABLE) if unreached else ("delivered", "")
        return Sighting(carrier_id, status, error, to="", body="", at=None)
