"""From a promise to texts on their way: filled in chunks, claimed before anything is sent, never twice, never late."""

import datetime as dt
import logging
from itertools import islice

import pytest

from community.messaging import services
from community.messaging.models import Broadcast, CarrierState, Delivery, Lane
from community.messaging.selectors import estimate
from community.messaging.services import claims
from community.messaging.services.routes import NotConfigured
from portal.lib.stopping import stopping
from tests.factories import NOON
from tests.factories.messaging import HOUR, TEXTS, broadcast, filled, listed_phones, only, phone
from tests.support.tallies import delivery_tally

NOTHING = dict.fromkeys(Delivery.Status.values, 0)


@pytest.mark.city
def test_a_warning_reaches_everyone_in_their_language(carrier):
    carrier.unreachable.add(phone(103))
    warning = broadcast([phone(101), [phone(102), "zh-hans"], phone(103)])
    carrier.deliver_everything(late="sent", repeat=2)
    assert delivery_tally(warning) == {**NOTHING, "delivered": 2, "failed": 1}
    assert delivery_tally(warning, language="en") == {**NOTHING, "delivered": 1, "failed": 1}
    assert delivery_tally(warning, language="zh-hans") == {**NOTHING, "delivered": 1}
    assert carrier.bodies(phone(101)) == [TEXTS["en"]]
    assert carrier.bodies(phone(102)) == [TEXTS["zh-hans"]]
    assert warning.deliveries.get(status="failed").reason == "phone unreachable"


def test_what_the_carrier_is_told(carrier, settings):
    delivery = only(filled([phone(101)], expires=NOON + HOUR))
    carrier.work()
    form = carrier.messages[0].form
    assert form.pop("ValidityPeriod") in ("3599", "3600")
    assert form == {
        "To": phone(101),
        "From": "+12025550100",
        "Body": TEXTS["en"],
        "StatusCallback": f"{settings.PUBLIC_URL}/twilio/status/{delivery.pk}/1/",
    }


def test_a_long_life_is_cut_to_what_the_carrier_takes(carrier, settings):
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG1"
    filled([phone(101)], expires=NOON + dt.timedelta(days=2))
    carrier.work()
    assert carrier.messages[0].form["ValidityPeriod"] == "36000"
    assert carrier.messages[0].form["MessagingServiceSid"] == "MG1"
    assert "From" not in carrier.messages[0].form


def test_opening_twice_is_once(carrier):
    first = broadcast([phone(101)])
    again = broadcast([phone(102)], texts={"en": "other words"})
    assert first == again
    carrier.work()
    assert [message.to for message in carrier.messages] == [phone(101)]


def test_bad_promises_are_refused_at_once(db):
    with pytest.raises(ValueError, match="AUDIENCES"):
        services.open_broadcast(
            key="x", lane=1, texts=TEXTS, audience="everyone", definition={}, expires=NOON + HOUR, now=NOON
        )
    with pytest.raises(ValueError, match="words"):
        broadcast([phone(101)], texts={"en": ""})
    assert Broadcast.objects.count() == 0


def test_an_exercise_says_so_in_every_text(carrier):
    broadcast([phone(101), [phone(102), "zh-hans"]], exercise=True)
    carrier.work()
    assert carrier.bodies(phone(101)) == ["EXERCISE: Flood: leave Lower Street now."]
    assert carrier.bodies(phone(102)) == ["【演练】洪水：请立即离开下街。"]


@pytest.mark.city
def test_filling_goes_on_where_it_was_interrupted(db):
    everyone = [phone(n) for n in range(2500)]
    warning = broadcast(everyone)
    stopping.set()
    try:
        assert services.fill_broadcast(warning, now=NOON) is False  # told to stop: nothing begun
    finally:
        stopping.clear()
    # a crash after the first chunk: its rows and the cursor are there, the rest is not
    audience = services.broadcasts.import_string("tests.factories.messaging.listed_phones")
    first = list(islice(audience(warning.definition), 1000))
    services.broadcasts._keep_chunk(warning, first, {"en": 1}, NOON)
    assert warning.deliveries.count() == 1000
    # a second worker with a stale copy writes nothing twice
    services.broadcasts._keep_chunk(warning, first, {"en": 1}, NOON)
    assert services.fill_broadcast(warning, now=NOON) is True
    assert warning.deliveries.count() == 2500
    assert warning.deliveries.values("recipient").distinct().count() == 2500
    assert Broadcast.objects.get().filled_at == NOON


@pytest.mark.city
def test_an_audience_is_chosen_once_however_many_turns_it_takes(db, monkeypatch, settings):
    settings.AUDIENCES = {**settings.AUDIENCES, "noted": "tests.messaging.test_sending.noted"}
    monkeypatch.setattr(services.broadcasts, "CHUNK", 10)
    monkeypatch.setattr(services.broadcasts, "TURN", 0)
    BEGUN.clear()
    warning = broadcast([phone(n) for n in range(55)], audience="noted")
    assert [services.fill_broadcast(warning, now=NOON) for _turn in range(2)] == [False, False]
    assert (BEGUN, warning.deliveries.count()) == ([""], 20)
    # another process took a turn in between
    warning.refresh_from_db()
    elsewhere = list(islice(listed_phones(warning.definition, after=warning.cursor), 10))
    services.broadcasts._keep_chunk(warning, elsewhere, {"en": 1}, NOON)
    while not services.fill_broadcast(warning, now=NOON):
        pass
    assert warning.deliveries.values("recipient").distinct().count() == 55 == warning.deliveries.count()
    assert BEGUN == ["", "000000000029"]
    assert services.broadcasts._under_way == {}


BEGUN: list[str] = []


def noted(definition, *, after=""):
    BEGUN.append(after)
    return listed_phones(definition, after=after)


def test_nothing_goes_after_it_expired_or_was_stopped(carrier):
    late = filled([phone(101)], key="late", expires=NOON + dt.timedelta(minutes=1))
    off = filled([phone(102)], key="off")
    Broadcast.objects.filter(pk=off.pk).update(stopped_at=NOON)  # stopped between filling and claiming
    services.send_due(now=NOON + dt.timedelta(minutes=2))
    assert carrier.requests == 0
    assert (only(late).error, only(off).error) == ("expired", "stopped")
    assert (only(late).status, only(off).status) == ("failed", "failed")


def test_stopping_ends_what_waits_and_leaves_what_went(carrier):
    warning = filled([phone(101)])
    carrier.work()
    more = filled([phone(102), phone(103)], key="second")
    assert services.stop_broadcast(more, now=NOON) == 2
    assert services.stop_broadcast(warning, now=NOON) == 0
    carrier.work()
    assert delivery_tally(more) == {**NOTHING, "failed": 2}
    assert delivery_tally(warning) == {**NOTHING, "sent": 1}
    unfilled = broadcast([phone(104)], key="third")
    services.stop_broadcast(unfilled, now=NOON)
    services.fill_broadcast(unfilled, now=NOON)
    assert unfilled.deliveries.count() == 0


def test_whoever_said_stop_is_left_out_at_the_last_moment(carrier):
    warning = filled([phone(101), phone(102)])
    services.opt_out(phone(101), now=NOON)
    carrier.work()
    assert [message.to for message in carrier.messages] == [phone(102)]
    assert warning.deliveries.get(recipient="0" * 12).reason == "the person asked for no texts"


def test_lanes_go_in_order(carrier):
    filled([phone(101)], key="drill", lane=Lane.REMINDER)
    filled([phone(102)], key="code", lane=Lane.REPLY)
    filled([phone(103)], key="warning", lane=Lane.WARNING)
    filled([phone(104)], key="extreme", lane=Lane.EXTREME)
    claim = claims.claim_due(limit=100, now=NOON)
    assert [row.broadcast for row in claim.rows] == ["extreme", "warning", "code", "drill"]


def test_the_rate_is_counted_in_segments_and_shared(carrier, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 4.0
    filled([phone(n) for n in range(40)], texts={"en": "x" * 200})  # two segments each
    looks = [NOON + dt.timedelta(seconds=tenth / 10) for tenth in range(100)]
    claimed = sum(len(claims.claim_due(limit=100, now=at).rows) for at in looks)
    assert 19 <= claimed <= 23  # forty segments in ten seconds, and a moment's worth at first
    blocked = claims.claim_due(limit=100, now=looks[-1])
    assert (blocked.rows, blocked.more) == ([], True)


def test_too_many_requests_is_tried_again_and_slows_us(carrier):
    carrier.trouble("429", times=1)
    warning = filled([phone(101)])
    services.send_due(now=NOON)
    state = CarrierState.objects.get()
    assert state.held_until > NOON + dt.timedelta(seconds=0.9)  # nobody sends for a second
    assert state.slowed_to == 5_000  # and then at half the rate
    row = only(warning)
    assert (row.status, row.attempt, row.error) == ("queued", 1, "20429")
    services.send_due(now=NOON + dt.timedelta(seconds=3))
    row = only(warning)
    assert (row.status, row.attempt, row.error) == ("sent", 2, "")
    assert (carrier.requests, len(carrier.messages)) == (2, 1)


def test_a_carrier_that_is_not_there_is_tried_again_ever_more_rarely(carrier, settings):
    settings.TWILIO_API_URL = "http://127.0.0.1:9"  # discard: nobody listens
    warning = filled([phone(101)])
    at, waits = NOON, []
    for _attempt in range(6):
        row = only(warning)
        at = max(at, row.due_at)
        Delivery.objects.update(due_at=at)
        claim = claims.claim_due(limit=1, now=at)
        assert len(claim.rows) == 1
        result = services.results.result_of(
            claim.rows[0].pk,
            claim.rows[0].attempt,
            services.results.Outcome(services.results.Fate.UNSENT, error="no_connection"),
            ask_after=60,
            now=at,
        )
        services.results.write_results([result])
        waits.append((only(warning).due_at - at).total_seconds())
    assert [0 <= waits[0] <= 0.5, 4 <= waits[1] <= 7, 24 <= waits[2] <= 37] == [True] * 3
    assert [96 <= waits[3] <= 145, 480 <= waits[4] <= 721, 480 <= waits[5] <= 721] == [True] * 3


def test_a_refused_connection_is_surely_not_sent(carrier, settings):
    settings.TWILIO_API_URL = "http://127.0.0.1:9"
    warning = filled([phone(101)], expires=NOON + dt.timedelta(seconds=20))
    services.send_due(now=NOON)
    assert (only(warning).status, only(warning).error) == ("queued", "no_connection")
    services.sweep(now=NOON + dt.timedelta(seconds=21))
    assert (only(warning).status, only(warning).error) == ("failed", "expired")


def test_what_the_carrier_will_never_take_fails_at_once(carrier):
    carrier.trouble("21211")
    warning = filled([phone(101)])
    carrier.work()
    assert (only(warning).status, only(warning).reason) == ("failed", "not a phone number")
    assert carrier.requests == 1


def test_wrong_credentials_fail_nobody(carrier, settings):
    settings.TWILIO_AUTH_TOKEN = "wrong"
    warning = filled([phone(101)])
    services.send_due(now=NOON)
    assert (only(warning).status, only(warning).error) == ("queued", "20003")


def test_missing_credentials_are_loud(carrier, settings):
    settings.TWILIO_FROM = ""
    warning = filled([phone(101)])
    with pytest.raises(NotConfigured, match="TWILIO_FROM"):
        services.send_due(now=NOON)
    assert only(warning).status == "queued"


def test_one_text_is_a_broadcast_of_one_with_sealed_words(carrier):
    for _time in range(2):
        delivery = services.send_text(
            key="code:1", phone=phone(101), body="Code 123456", language="en", expires=NOON + HOUR, now=NOON
        )
    carrier.work()
    assert carrier.bodies(phone(101)) == ["Code 123456"]
    assert delivery.broadcast.texts == {}
    assert b"123456" not in bytes(delivery.broadcast.body_sealed)


def test_no_log_holds_a_number(carrier, caplog):
    caplog.set_level(logging.DEBUG)
    carrier.trouble("21211")
    carrier.trouble("500")
    carrier.trouble("reset")
    filled([phone(101), phone(102), phone(103), phone(104)])
    carrier.work()
    carrier.deaf = True
    services.sweep(now=NOON + dt.timedelta(minutes=2))
    assert "202555" not in caplog.text  # a shorter part of a number may be part of a moment


def test_an_estimate_says_when_the_last_one_leaves(carrier, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 10.0
    filled([phone(n) for n in range(20)], key="before", lane=Lane.EXTREME)
    filled([phone(n) for n in range(50)], key="behind", lane=Lane.REMINDER)
    guess = estimate(by_language={"en": 100, "zh-hans": 50}, texts={"en": "Go", "zh-hans": "走" * 80}, now=NOON, lane=1)
    assert (guess.recipients, guess.segments) == (150, 200)
    assert (guess.first_at, guess.last_at) == (NOON + dt.timedelta(seconds=2), NOON + dt.timedelta(seconds=22))
    assert (str(guess.cost), guess.currency) == ("1.66", "USD")


@pytest.mark.city
def test_a_carrier_that_is_back_is_found_out_within_seconds(carrier):
    """After five minutes away the next pause would be ten."""
    warning = filled([phone(n) for n in range(101, 131)], expires=NOON + dt.timedelta(hours=4))

    def work(seconds):
        services.sweep(now=NOON + dt.timedelta(seconds=seconds))
        services.send_due(now=NOON + dt.timedelta(seconds=seconds))

    carrier.go_away()
    for seconds in (0, 1, 7, 50, 200):
        work(seconds)
    assert delivery_tally(warning)["queued"] == 30
    waits = warning.deliveries.order_by("due_at").values_list("due_at", flat=True)
    assert waits[1] > NOON + dt.timedelta(seconds=500)
    work(300)  # one is tried, in vain
    carrier.come_back()
    work(305)
    work(306)
    assert delivery_tally(warning)["sent"] == len(carrier.messages) == 30
