"""What the chat says about warnings."""

from datetime import timedelta

import pytest

from community.alerts.skills import current_alerts
from portal.lib.conversation import Question
from tests.factories import NOON
from tests.factories.alerts import INFOS, issued
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


def ask(text, language="en", **fields):
    return current_alerts(Question(text=text, language=language, now=NOON + timedelta(minutes=5), **fields))


@pytest.mark.parametrize(
    "text", ["Is there a warning now?", "any alerts today", "are there active warnings", "current warnings"]
)
def test_without_a_warning_it_says_who_was_asked_and_when(text):
    CommunityFactory()
    answer = ask(text)
    assert answer.text.startswith("No warning from Liuwan neighbourhood office, checked 20:05.")
    assert " safe" not in answer.text.lower()
    assert answer.citations[0].url == "/alerts/"


@pytest.mark.parametrize("text", ["有预警吗", "现在有没有警报？", "今天有什么预警", "预警解除了吗"])
def test_it_answers_in_chinese(text):
    CommunityFactory()
    assert ask(text, "zh-hans").text.startswith("柳湾社区居委会没有发布预警，20:05 查过。")


def test_it_tells_warnings_in_force_worst_first_and_no_exercise():
    issued(exercise=True)
    mild, worst = issued(severity="Moderate"), issued(severity="Extreme")
    answer = ask("Is there a warning?", community_id=mild.community.pk)
    assert [citation.section for citation in answer.citations] == [worst.identifier, mild.identifier]
    assert answer.text.startswith(
        f"Extreme: {INFOS[0]['headline']}\n{INFOS[0]['instruction']}\nWhere: Lower Street.\nUntil 02:00, 9 Jul"
    )
    assert ask("有预警吗", "zh-hans").text.startswith(f"特别严重：{INFOS[1]['headline']}")


@pytest.mark.parametrize(
    "text",
    [
        "What does an orange warning mean?",
        "how do I get warnings by text",
        "橙色预警是什么意思",
        "怎么订阅预警",
        "where is the shelter",
        "warn my mother",
    ],
)
def test_other_questions_are_left_to_others(text):
    assert ask(text) is None
