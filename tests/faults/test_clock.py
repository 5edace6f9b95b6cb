"""The clock of the machine is moved: nothing waits for an hour that was already there, nothing goes too late."""

import datetime as dt

import pytest

from community.messaging import services
from community.messaging.models import Delivery, Heartbeat
from tests.factories import NOON
from tests.factories.messaging import AUDIENCE, filled, only, phone

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
