"""A carrier that speaks Twilio's API over real HTTP: create, fetch, list, signed callbacks, trouble on demand.

Texts are here, calls in tests.support.calls (`carrier.phones`).

In a test (the `carrier` fixture) its webhooks go through Django's test client, in the test's own thread. With
`site="http://..."` and `report=True` it posts them itself over HTTP, as for a journey. Alone, for a benchmark:
`python -m tests.support.carrier --latency 0.05` prints its address and ends with its standard input.
"""

import argparse
import asyncio
import datetime as dt
import itertools
import json
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator
from uvloop import new_event_loop

from tests.support.calls import Switchboard
from tests.support.twilio import TROUBLES, Answer, Message, error

ACCOUNT, TOKEN, NUMBER = "AC00000000000000000000000000000001", "a token for tests", "+12025550100"


@dataclass
class Carrier:
    """Start with `with Carrier() as carrier`; `carrier.url` is TWILIO_API_URL."""

    latency: float = 0.0  # seconds that every request takes
    site: str = "http://127.0.0.1:8000"  # PUBLIC_URL, which signatures are made for
    client: Any = None  # Django's test client; without one, webhooks go over HTTP
    report: bool = False  # post callbacks by itself, soon after each text
    report_after: float = 0.2
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    port: int = 0

    messages: list[Message] = field(default_factory=list)
    requests: int = 0  # POSTs of messages, taken or not
    url: str = ""
    questions: int = 0  # GETs, answered or not
    deaf: bool = False  # answers no questions (list, fetch): 503
    longest_page: int = 1000  # texts that one page of a list holds at most
    next_page: str = ""  # where a list says that it goes on, whatever the truth
    unheard: int = 0  # callbacks that nobody took
    unreachable: set[str] = field(default_factory=set)  # phones whose texts end undelivered, 30003
    phones: Switchboard = field(init=False)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # (kind, picture) by its name
    elsewhere: str = ""  # where the API says that a picture lies, whatever the truth
    media_asked: list[tuple[str, str]] = field(default_factory=list)  # (path, Authorization) of requests for pictures
    _media_troubles: deque[str] = field(default_factory=deque)
    _troubles: deque[str] = field(default_factory=deque)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _ready: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.phones = Switchboard(self)

    # --- what a test says -------------------------------------------------------------------------------------------

    def trouble(self, kind: str, times: int = 1) -> None:
        """The next `times` requests to send meet `kind` (see TROUBLES)."""
        assert kind in TROUBLES or kind.isdecimal(), kind
        self._troubles.extend([kind] * times)

    def text(self, phone: str, body: str, *, to: str = NUMBER, sid: str = "", signature: str = "", **form: str) -> Any:
        """A resident texts us; the answer to the webhook. The same `sid` is a repeat."""
        values = {
            "From": phone,
            "To": to,
            "Body": body,
            "MessageSid": sid or f"SMin{next(self._numbers):028d}",
            "AccountSid": ACCOUNT,
            "NumMedia": "0",
            **form,
        }
        return self.post("/twilio/sms/", values, signature)

    def picture(self, data: bytes, kind: str = "image/jpeg") -> str:
        """Keep a picture as the carrier does, and give the address that a webhook would name."""
        name = f"ME{next(self._numbers):032d}"
        self.media[name] = (kind, data)
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MMin/Media/{name}"

    def media_trouble(self, *kinds: str) -> None:
        """The next requests for pictures meet these: a status, or "endless" (more bytes than anybody takes)."""
        self._media_troubles.extend(kinds)

    def text_photos(self, phone: str, body: str, *urls: str, **form: str) -> Any:
        """A resident sends an MMS with pictures that lie at `urls`."""
        named = {f"MediaUrl{n}": url for n, url in enumerate(urls)}
        kinds = {f"MediaContentType{n}": "image/jpeg" for n in range(len(urls))}
        return self.text(phone, body, NumMedia=str(len(urls)), **named, **kinds, **form)

    def callback(self, message: Message, status: str, error: str = "", signature: str = "") -> Any:
        """One status callback about one text."""
        values = {
            "MessageSid": message.sid,
            "MessageStatus": status,
            "To": message.to,
            "From": message.form.get("From", NUMBER),
            "AccountSid": ACCOUNT,
            **({"ErrorCode": error} if error else {}),
        }
        return self.post(urllib.parse.urlsplit(message.callback).path, values, signature)

    def deliver_everything(self, *, now: dt.datetime | None = None, late: str = "", repeat: int = 1) -> None:
        """Do all that workers would do, then report every text as delivered (or 30003 for `unreachable`).

        `late="sent"`: "sent" comes after the end state. `repeat`: how often each callback is posted.
        """
        self.work(now)
        for message in list(self.messages):
            for status in self._story(message, late):
                for _time in range(repeat):
                    answer = self.callback(message, status, message.error if status == "undelivered" else "")
                    assert answer.status_code == 204, answer.status_code

    def work(self, now: dt.datetime | None = None) -> None:
        """Fill and send in this thread, until nothing is due."""
        from community.messaging import services
        from community.messaging.models import Broadcast

        at = now or self.clock()
        for broadcast in Broadcast.objects.filter(filled_at=None, stopped_at=None):
            services.fill_broadcast(broadcast, now=at)
        while services.send_due(now=at):
            pass

    def post(self, path: str, values: dict[str, str], signature: str = "") -> Any:
        """POST a signed form to our site; the answer has `status_code` and `content`."""
        signature = signature or RequestValidator(TOKEN).compute_signature(self.site + path, values)
        body = urllib.parse.urlencode(values)
        if self.client is not None:
            return self.client.post(
                path,
                body,
                content_type="application/x-www-form-urlencoded",
                headers={"X-Twilio-Signature": signature},
            )
        request = urllib.request.Request(
            self.site + path,
            body.encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return Answer(response.status, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read())

    def bodies(self, phone: str) -> list[str]:
        """What was taken for a phone."""
        return [message.body for message in self.messages if message.to == phone]

    def _story(self, message: Message, late: str = "") -> Iterable[str]:
        end = "undelivered" if message.to in self.unreachable else "delivered"
        message.status, message.error = end, "30003" if end == "undelivered" else ""
        return (end, "sent") if late == "sent" else ("sent", end)

    # --- the server -------------------------------------------------------------------------------------------------

    def __enter__(self) -> "Carrier":
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="carrier", daemon=True)
        self._thread.start()
        assert self._ready.wait(20), "the carrier did not start"
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._run())
        finally:
            self._loop.close()

    async def _run(self) -> None:
        self._end = asyncio.Event()
        self._reports: set[asyncio.Task] = set()
        app = web.Application()
        root = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
        app.router.add_post(f"{root}.json", self._create)
        app.router.add_get(f"{root}.json", self._list)
        app.router.add_get(root + "/{sid}.json", self._fetch)
        app.router.add_get(root + "/{sid}/Media/{name}", self._picture)
        app.router.add_get("/store/{name}", self._stored)
        self.phones.add_to(app, f"/2010-04-01/Accounts/{ACCOUNT}/Calls")
        app.router.add_get("/taken", self._taken)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        self._runner = runner
        await self._listen()
        self.port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._authorization = aiohttp.encode_basic_auth(ACCOUNT, TOKEN)
        async with aiohttp.ClientSession() as self._session:
            self._ready.set()
            await self._end.wait()
            for task in self._reports:
                task.cancel()
            await asyncio.gather(*self._reports, return_exceptions=True)
        await runner.cleanup()

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024)
        await self._site.start()

    async def _hang_up(self) -> None:
        await self._site.stop()
        assert self._runner.server is not None
        await self._runner.server.shutdown(0)

    def go_away(self) -> None:
        """Refuse connections and break off those that are open, until `come_back`."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(20)

    def come_back(self) -> None:
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == self._authorization:
            return None
        return error(401, 20003, "Authenticate")

    def refusal(self, request: web.Request) -> web.Response | None:
        """Why a question is not answered: no credentials, or we are deaf."""
        self.questions += 1
        return self._refused(request) or self._deafness()

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = dict(urllib.parse.parse_qsl((await request.read()).decode(), keep_blank_values=True))
        self.requests += 1
        trouble = self._troubles.popleft() if self._troubles else ""
        if self.latency:
            await asyncio.sleep(self.latency)
        return await self.answered(request, trouble, lambda: self._take(form))

    async def answered(self, request: web.Request, trouble: str, take: Callable[[], Any]) -> web.StreamResponse:
        """The answer to a request to send, which `take` keeps unless `trouble` comes first."""
        if refused := self._refused(request):
            return refused
        if trouble.isdecimal() and len(trouble) == 5:
            return error(400, int(trouble), "Refused")
        taken = not trouble or trouble.startswith("taken")
        message = take() if taken else None
        match trouble.removeprefix("taken, then "):
            case "429":
                return error(429, 20429, "Too Many Requests")
            case "500" | "503" as status:
                return error(int(status), 20500, "Internal error")
            case "hang":
                await asyncio.sleep(3600)
            case "reset":
                assert request.transport is not None
                request.transport.abort()
        return web.json_response(message.as_json() if message else {}, status=201)

    def _take(self, form: dict[str, Any]) -> Message:
        message = Message(
            sid=f"SM{next(self._numbers):032d}",
            to=form["To"],
            body=form["Body"],
            callback=form.get("StatusCallback", ""),
            form=form,
            created=self.clock(),
        )
        self.messages.append(message)
        if message.callback:
            self.later(self._report(message))
        return message

    def later(self, report: Coroutine[Any, Any, None]) -> None:
        """Run `report` soon, where we report by ourselves."""
        if not self.report:
            report.close()
            return
        task = self._loop.create_task(report)
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _report(self, message: Message) -> None:
        """Post the callbacks of one text over HTTP, as a carrier does."""
        for status in self._story(message):
            await asyncio.sleep(self.report_after)
            values = {"MessageSid": message.sid, "MessageStatus": status, "To": message.to, "AccountSid": ACCOUNT}
            if message.error and status == "undelivered":
                values["ErrorCode"] = message.error
            await self.notify(message.callback, values)

    async def notify(self, url: str, values: dict[str, str]) -> None:
        """Post one signed form."""
        headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, values)}
        try:
            async with self._session.post(url, data=values, headers=headers) as response:
                await response.read()
        except aiohttp.ClientError:  # a site that is down is not called again: it has to ask
            self.unheard += 1

    async def _list(self, request: web.Request) -> web.Response:
        if refused := self.refusal(request):
            return refused
        to, since, day = (request.query.get(name, "") for name in ("To", "DateSent>", "DateSent"))
        found = [
            message.as_json()
            for message in reversed(self.messages)
            if (not to or message.to == to)
            and (not since or message.created.date().isoformat() >= since[:10])
            and (not day or message.created.date().isoformat() == day)
        ]
        size, page = int(request.query.get("PageSize", "50")), int(request.query.get("Page", "0"))
        size = min(size, self.longest_page)
        more = len(found) > (page + 1) * size
        following = {**request.query, "Page": str(page + 1), "PageToken": "PA+1"}
        return web.json_response(
            {
                "messages": found[page * size : (page + 1) * size],
                "next_page_uri": (self.next_page or f"{request.path}?{urllib.parse.urlencode(following)}")
                if more
                else None,
            }
        )

    async def _fetch(self, request: web.Request) -> web.Response:
        if refused := self.refusal(request):
            return refused
        for message in self.messages:
            if message.sid == request.match_info["sid"]:
                return web.json_response(message.as_json())
        return error(404, 20404, "Not found")

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        """The API asks who it is, and sends on to its store."""
        self.media_asked.append(("api", request.headers.get("Authorization", "")))
        if refused := self._refused(request):
            return refused
        trouble = self._media_troubles.popleft() if self._media_troubles else ""
        if trouble.isdecimal():
            return error(int(trouble), 20500, "Trouble")
        if trouble == "endless":
            response = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
            await response.prepare(request)
            for _piece in range(4096):
                await response.write(b"\xff" * 65536)
            return response
        name = request.match_info["name"]
        return web.Response(status=307, headers={"Location": self.elsewhere or f"{self.url}/store/{name}"})

    async def _stored(self, request: web.Request) -> web.StreamResponse:
        """The store asks nothing: its addresses are secrets that soon run out."""
        self.media_asked.append(("store", request.headers.get("Authorization", "")))
        kind, data = self.media[request.match_info["name"]]
        return web.Response(body=data, content_type=kind)

    def _deafness(self) -> web.Response | None:
        return error(503, 20503, "Service unavailable") if self.deaf else None

    async def _taken(self, request: web.Request) -> web.Response:
        return web.json_response({"taken": len(self.messages), "phones": len({m.to for m in self.messages})})


def settings_for(carrier: Carrier) -> dict[str, Any]:
    """The environment that points a site to `carrier`."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_API_URL": carrier.url,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Twilio on the loopback.")
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--report", action="store_true", help="post status callbacks")
    options = parser.parse_args()
    with Carrier(latency=options.latency, site=options.site, report=options.report) as carrier:
        print(json.dumps(settings_for(carrier)), flush=True)
        sys.stdin.read()  # until whoever started us goes away


if __name__ == "__main__":
    main()
