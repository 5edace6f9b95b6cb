"""The clock of the machine is moved: nothing waits for an hour that was already there, nothing goes too late."""

import datetime as dt

import pytest
from django.core.cache import cache

from community.messaging import services
from community.messaging.models import Delivery, Heartbeat
from community.messaging.services.rates import rate_of
from portal.lib.recipients import Callee
from tests.factories import NOON
from tests.factories.messaging import AUDIENCE, filled, only, phone
from tests.messaging.test_order import during_the_first_requests

pytestmark = [pytest.mark.city, pytest.mark.faults]


@pytest.fixture(autouse=True)
def _audience(settings):
    settings.AUDIENCES = {**settings.AUDIENCES, **AUDIENCE}


def work(at):
    """What a site does every few seconds."""
    services.sweep(now=at)
    services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=at)
    services.send_due(now=at)


def test_set_back_by_two_hours_what_waits_goes_at_once(carrier):
    warning = filled([phone(101), phone(102)], expires=NOON + dt.timedelta(hours=4))
    services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=NOON)
    work(NOON - dt.timedelta(hours=2))
    assert sorted(message.to for message in carrier.messages) == [phone(101), phone(102)]
    assert set(warning.deliveries.values_list("status", "attempt")) == {("sent", 1)}


def test_set_back_what_is_held_for_the_morning_stays_held(carrier):
    morning = NOON + dt.timedelta(hours=8)
    filled([phone(101)], expires=NOON + dt.timedelta(hours=20), hold_until=morning)
    services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=NOON)
    work(NOON - dt.timedelta(hours=2))
    assert carrier.messages == []
    assert Delivery.objects.get().due_at == morning


def test_set_back_a_sender_that_died_is_not_waited_for_longer(carrier):
    warning = filled([phone(101)], expires=NOON + dt.timedelta(hours=4))
    services.claims.claim_due(limit=1, now=NOON)
    services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=NOON)
    back = NOON - dt.timedelta(hours=2)
    lease = only(warning).lease_until
    work(back)
    assert (only(warning).claimed_at, only(warning).lease_until) == (back, lease - dt.timedelta(hours=2))
    for seconds in (45, 70, 90):  # it never reached the carrier, which says so after a minute
        work(back + dt.timedelta(seconds=seconds))
    assert (only(warning).status, only(warning).attempt, len(carrier.messages)) == ("sent", 2, 1)


def test_set_back_a_carrier_that_said_too_fast_is_not_held_for_hours(carrier):
    warning = filled([phone(101)], expires=NOON + dt.timedelta(hours=4))
    carrier.trouble("429")
    work(NOON)
    back = NOON - dt.timedelta(hours=2)
    for seconds in (0, 10, 20):
        work(back + dt.timedelta(seconds=seconds))
    assert (only(warning).status, len(carrier.messages)) == ("sent", 1)


def test_set_forward_past_the_expiry_nothing_goes(carrier):
    warning = filled([phone(101)], expires=NOON + dt.timedelta(hours=1))
    work(NOON + dt.timedelta(days=3))
    assert (only(warning).status, only(warning).error, carrier.messages) == ("failed", "expired", [])


def test_set_forward_and_back_again_nobody_is_texted_twice(carrier):
    warning = filled([phone(101)], expires=NOON + dt.timedelta(hours=4))
    for hours in (0, 3, 0, 3, 0):
        work(NOON + dt.timedelta(hours=hours))
    assert (only(warning).status, len(carrier.messages)) == ("sent", 1)


@pytest.mark.parametrize("forward", [90, 7200, 80_000])
@pytest.mark.django_db(transaction=True)
def test_set_forward_while_a_request_is_on_its_way_nobody_is_texted_twice(carrier, forward):
    """By the clock its sender is long gone, and the carrier does not know the text yet."""
    carrier.latency = 1.0
    warning = filled([phone(101)], expires=NOON + dt.timedelta(days=2))
    during_the_first_requests(carrier, lambda: services.sweep(now=NOON + dt.timedelta(seconds=forward)))
    assert only(warning).status == "sent"
    for seconds in (forward + 5, forward + 70, 5, 70):  # it is set right again, too
        work(NOON + dt.timedelta(seconds=seconds))
    assert (only(warning).attempt, len(carrier.messages)) == (1, 1)


def test_set_forward_what_its_sender_left_is_sent_a_little_later(carrier):
    warning = filled([phone(101)], expires=NOON + dt.timedelta(hours=4))
    services.claims.claim_due(limit=1, now=NOON)
    for seconds in (7200, 7210):
        work(NOON + dt.timedelta(seconds=seconds))
    assert (only(warning).status, carrier.messages) == ("unknown", [])
    work(NOON + dt.timedelta(seconds=7221))  # by then no request of before can be on its way
    assert (only(warning).status, only(warning).attempt, len(carrier.messages)) == ("sent", 2, 1)


def test_set_forward_an_unclear_text_is_still_known_by_the_carriers_own_hour(carrier):
    carrier.clock = lambda: NOON  # the true hour; ours is fast
    carrier.trouble("taken, then 503")
    fast = NOON + dt.timedelta(hours=3)
    warning = filled([phone(101)], now=fast, expires=fast + dt.timedelta(hours=1))
    for seconds in (0, 10, 75, 90):
        work(fast + dt.timedelta(seconds=seconds))
    assert (only(warning).status, only(warning).attempt, len(carrier.messages)) == ("sent", 1, 1)


def test_set_back_whose_turn_it_is_to_be_rung_does_not_wait_for_hours(db):
    ring = services.ring_in_turn(
        key="sos:1",
        callees=[Callee(f"user:{n}", "", phone(n), "en") for n in (101, 102)],
        texts={"en": "Somebody calls for help."},
        handler="tests.messaging.handlers.on_heard",
        patience=dt.timedelta(minutes=2),
        expires=NOON + dt.timedelta(hours=1),
        now=NOON,
    )
    services.ring_due(now=NOON)
    services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=NOON + dt.timedelta(seconds=5))
    back = NOON - dt.timedelta(hours=2)
    services.sweep(now=back)
    services.ring_due(now=back + dt.timedelta(seconds=125))
    ring.refresh_from_db()
    assert ring.turn == 2


@pytest.mark.parametrize("back", [5, 45, 7200])
def test_set_back_the_rate_goes_on(db, back):
    cache.clear()  # the Redis that the bucket stands in
    rate, everything = rate_of("twilio"), [1000.0, 0.0, 0.0, 0.0]
    for seconds in (0, -back):
        rate.take(everything, per_second=100, now=NOON + dt.timedelta(seconds=seconds))
    given = rate.take(everything, per_second=100, now=NOON + dt.timedelta(seconds=1 - back))
    assert 90 <= given[0] <= 110
