"""Whatever comes in, by whatever door: a clear answer with a number, or a word about what is wrong; nothing lost."""

import json

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from rest_framework.test import APIClient

import community.hazards.words.plain as hazard_words
import knowledge.chat.plain as chat_words
from knowledge.inbound import answer_question
from knowledge.models import ChatTurn
from portal.asgi import application
from portal.lib.conversation import IncomingText
from tests.factories import NOON
from tests.factories.knowledge import load_content
from tests.factories.places import CommunityFactory
from tests.support.sockets import Socket

# what is asked, the kinds of a good reply, and what it must hold
ODD = {
    "pictures only": ("😀😀👍🏽", {"decline"}, "119"),
    "a picture that cries": ("🆘🆘", {"emergency"}, "110"),
    "marks only": ("?!?!… ，，。。", {"decline"}, "119"),
    "Arabic": ("‮؟‬ النار في بيتي", {"decline"}, "119"),
    "Hebrew with direction marks": ("\u202b\u200fאש בבית\u202c", {"decline"}, "119"),
    "two languages, more English": ("help there is 煤气味 in my kitchen please come quickly", {"emergency"}, "119"),
    "two languages, more Chinese": ("我家 kitchen 着火了 help", {"emergency"}, "119"),
    "Chinese in the question, English around": ("sorry my english bad 老公晕倒了叫不醒", {"emergency"}, "120"),
    "control characters": ("\x07\x1b[31mi smell gas\x1b[0m\x08", {"emergency"}, "119"),
    "letters with nothing between": ("i sm\u200bell g\u200das", {"emergency"}, "119"),
    "full width": ("ＦＩＲＥ！！！ ＨＥＬＰ", {"emergency"}, "119"),
    "stretched": ("heeeeelp fiiiiire" + "e" * 200, {"emergency"}, "119"),
    "stars": ("a* e* s* t* " * 60, {"decline"}, "119"),
    "question marks as wild cards": ("????? " * 150, {"decline"}, "119"),
    "a range": ("[a TO z] NOT safe^9999 ~~ \"", {"decline"}, "119"),
    "template and markup": ("{{7*7}}<b>${x}</b>%s%n", {"decline", "smalltalk"}, ""),
    "one letter": ("a", {"decline"}, "119"),
    "a thousand letters": ("x" * 1000, {"decline"}, "119"),
    "a thousand characters": ("火" * 1000, {"decline", "answer", "clarify", "emergency"}, ""),
    "combining marks": ("a" + "\u0301" * 500, {"decline"}, "119"),
}  # fmt: skip
GROWING = ["\ufdfa", "\u3315", "\u33c2", "\u2026", "\u0130"]  # longer in their plain form than they are typed
ORIGIN = {"host": "localhost", "origin": "http://localhost"}


@pytest.fixture
def town(db):
    CommunityFactory()
    load_content()


@pytest.fixture
def towns_own(transactional_db):
    CommunityFactory()
    load_content()


def incoming(body, number=1):
    return IncomingText(
        body=body,
        row_id=number,
        phone="+12025550101",
        to="+12025550100",
        carrier_id=f"SM{number:032}",
        at=NOON,
        language="en",
    )


def wrong(name, said, kinds, held, kind=None):
    if kind is not None and kind not in kinds:
        return f"{name}: kind {kind}: {said[:80]}"
    return "" if held in said and len(said) > 20 else f"{name}: {said[:120]}"


@pytest.mark.parametrize("sign", GROWING)
def test_no_pattern_reads_more_than_was_agreed(sign):
    for package in (chat_words, hazard_words):
        assert len(package.plain(sign * 5000)) <= package.LONGEST


@pytest.mark.usefixtures("town")
def test_odd_texts_over_the_page_json_and_sms():
    faults = []
    for number, (name, (text, kinds, held)) in enumerate(ODD.items(), 1):
        reply = APIClient().post("/api/v1/chat/", {"text": text}, format="json").json()
        faults.append(wrong(f"json, {name}", reply["text"], kinds, held, reply["kind"]))
        page = Client()
        assert page.post("/chat/", {"text": text}).status_code == 302, name
        turn = ChatTurn.objects.order_by("-pk").first()
        faults.append(wrong(f"page, {name}", turn.reply["text"], kinds, held, turn.kind))
        shown = page.get("/chat/").content.decode()
        faults.append("" if "bubble--me" in shown and "<b>${x}" not in shown else f"page, {name}: not shown")
        sms = answer_question(incoming(text, number))
        faults.append(wrong(f"sms, {name}", sms.body, kinds, held))
    assert [fault for fault in faults if fault] == []


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first"),
        (" \t\n\u3000", "first"),
        ("\u200b\u200f", "first"),
        ("x" * 100_000, "1,000"),
        ("火" * 100_000, "1,000"),
    ],
)
def test_nothing_and_too_much_get_a_word_by_page_and_json(text, words):
    page = Client().post("/chat/", {"text": text})
    assert page.status_code == 422 and words in page.content.decode()
    json_reply = APIClient().post("/api/v1/chat/", {"text": text}, format="json")
    assert json_reply.status_code == 400 and words in json.dumps(json_reply.json())
    assert ChatTurn.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_a_text_of_100_kb_is_answered_by_what_it_begins_with():
    assert answer_question(incoming("i smell gas " + "x" * 100_000)).is_urgent
    assert answer_question(incoming("a* e* " * 17_000, 2)).body
    assert answer_question(incoming(" \u200b\n", 3)) is None
    assert len(ChatTurn.objects.order_by("pk").first().question) == 1000


@pytest.mark.usefixtures("town")
def test_a_message_id_counts_once_by_every_door():
    body = {"text": "my kitchen is on fire", "session": "a-session-of-bad-input", "message_id": "m1"}
    first = APIClient().post("/api/v1/chat/", body, format="json").json()
    other = APIClient().post("/api/v1/chat/", {**body, "text": "something else"}, format="json").json()
    assert (first["kind"], other["text"]) == ("emergency", first["text"])
    page = Client()
    for text in ("my kitchen is on fire", "hello"):
        page.post("/chat/", {**body, "text": text})
    assert [turn.question for turn in ChatTurn.objects.all()] == ["my kitchen is on fire"]
    one = answer_question(incoming("hello", 1))
    assert answer_question(incoming("hello", 1)) == one
    # another session may use the same id
    assert (
        APIClient().post("/api/v1/chat/", {**body, "session": "another-session-here"}, format="json").status_code == 200
    )
    assert ChatTurn.objects.count() == 3


@pytest.mark.city
@pytest.mark.usefixtures("towns_own")
async def test_odd_texts_over_a_socket():
    socket = Socket(application, "/ws/chat/", headers=ORIGIN)
    await socket.connect()
    faults = []
    for text in ("", " \u200b ", "x" * 100_000):
        await socket.say(json.dumps({"type": "message", "text": text}))
        faults.append("" if (await socket.hear())["type"] == "error" else f"{text[:5]!r} was taken")
    for number, (name, (text, kinds, held)) in enumerate(ODD.items()):
        session = f"odd-texts-by-socket-{number:02}"
        await socket.say(json.dumps({"type": "message", "text": text, "session": session}))
        reply = await socket.hear()
        faults.append(wrong(name, reply["text"], kinds, held, reply["kind"]))
    await socket.close()
    assert [fault for fault in faults if fault] == []


@pytest.mark.city
@pytest.mark.usefixtures("towns_own")
async def test_a_socket_that_goes_before_the_reply_loses_nothing_and_doubles_nothing():
    message = {
        "type": "message",
        "text": "my kitchen is on fire",
        "session": "a-session-of-bad-input",
        "message_id": "m1",
    }
    socket = Socket(application, "/ws/chat/", headers=ORIGIN)
    await socket.connect()
    await socket.say(json.dumps(message))
    await socket.send_input({"type": "websocket.disconnect", "code": 1006})
    await socket.wait(20)
    again = Socket(application, "/ws/chat/", headers=ORIGIN)
    await again.connect()
    await again.say(json.dumps(message))
    reply = await again.hear()
    await again.close()
    assert (reply["kind"], reply["message_id"]) == ("emergency", "m1")
    assert await database_sync_to_async(ChatTurn.objects.count)() == 1
