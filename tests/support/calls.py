"""The telephone side of the carrier that tests talk to: Twilio's Calls API, and the people at the other end."""

import asyncio
import datetime as dt
import re
import urllib.parse
import xml.etree.ElementTree as ET
from collections import deque
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from aiohttp import web

NUMBER = "+12025550100"


@dataclass
class Call:
    sid: str
    to: str
    form: dict[str, str]
    created: dt.datetime
    status: str = "queued"

    @property
    def said(self) -> str:
        """Everything that the voice says, in order."""
        return " ".join(element.text or "" for element in ET.fromstring(self.form["Twiml"]).iter("Say"))

    @property
    def languages(self) -> set[str]:
        return {element.attrib["language"] for element in ET.fromstring(self.form["Twiml"]).iter("Say")}

    @property
    def action(self) -> str:
        """Where a pressed key is told."""
        return ET.fromstring(self.form["Twiml"]).find("Gather").attrib["action"]

    def as_json(self) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.form["From"],
            "status": self.status,
            "date_created": format_datetime(self.created),
            "start_time": None if self.status == "queued" else format_datetime(self.created),
        }


@dataclass
class Switchboard:
    """`carrier.phones`: takes calls as Twilio does and says what became of them."""

    carrier: Any  # tests.support.carrier.Carrier
    calls: list[Call] = field(default_factory=list)
    requests: int = 0
    habits: dict[str, str] = field(default_factory=dict)  # phone -> "busy", "no-answer", "failed" or the key they press
    troubles: deque[str] = field(default_factory=deque)  # as tests.support.carrier.TROUBLES

    # --- what a test says -------------------------------------------------------------------------------------------

    def to(self, phone: str) -> list[Call]:
        return [call for call in self.calls if call.to == phone]

    def press(self, call: Call, key: str, *, signature: str = "") -> str:
        """The person called presses a key; what the voice says then."""
        call.status = "in-progress"
        answer = self.told(call.action, call, {"Digits": key, "CallStatus": "in-progress"}, signature)
        assert answer.status_code == 200, answer.status_code
        return " ".join(re.findall(r"<Say[^>]*>([^<]*)</Say>", answer.content.decode()))

    def end(self, call: Call, status: str = "completed", *, signature: str = "") -> Any:
        """The call is over, as one of Twilio's states; tell it."""
        call.status = status
        return self.told(call.form["StatusCallback"], call, {"CallStatus": status, "CallDuration": "20"}, signature)

    def play(self, *calls: Call) -> None:
        """Let calls (by default all that still ring) take their course, by the habits of those who are called."""
        for call in calls or [call for call in self.calls if call.status == "queued"]:
            habit = self.habits.get(call.to, "")
            if habit.isdecimal():
                self.press(call, habit)
            self.end(call, "completed" if habit.isdecimal() or not habit else habit)

    def told(self, url: str, call: Call, values: dict[str, str], signature: str = "") -> Any:
        values = {"CallSid": call.sid, "To": call.to, "From": call.form["From"], **values}
        return self.carrier.post(urllib.parse.urlsplit(url).path, values, signature)

    # --- the server -------------------------------------------------------------------------------------------------

    def add_to(self, app: web.Application, root: str) -> None:
        app.router.add_post(f"{root}.json", self._create)
        app.router.add_get(f"{root}.json", self._list)
        app.router.add_get(root + "/{sid}.json", self._fetch)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = dict(urllib.parse.parse_qsl((await request.read()).decode(), keep_blank_values=True))
        self.requests += 1
        trouble = self.troubles.popleft() if self.troubles else ""
        await asyncio.sleep(self.carrier.latency)
        return await self.carrier.answered(request, trouble, lambda: self._take(form))

    def _take(self, form: dict[str, str]) -> Call:
        ET.fromstring(form["Twiml"])  # Twilio reads it, too
        assert len(form["Twiml"]) <= 4000, "Twilio takes no more"
        call = Call(f"CA{len(self.calls) + 1:032d}", form["To"], form, self.carrier.clock())
        self.calls.append(call)
        self.carrier.later(self._report(call))
        return call

    async def _report(self, call: Call) -> None:
        """Answer and end one call over HTTP, as by the habit of who is called."""
        await asyncio.sleep(self.carrier.report_after)
        habit = self.habits.get(call.to, "")
        values = {"CallSid": call.sid, "To": call.to, "From": call.form["From"]}
        if habit.isdecimal():
            await self.carrier.notify(call.action, {**values, "Digits": habit, "CallStatus": "in-progress"})
        call.status = "completed" if habit.isdecimal() or not habit else habit
        await self.carrier.notify(call.form["StatusCallback"], {**values, "CallStatus": call.status})

    async def _list(self, request: web.Request) -> web.Response:
        if refused := self.carrier.refusal(request):
            return refused
        to, day = request.query.get("To"), request.query.get("StartTime")
        found = [
            call.as_json()
            for call in reversed(self.calls)
            if (not to or call.to == to) and (not day or call.created.date().isoformat() == day)
        ]
        return web.json_response({"calls": found[: int(request.query.get("PageSize", "50"))]})

    async def _fetch(self, request: web.Request) -> web.Response:
        if refused := self.carrier.refusal(request):
            return refused
        for call in self.calls:
            if call.sid == request.match_info["sid"]:
                return web.json_response(call.as_json())
        return web.json_response({"code": 20404, "message": "Not found", "status": 404}, status=404)
