"""The rate: a reserve for each lane, the rest to the best lane, one bucket for all processes, slower after a refusal.

The same properties hold for the row in the database and for the script in Redis.
"""

import datetime as dt

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.messaging import services
from community.messaging.carriers.bucket import RESERVED, Bucket
from community.messaging.models import CarrierState, Lane
from community.messaging.selectors import carrier_states, present_rate
from community.messaging.services import claims, rates
from tests.factories import NOON
from tests.factories.messaging import filled, phone

SECONDS = st.floats(0, 3)
WANTED = st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, 7.0, 50.0, 1000.0])] * 4)
LOOKS = st.lists(st.tuples(SECONDS, WANTED), min_size=1, max_size=12)
RATES = st.sampled_from([0.5, 1.0, 10.0, 100.0, 1000.0])


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


@given(rate=RATES, looks=LOOKS)
def test_never_more_than_the_rate_and_a_moment(rate, looks):
    bucket, now, given = Bucket.full(rate, 0.0), 0.0, 0.0
    full = bucket.tokens
    for passed, wanted in looks:
        now += passed
        given += sum(bucket.take(wanted, per_second=rate, now=now))
        assert given <= full + rate * now + 1e-6


@given(rate=RATES, lane=st.sampled_from([0, 1, 2]), others=st.lists(WANTED, min_size=20, max_size=20))
def test_a_lane_gets_what_it_reserved_whatever_the_others_want(rate, lane, others):
    bucket, got = Bucket.full(rate, 0.0), 0.0
    for tenth, wanted in enumerate(others):
        mine = [*wanted[:lane], 1e6, *wanted[lane + 1 :]]
        got += bucket.take(mine, per_second=rate, now=tenth / 10)[lane]
    assert got >= RESERVED[lane] * rate * 1.9 - 1e-6


@given(rate=RATES, looks=LOOKS)
def test_nothing_is_held_back_while_somebody_waits(rate, looks):
    bucket, now = Bucket.full(rate, 0.0), 0.0
    for passed, wanted in looks:
        now += passed
        given = bucket.take(wanted, per_second=rate, now=now)
        assert all(part <= want for part, want in zip(given, wanted, strict=True))
        if bucket.busy:  # what is left is the others' reserve, no more
            assert bucket.tokens - sum(max(kept, 0) for kept in bucket.lanes) <= 1e-6


@given(rate=RATES, looks=st.lists(WANTED, min_size=30, max_size=30))
def test_a_drill_never_takes_from_a_warning(rate, looks):
    """Over three seconds, a warning with a drill beside it gets what it gets alone, but for the first moment."""
    alone, beside, one, other = Bucket.full(rate, 0.0), Bucket.full(rate, 0.0), 0.0, 0.0
    for tenth, (extreme, warning, reply, drill) in enumerate(looks):
        one += alone.take([extreme, warning, reply, 0], per_second=rate, now=tenth / 10)[1]
        other += beside.take([extreme, warning, reply, drill], per_second=rate, now=tenth / 10)[1]
    # what the drill took, nobody wanted then; a warning that comes a moment later waits for that moment at most
    assert other >= one - rate * 1.0 - 4


@pytest.mark.city
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rate=RATES, looks=LOOKS)
def test_the_shared_bucket_answers_as_the_one_in_memory(db, rate, looks):
    from django.core.cache import cache

    cache.clear()  # the Redis that the bucket stands in
    rates.SendingRate.objects.all().delete()
    shared, memory, now = rates.rate_of("twilio"), None, 0.0
    assert isinstance(shared, rates.RowRate if site.IS_EMBEDDED else rates.RedisRate)
    for passed, wanted in looks:
        now += passed
        memory = memory or Bucket.full(rate, at(now).timestamp())
        expected = memory.take(wanted, per_second=rate, now=at(now).timestamp())
        assert shared.take(wanted, per_second=rate, now=at(now)) == pytest.approx(expected, abs=1e-3)
        more = [1.0 if part else 0.0 for part in expected]
        memory.correct(more, per_second=rate)
        shared.correct(more, per_second=rate)
    # the row only stands in: a script that fails would be seen nowhere else
    assert rates.SendingRate.objects.exists() is site.IS_EMBEDDED


def test_while_redis_is_away_the_row_stands_in(db, settings, monkeypatch):
    settings.IS_EMBEDDED, settings.REDIS_URL = False, "redis://127.0.0.1:9/0"  # discard: nobody listens
    monkeypatch.setattr(rates.RedisRate, "away_until", 0.0)
    rates._script.cache_clear()
    try:
        assert rates.rate_of("twilio").take([0, 4, 0, 0], per_second=100, now=NOON) == [0, 4, 0, 0]
    finally:
        rates._script.cache_clear()
    assert rates.SendingRate.objects.get().name == "twilio"


@pytest.mark.city
def test_the_answer_to_an_sos_does_not_wait_behind_a_hundred_thousand(carrier, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 20.0
    filled([phone(n) for n in range(300)], key="extreme", lane=Lane.EXTREME)
    for tenth in range(20):
        claims.claim_due(limit=100, now=at(tenth / 10))
    services.send_text(key="sos", phone=phone(999), body="Call 911", language="en", expires=at(3600), now=at(2))
    claim = claims.claim_due(limit=100, now=at(2.1))
    assert "sos" in [row.broadcast for row in claim.rows]


def test_a_refusal_halves_the_rate_and_it_comes_back(db):
    state = CarrierState(name="twilio")
    assert state.per_second(100, NOON) == 100
    rates.slow_down("twilio", full=100, wait=2, now=NOON)
    state = CarrierState.objects.get()
    assert (state.per_second(100, NOON), state.is_held(at(1.9)), state.is_held(at(2))) == (50, True, False)
    rates.slow_down("twilio", full=100, now=at(0.5))  # the same crowd: sent before the first refusal was heard
    assert CarrierState.objects.get().slowed_to == 50
    rates.slow_down("twilio", full=100, now=at(6))
    assert CarrierState.objects.get().slowed_to == pytest.approx(30)  # it had come back to 60
    assert CarrierState.objects.get().per_second(100, at(36)) == pytest.approx(80)
    assert CarrierState.objects.get().per_second(100, at(100)) == 100
    for again in range(20):
        rates.slow_down("twilio", full=100, now=at(200 + 2 * again))
    assert CarrierState.objects.get().slowed_to >= 5  # the floor


def test_the_estimate_is_made_with_the_present_rate(carrier, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 100.0
    assert present_rate("sms", NOON) == 100
    rates.slow_down("twilio", full=100, now=NOON)
    assert present_rate("sms", NOON) == 50
    (twilio,) = [one for one in carrier_states(NOON) if one.channel == "sms"]
    assert (twilio.name, twilio.full, twilio.per_second, twilio.is_well) == ("twilio", 100, 50, False)
