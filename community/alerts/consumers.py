"""Open pages hear that something changed; what it is they ask a view for."""

from channels.db import database_sync_to_async

from community.alerts.permissions import may_listen
from portal.lib.listening import Listener


class AlertsConsumer(Listener):
    """/ws/alerts/: anyone. {"type": "alert", "kind": "issued|updated|cancelled", "identifier": ...}"""

    group, type = "alerts", "alert"


class DeskConsumer(Listener):
    """/ws/desk/: those of the desk. {"type": "event", "kind": "report|alert|deliveries|ring", ids}"""

    group, type = "desk", "event"

    async def may(self) -> bool:
        return await database_sync_to_async(may_listen)(self.scope["user"])
