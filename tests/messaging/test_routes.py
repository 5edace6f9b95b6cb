"""Which carrier takes what: each channel has its own carriers and its own turn."""

import pytest

from community.messaging import services
from community.messaging.models import Delivery
from community.messaging.services import claims, routes
from community.messaging.services.slots import STUCK, Slots
from tests.factories import NOON
from tests.factories.messaging import HOUR, filled, phone

VOICE = {"voice": ["tests.messaging.other_carriers.DemoVoice"]}


def call(number: int) -> Delivery:
    return services.send_text(
        key=f"call:{number}",
        phone=phone(number),
        body="Press 1",
        language="en",
        channel="voice",
        expires=NOON + HOUR,
        now=NOON,
    )


@pytest.mark.city
def test_every_channel_is_sent_by_its_own_carrier(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, **VOICE}
    rung = [call(number) for number in (201, 202, 203)]
    filled([phone(101)])
    assert services.busy_channels(now=NOON) == ["sms", "voice"]
    services.send_due(now=NOON)
    assert [message.to for message in carrier.messages] == [phone(101)]
    assert set(Delivery.objects.values_list("channel", "carrier", "status")) == {
        ("sms", "twilio", "sent"),
        ("voice", "demo_calls", "sent"),
    }
    services.sweep(now=NOON + HOUR / 30)  # who took a row is asked about it
    assert {row.status for row in Delivery.objects.filter(pk__in=[row.pk for row in rung])} <= {"delivered", "failed"}
    assert Delivery.objects.get(channel="sms").status == "sent"


def test_a_turn_for_one_channel_leaves_the_others_alone(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, **VOICE}
    call(201)
    filled([phone(101)])
    assert services.send_due(now=NOON, channel="voice") == 1
    assert carrier.requests == 0
    assert services.busy_channels(now=NOON) == ["sms"]


def test_what_nobody_carries_waits(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, **VOICE}
    call(201)
    settings.CARRIERS = {"sms": settings.CARRIERS["sms"]}
    assert services.send_due(now=NOON) == 0
    assert Delivery.objects.get().status == "queued"
    with pytest.raises(routes.NotConfigured, match="voice"):
        routes.carriers_for("voice")


def test_a_row_of_a_carrier_that_the_settings_forgot_is_asked_of_nobody(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, **VOICE}
    call(201)
    services.send_due(now=NOON)
    settings.CARRIERS = {"sms": settings.CARRIERS["sms"]}
    services.sweep(now=NOON + HOUR / 30)
    row = Delivery.objects.get()
    assert (row.status, row.lease_until) == ("sent", None)


@pytest.mark.city
def test_rows_of_a_carrier_that_hangs_hold_back_nobody_elses(carrier, settings):
    settings.CARRIERS = {"sms": [*settings.CARRIERS["sms"], "community.messaging.carriers.demo.DemoCarrier"]}
    settings.CARRIER_ROUTES = {"twilio": {"prefixes": ["+1"]}, "demo": {"prefixes": ["+44"]}}
    filled([phone(n) for n in range(30)] + [f"+44770090000{n}" for n in range(3)])
    first = claims.claim_due(limit=10, stuck={"twilio"}, now=NOON)
    assert (first.rows, first.more) == ([], True)
    rows = [row for _look in range(3) for row in claims.claim_due(limit=10, stuck={"twilio"}, now=NOON).rows]
    assert [row.carrier for row in rows] == ["demo"] * 3
    assert claims.claim_due(limit=10, now=NOON).rows == []
    later = claims.claim_due(limit=100, now=NOON + claims.ASIDE).rows  # and none of them is lost
    assert [row.to for row in later] == [phone(n) for n in range(30)]


def test_a_carrier_is_stuck_when_rows_wait_and_nothing_moves():
    slots = Slots(1)
    slots.put(claims.Claimed(n, 1, "twilio", "key", 1, "", phone(n), "", "en", 1, False, NOON) for n in range(2))
    first = slots.pop()
    assert slots.pop() is None
    assert not slots.is_stuck
    slots.moved_at -= STUCK + 1
    assert slots.is_stuck
    slots.done(first)
    assert not slots.is_stuck
