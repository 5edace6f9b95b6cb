"""A test text every ten minutes; one without a receipt is an alarm."""

import datetime as dt

import pytest

from community.messaging import services
from community.messaging.models import Broadcast, Delivery, Heartbeat
from community.messaging.selectors.health import health
from community.messaging.services import opt_out
from tests.factories import NOON
from tests.factories.messaging import phone

MINUTE = dt.timedelta(minutes=1)
KEEPER = phone(180)


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.CANARY_PHONE = KEEPER


def state(now) -> str:
    return next((check.words for check in health(now) if check.part == Heartbeat.Part.CANARY), "not expected")


def minute(number: int, carrier=None, deliver: bool = False) -> str:
    """What the clock rings for in a minute; then whether all is well."""
    now = NOON + number * MINUTE
    services.send_canary(now=now)
    if deliver:
        carrier.deliver_everything(now=now)
    elif carrier is not None:
        carrier.work(now)
    services.send_canary(now=now + dt.timedelta(seconds=30))
    return state(now + dt.timedelta(seconds=30))


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_one_in_ten_minutes_and_all_is_well(carrier):
    for number in range(25):
        assert minute(number, carrier, deliver=True) == "ok"
    assert len(carrier.bodies(KEEPER)) == 3
    assert "Test text" in carrier.bodies(KEEPER)[0]


def test_a_missing_receipt_is_an_alarm_until_one_comes(carrier):
    assert minute(0, carrier, deliver=True) == "ok"
    told = {number: minute(number, carrier) for number in range(1, 17)}
    assert {number for number, said in told.items() if said == "ok"} == set(range(1, 15))
    assert told[15] == "failing: no_receipt"
    carrier.deliver_everything(now=NOON + 17 * MINUTE)
    assert minute(17, carrier) == "ok"


def test_a_refusal_is_said_at_once(carrier):
    carrier.trouble("21614")
    assert minute(0, carrier) == "failing: 21614"


def test_a_keeper_who_said_stop_is_named(carrier):
    opt_out(KEEPER, now=NOON)
    assert minute(0, carrier) == "failing: opted_out"


def test_a_clock_that_stops_is_noticed_by_the_time_alone(carrier):
    assert minute(0, carrier, deliver=True) == "ok"
    assert state(NOON + 20 * MINUTE).startswith("late: last ran at 2026-07-08T12:00:")


def test_no_number_no_canary(carrier, settings):
    minute(0, carrier, deliver=True)
    settings.CANARY_PHONE = ""
    assert minute(10) == "not expected"
    assert Delivery.objects.count() == 1
    settings.CANARY_PHONE = "not a number"
    assert minute(20) == "failing: 21211"


def test_old_ones_are_forgotten(carrier):
    minute(0, carrier, deliver=True)
    week = dt.timedelta(days=8) / MINUTE
    minute(int(week), carrier, deliver=True)
    assert Broadcast.objects.count() == 1
