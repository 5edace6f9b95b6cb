"""Open pages hear names and ids, and nothing of an exercise in public."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from community.alerts.consumers import AlertsConsumer
from community.alerts.routing import patterns
from community.alerts.services import cancel_alert, update_alert
from community.people.models import Role
from portal.lib.live import publish
from tests.factories import NOON
from tests.factories.alerts import approved, issued
from tests.factories.people import member
from tests.support.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.city]


async def open_socket(path, user=None):
    socket = Socket(URLRouter(patterns), path, user=user or AnonymousUser())
    connected, code = await socket.connect()
    return socket, connected, code


async def test_the_public_hears_what_was_issued_updated_and_cancelled():
    socket, connected, _code = await open_socket("/ws/alerts/")
    assert connected
    first = await sync_to_async(issued)()
    assert await socket.hear() == {"type": "alert", "kind": "issued", "identifier": first.identifier}

    second = await sync_to_async(lambda: approved(update_alert(first, by=first.author, now=NOON)))()
    assert await socket.hear() == {"type": "alert", "kind": "updated", "identifier": first.identifier}
    assert await socket.hear() == {"type": "alert", "kind": "issued", "identifier": second.identifier}

    await sync_to_async(lambda: approved(cancel_alert(second, by=first.author, now=NOON)))()
    assert await socket.hear() == {"type": "alert", "kind": "cancelled", "identifier": second.identifier}
    await socket.close()


async def test_an_exercise_is_not_heard_in_public_but_on_the_desk():
    public, _connected, _code = await open_socket("/ws/alerts/")
    officer = await sync_to_async(member)(Role.OFFICER)
    desk, connected, _code = await open_socket("/ws/desk/", officer)
    assert connected
    alert = await sync_to_async(issued)(exercise=True)
    heard = await desk.hear()
    assert heard == {"type": "event", "kind": "alert", "identifier": alert.identifier}
    assert await public.receive_nothing()
    await public.close()
    await desk.close()


@pytest.mark.parametrize("role", list(Role))
async def test_the_desk_is_for_those_who_triage(role):
    person = await sync_to_async(member)(role)
    socket, connected, code = await open_socket("/ws/desk/", person)
    if role in {Role.GRID_WORKER, Role.OFFICER, Role.APPROVER, Role.ADMIN}:
        assert connected
        await sync_to_async(publish)("desk", "report", reference="H-1")
        assert await socket.hear() == {"type": "event", "kind": "report", "reference": "H-1"}
        await socket.close()
    else:
        assert (connected, code) == (False, 4403)


async def test_a_stranger_is_refused_at_the_desk():
    _socket, connected, code = await open_socket("/ws/desk/")
    assert (connected, code) == (False, 4403)


async def test_what_is_said_to_a_socket_is_ignored():
    socket, _connected, _code = await open_socket("/ws/alerts/")
    await socket.say("{ this is no JSON")
    await sync_to_async(publish)("alerts", "issued", identifier="LW-1")
    assert (await socket.hear())["identifier"] == "LW-1"
    await socket.close()


async def test_a_page_that_takes_nothing_holds_up_no_other():
    stuck, others = Stuck(), []
    stuck_end = asyncio.create_task(AlertsConsumer.as_asgi()({"type": "websocket"}, stuck.receive, stuck.send))
    for _number in range(20):
        socket, connected, _code = await open_socket("/ws/alerts/")
        assert connected
        others.append(socket)
    await stuck.asked.wait()
    for number in range(3):
        await sync_to_async(publish)("alerts", "issued", identifier=f"LW-{number}")
    for socket in others:
        assert [(await socket.hear())["identifier"] for _number in range(3)] == ["LW-0", "LW-1", "LW-2"]
        await socket.close()
    stuck.gone.set()
    await asyncio.wait_for(stuck_end, 5)
    # the room was empty: whoever comes now hears what is said now
    late, _connected, _code = await open_socket("/ws/alerts/")
    await sync_to_async(publish)("alerts", "cancelled", identifier="LW-3")
    assert (await late.hear())["identifier"] == "LW-3"
    await late.close()


class Stuck:
    """A browser that opened a socket and reads nothing from it."""

    def __init__(self):
        self.asked, self.gone, self.opened = asyncio.Event(), asyncio.Event(), False

    async def receive(self) -> dict:
        if not self.opened:
            self.opened = True
            return {"type": "websocket.connect"}
        await self.gone.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: dict) -> None:
        self.asked.set()
        if message["type"] == "websocket.send":
            await self.gone.wait()
            raise OSError("gone")
