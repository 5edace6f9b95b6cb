"""A browser's end of a WebSocket, for consumers under test (channels.testing would want a second server installed)."""

import json

from asgiref.testing import ApplicationCommunicator


class Socket(ApplicationCommunicator):
    """`user` is who is signed in; `origin` and `cookie` are headers, where the whole stack is under test."""

    def __init__(self, application, path: str, *, user=None, headers: dict[str, str] | None = None):
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
            "subprotocols": [],
        }
        if user is not None:
            scope["user"] = user
        super().__init__(application, scope)

    async def connect(self, patience: float = 60) -> tuple[bool, int]:
        """Whether it was accepted, and the code with which it was not."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(patience)
        return answer["type"] == "websocket.accept", answer.get("code", 1000)

    async def say(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, patience: float = 60) -> dict:
        answer = await self.receive_output(patience)
        assert answer["type"] == "websocket.send", answer
        return json.loads(answer["text"])

    async def close(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(60)
