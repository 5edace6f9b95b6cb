"""Open pages hear that something changed; what it is they ask a view for."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer

from community.alerts.permissions import may_listen
from portal.lib.live import room

FORBIDDEN = 4403


class AlertsConsumer(AsyncWebsocketConsumer):
    """/ws/alerts/: anyone. {"type": "alert", "kind": "issued|updated|cancelled", "identifier": ...}"""

    channel_layer_alias = ""  # no place of its own there: see Room

    async def __call__(self, scope, receive, send) -> None:
        self.room, self.accepted = room("alerts", type="alert"), asyncio.Event()
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended
            self.accepted.set()
            await self.room.leave(self.say)

    async def connect(self) -> None:
        await self.room.join(self.say)
        await self.accept()
        self.accepted.set()

    async def say(self, words: str) -> None:
        await self.accepted.wait()
        await self.send(text_data=words)

    async def receive(self, text_data=None, bytes_data=None, **kwargs) -> None:
        """Nobody is listened to here."""


class DeskConsumer(AsyncJsonWebsocketConsumer):
    """/ws/desk/: those of the desk. {"type": "event", "kind": "report|alert|deliveries|ring", ids}"""

    async def connect(self) -> None:
        if not await database_sync_to_async(may_listen)(self.scope["user"]):
            await self.close(code=FORBIDDEN)
            return
        await self.channel_layer.group_add("desk", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("desk", self.channel_name)

    async def live_event(self, message: dict[str, Any]) -> None:
        await self.send_json({**message, "type": "event"})

    async def receive(self, text_data=None, bytes_data=None, **kwargs) -> None:
        """Nobody is listened to here."""
