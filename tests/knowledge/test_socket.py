"""The chat over a socket."""

import json
from datetime import time

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services import ensure_categories
from community.places.models import Community
from knowledge.consumers import TalksConsumer
from knowledge.models import ChatSession, ChatTurn
from knowledge.services import ask_for_person
from portal.asgi import application
from tests.factories.knowledge import load_content, on_duty, open_hours
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support.sockets import Socket

pytestmark = [pytest.mark.city, pytest.mark.django_db(transaction=True)]
ORIGIN = {"origin": "http://localhost"}


@pytest.fixture
def guides(transactional_db):
    CommunityFactory()
    load_content()


async def connect(**headers):
    socket = Socket(application, "/ws/chat/", headers={"host": "localhost", **headers})
    opened, _code = await socket.connect()
    return socket, opened


async def say(socket, **message):
    await socket.say(json.dumps({"type": "message", **message}))
    return await socket.hear()


@pytest.mark.usefixtures("guides")
async def test_a_question_gets_a_reply_and_a_repeat_the_same_one():
    socket, opened = await connect(**ORIGIN)
    assert opened
    reply = await say(socket, text="厨房里有煤气味", message_id="m1")
    assert (reply["type"], reply["kind"], reply["emergency"]["number"]) == ("reply", "emergency", "119")
    assert reply["message_id"] == "m1" and 'href="tel:119"' in reply["html"]
    again = await say(socket, text="厨房里有煤气味", message_id="m1", session=reply["session"])
    assert (again["text"], again["session"]) == (reply["text"], reply["session"])
    follow = await say(socket, text="那宝宝呢", message_id="m2", session=reply["session"])
    assert follow["kind"] == "answer"
    await socket.close()
    assert await ChatTurn.objects.acount() == 2


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    "frame",
    [
        "not json", "[]", "{}", '{"type": "other"}', '{"type": "message"}', '{"type": "message", "text": ""}',
        '{"type": "message", "text": 5}', json.dumps({"type": "message", "text": "x" * 1001}), "x" * 100_000,
        json.dumps({"type": "message", "text": "fire", "language": "klingon"}),
        json.dumps({"type": "message", "text": "fire", "message_id": "x" * 65}), '["' * 8000, "[" * 16_000,
        '{"a":' * 3000, '{"type": "message", "text": "\\ud800 help"}',
        '{"type": "message", "text": "fire", "message_id": "\\udfff"}',
        '{"type": "message", "text": "", "message_id": "\\ud800"}',
        '{"type": "message", "text": "a\\u0000b"}', '{"type": "message", "text": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
async def test_bad_frames_get_an_error_and_the_socket_stays(frame):
    socket, _opened = await connect(**ORIGIN, **{"accept-language": "zh-CN"})
    await socket.say(frame)
    error = await socket.hear()
    assert error["type"] == "error" and any("\u4e00" <= character <= "\u9fff" for character in error["detail"])
    assert (await say(socket, text="hello"))["kind"] == "smalltalk"
    await socket.close()


@pytest.mark.usefixtures("guides")
async def test_bytes_are_not_taken():
    socket, _opened = await connect(**ORIGIN)
    await socket.send_input({"type": "websocket.receive", "bytes": b"\x00\xff"})
    assert (await socket.hear())["type"] == "error"
    await socket.close()


@pytest.mark.usefixtures("guides")
async def test_who_asks_too_fast_is_told_the_number(settings):
    settings.RATE_LIMIT_SCALE = 1 / 30
    socket, _opened = await connect(**ORIGIN)
    replies = [await say(socket, text="hello", session="a-session-of-the-tests", message_id=str(n)) for n in range(2)]
    assert [reply["type"] for reply in replies] == ["reply", "error"]
    assert "call 119" in replies[1]["detail"] and replies[1]["message_id"] == "1"
    await socket.close()


async def test_a_page_of_another_site_is_refused():
    _socket, opened = await connect(origin="https://elsewhere.example")
    assert not opened


@pytest.mark.usefixtures("guides")
async def test_a_hazard_is_reported_in_conversation():
    await database_sync_to_async(ensure_categories)(await Community.objects.aget())
    socket, _opened = await connect(**ORIGIN)
    first = await say(socket, text="I want to report a broken street lamp", message_id="m1")
    assert "/hazards/card/" in first["html"] and first["suggestions"][-1] == "Forget it"
    session = first["session"]
    for number, text in enumerate(("Nobody", "Hill Road 4", "Send it"), 2):
        reply = await say(socket, text=text, session=session, message_id=f"m{number}")
    report = await Report.objects.aget()
    assert report.reference in reply["text"] and report.address == "Hill Road 4"
    diverted = await say(socket, text="I want to report a hole", session=session, message_id="m6")
    diverted = await say(socket, text="yes", session=session, message_id="m7")
    assert (diverted["kind"], diverted["emergency"]["number"]) == ("emergency", "119")
    assert 'href="tel:119"' in diverted["html"] and "/hazards/card/" in diverted["html"]
    await socket.close()


@pytest.mark.usefixtures("guides")
async def test_a_window_hears_of_its_own_talk_alone():
    mine, theirs = (await connect(**ORIGIN))[0], (await connect(**ORIGIN))[0]
    await mine.say(json.dumps({"type": "listen", "session": "a-session-of-somebody"}))
    await theirs.say(json.dumps({"type": "listen", "session": "a-session-of-another"}))
    assert (await say(mine, text="hello", session="a-session-of-somebody"))["kind"] == "smalltalk"  # both listen now
    assert (await say(theirs, text="hello", session="a-session-of-another"))["kind"] == "smalltalk"
    await database_sync_to_async(waits)("a-session-of-somebody")
    assert await mine.hear() == {"type": "talk"}
    assert await theirs.receive_nothing()
    for socket in (mine, theirs):
        await socket.close()


def waits(token):
    place, now = Community.objects.get(), timezone.now()
    open_hours(place, days="1234567", opens=time(0), closes=time(0))
    on_duty(place, now=now)
    ask_for_person(ChatSession.objects.get(token=token), place, shares=False, language="en", now=now)


@pytest.mark.parametrize("frame", ['{"type": "listen"}', '{"type": "listen", "session": 5}', '{"type": "listen", "x'])
@pytest.mark.usefixtures("guides")
async def test_who_listens_to_nothing_is_told_so(frame):
    socket, _opened = await connect(**ORIGIN)
    await socket.say(frame)
    assert (await socket.hear())["type"] == "error"
    await socket.close()


async def test_the_desk_of_talks_is_not_everybodys(transactional_db):
    for user, heard in (
        (await database_sync_to_async(member)("volunteer"), True),
        (await database_sync_to_async(member)("auditor"), False),
    ):
        socket = Socket(TalksConsumer.as_asgi(), "/ws/talks/", user=user)
        opened, code = await socket.connect()
        assert (opened, code) == ((True, 1000) if heard else (False, 4403))
        await socket.close() if heard else None
