"""What may be a crisis and does not say so: a line to call instead of "I don't know", and nothing of it is kept."""

import pytest

from knowledge.chat import distress_in
from knowledge.models import ChatTurn
from knowledge.services import answer
from tests.factories import NOON

HINTS = [
    ("i have been saving my tablets up, i just like to know that theyre there", "en", "self_harm", "12356"),
    ("my husband keeps my passport and i am not allowed to go out", "en", "violence", "110"),
    ("best mate gave me his guitar, said he wont be needing it", "en", "another", "12356"),
    ("要是明天醒不过来就好了", "zh-hans", "self_harm", "12356"),
    ("老公一分钱不给我，出门要报备", "zh-hans", "violence", "110"),
    ("室友把东西都送人了，我心里发毛", "zh-hans", "another", "12356"),
]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(("words", "language", "kind", "number"), HINTS)
def test_who_only_hints_is_given_the_line_and_told_that_it_may_be_misread(words, language, kind, number):
    reply = answer(text=words, language=language, now=NOON, session_token="a-session-of-somebody")
    assert (reply.kind, reply.language) == ("crisis", language)
    assert reply.opening.startswith("I am only a program" if language == "en" else "我只是程序")
    assert number in reply.text and distress_in(words).kind == kind
    assert ChatTurn.objects.get().question == ""  # nobody's to read


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    "words",
    [
        "my husband fixed the fence and now he wants tea",
        "where do i renew my passport",
        "i was in the way of the cleaner at work",
        "how do i stop a nosebleed my son gets scared",
        "我老公把钥匙锁在车里了",
        "孩子不敢睡觉怕打雷怎么办",
    ],
)
def test_what_hints_at_nothing_is_answered_as_before(words):
    assert answer(text=words, now=NOON).kind != "crisis"


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    "words", ["my friend gave me a bad feeling, what are the signs of a stroke", "地震后不敢回家怎么办"]
)
def test_a_guide_that_is_sure_is_given_first(words):
    assert answer(text=words, now=NOON).kind == "answer"


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("hint", "danger", "plain"),
    [
        (
            "he keeps all my money and wants to know where i am every hour",
            "grandpa has gone a funny colour and makes gurgling noises",
            "when does the market hall open",
        ),
        ("他不给我一分钱，出门几分钟都要拍照报备", "爷爷坐在椅子上脸色发青喉咙里咕噜咕噜响", "菜市场几点开门"),
    ],
)
def test_after_a_hint_all_else_is_answered_as_ever_and_still_kept_from_everybody(hint, danger, plain):
    session = "a-session-of-somebody"
    kinds = [answer(text=text, now=NOON, session_token=session).kind for text in (hint, danger, plain)]
    assert kinds == ["crisis", "emergency", "decline"]
    assert set(ChatTurn.objects.values_list("question", flat=True)) == {""}


@pytest.mark.usefixtures("guides")
def test_in_a_crisis_danger_has_its_number_and_the_talk_goes_on_after_it():
    session = "a-session-of-somebody"
    said = ["i want to die", "grandpa has gone a funny colour and makes gurgling noises", "nobody", HINTS[1][0], "yes"]
    replies = [answer(text=text, now=NOON, session_token=session) for text in said]
    assert [reply.kind for reply in replies] == ["crisis", "emergency", "crisis", "crisis", "crisis"]
    assert replies[1].emergency["number"] == "120" and "12356" in replies[2].text
