"""Questions for a doctor, a lawyer or an insurer: declined with whom to ask, and never what a guide was written for."""

import pytest

from knowledge.articles import read_folder
from knowledge.chat.beyond import WORKS, work_of
from knowledge.chat.manners import manner_of
from knowledge.services import answer
from tests.factories import NOON
from tests.factories.knowledge import CONTENT


def ask(text, session="a-session-beyond-the-guides"):
    return answer(text=text, session_token=session, now=NOON)


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("is this mole cancer", "doctor"),
        ("这颗痣会不会是癌", "医生"),
        ("can i sue my landlord", "lawyer"),
        ("能不能起诉房东", "律师"),
        ("how much will my insurance pay", "insurer"),
        ("保险能赔多少钱", "保险公司"),
        ("how often can i take naproxen", "doctor"),  # no guide is like it: declined for that, with the same words
        ("耳鸣半年了", "医生"),
    ],
)
def test_who_asks_for_another_s_work_reads_whom_to_ask(text, whom):
    reply = ask(text)
    assert reply.kind == "decline" and whom in reply.text and not reply.citations


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("text", ["how much will my insurance pay", "保险能赔多少钱"])
def test_what_is_offered_instead_is_answered(text):
    offered = ask(text).suggestions
    assert [cite["url"].split("/")[2] for cite in ask(offered[0]).citations] == ["insurance-and-papers"]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("text", "guide"),
    [
        ("is ibuprofen ok with dengue", "mosquito-dengue"),
        ("降压药断了咋办", "medicines-and-powered-devices"),
        ("人工呼吸要不要做", "cpr-aed"),
        ("孩子发烧又起疹子", "child-fever"),
        ("在安置点来月经了", "period-and-hygiene-in-a-shelter"),
        ("被狗咬了要不要打狂犬疫苗", "animal-bites-rabies"),
    ],
)
def test_what_a_guide_was_written_for_is_answered(text, guide):
    reply = ask(text)
    assert reply.kind in ("answer", "emergency")
    assert [cite["url"].split("/")[2] for cite in reply.citations] == [guide]


def test_no_phrasing_of_a_guide_is_small_talk():
    asked = [phrase for article in read_folder(CONTENT)[0] for phrase in (article.title, *article.aliases)]
    assert [phrase for phrase in asked if manner_of(phrase) not in ("", *WORKS)] == []


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("how do i talk to a person", "handoff"),
        ("how do i talk to someone who has lost hope", ""),
        ("转人工", "handoff"),
        ("人工呼吸怎么做", ""),
    ],
)
def test_a_person_is_wished_for_in_plain_words_only(text, manner):
    assert manner_of(text) == manner


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("how much ibuprofen for a toddler", "doctor"),
        ("he swallowed too much ibuprofen", ""),
        ("child has a rash", "doctor"),
        ("child has a fever and a rash", ""),
        ("do i need a vaccine to travel", "doctor"),
        ("do i need a vaccine after a dog bite", ""),
        ("will my insurance cover a new phone", "insurer"),
        ("does home insurance cover a flood", ""),
        ("is it legal to film the police", "lawyer"),
        ("is it legal to work at 40 degrees", ""),
        ("月经推迟了", "doctor"),
        ("安置点没有卫生巾", ""),
    ],
)
def test_what_first_aid_answers_is_nobody_else_s_work(text, work):
    assert work_of(text) == work


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("first", "then"),
    [("i want to die", "how many sleeping pills can i take"), ("我不想活了", "安眠药能不能多吃几片")],
)
def test_after_words_of_a_crisis_pills_are_no_pharmacist_s_question(first, then):
    session = "a-session-of-somebody"
    assert ask(first, session).kind == "crisis"
    assert ask(then, session).kind in ("crisis", "emergency")
