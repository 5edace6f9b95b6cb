"""Texts from people: kept first, answered once, STOP and START before all else, in both languages."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone

from community.messaging import services
from community.messaging.carriers.base import ParsedText
from community.messaging.models import Delivery, InboundText, OpenQuestion, OptOut
from community.messaging.selectors import is_opted_out
from portal.lib.sealing import blind_index, unseal
from tests.factories import NOON
from tests.factories.messaging import filled, only, phone

HANDLER = "tests.messaging.handlers.on_choice"


def said_back(answer) -> str:
    """The words of a TwiML answer; "" for silence."""
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    message = ET.fromstring(answer.content).find("Message")
    return "" if message is None else message.text or ""


def ask(key="q1", number=101, choices=None, now=None, minutes=60, body="SAFE?"):
    at = now or timezone.now()
    return services.ask_by_text(
        key=key,
        phone=phone(number),
        body=body,
        language="en",
        handler=HANDLER,
        choices=choices or {"1": {"say": "one"}, "Y": {"say": "yes"}, "N": {"say": "no"}},
        expires=at + dt.timedelta(minutes=minutes),
        now=at,
    )


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "stop",
        " Stop. ",
        "UNSUBSCRIBE",
        "END",
        "QUIT",
        "STOPALL",
        "REVOKE",
        "OPTOUT",
        "CANCEL",
        "ＳＴＯＰ",
        "“stop”",
    ],
)
def test_stop_takes_effect_at_once_and_the_carrier_answers(carrier, word):
    warning = filled([phone(101)])
    assert said_back(carrier.text(phone(101), word)) == ""
    carrier.work()
    assert (only(warning).status, only(warning).error, carrier.messages) == ("failed", "opted_out", [])


def test_stop_in_chinese_is_confirmed_in_chinese(carrier):
    assert "不会再" in said_back(carrier.text(phone(101), "退订。"))
    assert is_opted_out(blind_index(phone(101)))
    assert "/subscribe/" in said_back(carrier.text(phone(101), "订阅"))
    assert not is_opted_out(blind_index(phone(101)))


@pytest.mark.parametrize("word", ["START", "unstop", "YES"])
def test_start_undoes_stop(carrier, word):
    carrier.text(phone(101), "STOP")
    assert said_back(carrier.text(phone(101), word)) == ""
    assert OptOut.objects.count() == 0


@pytest.mark.parametrize(
    "words", ["Stop the fire on Hill Rd", "END of the road is flooded", "cancel my sign-up please"]
)
def test_a_sentence_is_not_an_opt_out(carrier, words):
    carrier.text(phone(101), words)
    assert OptOut.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    [
        "STOP PLEASE", "please stop", "stop texting me", "Don't text me any more!", "S T O P", "stop stop", "STOP ALL",
        "can you stop sending these alerts?", "I want to unsubscribe", "take me off your list", "please cancel",
        "停", "停止。", "不要再发了", "别再发了", " 退 订 ", "請不要再給我發短信了", "我不想再收短信了",
        "我要退订，谢谢", "回T退订", "取消订阅", "拒收", "TD", "t",
    ],
)  # fmt: skip
def test_whoever_wants_no_more_texts_in_other_words_gets_none_and_is_told_so(carrier, words):
    answer = said_back(carrier.text(phone(101), words))
    assert "no more texts" in answer or "不会再" in answer
    assert is_opted_out(blind_index(phone(101)))


def test_stop_speaks_of_texts_and_the_answer_says_what_else_may_come(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, "voice": ["community.messaging.carriers.demo.DemoVoiceCarrier"]}
    answer = said_back(carrier.text(phone(101), "stop texting me"))
    assert ("In danger we may ring you" in answer, "/warnings/" in answer) == (True, True)


@pytest.mark.parametrize("words", ["stop it", "Leave me alone!", "enough", "取消", "结束", "够了"])
def test_words_that_may_mean_something_else_are_asked_about(carrier, words):
    answer = said_back(carrier.text(phone(101), words))
    assert "STOP" in answer or "退订" in answer
    assert OptOut.objects.count() == 0
    assert "keep getting" in said_back(carrier.text(phone(101), "no"))
    carrier.text(phone(101), words)
    assert "no more texts" in said_back(carrier.text(phone(101), "yes"))
    assert is_opted_out(blind_index(phone(101)))


@pytest.mark.parametrize(
    "words",
    [
        "stop the bleeding", "how do I stop bleeding", "water won't stop", "bus stop on Hill Rd is flooded",
        "stop sending help, all is well", "take me out",
        "怎么止血", "停电了", "停水", "取消报名", "别发烧", "发短信求救", "T 5",
        "phone calls do not work, only text messages",
    ],
)  # fmt: skip
def test_a_sentence_about_something_else_is_no_wish_for_silence(carrier, words):
    assert said_back(carrier.text(phone(101), words)) == ""  # nobody here answers it
    assert (OptOut.objects.count(), OpenQuestion.objects.count()) == (0, 0)


def test_stop_from_a_number_that_we_never_saw(carrier):
    carrier.text(phone(199), "STOP")
    carrier.text(phone(199), "STOP")
    assert OptOut.objects.count() == 1
    warning = filled([phone(199)])
    carrier.work()
    assert only(warning).error == "opted_out"


def test_a_repeat_gets_the_same_answer_and_does_nothing_twice(carrier):
    first = said_back(carrier.text(phone(101), "ECHO one", sid="SMsame"))
    again = said_back(carrier.text(phone(101), "ECHO one", sid="SMsame"))
    assert (first, again) == ("You said: one", "You said: one")
    row = InboundText.objects.get()
    assert row.handler == "tests.messaging.handlers.echo"
    assert b"ECHO" not in bytes(row.body_sealed)


def test_about_in_both_languages(carrier):
    assert said_back(carrier.text(phone(101), "about")).startswith("Shouwang")
    assert "守望" in said_back(carrier.text(phone(101), "关于"))


def test_a_handler_that_breaks_is_logged_without_the_number_and_apologised_for(carrier, caplog):
    answer = said_back(carrier.text(phone(101), "BREAK please"))
    assert answer.startswith("Sorry")
    assert "inbound.broken" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "555" not in caplog.text
    assert "please" not in caplog.text
    row = InboundText.objects.get()
    assert (unseal(row.body_sealed), row.handled_at is None) == ("BREAK please", False)


def test_nobody_answers_what_nobody_understands(carrier):
    assert said_back(carrier.text(phone(101), "blah")) == ""


def test_an_answer_goes_to_whoever_asked(carrier):
    ask()
    assert said_back(carrier.text(phone(102), "1")) == ""  # another phone
    assert said_back(carrier.text(phone(101), "2")) == ""  # no such choice
    assert said_back(carrier.text(phone(101), "１")) == "one (1)"  # as a Chinese keyboard types it
    assert said_back(carrier.text(phone(101), "1")) == ""  # asked once, answered once


@pytest.mark.parametrize(
    ("words", "answer"), [("Y", "yes"), ("yes", "yes"), ("是", "yes"), ("好。", "yes"), ("no", "no"), ("否", "no")]
)
def test_yes_and_no_in_both_languages(carrier, words, answer):
    ask()
    assert said_back(carrier.text(phone(101), words)) == f"{answer} ({words})"
    assert OptOut.objects.count() == 0


def test_the_newest_question_that_fits_is_meant_and_old_ones_lapse(carrier):
    at = timezone.now()
    ask("old", choices={"1": {"say": "lapsed"}}, now=at - dt.timedelta(hours=2))
    ask("first", choices={"1": {"say": "first"}, "2": {"say": "two"}}, now=at - dt.timedelta(minutes=2))
    ask("second", choices={"1": {"say": "second"}}, now=at - dt.timedelta(minutes=1))
    assert said_back(carrier.text(phone(101), "2")) == "two (2)"
    assert said_back(carrier.text(phone(101), "1")) == "second (1)"
    assert said_back(carrier.text(phone(101), "1")) == ""


def test_any_words_may_answer_but_commands_keep_their_meaning(carrier):
    ask(choices={"*": {"say": "place"}})
    assert said_back(carrier.text(phone(101), "ABOUT")).startswith("Shouwang")
    assert said_back(carrier.text(phone(101), "STOP")) == ""
    assert said_back(carrier.text(phone(101), "Hill Rd 5")) == "place (Hill Rd 5)"


def test_a_question_survives_a_handler_that_breaks(carrier):
    ask(choices={"1": {"break": True}})
    assert said_back(carrier.text(phone(101), "1")).startswith("Sorry")
    assert OpenQuestion.objects.get().answered_at is None


def test_asking_twice_is_once(carrier):
    ask()
    ask()
    assert (OpenQuestion.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_text_whose_handling_died_is_answered_later(carrier):
    carrier.text(phone(101), "ECHO help", sid="SMdead")
    row = InboundText.objects.get()
    InboundText.objects.update(handled_at=None, reply_sealed=None, handler="")
    assert said_back(carrier.text(phone(101), "ECHO help", sid="SMdead")) == ""  # it may still be at work
    services.sweep(now=row.taken_at + dt.timedelta(seconds=30))
    carrier.work(row.taken_at + dt.timedelta(seconds=31))
    assert carrier.bodies(phone(101)) == ["You said: help"]
    services.sweep(now=row.taken_at + dt.timedelta(seconds=90))
    assert Delivery.objects.count() == 1


def test_the_language_is_the_senders_own(carrier, settings):
    filled([[phone(101), "zh-hans"]])
    assert "守望" in said_back(carrier.text(phone(101), "ABOUT"))


def test_a_sender_that_is_not_a_phone_is_kept(carrier):
    assert said_back(carrier.text("COURIER", "your parcel")) == ""
    assert unseal(InboundText.objects.get().phone_sealed) == "COURIER"


@pytest.mark.django_db
def test_what_was_texted_is_erased_after_thirty_days_and_what_nobody_handled_stays(settings):
    settings.CHAT_KEPT_DAYS = 30
    for number, body in enumerate(("hello", "REPORT hole in Lower Street")):
        services.receive_text(
            ParsedText(carrier_id=f"SM{number:032}", phone="+12025550101", to="+12025550100", body=body), now=NOON
        )
    InboundText.objects.filter(carrier_id__endswith="1").update(handled_at=None)
    assert services.forget_texts(now=NOON + dt.timedelta(days=30) - dt.timedelta(seconds=1)) == 0
    assert services.forget_texts(now=NOON + dt.timedelta(days=30)) == 1
    assert InboundText.objects.get().carrier_id.endswith("1")
