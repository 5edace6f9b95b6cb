"""Telling open pages that something changed: names and ids only, after commit, from any thread."""

import asyncio
import json
import weakref
from collections.abc import Callable, Coroutine
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


Say = Callable[[str], Coroutine[Any, Any, None]]  # hands words to one socket


class Room:
    """The sockets of this process that listen to one group, thousands perhaps.

    They share one place in the channel layer, and what is said is written out once; a place, a thread and a writing
    for each would take seconds where this takes a tenth of one. A socket that takes nothing holds up no other.
    """

    def __init__(self, group: str, type: str):
        self.group, self.type = group, type
        self.members: set[Say] = set()
        self.gate = asyncio.Lock()
        self.listening: asyncio.Task | None = None
        self.saying: set[asyncio.Task] = set()

    async def join(self, say: Say) -> None:
        """Hear everything that is published from now on. Raises where the channel layer cannot be reached."""
        async with self.gate:
            if self.listening is None or self.listening.done():
                layer = get_channel_layer()
                assert layer is not None
                channel = await layer.new_channel()
                await layer.group_add(self.group, channel)
                self.listening = asyncio.create_task(self._listen(layer, channel))
            self.members.add(say)

    async def leave(self, say: Say) -> None:
        async with self.gate:
            self.members.discard(say)
            if self.members or self.listening is None:
                return
            self.listening.cancel()
            await asyncio.gather(self.listening, return_exceptions=True)
            self.listening = None

    async def _listen(self, layer: Any, channel: str) -> None:
        try:
            while True:
                message = await layer.receive(channel)
                words = json.dumps({**message, "type": self.type})
                for say in self.members:
                    task = asyncio.create_task(say(words))
                    self.saying.add(task)
                    task.add_done_callback(self._said)
        finally:
            await layer.group_discard(self.group, channel)

    def _said(self, task: asyncio.Task) -> None:
        self.saying.discard(task)
        if not task.cancelled():
            task.exception()  # whoever went meanwhile leaves by their own door


_rooms: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Room]] = weakref.WeakKeyDictionary()


def room(group: str, *, type: str) -> Room:
    """The room of `group` on the running loop; its messages go out as JSON under `type`."""
    mine = _rooms.setdefault(asyncio.get_running_loop(), {})
    return mine.setdefault(group, Room(group, type))
