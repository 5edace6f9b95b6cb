"""Calls: rung, answered, a key pressed; and what became of those that nobody took."""

import datetime as dt

import pytest
from django.conf import settings as site
from django.utils import translation

from community.messaging import services
from community.messaging.carriers import speech
from community.messaging.models import Delivery, Reached, Reconciliation
from community.messaging.selectors import counts_of, outbox
from community.messaging.services.routes import NotConfigured
from tests.factories import NOON
from tests.factories.messaging import filled, phone

BOTH = {"at_once": ["sms", "voice"]}
CALLS = {"at_once": ["voice"], "then": ["sms"]}
FLOOD = {
    "en": "Riverside Office: Flood. Leave Lower Street now. https://watch.example.org/alerts/LW-7KX2PQ/ Ref LW-7KX2PQ",
    "zh-hans": "【河边社区】社区提示：洪水。请立即离开下街。https://watch.example.org/alerts/LW-7KX2PQ/ 编号LW-7KX2PQ",
}


@pytest.fixture(autouse=True)
def _telephone(request):
    """Calls can be made, in every story that has a carrier."""
    if "carrier" in request.fixturenames:
        request.getfixturevalue("telephone")


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def work(carrier, seconds: float) -> None:
    """A sweep, and the sending that it rings for."""
    services.sweep(now=after(seconds))
    carrier.work(after(seconds))


def play(carrier, seconds: float) -> None:
    """Calls take their course, by the story's clock: a webhook reads the real one."""
    rung = list(Delivery.objects.filter(status="sent", channel="voice").values_list("pk", flat=True))
    carrier.phones.play()
    Delivery.objects.filter(pk__in=rung, status="failed").update(ended_at=after(seconds))


def call_row(warning) -> Delivery:
    return warning.deliveries.get(channel="voice")


@pytest.fixture
def english(carrier):
    """A warning that rings one person."""
    warning = filled([phone(100)], texts=FLOOD, channels=BOTH)
    carrier.work()
    return warning


# --- what is said ----------------------------------------------------------------------------------------------------


@pytest.mark.city
@pytest.mark.parametrize(
    ("language", "voice", "words"),
    [
        ("en", "en-US", "Riverside Office: Flood. Leave Lower Street now. Press 1 if you have heard this."),
        ("zh-hans", "zh-CN", "河边社区。社区提示：洪水。请立即离开下街。 如果您已听清，请按 1。"),
    ],
)
def test_a_warning_is_read_twice_in_the_person_s_language(carrier, language, voice, words):
    warning = filled([[phone(100), language]], texts=FLOOD, channels=BOTH)
    carrier.work()
    (call,) = carrier.phones.calls
    assert call.said.count(words) == 2
    assert call.languages == {voice}
    assert carrier.bodies(phone(100)) == [FLOOD[language]]  # and the text beside it
    row = call_row(warning)
    assert (row.status, row.carrier, row.carrier_id) == ("sent", "twilio_voice", call.sid)
    assert call.form["StatusCallback"] == f"{site.PUBLIC_URL}/twilio/call/{row.pk}/1/"
    assert call.action == f"{site.PUBLIC_URL}/twilio/voice/{row.pk}/1/"
    assert call.form["From"] == "+12025550100"


def test_from_a_number_of_its_own(carrier, settings):
    settings.TWILIO_VOICE_FROM = "+12025550177"
    filled([phone(100)], channels=BOTH)
    carrier.work()
    assert carrier.phones.calls[0].form["From"] == "+12025550177"
    assert carrier.messages[0].form["From"] == "+12025550100"


@pytest.mark.parametrize(
    ("body", "language", "said"),
    [
        ("EXERCISE / 演练: Office: flood. More: https://x.org/a. Ref LW-7KX2PQ", "en", "Office: flood."),
        ("【演练 EXERCISE】【河边】洪水。编号LW-7KX2PQ", "zh-hans", "河边。洪水。"),
        ("洪水。详情：https://x.org/a/b?c=1请离开", "zh-hans", "洪水。请离开。"),
        ("Take A-12 and COVID-19 tests to 5 < 6 & go", "en", "Take A-12 and COVID-19 tests to 5 6 and go."),
        ("Report H-7KX2PQ was taken", "en", "Report was taken."),
        ("https://x.org/", "en", ""),
    ],
)
def test_what_a_voice_would_spell_is_left_out(body, language, said):
    assert speech.spoken(body, language) == said


def test_a_long_warning_ends_with_a_sentence_and_fits_a_call():
    words = speech.spoken("Leave the street & go. " * 100, "en")
    assert words.endswith("go.")
    assert len(words) <= 900
    assert len(speech.announcement("洪" * 3000, "zh-hans", exercise=True, action="https://x.org/" * 5)) < 4000


def test_an_exercise_says_so_first_in_words():
    said = speech.announcement("EXERCISE: Flood.", "en", exercise=True, action="/")
    assert said.count("This is an exercise. This is only an exercise. Flood.") == 2
    assert "这是演练。仅为演练。洪水。" in speech.announcement(
        "【演练】洪水。", "zh-hans", exercise=False, action="/"
    ).replace("。 ", "。")


# --- the key ---------------------------------------------------------------------------------------------------------


@pytest.mark.city
@pytest.mark.parametrize(("language", "thanks"), [("en", "Thank you."), ("zh-hans", "谢谢")])
def test_a_pressed_key_is_reached(carrier, language, thanks):
    warning = filled([[phone(100), language]], texts=FLOOD, channels=BOTH)
    carrier.work()
    call = carrier.phones.calls[0]
    assert thanks in carrier.phones.press(call, "1")
    assert carrier.phones.end(call).status_code == 204
    assert (call_row(warning).status, Reached.objects.get().how) == ("delivered", "key")
    assert counts_of(warning).people.best["reached"] == 1


def test_answered_and_hung_up_is_delivered_and_nobody_is_reached(carrier, english):
    carrier.phones.play()
    assert (call_row(english).status, Reached.objects.count()) == ("delivered", 0)


def test_a_key_counts_before_our_own_answer_and_again(carrier):
    carrier.phones.troubles.append("taken, then 503")
    warning = filled([phone(100)], channels=CALLS)
    carrier.work()
    assert call_row(warning).status == "unknown"
    for _time in range(2):
        carrier.phones.press(carrier.phones.calls[0], "5")  # any key: only a person presses one
    assert (call_row(warning).status, Reached.objects.count()) == ("delivered", 1)


def test_nobody_else_may_tell_us_of_keys_and_calls(carrier, english, client):
    row, call = call_row(english), carrier.phones.calls[0]
    assert carrier.phones.end(call, "busy", signature="wrong").status_code == 403
    for name in ("voice", "call"):
        address = f"/twilio/{name}/{row.pk}/1/"
        unsigned = client.post(address, {"CallSid": call.sid, "Digits": "1", "CallStatus": "completed"})
        assert (unsigned.status_code, client.get(address).status_code) == (403, 405)
    assert (call_row(english).status, Reached.objects.count()) == ("sent", 0)


@pytest.mark.parametrize("path", ["/twilio/voice/999999/1/", "/twilio/voice/{pk}/7/", "/twilio/voice/{sms}/1/"])
def test_a_key_from_a_call_that_never_was(carrier, english, path):
    sms = english.deliveries.get(channel="sms")
    values = {"CallSid": "CA1", "Digits": "1"}
    answer = carrier.post(path.format(pk=call_row(english).pk, sms=sms.pk), values)
    assert (answer.status_code, b"<Say" in answer.content, Reached.objects.count()) == (200, False, 0)
    assert call_row(english).status == "sent"


def test_no_key_and_no_known_state_change_nothing(carrier, english):
    row = call_row(english)
    assert carrier.post(f"/twilio/voice/{row.pk}/1/", {"CallSid": "CA1"}).status_code == 200
    assert carrier.post(f"/twilio/call/{row.pk}/1/", {"CallSid": "CA1", "CallStatus": "dreaming"}).status_code == 204
    assert call_row(english).status == "sent"


# --- nobody takes it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "reason", "reason_zh"),
    [
        ("busy", "line busy", "占线"),
        ("no-answer", "nobody answered", "无人接听"),
        ("failed", "the call did not get through", "电话未接通"),
        ("canceled", "the call was called off", "通话已取消"),
    ],
)
def test_why_a_call_did_not_reach_anybody(carrier, english, state, reason, reason_zh):
    carrier.phones.end(carrier.phones.calls[0], state)
    row = call_row(english)
    assert (row.status, row.reason) == ("failed", reason)
    with translation.override("zh-hans"):
        assert row.reason == reason_zh


@pytest.mark.city
def test_a_busy_line_is_rung_three_times_with_pauses(carrier, english):
    carrier.phones.habits[phone(100)] = "busy"
    story = []
    for seconds in (0, 59, 61, 121, 200, 242, 302, 600, 1200):
        play(carrier, seconds)
        work(carrier, seconds)
        story.append(len(carrier.phones.calls))
    assert story == [1, 1, 2, 2, 2, 2, 3, 3, 3]
    assert (call_row(english).status, call_row(english).error) == ("failed", "busy")


def test_the_second_call_is_taken(carrier, english):
    carrier.phones.habits[phone(100)] = "no-answer"
    play(carrier, 0)
    work(carrier, 61)
    carrier.phones.press(carrier.phones.calls[1], "1")
    carrier.phones.end(carrier.phones.calls[0], "no-answer")  # told again, late
    row = call_row(english)
    assert (row.status, row.attempt, row.error) == ("delivered", 2, "")


def test_nobody_is_rung_again_who_was_reached_or_whose_warning_is_over(carrier):
    reached = filled([phone(100)], key="reached", channels=BOTH)
    over = filled([phone(100)], key="over", channels=BOTH, expires=after(30))
    stopped = filled([phone(100)], key="stopped", channels=BOTH)
    broken = filled([phone(100)], key="broken", channels=BOTH)
    carrier.work()
    assert len(carrier.phones.calls) == 4
    for call in carrier.phones.calls:
        carrier.phones.habits[phone(100)] = "failed" if f"/{call_row(broken).pk}/" in call.action else "busy"
        carrier.phones.play(call)
    Delivery.objects.filter(status="failed").update(ended_at=after(0))
    services.mark_reached(reached, "000000000000", how="visit", now=after(1))
    services.stop_broadcast(stopped, now=after(1))
    work(carrier, 61)
    assert len(carrier.phones.calls) == 4
    assert over.deliveries.filter(status="queued").count() == 0


def test_a_call_that_only_followed_is_not_made_again_once_the_text_arrived(carrier):
    warning = filled([phone(100)], channels={"at_once": ["sms"], "then": ["voice"]})
    carrier.work()
    work(carrier, 91)
    carrier.phones.habits[phone(100)] = "busy"
    play(carrier, 91)
    carrier.callback(carrier.messages[0], "delivered")
    work(carrier, 200)
    assert len(carrier.phones.calls) == 1
    assert counts_of(warning).people.best["delivered"] == 1


def test_a_call_in_the_queue_is_left_out_once_it_is_not_needed(carrier):
    warning = filled([phone(100)], channels={"at_once": ["sms"], "then": ["voice"]})
    carrier.work()
    services.fall_back(now=after(91))
    carrier.callback(carrier.messages[0], "delivered")
    carrier.work(after(92))
    assert carrier.phones.calls == []
    assert (call_row(warning).status, call_row(warning).error) == ("failed", "not_needed")


def test_whoever_wants_no_texts_is_rung(carrier):
    """STOP speaks of texts; a warning may still ring."""
    warning = filled([phone(100)], channels={"at_once": ["sms"], "then": ["voice"]})
    services.opt_out(phone(100), now=NOON)
    carrier.work()
    assert (warning.deliveries.get().status, carrier.messages) == ("failed", [])
    work(carrier, 1)
    assert len(carrier.phones.to(phone(100))) == 1


# --- taken, not taken, unclear ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["taken, then 503", "taken, then reset", "taken, then hang"])
def test_a_call_that_was_taken_without_an_answer_is_found(carrier, impatient, trouble):
    carrier.phones.troubles.append(trouble)
    warning = filled([phone(100)], channels=CALLS)
    carrier.work()
    assert call_row(warning).status == "unknown"
    work(carrier, 10)
    assert (call_row(warning).status, call_row(warning).carrier_id) == ("sent", carrier.phones.calls[0].sid)
    work(carrier, 70)
    assert len(carrier.phones.calls) == 1


@pytest.mark.parametrize("trouble", ["500", "reset", "hang"])
def test_a_call_that_was_never_taken_is_made_once_that_is_sure(carrier, impatient, trouble):
    carrier.phones.troubles.append(trouble)
    warning = filled([phone(100)], channels=CALLS)
    carrier.work()
    work(carrier, 10)
    assert (call_row(warning).status, carrier.phones.calls) == ("unknown", [])
    work(carrier, 70)
    assert (call_row(warning).status, len(carrier.phones.calls)) == ("sent", 1)


def test_a_call_without_an_end_is_asked_for(carrier, english):
    carrier.phones.calls[0].status = "no-answer"  # told while our site was down
    work(carrier, 60)
    assert call_row(english).status == "sent"
    services.sweep(now=after(125))
    assert (call_row(english).status, call_row(english).error) == ("failed", "no_answer")


def test_what_twilio_will_never_call_fails_and_our_own_mistake_waits(carrier):
    carrier.phones.troubles.extend(["21214", "21210"])
    one = filled([phone(100)], key="one", channels=CALLS)
    carrier.work()
    two = filled([phone(100)], key="two", channels=CALLS)
    carrier.work()
    assert (call_row(one).status, call_row(one).reason) == ("failed", "this number cannot be called")
    assert (call_row(two).status, call_row(two).error) == ("queued", "21210")


def test_without_a_number_to_call_from_it_is_loud(carrier, settings):
    settings.TWILIO_VOICE_FROM = ""
    filled([phone(100)], channels=CALLS)
    with pytest.raises(NotConfigured, match="TWILIO_VOICE_FROM"):
        services.send_due(now=NOON)


def test_no_log_holds_a_number_or_a_word(carrier, caplog):
    caplog.set_level("DEBUG")
    carrier.phones.troubles.extend(["21214", "500", "reset"])
    filled([phone(100 + n) for n in range(4)], channels=CALLS, texts=FLOOD)
    carrier.work()
    carrier.phones.play()
    assert "555" not in caplog.text
    assert "Lower Street" not in caplog.text


def test_once_a_day_calls_are_laid_beside_the_list_of_calls(carrier, english):
    unheard = filled([phone(101)], key="unheard", channels=CALLS)
    carrier.work()
    for call in carrier.phones.calls:
        call.status = "completed"
    Delivery.objects.filter(broadcast=unheard).update(carrier_id="", status="unknown")
    services.reconcile_due(now=NOON + dt.timedelta(days=1))
    row = Reconciliation.objects.get(carrier="twilio_voice")
    assert (row.listed, row.settled, row.strange, row.missing) == (2, 2, 0, 0)
    assert set(Delivery.objects.filter(channel="voice").values_list("status", flat=True)) == {"delivered"}


# --- the demo --------------------------------------------------------------------------------------------------------


def test_the_demo_rings_nobody_and_says_so(db, settings, client):
    settings.CARRIERS = {
        "sms": ["community.messaging.carriers.demo.DemoCarrier"],
        "voice": ["community.messaging.carriers.demo.DemoVoiceCarrier"],
    }
    settings.SMS_SEGMENTS_PER_SECOND = 10_000.0
    warning = filled([phone(100 + n) for n in range(60)], texts=FLOOD, channels=BOTH)
    while services.send_due(now=NOON):
        pass
    for seconds in (6, 7, 8):
        services.sweep(now=after(seconds))
    ended = warning.deliveries.filter(channel="voice")
    assert set(ended.values_list("status", "error")) == {("delivered", ""), ("failed", "no_answer")}
    assert not Reached.objects.exists()
    newest = outbox(limit=1)[0]
    assert (newest.channel, newest.channel_name) == ("voice", "Call")
    assert newest.body == "Riverside Office: Flood. Leave Lower Street now."
    page = client.get("/outbox/").content.decode()
    assert "Demo: not sent" in page
    assert "Call" in page
