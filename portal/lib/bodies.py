"""How much a request may bring along: Django writes all of a body to disk before anybody asks what it is for."""

from collections.abc import Awaitable, Callable
from typing import Any

MEGABYTE = 1024 * 1024
WORDS = "This is too large: send less at once.\n内容太大，请分次发送。\n".encode()

Application = Callable[[dict[str, Any], Callable, Callable], Awaitable[None]]


class LargestBody:
    """ASGI: answers 413 to a request of more than `largest` bytes, `photos` where `path_part` stands in its address.

    What says its length is refused before a byte of it is read; what does not, as soon as it is too much.
    """

    def __init__(self, application: Application, *, largest: int, photos: int, path_part: str):
        self.application = application
        self.largest, self.photos, self.path_part = largest, photos, path_part

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        limit = self.photos if self.path_part in scope["path"] else self.largest
        if announced(scope) > limit:
            await refuse(send)
            return
        taken, began = 0, False

        async def counted() -> dict[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if taken > limit else message

        async def noted(message: dict[str, Any]) -> None:
            nonlocal began
            began = True
            await send(message)

        await self.application(scope, counted, noted)
        if taken > limit and not began:
            await refuse(send)


def announced(scope: dict[str, Any]) -> int:
    """What Content-Length says; 0 where it says nothing that is a number."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length[:15]) if length.isdigit() else 0


async def refuse(send: Callable) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(WORDS)),
        (b"connection", b"close"),  # what is still on its way is nobody's
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": WORDS})
