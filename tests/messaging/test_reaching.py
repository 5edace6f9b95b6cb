"""Who certainly knows, and how people are counted when they have several deliveries."""

import datetime as dt

import pytest
from django.utils import timezone

from community.messaging import services
from community.messaging.models import Delivery, Reached
from community.messaging.selectors import counts_of
from tests.factories import NOON
from tests.factories.messaging import filled, phone
from tests.factories.people import UserFactory
from tests.messaging.test_races import at_once

BOTH = {"at_once": ["sms", "voice"]}
NOTHING = dict.fromkeys(Delivery.Status.values, 0)
FIRST, SECOND, THIRD = "000000000000", "000000000001", "000000000002"


@pytest.fixture(autouse=True)
def _carriers(settings):
    settings.CARRIERS = {way: ["community.messaging.carriers.demo.DemoCarrier"] for way in ("sms", "voice")}


def stands(warning, recipient, **channels) -> None:
    for channel, status in channels.items():
        warning.deliveries.filter(recipient=recipient, channel=channel).update(status=status, attempt=1)


def test_the_first_way_counts_and_takes_the_call_back(db):
    warning = filled([phone(100), phone(101)], channels=BOTH)
    officer = UserFactory()
    assert services.mark_reached(warning, FIRST, how="visit", by=officer, now=NOON)
    assert not services.mark_reached(warning, FIRST, how="reply", now=NOON + dt.timedelta(minutes=1))
    row = Reached.objects.get()
    assert (row.how, row.by, row.at) == ("visit", officer, NOON)
    rows = warning.deliveries.filter(recipient=FIRST).order_by("channel")
    assert [(row.channel, row.status, row.error) for row in rows] == [
        ("sms", "queued", ""),  # can be read again
        ("voice", "failed", "not_needed"),
    ]
    assert warning.deliveries.filter(recipient=SECOND, status="queued").count() == 2


def test_only_recipients_can_be_reached(db):
    warning = filled([phone(100)])
    with pytest.raises(ValueError, match="no recipient"):
        services.mark_reached(warning, "000000000009", how="visit", now=NOON)
    with pytest.raises(ValueError, match="telepathy"):
        services.mark_reached(warning, FIRST, how="telepathy", now=NOON)
    assert not Reached.objects.exists()


@pytest.mark.parametrize("body", ["OK", "什么情况？", "STOP"])
def test_any_reply_while_the_warning_runs(carrier, body):
    now = timezone.now()
    warning = filled([phone(100)], now=now)
    over = filled([phone(100)], key="over", now=now, expires=now + dt.timedelta(microseconds=1))
    stopped = filled([phone(100)], key="stopped", now=now)
    unsent = filled([phone(100)], key="unsent", now=now)
    Delivery.objects.exclude(broadcast=unsent).update(status="sent", attempt=1)
    services.stop_broadcast(stopped, now=now)
    services.send_text(key="code:1", phone=phone(100), body="1", language="en", expires=now + dt.timedelta(1), now=now)
    carrier.text(phone(101), body)
    assert not Reached.objects.exists()
    carrier.text(phone(100), body)
    assert [(row.broadcast, row.how) for row in Reached.objects.all()] == [(warning, "reply")]
    assert over.reached.count() == 0


def test_people_are_counted_once_by_the_best_that_is_known(db, django_assert_num_queries):
    warning = filled([phone(100), [phone(101), "zh-hans"], phone(102)], channels=BOTH)
    stands(warning, FIRST, sms="failed", voice="delivered")
    stands(warning, SECOND, sms="delivered", voice="failed")
    stands(warning, THIRD, sms="unknown", voice="sending")
    services.mark_reached(warning, SECOND, how="key", now=NOON)
    with django_assert_num_queries(3):
        counts = counts_of(warning)
    people = counts.people
    assert people.total == 3
    assert people.best == {**NOTHING, "reached": 1, "delivered": 1, "unknown": 1}
    assert people.deliveries == {**NOTHING, "delivered": 2, "unknown": 1}
    assert people.by_language["zh-hans"].best == {**NOTHING, "reached": 1}
    assert people.by_language["en"].deliveries == {**NOTHING, "delivered": 1, "unknown": 1}
    assert counts.channels == {
        "sms": {**NOTHING, "failed": 1, "delivered": 1, "unknown": 1},
        "voice": {**NOTHING, "delivered": 1, "failed": 1, "sending": 1},
    }


@pytest.mark.parametrize(
    ("statuses", "best"),
    [
        (("failed", "queued"), "queued"),
        (("queued", "sending"), "sending"),
        (("sending", "unknown"), "unknown"),
        (("unknown", "sent"), "sent"),
        (("sent", "delivered"), "delivered"),
    ],
)
def test_what_is_best(db, statuses, best):
    for first, second in (statuses, statuses[::-1]):
        warning = filled([phone(100)], key=f"alert:{first}", channels=BOTH)
        stands(warning, FIRST, sms=first, voice=second)
        assert counts_of(warning).people.best == {**NOTHING, "reached": 0, best: 1}


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_reached_from_several_sides_at_once_is_once():
    warning = filled([phone(100)], channels=BOTH)
    ways = ["key", "reply", "visit", "page"]
    firsts = at_once(*[lambda how=how: services.mark_reached(warning, FIRST, how=how, now=NOON) for how in ways])
    assert sorted(firsts) == [False, False, False, True]
    assert Reached.objects.count() == 1
