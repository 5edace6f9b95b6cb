"""Sockets that only hear: open pages learn that something changed; what it is they ask a view for."""

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer

from portal.lib.live import room

FORBIDDEN = 4403


class Listener(AsyncWebsocketConsumer):
    """Hears what is published to `group`, each message under `type`; nobody listens to it."""

    channel_layer_alias = ""  # no place of its own there: see Room
    group = type = ""

    async def __call__(self, scope, receive, send) -> None:
        self.room, self.accepted = room(self.group, type=self.type), asyncio.Event()
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended
            self.accepted.set()
            await self.room.leave(self.say)

    async def may(self) -> bool:
        return True

    async def connect(self) -> None:
        if not await self.may():
            await self.close(code=FORBIDDEN)
            return
        await self.room.join(self.say)
        await self.accept()
        self.accepted.set()

    async def say(self, words: str) -> None:
        await self.accepted.wait()
        await self.send(text_data=words)

    async def receive(self, text_data=None, bytes_data=None, **kwargs) -> None:
        pass
