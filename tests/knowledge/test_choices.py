"""Talks by text: choices by number, MORE, and the words that always mean themselves, in both languages."""

import datetime as dt
import html
import itertools
import threading

import pytest
from django.db import connections

from community.messaging.carriers.base import ParsedText
from community.messaging.carriers.segments import count
from community.messaging.models import InboundText, OpenQuestion, OptOut
from community.messaging.services import ask_by_text, receive_text
from knowledge.inbound import answer_question
from knowledge.models import ChatSession, ChatTurn
from tests.factories import NOON
from tests.knowledge.test_inbound import PHONE, text
from tests.messaging.test_inbound import said_back

# what is texted, and the first and the last line of the list that it gets
LISTS = {
    "en": ("heat", "Which of these do you mean?", "Reply with the number."),
    "zh-hans": ("被虫咬了", "我不知道哪一篇能回答，最接近的是：", "请回复数字。"),
}
OPT_OUT, ABOUT = "community.messaging.inbound.opt_out", "community.messaging.inbound.about"
ROLL_CALL, REPORT = "drills.inbound.roll_call", "community.hazards.inbound.file_report_by_text"
ODD = [
    "🔥", "👍👍", "❤️", "🧯🚒", "?", "？？？", "x" * 1600, "火灾" * 800, "مرحبا", "\u202egas leak\u202c",
    "\x07i smell gas\x00", "i smell \u200bgas", "\u2066我家\u2069着火了",
]  # fmt: skip
HIDDEN = set("\x00\x07\u200b\u202c\u202e\u2066\u2069")
languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def say(carrier, guides):
    """Text the site as the carrier does; what is texted back."""

    def words(body, phone=PHONE, **more):
        back = said_back(carrier.text(phone, body, **more))
        assert not back or count(back).segments <= 2
        return back

    return words


def phones():
    """One number after another: each has a talk of its own, and few texts."""
    return (f"+1202555{number:04}" for number in itertools.count(200))


def titles_in(listed):
    return [line[3:] for line in listed.splitlines() if line[:1].isdigit()]


def titles_of(listed, language):
    """The titles of a list of guides by text, which stands between the question and how to answer it."""
    _asked, question, how = LISTS[language]
    lines = listed.splitlines()
    assert (lines[0], lines[-1]) == (question, how)
    titles = titles_in(listed)
    assert len(titles) >= 2 and lines[1 : 1 + len(titles)] == [f"{n}. {title}" for n, title in enumerate(titles, 1)]
    return titles


def last_reply():
    return ChatTurn.objects.order_by("-pk").first().reply


def title_of_answer():
    return last_reply()["citations"][0]["title"]


@languages
def test_a_number_chooses_from_the_list_and_keeps_its_language(say, language):
    in_words = ["no. 2", "the second one please"] if language == "en" else ["第二个", "我选2", "二"]
    own = ["2", "２", " 2. ", "(2)", *in_words]
    for spelled, phone in zip(own, phones(), strict=False):
        titles = titles_of(say(LISTS[language][0], phone), language)
        answer = say(spelled, phone)
        assert (spelled, title_of_answer(), last_reply()["language"]) == (spelled, titles[1], language)
        assert answer.splitlines()[-1].startswith("http")


def test_where_no_guide_is_sure_the_nearest_are_listed(say, client):
    listed = say("child").splitlines()
    assert listed[0] == "I don't know which guide answers this. The nearest:"
    assert listed[-2].startswith("None of them? Ask ") and listed[-2].endswith("call 119.")
    assert ChatTurn.objects.get().kind == "decline"  # an editor may make a wording of it
    say("2")
    assert f"2. {title_of_answer()}" in listed

    page = client.post("/chat/", {"text": "child"}, follow=True).content.decode()
    assert listed[0] in html.unescape(page) and listed[-2] in html.unescape(page)
    assert f"<li>{listed[1][3:]}</li>" in page  # its number may be typed
    assert page.count(f'value="{listed[1][3:]}"') == 1  # or it is pressed


@languages
def test_a_number_that_fits_no_list_is_not_answered_by_a_guess(say, language):
    few_words = "few words" if language == "en" else "几个字"
    more, hello = ("MORE", "hello") if language == "en" else ("更多", "你好")
    listed = say(LISTS[language][0])
    assert [titles_in(say(word)) for word in ("7", "９", more)] == [titles_in(listed)] * 3
    say("1")
    assert title_of_answer() == titles_of(listed, language)[0]

    phone = next(phones())  # no list was ever open
    say(hello, phone)
    answer = say("2", phone)
    assert "119" in answer and few_words in answer
    assert last_reply()["kind"] == "smalltalk"  # no editor is asked to answer a number

    say(LISTS[language][0])  # another question closes it
    say("what goes in a go bag" if language == "en" else "应急包里要放什么")
    assert few_words in say("2")


@languages
def test_a_list_an_hour_old_is_closed(guides, language):
    def at(minute, body):
        numbers["next"] += 1
        parsed = ParsedText(phone=PHONE, to=text("").to, body=body, carrier_id=f"SM{numbers['next']:032}")
        return receive_text(parsed, now=NOON + dt.timedelta(minutes=minute)).body

    numbers = {"next": 0}
    titles_of(at(0, LISTS[language][0]), language)
    assert ("few words" if language == "en" else "几个字") in at(60, "2")
    titles_of(at(61, LISTS[language][0]), language)
    assert at(90, "2").splitlines()[-1].startswith("http")


@languages
def test_a_number_goes_to_whoever_asked_last(say, language):
    def ask(key, minutes):
        now = dt.datetime.now(dt.UTC)
        ask_by_text(
            key=key,
            phone=PHONE,
            body="",
            language=language,
            handler="tests.messaging.handlers.on_choice",
            choices={"1": {"say": "one"}, "2": {"say": "two"}},
            expires=now + dt.timedelta(hours=1),
            now=now - dt.timedelta(minutes=minutes),
        )

    ask("older", 5)
    titles = titles_of(say(LISTS[language][0]), language)
    say("2")
    assert title_of_answer() == titles[1]
    assert "two" in say("2")  # now the older one's
    say(LISTS[language][0])
    ask("newer", 0)
    assert "one" in say("1")
    say("1")
    assert title_of_answer() == titles[0]


@languages
def test_more_goes_on_with_what_was_chosen_to_its_last_step(say, language):
    more, hint = ("MORE", "MORE for the rest") if language == "en" else ("更多", "回复“更多”看其余")
    for choice, phone in zip("12", phones(), strict=False):
        say(LISTS[language][0], phone)
        body = say(choice, phone)
        told = body.splitlines()
        while hint in body:
            body = say(more, phone)
            told += body.splitlines()
        told = [line for line in told if line != hint and not line.startswith("http")]
        reply = last_reply()
        steps = [step["act"] or step["why"] for step in reply["steps"]]
        assert [line.partition(". ")[2] or line for line in told[-len(steps) :]] == steps


@languages
def test_words_of_command_mean_themselves_in_the_middle_of_a_list_and_of_more(say, language):
    if language == "en":
        said = {
            "STOP": OPT_OUT,
            "HELP": ROLL_CALL,
            "SAFE": ROLL_CALL,
            "ABOUT": ABOUT,
            "REPORT street light out": REPORT,
        }
        long = "what goes in a go bag"
    else:
        said = {
            "退订": OPT_OUT,
            "停": OPT_OUT,
            "救命": ROLL_CALL,
            "平安": ROLL_CALL,
            "关于": ABOUT,
            "报告路灯坏了": REPORT,
        }
        long = "应急包里要放什么"
    for (word, handler), phone in zip(said.items(), phones(), strict=False):
        for before in (LISTS[language][0], long):
            say(before, phone)
            say(word, phone)
            assert (word, before, InboundText.objects.order_by("-pk").first().handler) == (word, before, handler)
    assert OptOut.objects.count() == list(said.values()).count(OPT_OUT)


@languages
def test_a_danger_in_the_middle_of_a_list_has_the_number_first(say, language):
    say(LISTS[language][0])
    assert "119" in say("my house is on fire" if language == "en" else "我家着火了").splitlines()[0]
    assert last_reply()["kind"] == "emergency"


@languages
def test_a_repeated_text_is_answered_the_same_and_moves_nothing_on(say, language):
    more = "MORE" if language == "en" else "更多"
    say("what goes in a go bag" if language == "en" else "应急包里要放什么")
    first = say(more, sid="SM" + "7" * 32)
    assert say(more, sid="SM" + "7" * 32) == first
    assert say(more) != first
    listed = say(LISTS[language][0], sid="SM" + "8" * 32)
    assert say(LISTS[language][0], sid="SM" + "8" * 32) == listed
    chosen = say("1", sid="SM" + "9" * 32)
    assert say("1", sid="SM" + "9" * 32) == chosen
    assert OpenQuestion.objects.filter(answered_at=None).count() == 0


@languages
def test_more_again_after_its_handler_died_tells_the_same_lines(guides, language):
    more = "MORE" if language == "en" else "更多"
    answer_question(text("what goes in a go bag" if language == "en" else "应急包里要放什么"))
    second = answer_question(text(more, 2))
    assert answer_question(text(more, 2)) == second
    assert answer_question(text(more, 3)) != second


def test_odd_texts(say):
    for body, phone in zip(["", "  \n ", "\u200b\u200f", "\x00\x01\x02", "\ufeff"], phones(), strict=False):
        assert (body, say(body, phone)) == (body, "")
    assert ChatTurn.objects.count() == 0
    for body, phone in zip(ODD, phones(), strict=False):
        answer = say(body, phone)
        assert (body, "119" in answer) == (body, True)
        assert set(answer) & HIDDEN == set()


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_two_texts_at_once_from_one_number_are_both_answered_and_more_is_of_the_last(guides):
    bodies = ["what do i do in an earthquake", "what goes in a go bag"]
    gate, replies = threading.Barrier(2), {}

    def send(number):
        try:
            gate.wait(10)
            replies[number] = answer_question(text(bodies[number], number + 1)).body
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [0, 1] and replies[0] != replies[1]
    assert (ChatSession.objects.count(), ChatTurn.objects.count()) == (1, 2)
    last = ChatTurn.objects.order_by("-pk").first()
    told = ChatSession.objects.get().context.get("told")
    assert told is None or told["message"] == last.message_id


@languages
def test_many_texts_leave_what_was_asked_before_open(say, language):
    """A list of guides or a danger in every text: the question whether something is fixed still gets its "Y"."""
    now = dt.datetime.now(dt.UTC)
    ask_by_text(
        key="fixed?",
        phone=PHONE,
        body="",
        language=language,
        handler="tests.messaging.handlers.on_choice",
        choices={"Y": {"say": "fixed"}},
        expires=now + dt.timedelta(hours=1),
        now=now - dt.timedelta(minutes=5),
    )
    danger = "there is a strong smell of gas in our stairwell" if language == "en" else "我们楼道里煤气味很重"
    for _time in range(3):
        say(LISTS[language][0])
        say(danger)
    still_open = OpenQuestion.objects.filter(answered_at=None, expires__gt=dt.datetime.now(dt.UTC))
    assert sorted(key.partition(":")[0] for key in still_open.values_list("key", flat=True)) == [
        "danger", "fixed?", "guide",
    ]  # fmt: skip
    assert "fixed" in say("Y" if language == "en" else "是")
