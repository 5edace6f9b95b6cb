"""What the chat says of reporting."""

import pytest

from community.hazards.skills import report_a_hazard
from portal.lib.conversation import Question
from tests.factories import NOON
from tests.factories.hazards import category

pytestmark = pytest.mark.django_db


def asked(text, language="en"):
    return report_a_hazard(Question(text=text, language=language, now=NOON))


def test_somebody_who_wants_to_report_gets_the_form():
    category()
    answer = asked("How do I report a loose manhole cover?")

    assert "Road or drain cover" in answer.text
    assert [action.url for action in answer.actions] == ["/hazards/report/?category=road", "/hazards/"]


def test_in_chinese_too():
    answer = asked("怎么上报隐患？", "zh-hans")

    assert "上报" in answer.text
    assert answer.actions[0].url == "/hazards/report/"


@pytest.mark.parametrize(
    "text",
    [
        "what should I do in a flood?",
        "report: there is a fire in my kitchen, how do I report it",
        "I want to report a gas leak",
        "我要报告，楼里着火了",
        "天气怎么样",
        "weather report",
    ],
)
def test_other_questions_and_emergencies_are_not_ours(text):
    assert asked(text) is None
