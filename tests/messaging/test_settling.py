"""Unclear outcomes: found out by a callback or by asking the carrier; nobody is lost, nobody gets it twice."""

import datetime as dt

import pytest
from django.utils import timezone

from community.messaging import services, tasks
from community.messaging.models import Delivery, Lane
from community.messaging.services import claims
from tests.factories import NOON
from tests.factories.messaging import TEXTS, filled, only, phone
from tests.support.tallies import delivery_tally

NOTHING = dict.fromkeys(Delivery.Status.values, 0)


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def settle(*moments: float) -> None:
    """Sweeps, with the sending they ring for."""
    for seconds in moments:
        services.sweep(now=after(seconds))
        services.send_due(now=after(seconds))


@pytest.mark.parametrize("trouble", ["taken, then 503", "taken, then reset", "taken, then hang"])
def test_taken_but_never_answered_is_found_at_the_carrier(carrier, impatient, trouble):
    carrier.trouble(trouble)
    warning = filled([phone(101)])
    carrier.work()
    assert only(warning).status == "unknown"
    settle(10)
    row = only(warning)
    assert (row.status, row.carrier_id) == ("sent", carrier.messages[0].sid)
    settle(70, 140)
    assert carrier.bodies(phone(101)) == [TEXTS["en"]]


@pytest.mark.parametrize("trouble", ["500", "reset", "hang"])
def test_never_taken_is_sent_again_once_the_carrier_is_sure(carrier, impatient, trouble):
    carrier.trouble(trouble)
    warning = filled([phone(101)])
    carrier.work()
    assert only(warning).status == "unknown"
    settle(10, 30)
    assert (only(warning).status, carrier.messages) == ("unknown", [])  # it may still come up
    settle(70)
    assert (only(warning).status, only(warning).attempt) == ("sent", 2)
    assert carrier.bodies(phone(101)) == [TEXTS["en"]]


def test_a_callback_settles_it_too(carrier):
    carrier.trouble("taken, then 503")
    warning = filled([phone(101)])
    carrier.work()
    carrier.callback(carrier.messages[0], "delivered")
    assert only(warning).status == "delivered"
    carrier.deaf = True
    settle(10, 70, 600)
    assert len(carrier.messages) == 1


def test_nobody_is_texted_twice_while_the_carrier_cannot_be_asked(carrier):
    carrier.trouble("500")
    carrier.deaf = True
    warning = filled([phone(101)])
    carrier.work()
    settle(10, 70, 600, 3000)
    assert (delivery_tally(warning)["unknown"], carrier.messages) == (1, [])
    carrier.deaf = False
    settle(3030)
    assert delivery_tally(warning)["sent"] == 1


def test_an_extreme_warning_rather_comes_twice_than_never(carrier):
    carrier.trouble("taken, then 503")
    carrier.deaf = True
    warning = filled([phone(101)], lane=Lane.EXTREME)
    carrier.work()
    settle(10)
    assert only(warning).status == "unknown"
    settle(40)
    assert (only(warning).status, only(warning).attempt) == ("sent", 2)
    # the first one was there after all: heard, and nothing is sent a third time
    carrier.callback(carrier.messages[0], "delivered")
    assert only(warning).status == "delivered"
    settle(120, 600)
    assert len(carrier.messages) == 2


@pytest.mark.parametrize(("severity", "sent_again"), [("severe", True), ("moderate", False), ("extreme", False)])
def test_how_long_an_unclear_text_is_waited_for_is_said_by_severity(carrier, settings, severity, sent_again):
    settings.RESEND_UNKNOWN_AFTER = {"severe": 20}
    carrier.trouble("500")
    carrier.deaf = True
    warning = filled([phone(101)], severity=severity)
    carrier.work()
    settle(25, 40, 80)
    assert (len(carrier.messages) == 1) is sent_again
    assert only(warning).status == ("sent" if sent_again else "unknown")


@pytest.mark.city
def test_killed_in_the_middle_of_a_wave(carrier):
    """Eight rows were claimed; five were taken, of which two were written down; then the process died."""
    everyone = [phone(100 + n) for n in range(10)]
    warning = filled(everyone)
    claim = claims.claim_due(limit=8, now=NOON)
    taken = [carrier._take({"To": row.to, "Body": row.body, "StatusCallback": ""}) for row in claim.rows[:5]]
    services.results.write_results(
        [
            services.results.result_of(
                row.pk,
                row.attempt,
                services.results.Outcome(services.results.Fate.ACCEPTED, carrier_id=message.sid),
                ask_after=60,
                now=NOON,
            )
            for row, message in zip(claim.rows[:2], taken, strict=False)
        ]
    )
    assert delivery_tally(warning) == {**NOTHING, "queued": 2, "sending": 6, "sent": 2}
    services.send_due(now=after(5))  # another process goes on with what nobody claimed, and leaves the rest alone
    assert delivery_tally(warning) == {**NOTHING, "sending": 6, "sent": 4}
    settle(31, 45, 70, 90)
    assert delivery_tally(warning) == {**NOTHING, "sent": 10}
    assert sorted(message.to for message in carrier.messages) == everyone


def test_the_same_words_to_the_same_phone_are_not_taken_for_each_other(carrier):
    first = filled([phone(101)], key="first")
    carrier.work()
    carrier.trouble("500")
    second = filled([phone(101)], key="second")
    carrier.work()
    settle(10, 61)
    assert (only(first).status, only(second).status) == ("sent", "sent")
    assert only(first).carrier_id != only(second).carrier_id
    assert len(carrier.messages) == 2


def test_a_sent_text_without_an_end_is_asked_for_by_its_name(carrier):
    carrier.unreachable.add(phone(102))
    warning = filled([phone(101), phone(102), phone(103)])
    carrier.work()
    for message in carrier.messages:
        if message.to != phone(103):
            list(carrier._story(message))  # it ended, while our site was down
    settle(30)
    assert delivery_tally(warning)["sent"] == 3  # too early to ask
    settle(65)
    assert delivery_tally(warning) == {**NOTHING, "delivered": 1, "failed": 1, "sent": 1}


def test_the_demo_carrier_ends_what_it_takes_and_a_few_are_not_reached(db, settings):
    settings.CARRIERS = {"sms": ["community.messaging.carriers.demo.DemoCarrier"]}
    settings.SMS_SEGMENTS_PER_SECOND = 10_000.0
    warning = filled([phone(n) for n in range(600)])
    while services.send_due(now=NOON):
        pass
    assert delivery_tally(warning)["sent"] == 600
    for seconds in (6, 7, 8, 9):
        settle(seconds)
    tally = delivery_tally(warning)
    assert tally["delivered"] + tally["failed"] == 600
    assert 0 < tally["failed"] < 30
    assert set(warning.deliveries.filter(status="failed").values_list("error", flat=True)) == {"30003"}


@pytest.mark.parametrize(("embedded", "claimed", "status"), [
    (True, -5, "unknown"), (True, 5, "sending"), (False, -5, "sending"),
])  # fmt: skip
def test_what_an_earlier_process_was_sending_is_settled_at_the_first_sweep(
    carrier, settings, monkeypatch, embedded, claimed, status
):
    settings.IS_EMBEDDED = embedded
    monkeypatch.setattr(tasks, "STARTED", timezone.now())  # the suite's process may be minutes old
    row = only(filled([phone(101)]))
    at = tasks.STARTED + dt.timedelta(seconds=claimed)
    claims.claim_due(limit=1, now=NOON)
    # its lease runs for a while yet
    Delivery.objects.update(claimed_at=at, lease_until=timezone.now() + dt.timedelta(minutes=1))
    tasks.sweep()
    row.refresh_from_db()
    assert row.status == status


def test_a_carrier_in_trouble_is_not_asked_two_hundred_times(carrier):
    warning = filled([phone(n) for n in range(120)])
    carrier.work()
    carrier.deaf = True
    settle(200)
    assert carrier.questions == 50
    carrier.deaf = False
    settle(1000)
    assert (carrier.questions, delivery_tally(warning)["sent"]) == (170, 120)
