"""Sockets are opened by our own pages only: a browser sends its cookies along, whoever wrote the page."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host


class OwnOrigin:
    """ASGI: refuses a handshake whose Origin is not this site: PUBLIC_URL's, or that of the address it was sent to.

    A handshake without Origin passes: no browser sends one, so no page can be behind it.
    """

    def __init__(self, application: Callable[..., Awaitable[None]]):
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if is_own(headers.get(b"origin"), headers.get(b"host", "")):
            await self.application(scope, receive, send)
        else:
            await refuse(scope, receive, send)


def is_own(origin: str | None, host: str) -> bool:
    """Whether `origin` ("http://host:port") is PUBLIC_URL's, or names the very `host` (one of ALLOWED_HOSTS)."""
    if origin is None:
        return True
    if origin == settings.PUBLIC_URL:
        return True
    parts = urlsplit(origin)
    if parts.scheme != ("https" if settings.IS_HTTPS else "http") or not parts.hostname:
        return False
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts.netloc == host and validate_host(name, settings.ALLOWED_HOSTS)


async def refuse(scope: dict[str, Any], receive: Callable, send: Callable) -> None:
    """ASGI: ends a handshake before it is accepted; the server answers 403."""
    await receive()
    await send({"type": "websocket.close", "code": 4403})
