"""A push service over real HTTP, and the browsers behind it: decrypts what it gets and checks who signed it."""

import asyncio
import base64
import json
import threading
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    """Keys of one browser, and what it was shown."""

    def __init__(self, service: "PushService", name: str):
        self.name, self.endpoint = name, f"{service.url}/push/{name}"
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), name.encode().ljust(16, b"\0")[:16]
        self.shown: list[dict[str, Any]] = []
        self.asked: list[Any] = []  # the headers of each request

    @property
    def subscription(self) -> dict[str, Any]:
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": self.endpoint, "keys": {"p256dh": _b64(point), "auth": _b64(self._auth)}}

    def read(self, body: bytes) -> dict[str, Any]:
        return json.loads(http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"))


@dataclass
class PushService:
    """Start with `with PushService() as push`."""

    browsers: dict[str, Browser] = field(default_factory=dict)
    troubles: dict[str, list[str]] = field(default_factory=dict)  # browser -> what its next requests meet
    requests: int = 0
    url: str = ""
    _ready: threading.Event = field(default_factory=threading.Event)

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser(self, name))

    def trouble(self, name: str, *kinds: str) -> None:
        """What the next requests for a browser meet: a status, "hang", "reset", "taken, then reset", "inside"."""
        self.troubles[name] = list(kinds)

    def __enter__(self) -> "PushService":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="push", daemon=True)
        self._thread.start()
        assert self._ready.wait(20), "the push service did not start"
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        self._loop.close()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())

    async def _run(self) -> None:
        self._end = asyncio.Event()
        app = web.Application()
        app.router.add_post("/push/{name}", self._push)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _push(self, request: web.Request) -> web.StreamResponse:
        name, body = request.match_info["name"], await request.read()
        self.requests += 1
        left = self.troubles.get(name)
        trouble = left.pop(0) if left else ""
        if not self._is_signed(request):
            return web.Response(status=403)
        if name not in self.browsers:
            return web.Response(status=404)
        if not trouble or trouble.startswith("taken"):
            browser = self.browsers[name]
            browser.asked.append(request.headers.copy())
            browser.shown.append(browser.read(body))
        if trouble == "hang":
            await asyncio.sleep(3600)
        if trouble.endswith("reset"):
            assert request.transport is not None
            request.transport.abort()
        if trouble == "inside":
            return web.Response(status=307, headers={"Location": "http://127.0.0.1:1/"})
        if trouble.isdecimal():
            headers = {"Retry-After": "2"} if trouble == "429" else {}
            return web.Response(status=int(trouble), headers=headers)
        return web.Response(status=201, headers={"Location": f"{self.url}/m/{self.requests}"})

    def _is_signed(self, request: web.Request) -> bool:
        """RFC 8292: the token is signed with the key that it brings, for this service, and not for too long."""
        header = request.headers.get("Authorization", "")
        if not Vapid02.verify(header):
            return False
        token = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))["t"]
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        self.claims, self.key = claims, header.rsplit("k=", 1)[1]
        return claims["aud"] == self.url and urllib.parse.urlsplit(claims["sub"]).scheme in ("mailto", "https")
