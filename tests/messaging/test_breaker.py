"""Errors and slowness move weight between carriers, ten points at a time; a refusal only slows."""

import datetime as dt

import pytest

from community.messaging import services
from community.messaging.carriers.base import Fate, Outcome
from community.messaging.models import CarrierState, Delivery
from community.messaging.selectors import carrier_states
from community.messaging.services import breaker
from tests.factories import NOON
from tests.factories.messaging import filled, phone

SECOND = "community.messaging.carriers.gateway.GatewayCarrier:domestic"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def two(settings):
    settings.CARRIERS = {"sms": ["community.messaging.carriers.twilio.TwilioCarrier", SECOND]}
    settings.CARRIER_ROUTES = {"twilio": {"prefixes": ["+"]}, "domestic": {"prefixes": ["+"]}}


def points(name="twilio") -> int:
    return CarrierState.objects.get(name=name).points_away


def errors(count, *, at=NOON, channel="sms"):
    breaker.note_errors("twilio", count, channel=channel, full=100, now=at)


@pytest.mark.city
def test_over_fifty_errors_in_a_minute_take_ten_points(db, two):
    errors(50)
    assert points() == 0
    errors(1, at=NOON + MINUTE / 2)
    assert points() == 10
    errors(50, at=NOON + MINUTE / 2)
    assert points() == 10  # each trip has fifty-one of its own
    errors(50, at=NOON + 2 * MINUTE)
    assert points() == 10  # those of a minute ago are over
    errors(1, at=NOON + 2 * MINUTE)
    assert points() == 20
    twilio = carrier_states(NOON + 2 * MINUTE)[0]
    assert (twilio.weight, twilio.weight_now, twilio.is_well) == (100, 80, False)


def test_ten_points_come_back_for_each_quiet_quarter_of_an_hour(db, two):
    errors(51)
    errors(51)
    assert points() == 20
    for minutes, expected in ((14, 20), (15, 10), (29, 10), (30, 0), (60, 0)):
        breaker.review_carriers(["sms"], now=NOON + minutes * MINUTE)
        assert points() == expected, minutes


def test_the_only_carrier_is_slowed_and_never_switched_off(db, settings):
    settings.CARRIERS = {"sms": ["community.messaging.carriers.twilio.TwilioCarrier"]}
    errors(51)
    state = CarrierState.objects.get()
    assert (state.points_away, state.per_second(100, NOON)) == (0, 50)


def delivered(count, *, by, after, at=NOON):
    """Texts that `by` took and delivered `after` so long."""
    made = filled([phone(n) for n in range(count)], key=f"{by}:{after}")
    made.deliveries.update(status="sent", attempt=1, carrier=by, claimed_at=at - after, sent_at=at - after)
    services.record_receipts(
        [services.receipts.Report(row.pk, 1, f"{by}{row.pk}", "delivered", "") for row in made.deliveries.all()],
        now=at,
    )


@pytest.mark.city
def test_slow_while_another_is_fine_takes_ten_points(db, two):
    delivered(17, by="twilio", after=MINUTE)
    delivered(4, by="twilio", after=6 * MINUTE)  # 19 %
    delivered(30, by="domestic", after=MINUTE)
    breaker.review_carriers(["sms"], now=NOON)
    assert (points(), points("domestic")) == (10, 0)
    breaker.review_carriers(["sms"], now=NOON + MINUTE / 2)  # once a minute
    assert points() == 10


def test_slow_as_everybody_else_is_nobodys_fault(db, two):
    delivered(30, by="twilio", after=6 * MINUTE)
    delivered(30, by="domestic", after=6 * MINUTE)
    breaker.review_carriers(["sms"], now=NOON)
    assert (points(), points("domestic")) == (0, 0)


def test_texts_that_never_ended_count_as_slow(db, two):
    filled([phone(n) for n in range(40)], key="silent")
    Delivery.objects.update(
        status="sent", attempt=1, carrier="twilio", sent_at=NOON - 6 * MINUTE, lease_until=NOON + MINUTE
    )
    breaker.review_carriers(["sms"], now=NOON)
    assert points() == 10


def test_errors_of_the_far_end_are_counted_and_refusals_are_not(carrier, settings):
    carrier.trouble("500", times=51)
    filled([phone(n) for n in range(51)])
    carrier.work()
    assert CarrierState.objects.get().slowed_to == 5_000  # the only one: slowed
    CarrierState.objects.all().delete()
    carrier.trouble("429", times=60)
    filled([phone(n) for n in range(60)], key="second")
    services.send_due(now=NOON)
    state = CarrierState.objects.get()
    assert (state.points_away, state.errors) == (0, {})


def test_a_mailbox_that_is_full_says_nothing_of_the_others():
    busy, full = (Outcome(Fate.UNSENT, error=error) for error in ("smtp_421", "smtp_450"))
    assert (breaker.is_refusal(busy), breaker.is_error(busy)) == (True, False)
    assert (breaker.is_refusal(full), breaker.is_error(full)) == (False, False)
