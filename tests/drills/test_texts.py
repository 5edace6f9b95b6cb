"""SAFE, SOS and DRILLS by text; the next drill in the chat."""

import datetime as dt

import pytest

from community.hazards.models import Report
from community.messaging.carriers import segments
from community.messaging.models import OpenQuestion
from community.messaging.services import answer_question
from community.places.models import Community
from drills.inbound import roll_call
from drills.models import CheckEvent
from drills.skills import next_drill
from portal.lib.conversation import IncomingText, Question
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"


def incoming(body, language="en", carrier_id="SM1", at=NOON):
    return IncomingText(
        phone=PHONE, to="+12025550100", body=body, carrier_id=carrier_id, at=at, language=language, row_id=1
    )


def text(body, language="en", **fields):
    reply = roll_call(incoming(body, language, **fields))
    return reply.body if reply else None


@pytest.fixture(autouse=True)
def community():
    return CommunityFactory()


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("SAFE", "en"), ("safe.", "en"), ("Safe, all three of us", "en"), ("I am safe", "en"), ("We're all safe", "en"),
        ("平安", "zh-hans"), ("我们都平安", "zh-hans"), ("全家平安，勿念", "zh-hans"), ("平安了", "zh-hans"),
    ],
)  # fmt: skip
def test_safe_is_noted_once_for_that_number(body, language):
    answer = text(body, language)
    assert answer == text(body, language)
    check = CheckEvent.objects.get()
    assert (check.kind, check.drill, check.phone_index) == ("safe", None, blind_index(PHONE))
    assert "20:00" in answer  # the place's own clock
    assert ("谢谢您" if language == "zh-hans" else "Thank you") in answer


@pytest.mark.parametrize(
    "body",
    ["", "Safe to drink?", "is it safe?", "SAFE?", "safe water near me", "平安吗", "平安里积水", "平安路有树倒了",
     "REPORT safe door broken", "Y", "hello", "safety tips", "drills for the wall", "帮助老人怎么做"],
)  # fmt: skip
def test_questions_and_other_words_are_left_to_others(body):
    assert text(body) is None
    assert not CheckEvent.objects.exists()


def test_safe_belongs_to_the_roll_call_that_runs_and_to_the_person_we_know():
    DrillFactory(status="running")
    roll = DrillFactory(status="running", type="roll-call", starts=NOON - dt.timedelta(hours=1))
    DrillFactory(status="running", community=CommunityFactory(slug="elsewhere", sms_number="+12025550111"))
    person = UserFactory()
    resident(101, user=person)
    assert text("SAFE").startswith("Thank you. Drill: noted at 20:00")
    check = CheckEvent.objects.get()
    assert (check.drill, check.person, check.by) == (roll, person, person)


@pytest.mark.parametrize(
    ("body", "language"),
    [("SOS", "en"), ("help", "en"), ("HELP we are on the roof", "en"), ("求助", "zh-hans"),
     ("救命！水进来了", "zh-hans"), ("ＳＯＳ", "en"), ("ＨＥＬＰ", "en"), ("S.O.S. water", "en"), ("🆘🆘", "en"),
     ("帮助", "zh-hans"), ("我需要帮助！", "zh-hans"), ("we are not safe", "en"), ("不平安", "zh-hans")],
)  # fmt: skip
def test_sos_is_answered_with_the_numbers_first_and_filed_for_the_officers(body, language):
    answer = text(body, language)
    assert answer == text(body, language)  # a repeat files nothing twice
    for number in ("119", "120", "110"):
        assert number in answer
    assert answer.startswith(
        "这里不是 119/120/110。马上打" if language == "zh-hans" else "This is not 119/120/110. Call now"
    )
    assert ("您在哪里" if language == "zh-hans" else "Where are you?") in answer
    assert segments.count(segments.normalise(answer)).segments <= 2
    check = CheckEvent.objects.get()
    assert (check.kind, check.drill, check.phone_index) == ("need_help", None, blind_index(PHONE))
    report = Report.objects.get()
    assert (report.description, report.urgency, report.channel) == (body, "immediate", "sms")
    assert PHONE not in answer


def test_the_answer_to_where_are_you_goes_to_the_report():
    text("SOS")
    assert OpenQuestion.objects.count() == 1
    reply = answer_question(incoming("12 Hill Road, third floor", carrier_id="SM2"), now=NOON)
    assert reply is not None
    report = Report.objects.get()
    assert "12 Hill Road" in f"{report.place} {report.address}"


def test_one_number_for_everything_is_named_once():
    Community.objects.update(emergency_numbers={"fire": "911", "ambulance": "911", "police": "911"})
    assert text("SOS").startswith("This is not 911. Call now: 911 (")


def test_sos_while_a_drill_runs_is_never_taken_for_the_drill():
    drill = DrillFactory(status="running", type="roll-call")
    text("SOS")
    assert not drill.checks.exists()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("body", "language"), [("DRILLS", "en"), ("drill", "en"), ("演练", "zh-hans")])
def test_drills_lists_the_next_ones(body, language):
    nothing = "No drill is planned" if language == "en" else "目前没有安排演练"
    assert text(body, language).startswith(nothing)
    for _n in range(3):
        DrillFactory(title={"en": "Up the hill", "zh-hans": "上坡"})
    answer = text(body, language)
    assert answer.startswith(
        "Next drills:\nUp the hill: Thu 9 Jul 20:00-22:00, East gate"
        if language == "en"
        else "下次演练：\n上坡：7 月 9 日 20:00 至 22:00"
    )
    assert segments.count(segments.normalise(answer)).segments <= 2


def ask(words, language="en"):
    return next_drill(Question(text=words, language=language, now=NOON))


@pytest.mark.parametrize(
    "words",
    [
        "When is the next drill?",
        "can I sign up for a drill",
        "下次演练是什么时候",
        "最近有演练吗？",
        "怎么报名参加演练",
    ],
)
def test_the_chat_knows_the_next_drill(words):
    drill = DrillFactory(capacity=2)
    answer = ask(words)
    assert str(drill.title["en"]) in answer.text
    assert "Thursday 9 July 2026, 8\u00a0pm to 10\u00a0pm (20:00 to 22:00)" in answer.text
    assert "Places left: 2." in answer.text
    assert answer.citations[0].url == answer.actions[0].url == f"/drills/{drill.pk}/"
    zh = ask(words, "zh-hans")
    assert "2026 年 7 月 9 日周四 20:00 至 22:00" in zh.text
    assert "还剩 2 个名额" in zh.text


def test_no_drill_is_said_to_be_none():
    assert "No drill is planned" in ask("when is the next drill?").text
    assert "目前没有安排演练" in ask("下次演练什么时候", "zh-hans").text


@pytest.mark.parametrize(
    "words",
    ["How do I hold a fire drill at home?", "how often should we practise a drill", "演练怎么组织", "what is a go bag",
     "", "when does the rain stop"],
)  # fmt: skip
def test_advice_is_left_to_the_guides(words):
    DrillFactory()
    assert ask(words) is None
