"""One ASGI application: pages and API, sockets, and the server's own beginning and end."""

import asyncio
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
http = get_asgi_application()  # before the imports below, which need the apps

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from community.alerts import routing as alerts  # noqa: E402
from community.messaging.callbacks import StatusCallbacks  # noqa: E402
from knowledge import routing as knowledge  # noqa: E402
from portal.lib import live  # noqa: E402
from portal.lib.bodies import LargestBody  # noqa: E402
from portal.lib.origins import OwnOrigin, refuse  # noqa: E402

elsewhere = re_path("", refuse)  # type: ignore[arg-type]  # the router raises where nothing matches
sockets = OwnOrigin(AuthMiddlewareStack(URLRouter([*alerts.patterns, *knowledge.patterns, elsewhere])))

bounded = LargestBody(http, largest=settings.LARGEST_REQUEST, photos=settings.LARGEST_REPORT, path_part="/hazards/")
receipts = StatusCallbacks(bounded)  # answers what carriers report itself; Django need not be well for it


async def lifespan(scope, receive, send):
    """Channels has no lifespan of its own: `publish` needs this process's loop."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            live.bind_loop(asyncio.get_running_loop())
            receipts.open()
            await send({"type": "lifespan.startup.complete"})
        else:
            await receipts.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


application = ProtocolTypeRouter({"http": receipts, "websocket": sockets, "lifespan": lifespan})
