"""Status callbacks, heard in front of Django: signed, kept in a file, answered. What they mean is worked out behind.

A carrier posts two for every text of a warning, all at once, and repeats little. So nothing here waits for the
database: 204 says that the receipt is in the spool, and no more.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from prometheus_client import Counter

from community.messaging.carriers import twilio_webhooks
from community.messaging.services.receipts import Report
from community.messaging.services.spooling import Drainer, as_record, receipt_spool
from portal.lib.spool import Full, Spool

log = structlog.get_logger(__name__)

PLACE = re.compile(r"/twilio/status/([0-9]{1,19})/([0-9]{1,4})/")
LARGEST_ROW = 2**63 - 1
LARGEST_BODY = 64 * 1024  # bytes; a callback has less than one thousand
PATIENCE = 10.0  # seconds for a body to arrive
WORDS = {
    400: b"MessageSid is needed.\n",
    403: b"unsigned\n",
    405: b"POST only\n",
    408: b"too slow\n",
    413: b"too large\n",
    503: b"try again\n",
}
HEARD = Counter("shouwang_receipts", "Status callbacks, by our answer.", ["answer"])

Application = Callable[[dict[str, Any], Callable, Callable], Awaitable[None]]


class Refused(Exception):
    """Answered with `status`, and nothing kept."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


class StatusCallbacks:
    """ASGI: answers POST /twilio/status/<delivery>/<attempt>/ itself and leaves every other request to `application`.

    204 once the receipt is appended to the spool; 405, 413, 408, 403 (unsigned), 400 (says nothing) change nothing;
    503 where it cannot be kept: the carrier should try again, and reconciliation asks in any case.
    """

    def __init__(self, application: Application, spool: Spool | None = None):
        self.application = application
        self.spool = spool
        self.drainer: Drainer | None = None
        self.told = ""  # of what trouble the log was told last

    def open(self) -> None:
        """Begin to carry on what is spooled, that of dead processes first."""
        self.spool = self.spool or receipt_spool()
        self.drainer = Drainer(self.spool)
        self.drainer.start()
        self.drainer.bell.set()

    async def close(self) -> None:
        if self.drainer is not None:
            await asyncio.to_thread(self.drainer.close)

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        place = PLACE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if place is None or int(place[1]) > LARGEST_ROW:
            await self.application(scope, receive, send)
            return
        try:
            status = await self._hear(scope, receive, int(place[1]), int(place[2]))
        except Refused as refused:
            status = refused.status
        HEARD.labels(str(status)).inc()
        await answer(send, status)

    async def _hear(self, scope: dict[str, Any], receive: Callable, delivery: int, attempt: int) -> int:
        if scope["method"] != "POST":
            raise Refused(405)
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        body = await body_of(headers, receive)
        query = scope.get("query_string", b"").decode("latin-1")
        try:
            parsed = twilio_webhooks.read_status(
                # the address that Twilio was given: behind a proxy the request's own may differ
                url=settings.PUBLIC_URL + scope["path"] + (f"?{query}" if query else ""),
                kind=headers.get(b"content-type", ""),
                body=body,
                signature=headers.get(b"x-twilio-signature", ""),
                token=settings.TWILIO_AUTH_TOKEN,
            )
        except twilio_webhooks.Unsigned:
            raise Refused(403) from None
        except twilio_webhooks.Unreadable:
            raise Refused(400) from None
        if parsed is not None:  # a state that we have no use for is heard, too
            self._keep(Report(delivery, attempt, parsed.carrier_id, parsed.status, parsed.error, at=datetime.now(UTC)))
        return 204

    def _keep(self, report: Report) -> None:
        self.spool = self.spool or receipt_spool()
        try:
            self.spool.append(as_record(report))
        except (Full, OSError) as error:
            if self.told != type(error).__name__:
                self.told = type(error).__name__
                log.error("spool.full", reason=self.told)
            if self.drainer is not None:
                self.drainer.refused = "full"
                self.drainer.bell.set()
            raise Refused(503) from None
        self.told = ""
        if self.drainer is not None:
            self.drainer.bell.set()


async def body_of(headers: dict[bytes, str], receive: Callable) -> bytes:
    """All of a request's body. Raises Refused: too large, too slow, or its sender went away."""
    announced = headers.get(b"content-length", "0")
    if not announced.isdecimal():
        raise Refused(400)
    if int(announced[:12]) > LARGEST_BODY:
        raise Refused(413)
    body, more = b"", True
    try:
        async with asyncio.timeout(PATIENCE):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400)
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > LARGEST_BODY:
                    raise Refused(413)
    except TimeoutError:
        raise Refused(408) from None
    return body


async def answer(send: Callable, status: int) -> None:
    words = WORDS.get(status, b"")
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(words))] if words else []
    if status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
