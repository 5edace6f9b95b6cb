"""Questions by text message: two segments at most, the number first, a short link."""

from dataclasses import replace
from datetime import timedelta

import pytest

from community.hazards.models import Report
from community.messaging.carriers.base import ParsedText
from community.messaging.carriers.segments import count, normalise
from community.messaging.models import InboundText
from community.messaging.selectors import body_of_text
from community.messaging.services import receive_text
from drills.models import SosTask
from knowledge.inbound import answer_question
from knowledge.models import ChatSession
from knowledge.services import answer
from knowledge.services.forgetting import forget_turns
from portal.lib.conversation import IncomingText
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.places import CommunityFactory

PHONE = "+12025550101"


def text(body, number=1, **more):
    fields = {"phone": PHONE, "to": "+12025550100", "carrier_id": f"SM{number:032}", "at": NOON, "language": "en"}
    return IncomingText(body=body, row_id=number, **{**fields, **more})


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    "body",
    [
        "i smell gas", "my dad collapsed", "what goes in a go bag", "who won the world cup", "hello", "i want to die",
        "家里着火了", "我妈晕倒了叫不醒", "应急包里要放什么", "今天股票怎么样", "我不想活了", "x" * 1000, "火" * 1000,
    ],
)  # fmt: skip
def test_every_answer_fits_two_segments(body):
    reply = answer_question(text(body))
    assert reply.body and count(reply.body).segments <= 2


@pytest.mark.usefixtures("guides")
def test_an_emergency_has_the_number_first_and_a_link_last(client):
    lines = answer_question(text("i smell gas")).body.splitlines()
    assert "119" in lines[0] and lines[1].startswith("1. ") and lines[-1].startswith("http://127.0.0.1:8000/g/")
    path = lines[-1].removeprefix("http://127.0.0.1:8000")
    assert client.get(path, follow=True).redirect_chain == [("/knowledge/gas-leak/", 302)]
    chinese = answer_question(text("家里着火了", 2, language="en")).body
    assert "119" in chinese.splitlines()[0] and chinese.splitlines()[1].startswith("1. ")


@pytest.mark.usefixtures("guides")
def test_a_phone_is_a_session_and_its_number_is_not_in_it():
    answer_question(text("i smell gas"))
    assert "Babies" in answer_question(text("and with a baby?", 2)).body
    session = ChatSession.objects.get()
    assert "2025550101" not in session.token and session.turns.count() == 2


@pytest.mark.usefixtures("guides")
def test_the_same_text_twice_is_answered_the_same_and_kept_once():
    first = answer_question(text("hello"))
    assert answer_question(text("hello")) == first
    assert ChatSession.objects.get().turns.count() == 1


@pytest.mark.usefixtures("guides")
def test_an_empty_text_is_not_a_question():
    assert answer_question(text("  ")) is None


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("question", "more", "hint", "language"),
    [
        ("what do i do in an earthquake", "MORE", "MORE for the rest", "en"),
        ("what goes in a go bag", "more", "MORE for the rest", "en"),
        ("地震怎么办", "更多", "回复“更多”", "zh-hans"),
        ("台风来了怎么办", "更多", "回复“更多”", "zh-hans"),
    ],
)
def test_what_did_not_fit_comes_with_more_and_nothing_is_lost(question, more, hint, language):
    whole = answer(text=question, language=language, now=NOON)
    steps = [step["act"] or step["why"] for step in whole.steps]
    told, number = "", 1
    body = answer_question(text(question, number)).body
    while hint in body and number < 9:
        assert count(body).segments <= 2
        told += body
        number += 1
        body = answer_question(text(more, number)).body
    told += body
    assert [step for step in steps if normalise(step) not in told] == []
    assert answer_question(text(more, number + 1)).body != body  # then the next part of the guide


@pytest.mark.usefixtures("guides")
def test_more_after_another_question_is_about_that_one():
    answer_question(text("what do i do in an earthquake"))
    answer_question(text("hello", 2))
    answer_question(text("more", 3))
    assert ChatSession.objects.get().context["section"] != "steps"  # not the rest of the steps


def in_region(region):
    community = CommunityFactory()
    community.region = region
    community.save()
    return community


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("REPORT i want to kill myself", "988"),
        ("help i want to die", "988"),
        ("报告 我不想活了", "12356"),
        ("上报 我老公打我", "110"),
    ],
)
def test_a_crisis_is_heard_behind_a_command_word_and_is_no_report(body, line):
    community = in_region("CN" if line.startswith("1") else "US")
    parsed = ParsedText(carrier_id="SM" + "c" * 32, phone=PHONE, to=community.sms_number, body=body, media=())
    reply = receive_text(parsed, now=NOON)
    assert reply is not None and line in reply.body and not Report.objects.exists() and not SosTask.objects.exists()
    forget_turns(now=NOON + timedelta(hours=2))
    assert body_of_text(InboundText.objects.get().pk, blind_index(PHONE)) == ""


@pytest.mark.usefixtures("guides")
def test_a_crisis_is_no_answer_to_what_was_asked_before():
    community = CommunityFactory()
    first = ParsedText(
        carrier_id="SM" + "a" * 32, phone=PHONE, to=community.sms_number, body="REPORT lamp out", media=()
    )
    assert "Where is it?" in receive_text(first, now=NOON).body
    second = replace(first, carrier_id="SM" + "b" * 32, body="i cant go on any more")
    assert "Where" not in receive_text(second, now=NOON + timedelta(minutes=1)).body
    assert Report.objects.get().address == ""


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(("body", "line"), [("i took all my pills", "988"), ("我把一瓶安眠药都吃了", "12356")])
def test_an_act_of_self_harm_names_the_line_behind_the_steps(body, line):
    community = in_region("CN" if line.startswith("1") else "US")
    said = []
    for number in range(8):
        words = body if not said else "MORE" if body.isascii() else "更多"
        parsed = ParsedText(carrier_id=f"SM{number:032}", phone=PHONE, to=community.sms_number, body=words, media=())
        said.append(receive_text(parsed, now=NOON + timedelta(minutes=number)).body)
        if not any(more in said[-1] for more in ("MORE", "更多")):
            break
    assert said[0].splitlines()[1].startswith("1. ") and line in "".join(said)
