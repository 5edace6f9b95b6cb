"""Twilio's telephone: a call whose words are read out, and a key that says that they were heard.

`POST Calls` is no more idempotent than `POST Messages`, and its answers are sorted in the same way. A call that ends
as "completed" was answered, by a person or by a machine: only a pressed key shows that somebody listened.
(docs: https://www.twilio.com/docs/voice/api/call-resource)
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from community.messaging.carriers import speech
from community.messaging.carriers.base import Fate, Outcome, OutgoingText, ParsedKey, ParsedReceipt, Sighting
from community.messaging.carriers.twilio import TwilioCarrier, moment

# What Twilio calls the states of a call: (our status, our reason)
STATES = {
    **dict.fromkeys(("queued", "initiated", "ringing", "in-progress"), ("sent", "")),
    "completed": ("delivered", ""),
    "busy": ("failed", "busy"),
    "no-answer": ("failed", "no_answer"),
    "failed": ("failed", "call_failed"),
    "canceled": ("failed", "call_canceled"),
}
OUR_OWN_NUMBER = {"21210", "21212", "21213"}  # what we call from is refused: an operator mends that while rows wait
RINGING = 30  # seconds: long enough to wake somebody, and over before most mailboxes answer
LONGEST = 300  # seconds of one call
LISTED = 50  # calls to one number that are looked through


class TwilioVoiceCarrier(TwilioCarrier):
    name = "twilio_voice"
    channel = "voice"
    in_flight = 20
    per_second = 1.0  # more than an account allows would wait at Twilio, where no cancellation reaches it
    ask_after = 120.0  # a call that was answered has ended by then

    def __init__(self, settings: Mapping[str, Any]):
        """`settings` as for texts, and `caller`: the number that calls."""
        super().__init__(settings)
        self.caller: str = settings["caller"]
        self.calls = f"{settings['api_url']}/2010-04-01/Accounts/{self.account}/Calls"
        self.public_url: str = settings["public_url"]

    async def send(self, text: OutgoingText) -> Outcome:
        which = f"{text.delivery}/{text.attempt}/"
        words = speech.announcement(
            text.body, text.language, exercise=text.exercise, action=f"{self.public_url}/twilio/voice/{which}"
        )
        form = {
            "To": text.to,
            "From": self.caller,
            "Twiml": words,
            "Timeout": str(RINGING),
            "TimeLimit": str(LONGEST),
            "StatusCallback": f"{self.public_url}/twilio/call/{which}",
        }
        outcome = await self._post(f"{self.calls}.json", urlencode(form))
        if outcome.fate == Fate.REFUSED and outcome.error in OUR_OWN_NUMBER:
            return replace(outcome, fate=Fate.UNSENT)
        return outcome

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        # not narrowed by StartTime: a call that waits in Twilio's queue has none
        page = await self._get(f"{self.calls}.json", {"To": to, "PageSize": str(LISTED)})
        calls = [_sighting(call) for call in (page or {}).get("calls", []) if isinstance(call, dict)]
        return [call for call in calls if call.at is None or call.at >= since]

    async def fetch(self, carrier_id: str) -> Sighting | None:
        call = await self._get(f"{self.calls}/{carrier_id}.json", {})
        return _sighting(call) if call else None

    async def list_page(self, day: date, page: str) -> tuple[list[Sighting], str]:
        made, following = await self._page(self.calls, "calls", {"StartTime": day.isoformat()}, page)
        return [_sighting(call) for call in made], following


def parse_call(form: Mapping[str, str]) -> ParsedReceipt | None:
    """What a callback about a call says; None where it says nothing that we know."""
    carrier_id, state = form.get("CallSid") or "", STATES.get(form.get("CallStatus") or "")
    if not carrier_id or state is None:
        return None
    return ParsedReceipt(carrier_id[:64], *state)


def parse_key(form: Mapping[str, str]) -> ParsedKey | None:
    """The key that was pressed in a call; None where the form lacks what makes one."""
    carrier_id, key = form.get("CallSid") or "", form.get("Digits") or ""
    return ParsedKey(carrier_id[:64], key[:1]) if carrier_id and key else None


def _sighting(call: dict[str, Any]) -> Sighting:
    status, error = STATES.get(str(call.get("status")), ("sent", ""))
    return Sighting(
        carrier_id=str(call.get("sid") or ""),
        status=status,
        error=error,
        to=str(call.get("to") or ""),
        body=None,  # Twilio keeps no record of what was said
        at=moment(call.get("date_created") or call.get("start_time")),
    )
