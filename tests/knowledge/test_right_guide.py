"""The guide that a question is about: not one that shares a word with it."""

import pytest

from knowledge.chat import asks_what_to_buy, danger_supposed, is_only_a_place
from knowledge.models import Article
from knowledge.search.analysis import terms_of
from knowledge.services import withdraw_article
from tests.factories import NOON
from tests.factories.people import UserFactory
from tests.knowledge.asking import ask, cited


@pytest.mark.parametrize(
    ("word", "language"), [("aed", "en"), ("AEDs", "en"), ("defibrillator", "en"), ("AED", "zh-hans")]
)
def test_a_short_name_keeps_its_letters(word, language):
    assert terms_of(word, language) == ["aed"]


@pytest.mark.parametrize("text", ["在山上呢", "那在车里呢", "and in a car?", "what if im on a mountain", "indoors?"])
def test_a_place_alone_leans_on_what_was_said(text):
    assert is_only_a_place(text)


@pytest.mark.parametrize(
    "text",
    ["家里着火了", "在家里着火了怎么办", "what about in an earthquake", "i am in a flood", "where is the school"],
)
def test_a_place_with_something_else_does_not(text):
    assert not is_only_a_place(text)


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("turns", "guide"),
    [
        (("打雷怎么办", "在山上呢"), "lightning"),
        (("what do i do in a thunderstorm", "what if im on a mountain"), "lightning"),
        (("地震了怎么办", "那在车里呢"), "earthquake"),
        (("how do i use an aed",), "cpr-aed"),
        (("aed怎么用",), "cpr-aed"),
    ],
)
def test_the_guide_that_was_asked_about_answers(turns, guide):
    assert cited(ask(*turns)) == [guide]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("text", ["which phone should i buy", "买哪款手机好", "what is the best laptop to get"])
def test_what_to_buy_is_nobody_s_guide(text):
    assert asks_what_to_buy(text) and ask(text).kind == "decline"


@pytest.mark.parametrize(
    "text", ["which fire extinguisher should i buy", "灭火器买哪种好", "which car seat should i buy"]
)
def test_what_keeps_people_safe_may_be_bought(text):
    assert not asks_what_to_buy(text)


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("text", ["how do i put out a kitchen fire", "怎么预防厨房着火", "如果油锅着火怎么办"])
def test_where_a_guide_is_withdrawn_the_next_for_that_danger_answers(text):
    assert danger_supposed(text).kind == "kitchen_fire"
    assert cited(ask(text)) == ["kitchen-fire"]
    withdraw_article(Article.objects.get(slug="kitchen-fire"), by=UserFactory(), now=NOON)
    assert cited(ask(text, session="a-session-after-that")) == ["home-fire"]
