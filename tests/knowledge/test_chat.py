"""The chat's promises: numbers first, once only, private in a crisis, in the asker's language, whatever fails."""

import threading

import pytest
from django.db import connection

from knowledge.chat import hotlines_for
from knowledge.chat.hotlines import _all_hotlines
from knowledge.models import Article, ChatSession, ChatTurn
from knowledge.services import answer, withdraw_article
from portal.lib.conversation import SkillAnswer
from tests.factories import NOON

SESSION = "a-session-of-the-tests"


def ask(text, **more):
    return answer(text=text, now=NOON, **{"session_token": SESSION, **more})


def broken_skill(question):
    raise RuntimeError("out of order")


def river_skill(question):
    if "river" in question.text:
        return SkillAnswer(text="The river stands at 2.1 m." if question.language == "en" else "水位 2.1 米。")
    return None


@pytest.mark.usefixtures("guides")
def test_an_emergency_gives_the_act_and_the_number_in_one_line_then_the_steps():
    reply = ask("i smell gas")
    first, second = reply.text.splitlines()[:2]
    assert "switch" in first and "119" in first and second.startswith("1. ")
    assert reply.emergency["number"] == "119"
    assert [other["number"] for other in reply.emergency["others"]] == ["120", "110"]
    assert reply.citations[0]["url"] == "/knowledge/gas-leak/?language=en#steps"
    assert "{" not in reply.text


def test_in_the_states_there_is_one_number(guides):
    guides.region, guides.emergency_numbers = "US", {"fire": "911", "ambulance": "911", "police": "911"}
    guides.save()
    reply = ask("i smell gas")
    assert (reply.emergency["number"], reply.emergency["others"]) == ("911", [])
    assert "Do not stop to open windows" in reply.text and "If the valve is in reach" not in reply.text


@pytest.mark.django_db
def test_danger_is_answered_without_a_community_and_without_articles(settings):
    settings.DEFAULT_REGION = "CN"
    assert ask("我妈晕倒了").emergency["number"] == "120"
    settings.DEFAULT_REGION = "DE"
    assert ask("my house is on fire", message_id="2").emergency["number"] == "112"


@pytest.mark.usefixtures("guides")
def test_the_same_message_id_gives_the_same_answer_and_one_turn():
    first = ask("my house is on fire", message_id="m1")
    again = ask("hello", message_id="m1")
    assert again == first and ChatTurn.objects.count() == 1
    assert ask("hello", message_id="m2").kind == "smalltalk"


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_the_same_message_at_the_same_moment_is_one_turn(community):
    replies = []

    def send():
        try:
            replies.append(ask("hello", message_id="m1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 6 and len({reply.text for reply in replies}) == 1
    assert (ChatTurn.objects.count(), ChatSession.objects.count()) == (1, 1)


@pytest.mark.usefixtures("guides")
def test_what_is_said_in_a_crisis_is_not_kept_nor_what_follows():
    assert ask("i want to die, call me at 202 555 0123").kind == "crisis"
    ask("nobody would miss me")
    assert set(ChatTurn.objects.values_list("question", flat=True)) == {""}


@pytest.mark.usefixtures("guides")
def test_phone_numbers_are_not_kept():
    ask("who owns 202-555-0123 or +8613912345678, is it 119?")
    assert ChatTurn.objects.get().question == "who owns … or …, is it 119?"


def test_where_no_hotline_is_known_the_emergency_number_stands(guides):
    guides.region = "DE"
    guides.save()
    reply = ask("i want to die")
    assert reply.kind == "crisis" and reply.emergency["number"] == "120"


def test_every_hotline_has_a_day_of_check_a_source_and_both_languages():
    assert {"US", "CN"} <= set(_all_hotlines())
    for region in _all_hotlines():
        for line in hotlines_for(region).values():
            assert line.checked and line.source and set(line.label) == {"en", "zh-hans"}


@pytest.mark.usefixtures("guides")
def test_live_facts_come_before_the_guides_and_a_broken_skill_hurts_nothing(settings):
    settings.CHAT_SKILLS = [f"{__name__}.broken_skill", "no.such.module", f"{__name__}.river_skill"]
    assert (ask("how high is the river").kind, ask("how high is the river").text) == (
        "live",
        "The river stands at 2.1 m.",
    )
    assert ask("the river is rising and in my house").kind == "emergency"
    assert ask("what goes in a go bag").kind == "answer"


@pytest.mark.usefixtures("guides")
def test_a_withdrawn_article_is_not_quoted():
    assert ask("what goes in a go bag").citations[0]["title"] == "Emergency kit"
    withdraw_article(Article.objects.get(slug="emergency-kit"), by=None, now=NOON)
    assert all("emergency-kit" not in cite["url"] for cite in ask("what goes in a go bag", message_id="2").citations)


@pytest.mark.usefixtures("guides")
def test_an_offered_title_is_a_choice_and_no_alarm():
    session = ChatSession.objects.create(
        token=SESSION, language="en", created=NOON, updated=NOON, context={"offers": [["earthquake", "Earthquake"]]}
    )
    assert ask("Earthquake").kind == "answer"
    ChatSession.objects.filter(pk=session.pk).update(
        context={"offers": [["earthquake", "Earthquake"]], "numbered": True}
    )
    assert ask("1", message_id="2").citations[0]["title"] == "Earthquake"


@pytest.mark.usefixtures("guides")
def test_the_language_of_the_answer():
    assert ask("家里停电了怎么办").language == "zh-hans"
    reply = ask("what goes in a go bag", language="zh-TW", message_id="2")
    assert reply.language == "zh-hans" and "emergency-kit" in reply.citations[0]["url"]
    assert any("\u4e00" <= character <= "\u9fff" for character in reply.text)


@pytest.mark.usefixtures("guides")
def test_unanswered_questions_are_kept_for_the_editors():
    reply = ask("where can i buy a trombone")
    assert reply.kind == "decline" and "Liuwan neighbourhood office" in reply.text
    assert list(ChatTurn.objects.filter(kind="decline").values_list("question", flat=True)) == [
        "where can i buy a trombone"
    ]


@pytest.mark.usefixtures("guides")
def test_a_token_of_another_form_is_not_taken():
    reply = ask("hello", session_token="x' OR 1=1")
    assert reply.session != "x' OR 1=1" and len(reply.session) >= 16
