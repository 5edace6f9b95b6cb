"""Checks are kept once each, in whatever order they arrive."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.models import CheckEvent, DrillEvent, SignUp
from drills.selectors import attendance
from drills.services import NonceTaken, NotNow, record_check, sign_up
from tests.drills.test_signups import all_at_once
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory

MINUTE = dt.timedelta(minutes=1)


def check(drill, person, kind="in", nonce="nonce-01", at=NOON, heard=NOON, **fields):
    return record_check(
        drill, nonce=nonce, kind=kind, by=drill.organiser, person=person, device_time=at, now=heard, **fields
    )


@pytest.mark.django_db
def test_a_replay_is_harmless():
    drill, person = DrillFactory(status="running"), UserFactory()
    sign_up(drill, by=person, now=NOON)
    first = check(drill, person)
    again = check(drill, person, heard=NOON + 90 * MINUTE)
    assert (first.is_replay, again.is_replay, again.pk) == (False, True, first.pk)
    assert CheckEvent.objects.get().server_time == NOON
    assert DrillEvent.objects.filter(to_status="in").count() == 1


@pytest.mark.django_db
def test_another_check_may_not_hide_behind_a_used_nonce():
    drill, person = DrillFactory(status="running"), UserFactory()
    check(drill, person)
    for other in ({"person": UserFactory()}, {"kind": "out"}, {"drill": DrillFactory(status="running")}):
        with pytest.raises(NonceTaken):
            check(**{"drill": drill, "person": person, **other})
    assert CheckEvent.objects.count() == 1


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), repeats=st.lists(st.integers(0, 4), max_size=4))
def test_whatever_the_order_the_last_seen_counts(order, repeats):
    drill, person = DrillFactory(status="running"), UserFactory()
    sign_up(drill, by=person, now=NOON)
    seen = [("in", 0), ("out", 10), ("in", 20), ("out", 30), ("in", 40)]
    for n in [*order, *repeats]:
        kind, minute = seen[n]
        check(
            drill, person, kind=kind, nonce=f"{drill.pk}-nonce-{n}", at=NOON + minute * MINUTE, heard=NOON + 60 * MINUTE
        )
    assert SignUp.objects.get(drill=drill).status == "in"
    assert drill.checks.count() == 5
    assert attendance(drill)["came"] == 1


@pytest.mark.django_db
def test_a_clock_that_runs_ahead_hides_nothing():
    drill, person = DrillFactory(status="running"), UserFactory()
    check(drill, person, at=NOON + dt.timedelta(days=365), nonce="ahead-01")
    check(drill, person, kind="out", at=NOON + MINUTE, heard=NOON + MINUTE, nonce="right-01")
    assert SignUp.objects.get().status == "out"


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["waitlisted", "offered", "confirmed", "no_show", "cancelled", None])
def test_whoever_stands_at_the_gate_has_come(before):
    drill, person = DrillFactory(status="running"), UserFactory()
    if before:
        SignUp.objects.create(drill=drill, user=person, status=before, queued_at=NOON, created=NOON)
    check(drill, person)
    assert SignUp.objects.get().status == "in"


@pytest.mark.django_db
def test_other_kinds_leave_the_list_alone_and_drafts_take_none():
    drill, person = DrillFactory(), UserFactory()
    sign_up(drill, by=person, now=NOON)
    check(drill, person, kind="safe")
    assert SignUp.objects.get().status == "confirmed"
    for status in ("draft", "cancelled", "closed", "aborted_real"):
        with pytest.raises(NotNow):
            check(DrillFactory(status=status), person, nonce=f"nonce-{status}")
    late = DrillFactory(status="ended")
    check(late, person, nonce="late-one")
    assert late.checks.count() == 1


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_the_same_check_sent_by_two_devices_at_once_is_one(transactional_db):
    drill, person = DrillFactory(status="running"), UserFactory()
    sign_up(drill, by=person, now=NOON)
    assert all_at_once([lambda: check(drill, person)] * 6) == []
    assert all_at_once([lambda: record_check(None, nonce="text:1", kind="safe", by=None, now=NOON)] * 6) == []
    assert CheckEvent.objects.count() == 2
    assert DrillEvent.objects.filter(to_status="in").count() == 1
