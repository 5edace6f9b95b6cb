"""By deadline to the next way: whoever is not reached by text is rung, then pushed, then mailed, each way once."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.messaging import services
from community.messaging.models import Delivery, Lane
from portal.lib.recipients import Ways
from tests.factories import NOON
from tests.factories.messaging import ALLOWED, broadcast, filled, phone
from tests.messaging.test_races import at_once

EVERY_WAY = {"at_once": ["sms"], "then": ["voice", "push", "email"], "after": 90}
DEMO = ["community.messaging.carriers.demo.DemoCarrier"]


@pytest.fixture(autouse=True)
def _every_carrier(settings):
    settings.CARRIERS = dict.fromkeys(["sms", "voice", "push", "email"], DEMO)


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def ways(warning, number=100) -> dict[str, str]:
    """Channel -> status of one person's rows."""
    rows = warning.deliveries.filter(recipient=f"{number - 100:012d}").order_by("pk")
    return dict(rows.values_list("channel", "status"))


def becomes(warning, channel, status, *, at=0.0, error="") -> None:
    """What sending would make of the rows of a channel."""
    ended = after(at) if status in ("failed", "delivered") else None
    warning.deliveries.filter(channel=channel).update(
        status=status, attempt=1, claimed_at=after(at), error=error, ended_at=ended
    )


def test_nothing_heard_for_ninety_seconds_and_the_next_way_is_tried(db):
    ALLOWED[phone(100)] = ["sms", "voice", "push", "email"]
    warning = filled([phone(100)], channels=EVERY_WAY)
    becomes(warning, "sms", "sent")
    assert services.fall_back(now=after(89)) == 0
    assert services.fall_back(now=after(90)) == 1
    assert ways(warning) == {"sms": "sent", "voice": "queued"}
    assert services.fall_back(now=after(91)) == 0  # once
    becomes(warning, "voice", "failed", at=100, error="busy")
    services.fall_back(now=after(100))
    assert ways(warning) == {"sms": "sent", "voice": "failed", "push": "queued"}
    becomes(warning, "push", "unknown", at=101)
    services.fall_back(now=after(190))
    services.fall_back(now=after(191))
    assert ways(warning)["email"] == "queued"
    becomes(warning, "email", "failed", at=192)
    assert services.fall_back(now=after(500)) == 0  # there is no way left


@pytest.mark.parametrize("error", ["30003", "21610", "opted_out"])
def test_a_text_that_failed_is_followed_at_once(db, error):
    warning = filled([phone(100)], channels=EVERY_WAY)
    becomes(warning, "sms", "failed", error=error)
    services.fall_back(now=after(1))
    assert ways(warning) == {"sms": "failed", "voice": "queued"}


def test_whoever_has_it_hears_no_more(db):
    warning = filled([phone(100), phone(101), phone(102)], channels=EVERY_WAY)
    becomes(warning, "sms", "delivered")
    warning.deliveries.filter(recipient__endswith="1").update(status="sent")
    warning.deliveries.filter(recipient__endswith="2").update(status="failed")
    services.mark_reached(warning, "000000000001", how="reply", now=after(2))
    services.mark_reached(warning, "000000000002", how="visit", now=after(2))
    assert services.fall_back(now=after(500)) == 0


@pytest.mark.parametrize("end", ["stopped", "expired"])
def test_a_broadcast_that_is_over_falls_back_no_more(db, end):
    warning = filled([phone(100)], channels=EVERY_WAY)
    becomes(warning, "sms", "failed")
    if end == "stopped":
        services.stop_broadcast(warning, now=after(1))
    at = after(2) if end == "stopped" else warning.expires
    assert services.fall_back(now=at) == 0
    assert ways(warning) == {"sms": "failed"}
    assert not Delivery.objects.filter(falls=True).exists()  # and nobody looks at it again


def test_a_slow_queue_is_no_failure(db):
    warning = filled([phone(100)], channels=EVERY_WAY)
    assert services.fall_back(now=after(600)) == 0
    assert ways(warning) == {"sms": "queued"}


def test_a_call_that_waits_in_its_queue_holds_nobody_back(db):
    ALLOWED[phone(100)] = ["sms", "voice", "push"]
    warning = filled([phone(100)], channels={"at_once": ["sms", "voice"], "then": ["push"]})
    assert ways(warning) == {"sms": "queued", "voice": "queued"}
    becomes(warning, "sms", "failed")
    services.fall_back(now=after(1))
    assert ways(warning)["push"] == "queued"


def test_while_the_call_is_under_way_nothing_else_is_tried(db):
    ALLOWED[phone(100)] = ["sms", "voice", "push"]
    warning = filled([phone(100)], channels={"at_once": ["sms", "voice"], "then": ["push"]})
    becomes(warning, "sms", "failed")
    becomes(warning, "voice", "sent")
    assert services.fall_back(now=after(60)) == 0
    assert services.fall_back(now=after(90)) == 1
    assert ways(warning)["push"] == "queued"


@pytest.mark.parametrize("fields", [{"exercise": True}, {"lane": Lane.REMINDER}])
def test_exercises_and_reminders_ring_nobody(db, fields):
    ALLOWED[phone(100)] = ["voice", "sms", "push"]
    warning = filled([phone(100)], channels={"at_once": ["sms", "voice"], "then": ["voice", "push"]}, **fields)
    assert ways(warning) == {"sms": "queued"}
    becomes(warning, "sms", "failed")
    services.fall_back(now=after(1))
    assert ways(warning) == {"sms": "failed", "push": "queued"}


def test_a_person_s_own_choice(db):
    """Prefers mail; allows no texts; cannot read and is rung; allows nothing that we could use."""
    ALLOWED.update(
        {
            phone(100): ["email", "sms"],
            phone(101): ["push"],
            phone(102): ["voice", "sms"],
            phone(103): ["pigeon"][:0],
        }
    )
    warning = filled([phone(100 + n) for n in range(4)], channels=EVERY_WAY)
    assert [sorted(ways(warning, 100 + n)) for n in range(4)] == [["email", "sms"], ["push"], ["sms", "voice"], ["sms"]]
    assert warning.deliveries.get(channel="email").address == "0@example.org"


def test_a_way_without_a_carrier_is_none(db, settings):
    settings.CARRIERS = {"sms": DEMO, "email": DEMO}
    ALLOWED[phone(100)] = ["voice", "sms", "email"]
    warning = filled([phone(100)], channels={"at_once": ["sms", "voice"], "then": ["push", "email"]})
    assert ways(warning) == {"sms": "queued"}
    becomes(warning, "sms", "failed")
    services.fall_back(now=after(1))
    assert ways(warning) == {"sms": "failed", "email": "queued"}


def test_without_a_policy_there_is_only_the_text(db):
    warning = filled([phone(100)])
    becomes(warning, "sms", "failed")
    assert services.fall_back(now=after(500)) == 0


@pytest.mark.parametrize("channels", [{"at_once": []}, {"after": 0}, {"sms": True}, {"then": [1]}])
def test_a_policy_that_makes_no_sense_is_refused(db, channels):
    with pytest.raises(ValueError, match="channels"):
        broadcast([phone(100)], channels=channels)


@given(
    st.lists(st.sampled_from(["sms", "voice", "push", "email"]), min_size=1),
    st.lists(st.sampled_from(["sms", "voice", "push", "email"])),
)
@settings(deadline=None)
def test_a_policy_without_calls_has_none_and_always_says_something(at_once, then):
    ways = Ways.of({"at_once": at_once, "then": then}).without("voice")
    assert ways.at_once
    assert "voice" not in (*ways.at_once, *ways.then)
    assert set(ways.at_once).isdisjoint(ways.then)
    assert Ways.of(ways.as_json()) == ways


def test_a_crowd_goes_in_batches(db, monkeypatch):
    monkeypatch.setattr(services.fallback, "BATCH", 7)
    warning = filled([phone(100 + n) for n in range(60)], channels=EVERY_WAY)
    becomes(warning, "sms", "failed")
    assert services.fall_back(now=after(1)) == 56  # eight batches; then it rings for itself
    assert services.fall_back(now=after(1)) == 4
    assert warning.deliveries.filter(channel="voice").count() == 60


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_several_processes_open_every_way_once():
    ALLOWED.update({phone(100 + n): ["sms", "voice", "push"] for n in range(300)})
    warning = filled([phone(100 + n) for n in range(300)], channels={"at_once": ["sms", "voice"], "then": ["push"]})
    becomes(warning, "sms", "failed")
    becomes(warning, "voice", "failed")
    at_once(*[lambda: services.fall_back(now=after(1))] * 4)
    services.fall_back(now=after(2))  # what another had in hand
    assert warning.deliveries.filter(channel="push").count() == 300
    assert warning.deliveries.count() == 900
