"""What was asked is erased in time; what waits for the editors stays as bare words; nothing of a crisis is read."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from community.hazards.models import Draft
from community.messaging.models import InboundText
from community.messaging.selectors import body_of_text
from knowledge.models import ChatSession, ChatTurn
from knowledge.selectors import questions_waiting, shown_turns
from knowledge.services import answer, ask_for_person, close_talk, forget_turns, handle_question, take_talk
from portal.celery import EVERY
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.knowledge import on_duty, open_hours
from tests.factories.people import member
from tests.knowledge.test_choices import say  # noqa: F401
from tests.knowledge.test_inbound import PHONE

DAY, SESSION = timedelta(days=1), "a-session-of-a-test"
STRANGE = {"en": "my wobbly tea kettle sings at midnight", "zh-hans": "我家的铜钟半夜自己唱歌"}
ACTS = ["i took 40 sleeping pills to kill myself", "我刚吞了一瓶安眠药想死"]


def ask(text, at=NOON, session=SESSION, **more):
    return answer(text=text, session_token=session, now=at, **more)


def waiting(at):
    return [(one.words, one.language, one.times) for one in questions_waiting(at)]


def test_it_is_done_every_hour_and_the_days_are_a_setting(guides, settings):
    assert EVERY["knowledge.forget_turns"] == 3600.0
    settings.CHAT_KEPT_DAYS = 7
    ask("what goes in a go bag")
    assert (forget_turns(now=NOON + 7 * DAY - timedelta(minutes=1)), ChatTurn.objects.count()) == (0, 1)
    assert (forget_turns(now=NOON + 7 * DAY), ChatTurn.objects.count(), ChatSession.objects.count()) == (1, 0, 0)


@pytest.mark.usefixtures("guides")
def test_a_session_that_goes_on_loses_its_old_turns_alone():
    ask("what goes in a go bag")
    ask("how do I prepare for a flood", NOON + 20 * DAY)
    assert forget_turns(now=NOON + 31 * DAY) == 1
    assert [turn.question for turn in ChatTurn.objects.all()] == ["how do I prepare for a flood"]
    assert ChatSession.objects.get().context == {}  # nobody speaks of it any more


@pytest.mark.city
@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_no_guide_answered_stays_as_words_until_it_is_dealt_with(language):
    words = STRANGE[language]
    for number in range(3):
        assert ask(f"{words} 202-555-0123", NOON, f"{SESSION}-{number}").kind == "decline"
    ask("tell me again about it and " * 8 + words, NOON)  # a story: longer than any wording of a guide
    ask("what goes in a go bag", NOON)
    forget_turns(now=NOON + 31 * DAY)
    assert waiting(NOON + 31 * DAY) == [(f"{words} …", language, 3)]
    kept = list(ChatTurn.objects.all())
    assert {(one.session, str(one.reply), one.at.hour, one.at.minute) for one in kept} == {
        (None, f"{{'language': '{language}'}}", 0, 0)
    }
    assert ChatSession.objects.count() == 0
    forget_turns(now=NOON + 91 * DAY)
    assert ChatTurn.objects.count() == 0


@pytest.mark.usefixtures("guides")
def test_what_editors_have_dealt_with_goes_whole():
    ask(STRANGE["en"])
    handle_question(STRANGE["en"], what="done", by=member("editor"), now=NOON)
    assert (forget_turns(now=NOON + 31 * DAY), ChatTurn.objects.count()) == (1, 0)


@pytest.mark.city
@pytest.mark.usefixtures("guides")
def test_a_link_into_a_report_is_kept_no_longer_than_it_opens():
    ask("i want to report a broken street lamp")
    token = Draft.objects.get().token
    held = [str(ChatTurn.objects.values_list("reply", flat=True)[0]), str(ChatSession.objects.get().context)]
    assert [token in one for one in held] == [True, True]
    forget_turns(now=NOON + timedelta(minutes=59))
    assert token in str(ChatTurn.objects.get().reply)
    forget_turns(now=NOON + timedelta(hours=1))
    turn = ChatTurn.objects.get()
    assert token not in str(turn.reply) and token not in str(ChatSession.objects.get().context)
    assert turn.reply["text"] and ask("x", message_id=turn.message_id).text == turn.reply["text"]


@pytest.mark.parametrize("words", ACTS)
def test_an_act_of_self_harm_has_the_number_first_and_is_nobodys_to_read(client, guides, words):
    said = ask(words)
    assert (said.kind, said.emergency["number"]) == ("emergency", "120")
    ask("he does not know it")
    assert set(ChatTurn.objects.values_list("question", flat=True)) == {""}
    ChatTurn.objects.update(helped=False)
    assert questions_waiting(NOON + DAY) == [] and shown_turns(ChatSession.objects.get(), NOON + DAY) == []
    client.force_login(member("admin"))
    for path in ("/admin/knowledge/chatturn/", "/desk/guides/questions/"):
        page = client.get(path, follow=True).content.decode()
        assert words not in page and "pills" not in page.replace("spills", "")


def test_of_a_crisis_by_text_nothing_that_was_written_is_kept(say):  # noqa: F811
    say("i want to die")
    say("what goes in a go bag", "+12025550177")
    forget_turns(now=timezone.now() + timedelta(hours=2))
    crisis, other = InboundText.objects.order_by("pk")
    assert body_of_text(crisis.pk, blind_index(PHONE)) == ""
    assert body_of_text(other.pk, blind_index("+12025550177")) == "what goes in a go bag"


def test_a_talk_with_a_volunteer_keeps_its_session_as_long_as_its_words(guides):
    open_hours(guides, "1234567", time(0), time(0))
    volunteer = on_duty(guides, now=NOON)
    ask("hello", community=guides)
    talk = ask_for_person(ChatSession.objects.get(), guides, language="en", shares=False, now=NOON)
    take_talk(talk, by=volunteer, now=NOON)
    forget_turns(now=NOON + 40 * DAY)
    talk.refresh_from_db()
    assert talk.session is not None
    close_talk(talk, by=volunteer, now=NOON + 40 * DAY)
    forget_turns(now=NOON + 69 * DAY)
    assert ChatSession.objects.count() == 1
    forget_turns(now=NOON + 71 * DAY)
    assert ChatSession.objects.count() == 0


def test_the_privacy_page_says_how_long_in_both_languages(client, community, settings):
    settings.CHAT_KEPT_DAYS = 14
    assert "14 days, without your name" in client.get("/about/").content.decode()
    chinese = client.get("/about/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "保存 14 天" in chinese and "30 天" in chinese
