"""A gateway for texts that speaks plain HTTP, described wholly by the operator: one entry of SMS_GATEWAY.

    {"name": "domestic",                     what rows and pages call it, in letters, digits, - and _
     "prefixes": ["+86"], "weight": 100, "segments_per_second": 50,
     "send": {"url": "https://sms.example/send", "method": "POST", "headers": {"X-Key": "..."},
              "json": {"mobile": "{national}", "text": "{body}", "callback": "{callback}"}},     or "form", or "query"
     "answer": {"id": "data.id", "code": "code", "taken": ["0"], "refused": ["1001"], "busy": ["429"],
                "busy_statuses": [429]},
     "look_up": {"url": "https://sms.example/state?id={id}", "status": "data.state", "error": "data.reason"},
     "receipt": {"id": "id", "status": "state", "error": "reason"},
     "inbound": {"id": "id", "from": "mobile", "to": "port", "body": "text"},
     "states": {"DELIVRD": "delivered", "UNDELIV": "failed", "ACCEPTD": "sent"},
     "secret": "...", "signature": {"header": "X-Signature", "algorithm": "sha256", "encoding": "hex"}}

Words in braces are filled in: to (E.164), digits (without the plus), national (without the prefix as well), body,
language, reference (our name for the attempt), callback, seconds_left; in a look-up id. Where a thing stands in an
answer is a path: "data.0.id". Without "answer.id" our own reference is the text's name. A "signature" is a keyed
hash of the webhook's body; with "header" alone, that header holds the secret itself. So that a body that somebody
overheard cannot be posted again as another text's receipt, every callback ends in a token of its own.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import aiohttp

from community.messaging.carriers.base import (
    CannotAsk,
    Fate,
    NeverAnswers,
    Outcome,
    OutgoingText,
    ParsedReceipt,
    ParsedText,
    Sighting,
)
from community.messaging.carriers.tokens import token_for

NAME = re.compile(r"[A-Za-z0-9_-]{1,20}")
WORDS = re.compile(r"\{(\w+)\}")
KNOWN = frozenset(["to", "digits", "national", "body", "language", "reference", "callback", "seconds_left", "id"])
RECEIPT = "receipt"  # what the token in a callback is good for
STATES = frozenset(["sent", "delivered", "failed"])
ALGORITHMS = frozenset(["sha1", "sha256", "sha384", "sha512"])
NOT_OURS_TO_GIVE_UP = {401, 403, 404}  # wrong credentials or address: an operator mends that while the rows wait
LONGEST_ANSWER = 64 * 1024  # bytes
LONG_ENOUGH = 16  # characters of a secret


class BadDescription(ValueError):
    """What is wrong with a description, in words for the operator. Holds none of its secrets."""


def faults(described: Any) -> list[str]:
    """What is wrong with a description; none means that it can be used."""
    if not isinstance(described, dict):
        return ["a gateway is described by a JSON object"]
    found = []
    if not NAME.fullmatch(str(described.get("name", "gateway"))):
        found.append("name: at most 20 letters, digits, - and _")
    send = described.get("send")
    if not isinstance(send, dict) or urlsplit(str(send.get("url"))).scheme not in ("http", "https"):
        return [*found, "send.url: an http or https address is needed"]
    bodies = [kind for kind in ("form", "json") if kind in send]
    if len(bodies) > 1:
        found.append("send: form or json, not both")
    used = set(WORDS.findall(json.dumps(send)))
    if not used & {"to", "digits", "national"} or "body" not in used:
        found.append("send: {to} (or {digits}, {national}) and {body} must stand somewhere in it")
    found += [f"send: {{{word}}} is not known" for word in sorted(used - KNOWN)]
    prefixes = described.get("prefixes", ["+86"])
    if not isinstance(prefixes, list) or not all(re.fullmatch(r"\+\d*", str(one)) for one in prefixes):
        found.append('prefixes: a list such as ["+86"]; "+" is every number')
    states = described.get("states", {})
    if not isinstance(states, dict) or not set(map(str, states.values())) <= STATES:
        found.append("states: each of the gateway's words means sent, delivered or failed")
    signature = described.get("signature", {})
    if not isinstance(signature, dict) or signature.get("algorithm", "sha256") not in ALGORITHMS:
        found.append("signature.algorithm: one of " + ", ".join(sorted(ALGORITHMS)))
    secret = str(described.get("secret", ""))
    if secret and len(secret) < LONG_ENOUGH:
        found.append(f"secret: {LONG_ENOUGH} characters or more")
    return found


class GatewayCarrier:
    name = "gateway"
    channel = "sms"
    in_flight = 100
    ask_after = 60.0

    def __init__(self, settings: Mapping[str, Any]):
        self.described: dict[str, Any] = settings["gateway"]
        if wrong := faults(self.described):
            raise BadDescription("; ".join(wrong))
        self.name = str(self.described.get("name", "gateway"))
        self.send_by: dict[str, Any] = self.described["send"]
        self.look_up: dict[str, Any] = self.described.get("look_up") or {}
        self.answer: dict[str, Any] = self.described.get("answer") or {}
        self.states = {str(word): state for word, state in (self.described.get("states") or {}).items()}
        self.callbacks = f"{settings['public_url']}/gateway/status/{self.name}"
        self.receipt_key: str = settings["receipt_key"]
        self.timeout = aiohttp.ClientTimeout(total=settings["timeout"])
        self.session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=2 * self.in_flight),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self.timeout,
        )

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def send(self, text: OutgoingText) -> Outcome:
        words = self._words(text)
        # a look-up by our own name for it settles what the answer left open
        known = self.name_of(text.delivery, text.attempt)
        try:
            status, body, headers = await self._request(self.send_by, words)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Outcome(Fate.UNSENT, error="no_connection")
        except TimeoutError:
            return Outcome(Fate.UNCLEAR, known, error="timeout")
        except (aiohttp.ClientError, OSError):
            return Outcome(Fate.UNCLEAR, known, error="connection_lost")
        return self._sorted(status, body, headers.get("Retry-After", ""), known)

    def name_of(self, delivery: int, attempt: int) -> str:
        return "" if self.answer.get("id") else _reference(delivery, attempt)

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        raise NeverAnswers("keeps no list")

    async def fetch(self, carrier_id: str) -> Sighting | None:
        if not self.look_up:
            raise NeverAnswers("no look_up")
        try:
            status, body, _headers = await self._request({"method": "GET", **self.look_up}, {"id": carrier_id})
        except TimeoutError:
            raise CannotAsk("timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise CannotAsk(type(error).__name__) from None
        if status == 404:
            return None
        state = self.states.get(_at(body, self.look_up.get("status")))
        if status != 200 or state is None:
            raise CannotAsk(f"http_{status}" if status != 200 else "unknown_state")
        error_words = _at(body, self.look_up.get("error"))[:40] if state == "failed" else ""
        return Sighting(carrier_id, state, error_words, to="", body="", at=None)

    def _words(self, text: OutgoingText) -> dict[str, str]:
        prefix = max((one for one in self.described.get("prefixes", ["+86"]) if text.to.startswith(one)), default="+")
        return {
            "to": text.to,
            "digits": text.to.removeprefix("+"),
            "national": text.to.removeprefix(prefix),
            "body": text.body,
            "language": text.language,
            "reference": _reference(text.delivery, text.attempt),
            "callback": self._callback(text.delivery, text.attempt),
            "seconds_left": str(max(text.seconds_left, 1)),
        }

    def _callback(self, delivery: int, attempt: int) -> str:
        """Where its receipt is posted to. The gateway signs what it says, not of which text: the token does that."""
        return f"{self.callbacks}/{delivery}/{attempt}/{token_for(self.receipt_key, RECEIPT, delivery, attempt)}/"

    async def _request(self, how: Mapping[str, Any], words: Mapping[str, str]) -> tuple[int, Any, Mapping[str, str]]:
        """(status, body as data or None, headers) of one request as it is described."""
        assert self.session is not None, "open() first"
        async with self.session.request(
            str(how.get("method", "POST")).upper(),
            _filled(how["url"], {name: quote(word, safe="") for name, word in words.items()}),
            headers=_filled(how.get("headers"), words),
            params=_filled(how.get("query"), words),
            data=_filled(how.get("form"), words),
            json=_filled(how.get("json"), words),
            timeout=self.timeout,
            allow_redirects=False,
        ) as response:
            content = await response.content.read(LONGEST_ANSWER)
            return response.status, _data(content), response.headers

    def _sorted(self, status: int, body: Any, retry_after: str, known: str) -> Outcome:
        """One answer, by the one question: surely taken, surely not taken, or can nobody tell?"""
        code = _at(body, self.answer.get("code"))[:40]
        error = code or f"http_{status}"
        if status in self.answer.get("busy_statuses", [429]) or code in _listed(self.answer, "busy"):
            return Outcome(Fate.UNSENT, error="busy", wait=_seconds(retry_after))
        if code in _listed(self.answer, "refused"):
            return Outcome(Fate.REFUSED, error=error)
        if 200 <= status < 300:
            carrier_id = _at(body, self.answer.get("id"))[:64] if self.answer.get("id") else known
            taken = not self.answer.get("code") or code in _listed(self.answer, "taken")
            if taken and carrier_id:
                return Outcome(Fate.ACCEPTED, carrier_id)
            return Outcome(Fate.UNCLEAR, known, error=error if not taken else "no_id")
        if status in NOT_OURS_TO_GIVE_UP:
            return Outcome(Fate.UNSENT, error=error)
        if 400 <= status < 500 and status != 408:
            return Outcome(Fate.REFUSED, error=error)
        return Outcome(Fate.UNCLEAR, known, error=f"http_{status}")


def _reference(delivery: int, attempt: int) -> str:
    return f"{delivery}-{attempt}"


def is_signed(described: Mapping[str, Any], *, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether a webhook's request carries what the description asks for. Without a secret none does."""
    secret, how = str(described.get("secret", "")), described.get("signature") or {}
    given = headers.get(str(how.get("header", "X-Signature")), "")
    if len(secret) < LONG_ENOUGH or not given:
        return False
    if "header" in how and "algorithm" not in how:
        return hmac.compare_digest(given.encode(), secret.encode())
    digest = hmac.new(secret.encode(), body, getattr(hashlib, how.get("algorithm", "sha256"))).digest()
    if how.get("encoding", "hex") == "base64":
        return hmac.compare_digest(given.encode(), base64.b64encode(digest))
    return hmac.compare_digest(given.lower().removeprefix("sha256=").encode(), digest.hex().encode())


def parse_receipt(described: Mapping[str, Any], body: bytes) -> ParsedReceipt | None:
    """What a status webhook says; None where it says nothing that we know."""
    data, where = _data(body), described.get("receipt") or {}
    state = (described.get("states") or {}).get(_at(data, where.get("status", "status")))
    carrier_id = _at(data, where.get("id", "id"))[:64]
    if state not in STATES or not carrier_id:
        return None
    error = _at(data, where.get("error", "error"))[:40] if state == "failed" else ""
    return ParsedReceipt(carrier_id, state, error)


def parse_inbound(described: Mapping[str, Any], body: bytes) -> ParsedText | None:
    """A text from a phone; None where the body lacks what makes one."""
    data, where = _data(body), described.get("inbound") or {}
    sender, carrier_id = _at(data, where.get("from", "from")), _at(data, where.get("id", "id"))
    if not sender or not carrier_id:
        return None
    prefixes = described.get("prefixes", ["+86"])
    if not sender.startswith("+") and len(prefixes) == 1:  # as the country itself writes it
        sender = prefixes[0] + sender.removeprefix(prefixes[0].removeprefix("+"))
    name = str(described.get("name", "gateway"))
    return ParsedText(
        phone=sender,
        to=_at(data, where.get("to", "to")),
        body=_at(data, where.get("body", "body")),
        carrier_id=f"{name}:{carrier_id}"[:64],
    )


def _filled(template: Any, words: Mapping[str, str]) -> Any:
    """`template` with its words in braces filled in, however deep they stand."""
    if isinstance(template, str):
        return WORDS.sub(lambda found: words.get(found[1], found[0]), template)
    if isinstance(template, dict):
        return {name: _filled(value, words) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, words) for value in template]
    return template


def _data(content: bytes) -> Any:
    """A body as data: JSON, else a form; None where it is neither."""
    text = content.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return dict(parse_qsl(text)) or None


def _at(data: Any, path: Any) -> str:
    """What stands at `path` ("data.0.id") as text; "" where nothing does."""
    for step in str(path).split(".") if path else ():
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return ""
    return str(data) if path and isinstance(data, str | int | float) else ""


def _listed(answer: Mapping[str, Any], name: str) -> set[str]:
    return {str(code) for code in answer.get(name, [])}


def _seconds(header: str) -> float:
    """Retry-After in seconds, at most a minute; 0 where there is none or it is a date."""
    try:
        return min(max(float(header), 0.0), 60.0)
    except ValueError:
        return 0.0
