"""A gateway for texts of no vendor in particular, over real HTTP: send, look up, webhooks with a keyed hash.

`with Gateway() as gateway`; `gateway.described()` is an entry of SMS_GATEWAY that points to it.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SECRET = "a secret that only the gateway knows"


@dataclass
class Gateway:
    client: Any = None  # Django's test client, for webhooks
    latency: float = 0.0
    messages: list[dict[str, Any]] = field(default_factory=list)  # what it took: the body as it came, with id and state
    requests: int = 0
    url: str = ""
    troubles: deque[str] = field(default_factory=deque)  # "busy", "refused", "500", "hang", "taken, then 500", "401"
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _ready: threading.Event = field(default_factory=threading.Event)

    def described(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "domestic",
            "send": {
                "url": f"{self.url}/send",
                "headers": {"X-Key": "the key"},
                "json": {
                    "mobile": "{national}",
                    "content": {"text": "{body}"},
                    "ref": "{reference}",
                    "callback": "{callback}",
                    "seconds": "{seconds_left}",
                },
            },
            "answer": {"id": "data.id", "code": "code", "taken": ["0"], "refused": ["1001"], "busy": ["1010"]},
            "look_up": {"url": f"{self.url}/state?id={{id}}", "status": "data.state", "error": "data.reason"},
            "receipt": {"id": "id", "status": "state", "error": "reason"},
            "inbound": {"id": "id", "from": "mobile", "to": "port", "body": "text"},
            "states": {"DELIVRD": "delivered", "UNDELIV": "failed", "ACCEPTD": "sent"},
            "secret": SECRET,
            "signature": {"header": "X-Signature", "algorithm": "sha256", "encoding": "hex"},
            **changes,
        }

    def trouble(self, kind: str, times: int = 1) -> None:
        self.troubles.extend([kind] * times)

    def text(self, **values: str) -> Any:
        """A resident texts us."""
        return self.post("/gateway/sms/domestic/", values)

    def receipt(self, message: dict[str, Any], state: str, **more: str) -> Any:
        path = "/" + message["callback"].split("/", 3)[3]
        return self.post(path, {"id": message["id"], "state": state, **more})

    def post(self, path: str, values: dict[str, str], signature: str | None = None) -> Any:
        body = json.dumps(values)
        if signature is None:
            signature = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        return self.client.post(path, body, content_type="application/json", headers={"X-Signature": signature})

    # --- the server -------------------------------------------------------------------------------------------------

    def __enter__(self) -> "Gateway":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="gateway", daemon=True)
        self._thread.start()
        assert self._ready.wait(20), "the gateway did not start"
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    def _serve(self) -> None:
        try:
            self._loop.run_until_complete(self._run())
        finally:
            self._loop.close()

    async def _run(self) -> None:
        self._end = asyncio.Event()
        app = web.Application()
        app.router.add_post("/send", self._send)
        app.router.add_get("/state", self._state)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _send(self, request: web.Request) -> web.Response:
        form = await request.json()
        self.requests += 1
        trouble = self.troubles.popleft() if self.troubles else ""
        if self.latency:
            await asyncio.sleep(self.latency)
        if trouble == "401" or request.headers.get("X-Key") != "the key":
            return web.json_response({"code": 9}, status=401)
        if trouble == "busy":
            return web.json_response({"code": 1010})
        if trouble == "refused":
            return web.json_response({"code": 1001})
        if trouble == "hang":
            await asyncio.sleep(3600)
        if trouble != "500":
            self.messages.append({**form, "id": f"g{next(self._numbers)}", "state": "ACCEPTD"})
        if trouble.endswith("500"):
            return web.json_response({"code": 500}, status=500)
        return web.json_response({"code": 0, "data": {"id": self.messages[-1]["id"]}})

    async def _state(self, request: web.Request) -> web.Response:
        for message in self.messages:
            if request.query.get("id") in (message["id"], message["ref"]):
                return web.json_response({"data": {"state": message["state"], "reason": message.get("reason")}})
        return web.json_response({}, status=404)
