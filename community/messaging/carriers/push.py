"""Web push: to the browsers of one person, over the services that these browsers named (RFC 8030, 8291, 8292).

A push service answers for "kept for the device", not for "shown". What is shown reports itself: the payload carries
an address that our own service worker calls (`seen` in `payload_of`).
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urldecode, b64urlencode
from pywebpush import WebPusher, WebPushException

from community.messaging.carriers.base import Fate, Outcome, OutgoingText, Sighting
from community.messaging.carriers.titles import parts_of
from community.messaging.carriers.tokens import token_for
from portal.lib.outbound import Guard, Refused

LONGEST_LIFE = 28 * 24 * 3600  # seconds: push services keep nothing longer
LONGEST_BODY = (
    2_400  # bytes of words: a service takes 4,096 of ciphertext, padding and the rest of the payload included
)
TOKEN_LIFE = 12 * 3600  # seconds; RFC 8292 allows 24 hours
URGENT_LANES = frozenset({0, 1})  # warnings; the others may wait for a charged battery
CONNECTIONS = 100
GONE = frozenset({404, 410})
NOT_OURS_TO_GIVE_UP = frozenset({401, 403})  # our keys or our clock: an operator mends that while the rows wait
WORST_LAST = (Fate.ACCEPTED, Fate.UNCLEAR, Fate.UNSENT, Fate.REFUSED)


class PushCarrier:
    name = "webpush"
    channel = "push"
    in_flight = CONNECTIONS
    ask_after = 3600.0  # there is nobody to ask

    def __init__(self, settings: Mapping[str, Any]):
        """`settings`: vapid_key, vapid_contact, receipt_key, public_url, outbound_exempt, timeout."""
        self.key = Vapid02.from_raw(settings["vapid_key"].encode())
        self.contact: str = settings["vapid_contact"]
        self.receipt_key: str = settings["receipt_key"]
        self.public_url: str = settings["public_url"]
        self.guard = Guard(settings["outbound_exempt"])
        self.timeout = aiohttp.ClientTimeout(total=settings["timeout"])
        self.tokens: dict[str, tuple[float, str]] = {}
        self.session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self.session = aiohttp.ClientSession(
            connector=self.guard.connector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self.timeout,
            trust_env=False,
        )

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def send(self, text: OutgoingText) -> Outcome:
        """To every device of `text.to` (one subscription as JSON, or a list): one that took it is enough."""
        try:
            devices = subscriptions(text.to)
        except ValueError:
            return Outcome(Fate.REFUSED, error="no_device")
        payload = payload_of(text, public_url=self.public_url, receipt_key=self.receipt_key)
        outcomes = await asyncio.gather(*(self._to_device(device, payload, text) for device in devices))
        best = min(outcomes, key=lambda one: WORST_LAST.index(one.fate))
        gone = tuple(
            device["endpoint"]
            for device, one in zip(devices, outcomes, strict=True)
            if one.error in ("gone", "bad_keys")
        )
        waits = [one.wait for one in outcomes if one.fate == best.fate]
        return Outcome(best.fate, best.carrier_id, best.error, wait=max(waits), gone=gone)

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        """Nothing, although nobody was asked: what may have arrived may be sent again, since the second takes the
        place of the first, at the service (Topic) and on the screen (tag)."""
        return []

    async def fetch(self, carrier_id: str) -> Sighting | None:
        return None

    async def _to_device(self, device: dict[str, Any], payload: bytes, text: OutgoingText) -> Outcome:
        assert self.session is not None, "open() first"
        try:
            body = bytes(WebPusher(device).encode(payload)["body"])
            headers = {**self._headers(text), "Authorization": self._authorization(device["endpoint"])}
        except (ValueError, TypeError, WebPushException, VapidException):
            return Outcome(Fate.REFUSED, error="bad_keys")  # of the device: ours were read when we began
        try:
            self.guard.check_url(device["endpoint"])
            async with self.session.post(
                device["endpoint"], data=body, headers=headers, timeout=self.timeout, allow_redirects=False
            ) as response:
                return _outcome(response.status, response.headers.get("Retry-After", ""), text)
        except Refused:
            return Outcome(Fate.REFUSED, error="address")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            inside = isinstance(getattr(error, "os_error", None), Refused)
            return Outcome(Fate.REFUSED, error="address") if inside else Outcome(Fate.UNSENT, error="no_connection")
        except TimeoutError:
            return Outcome(Fate.UNCLEAR, error="timeout")
        except (aiohttp.ClientError, OSError, ValueError):
            return Outcome(Fate.UNCLEAR, error="connection_lost")

    def _headers(self, text: OutgoingText) -> dict[str, str]:
        return {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(text.seconds_left, 1), LONGEST_LIFE)),
            "Urgency": "high" if text.lane in URGENT_LANES and not text.exercise else "normal",
            "Topic": topic_of(text),
        }

    def _authorization(self, endpoint: str) -> str:
        """Who we are, signed for the service that `endpoint` belongs to; made twice a day at most."""
        parts = urlsplit(endpoint)
        audience, now = f"{parts.scheme}://{parts.netloc}", time.time()
        made, token = self.tokens.get(audience, (0.0, ""))
        if now - made > TOKEN_LIFE / 2:
            claims = {"aud": audience, "sub": self.contact, "exp": int(now) + TOKEN_LIFE}
            token = self.key.sign(claims)["Authorization"]
            self.tokens[audience] = (now, token)
        return token


def subscriptions(to: str) -> list[dict[str, Any]]:
    """The devices of one address. Raises ValueError where there is none."""
    read = json.loads(to)
    devices = read if isinstance(read, list) else [read]
    if not devices or not all(isinstance(one, dict) and isinstance(one.get("endpoint"), str) for one in devices):
        raise ValueError("no device")
    return devices


def payload_of(text: OutgoingText, *, public_url: str, receipt_key: str) -> bytes:
    """What our service worker reads: title, body, url, tag, language, exercise, and where to say that it was shown."""
    parts = parts_of(text.body)
    body = parts.body
    while len(body.encode()) > LONGEST_BODY:  # a text never is so long; the page behind it says all
        body = body[:-100].rstrip() + "…"
    own = parts.url.startswith(f"{public_url}/")
    token = token_for(receipt_key, "seen", text.delivery, text.attempt)
    words = {
        "title": parts.title,
        "body": body,
        "url": parts.url.removeprefix(public_url) if own else "/",
        "tag": text.broadcast or f"delivery:{text.delivery}",
        "language": text.language,
        "exercise": text.exercise,
        "seen": f"/push/seen/{text.delivery}/{text.attempt}/{token}/",
    }
    return json.dumps(words, ensure_ascii=False).encode()


def carrier_id_of(delivery: int, attempt: int) -> str:
    """Our own name for what was pushed: a service's name for it would let whoever reads it change it."""
    return f"push-{delivery}-{attempt}"


def topic_of(text: OutgoingText) -> str:
    """At most 32 characters of base64url (RFC 8030, 5.4), the same for the same broadcast."""
    tag = text.broadcast or str(text.delivery)
    return b64urlencode(hashlib.sha256(tag.encode()).digest()[:24])


def public_key(key: str) -> str:
    """What a browser must be told to subscribe for us (applicationServerKey): 65 bytes in base64url."""
    point = Vapid02.from_raw(key.encode()).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return b64urlencode(point)


def is_subscription(endpoint: str, p256dh: str, auth: str) -> bool:
    """Whether a browser's subscription can be encrypted for: a point on the curve and 16 bytes of secret."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64urldecode(p256dh.encode()))
        return len(b64urldecode(auth.encode())) == 16 and bool(endpoint)
    except (ValueError, TypeError):
        return False


def _outcome(status: int, retry_after: str, text: OutgoingText) -> Outcome:
    if 200 <= status < 300:
        return Outcome(Fate.ACCEPTED, carrier_id_of(text.delivery, text.attempt))
    if status in GONE:
        return Outcome(Fate.REFUSED, error="gone")
    if status == 429:
        return Outcome(Fate.UNSENT, error="20429", wait=_seconds(retry_after))
    if status in NOT_OURS_TO_GIVE_UP:
        return Outcome(Fate.UNSENT, error=f"http_{status}")
    if 300 <= status < 500:
        return Outcome(Fate.REFUSED, error=f"http_{status}")
    return Outcome(Fate.UNCLEAR, error=f"http_{status}")


def _seconds(header: str) -> float:
    """Retry-After in seconds, at most a minute; 0 where there is none or it is a date."""
    try:
        return min(max(float(header), 0.0), 60.0)
    except ValueError:
        return 0.0
