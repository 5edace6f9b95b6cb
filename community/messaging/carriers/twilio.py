"""Twilio: its REST API of 2010-04-01 as a client. Its webhooks are in twilio_webhooks. Its words end here.

`POST Messages` is not idempotent and takes no idempotency key, so every answer is sorted by one question: was the
text surely taken, surely not taken, or can nobody tell? (docs: https://www.twilio.com/docs/messaging/api)
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
from yarl import URL

from community.messaging.carriers.base import (
    CannotAsk,
    Fate,
    Outcome,
    OutgoingText,
    Sighting,
)

# What Twilio calls the states of a text, in ours. Others ("receiving", ...) are of no use here.
STATUSES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent", "partially_delivered"), "sent"),
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **dict.fromkeys(("undelivered", "failed", "canceled"), "failed"),
}
QUEUE_FULL = {"20429", "21611", "30001"}  # refused for now, not for ever
NOT_OURS_TO_GIVE_UP = {401, 403, 404}  # wrong credentials or address: an operator mends that while the rows wait
LONGEST_QUEUE = 36_000  # seconds: the most that ValidityPeriod takes
LONGEST_PAGE = 1000  # texts that one page of a list takes
CONNECTIONS = 500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_quoted = lru_cache(maxsize=16)(quote_plus)  # thousands get the same few texts


class TwilioCarrier:
    name = "twilio"
    channel = "sms"
    in_flight = 250
    ask_after = 60.0

    def __init__(self, settings: Mapping[str, Any]):
        self.account: str = settings["account"]
        self.token: str = settings["token"]
        service, number = settings["service"], settings["sender"]
        self.sender = urlencode({"MessagingServiceSid": service} if service else {"From": number})
        self.api: str = settings["api_url"]
        self.messages = f"{self.api}/2010-04-01/Accounts/{self.account}/Messages"
        self.create = URL(f"{self.messages}.json")
        self.callbacks = quote_plus(f"{settings['public_url']}/twilio/status/")
        # for one request, given again at every one: no path through the client may wait for ever
        self.timeout = aiohttp.ClientTimeout(total=settings["timeout"])
        self.session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self.session = aiohttp.ClientSession(
            headers={"Authorization": aiohttp.encode_basic_auth(self.account, self.token)},
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self.timeout,
        )

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def send(self, text: OutgoingText) -> Outcome:
        callback = f"{self.callbacks}{text.delivery}%2F{text.attempt}%2F"
        left = min(max(text.seconds_left, 1), LONGEST_QUEUE)
        form = (
            f"To={quote_plus(text.to)}&Body={_quoted(text.body)}&StatusCallback={callback}"
            f"&ValidityPeriod={left}&{self.sender}"
        )
        return await self._post(self.create, form)

    async def _post(self, url: str | URL, form: str) -> Outcome:
        assert self.session is not None, "open() first"
        try:
            async with self.session.post(
                url, data=form.encode(), headers=FORM, timeout=self.timeout, allow_redirects=False
            ) as response:
                body = await _json(response)
                return _outcome(response.status, body, response.headers.get("Retry-After", ""))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Outcome(Fate.UNSENT, error="no_connection")  # refused, no such host, no handshake: never processed
        except TimeoutError:
            return Outcome(Fate.UNCLEAR, error="timeout")
        except (aiohttp.ClientError, OSError):
            return Outcome(Fate.UNCLEAR, error="connection_lost")

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        page = await self._get(
            f"{self.messages}.json", {"To": to, "DateSent>": since.strftime("%Y-%m-%d"), "PageSize": "200"}
        )
        return [_sighting(message) for message in (page or {}).get("messages", []) if isinstance(message, dict)]

    async def fetch(self, carrier_id: str) -> Sighting | None:
        message = await self._get(f"{self.messages}/{carrier_id}.json", {})
        return _sighting(message) if message else None

    async def list_page(self, day: date, page: str) -> tuple[list[Sighting], str]:
        sent, following = await self._page(self.messages, "messages", {"DateSent": day.isoformat()}, page)
        return [_sighting(message) for message in sent], following

    async def _page(
        self, resource: str, kind: str, query: dict[str, str], page: str
    ) -> tuple[list[dict[str, Any]], str]:
        """One page of a list, without what came in, and where it goes on. Raises CannotAsk."""
        url, asked = f"{resource}.json", {**query, "PageSize": str(LONGEST_PAGE)}
        if page:
            url, asked = self.api + page, {}
        found = await self._get(url, asked) or {}
        sent = [one for one in found.get(kind, []) if isinstance(one, dict) and one.get("direction") != "inbound"]
        following = str(found.get("next_page_uri") or "")
        if following and not following.startswith(resource.removeprefix(self.api)):
            raise CannotAsk("next_page")  # our credentials go to our own account's list, and nowhere else
        return sent, following

    async def _get(self, url: str, query: dict[str, str]) -> dict[str, Any] | None:
        """The answer as a dict; None for 404. Raises CannotAsk."""
        assert self.session is not None, "open() first"
        try:
            async with self.session.get(url, params=query, timeout=self.timeout, allow_redirects=False) as response:
                if response.status == 404:
                    return None
                body = await _json(response)
                if response.status != 200 or body is None:
                    raise CannotAsk(f"http_{response.status}")
                return body
        except TimeoutError:
            raise CannotAsk("timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise CannotAsk(type(error).__name__) from None  # its own text holds the address, and that a number


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any] | None:
    try:
        body = json.loads(await response.read())  # response.json() looks for a charset first, which takes longer
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _outcome(status: int, body: dict[str, Any] | None, retry_after: str) -> Outcome:
    """Sort one answer to `POST Messages`."""
    code = str((body or {}).get("code") or "")[:40]
    if status in (200, 201):
        carrier_id = str((body or {}).get("sid") or "")
        return Outcome(Fate.ACCEPTED, carrier_id) if carrier_id else Outcome(Fate.UNCLEAR, error="no_id")
    if status == 429 or code in QUEUE_FULL:
        return Outcome(Fate.UNSENT, error=code or "20429", wait=_seconds(retry_after))
    if status in NOT_OURS_TO_GIVE_UP:
        return Outcome(Fate.UNSENT, error=code or f"http_{status}")
    if 400 <= status < 500:
        return Outcome(Fate.REFUSED, error=code or f"http_{status}")
    return Outcome(Fate.UNCLEAR, error=f"http_{status}")


def _seconds(header: str) -> float:
    """Retry-After in seconds, at most a minute; 0 where there is none or it is a date."""
    try:
        return min(max(float(header), 0.0), 60.0)
    except ValueError:
        return 0.0


def _sighting(message: dict[str, Any]) -> Sighting:
    return Sighting(
        carrier_id=str(message.get("sid") or ""),
        status=STATUSES.get(str(message.get("status")), "sent"),
        error=str(message.get("error_code") or ""),
        to=str(message.get("to") or ""),
        body=str(message.get("body") or ""),
        at=moment(message.get("date_created") or message.get("date_sent")),
    )


def moment(text: Any) -> datetime | None:
    """RFC 2822, as the API writes times: "Wed, 18 Aug 2010 20:01:40 +0000"."""
    try:
        return parsedate_to_datetime(str(text))
    except ValueError:
        return None
