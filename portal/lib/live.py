"""Telling open pages that something changed: names and ids only, after commit, from any thread."""

import asyncio
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = structlog.get_logger(__name__)

_loop: asyncio.AbstractEventLoop | None = None  # the server's loop, where this process has one


def bind_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Say which loop serves this process's sockets; the ASGI lifespan calls it."""
    global _loop
    _loop = loop


def publish(group: str, kind: str, **ids: Any) -> None:
    """Send {"type": "live.event", "kind": kind, **ids} to `group` once the present transaction has committed."""
    message = {"type": "live.event", "kind": kind, **ids}
    # robust: a page that cannot be told must not fail a task that has committed
    transaction.on_commit(lambda: _send(group, message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        if _loop is None:  # a separate worker process, a command
            async_to_sync(layer.group_send)(group, message)
        elif _loop.is_running():  # after shutdown nobody listens: drop it
            asyncio.run_coroutine_threadsafe(layer.group_send(group, message), _loop)
    except Exception as error:
        log.warning("live.untold", group=group, reason=type(error).__name__)
