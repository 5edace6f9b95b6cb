"""The chat is asked what became of a report, and what is known nearby."""

import pytest

from community.hazards.models import Report
from community.hazards.services import hide_report, move_report
from community.hazards.skills import hazards_near, what_became_of_it
from knowledge.services import answer
from portal.lib.conversation import Question
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report
from tests.factories.people import member

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
MINE = {
    "en": [
        "what happened to my report",
        "any news on the lamp i reported?",
        "i reported a hole last week, is it fixed",
    ],
    "zh-hans": ["我上报的那个井盖怎么样了", "我报的隐患有人处理吗", "我昨天反映的问题修好了没？"],
}
OTHERS = [
    "how do i report a hole", "report card for my son", "我要上报一个隐患", "我想上报隐患", "怎么上报",
    "我上报一个井盖坏了，怎么办",
    "地震了怎么办",
    "my phone is wet", "I want to report a broken lamp", "报告厅在哪里",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _kinds():
    category()


def asked(text, language="en", **more):
    return what_became_of_it(Question(text=text, language=language, now=NOON, **more))


@pytest.mark.parametrize(("text", "language"), [(text, language) for language in MINE for text in MINE[language]])
def test_whoever_texts_hears_of_their_own_newest(text, language):
    ReportFactory(reporter_phone="+12025550199")
    report = ReportFactory(reporter_phone=PHONE)
    reply = asked(text, language, phone=PHONE)
    assert report.reference in reply.text
    assert {"en": "Reported, since", "zh-hans": "已收到，2026 年"}[language] in reply.text
    assert [action.url for action in reply.actions] == [report.tracking_path]
    assert len([line for line in reply.text.splitlines() if "H-" in line]) == 1


def test_a_signed_in_reporter_hears_without_a_key_in_the_address():
    user = member("resident")
    report = ReportFactory(by=user)
    reply = asked("what about my report?", user=user)
    assert report.reference in reply.text
    assert [action.url for action in reply.actions] == [report.get_absolute_url()]


def test_strangers_are_asked_for_the_number():
    ReportFactory(reporter_phone=PHONE)
    assert "Which report?" in asked("what happened to my report").text
    assert "哪一条" in asked("我上报的怎么样了", "zh-hans").text


@pytest.mark.parametrize("text", OTHERS)
def test_other_questions_pass(text):
    assert asked(text) is None


def test_by_its_number_with_the_public_words_of_the_last_move():
    officer = member("officer")
    report = public_report()
    move_report(report, to="referred", by=officer, now=NOON, referred_to="Water company", note="They come tonight.")
    reply = asked(report.reference.lower())
    assert "Passed on" in reply.text and "They come tonight." in reply.text


def test_private_words_and_what_is_not_public_are_nobodys_to_hear():
    officer = member("officer")
    private = ReportFactory(reporter_phone=PHONE)
    unknown = asked("H-ZZZZZZ").text
    assert "H-" not in unknown
    assert asked(private.reference).text == unknown
    told = public_report()
    move_report(told, to="referred", by=officer, now=NOON, referred_to="Police", note="A liar.", note_is_public=False)
    assert "liar" not in asked(told.reference).text
    hidden = public_report()
    hide_report(hidden, why="person", by=officer, now=NOON)
    assert asked(hidden.reference).text == unknown
    assert private.reference in asked(private.reference, phone=PHONE).text


def test_over_the_whole_chat_in_both_languages():
    report = public_report()
    for language, words in (("en", "Looked at"), ("zh-hans", "已核实")):
        text = {"en": f"any news of {report.reference}?", "zh-hans": f"{report.reference} 处理了吗"}[language]
        reply = answer(text=text, language=language, now=NOON)
        assert reply.kind == "live" and report.reference in reply.text
        assert words in reply.text


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("any hazards near me?", "en", "1 hazard is known"),
        ("附近有什么隐患", "zh-hans", "已知"),
        ("which hazards are reported around here", "en", "1 hazard is known"),
    ],
)
def test_what_is_known_nearby(text, language, words):
    public_report()
    ReportFactory()
    reply = hazards_near(Question(text=text, language=language, now=NOON))
    assert words in reply.text and reply.actions[0].url == "/hazards/"
    Report.objects.update(is_public=False)
    assert "1" not in hazards_near(Question(text=text, language=language, now=NOON)).text
