"""Receipts: any order, any repetition, any time gives the same state."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.messaging import services
from community.messaging.models import Delivery, Receipt
from community.messaging.services import claims
from tests.factories import NOON
from tests.factories.messaging import filled, only, phone

STORY = st.tuples(
    st.integers(1, 2),  # attempt
    st.sampled_from(["sent", "delivered", "failed"]),
    st.sampled_from(["30003", "30005"]),
)
KEYS = itertools.count()


def told(delivery: Delivery, attempt: int, status: str, error: str = "") -> None:
    services.record_receipt(
        delivery=delivery.pk,
        attempt=attempt,
        carrier_id=f"SM{attempt}",
        status=status,
        error=error if status == "failed" else "",
        now=NOON,
    )


def state(delivery: Delivery) -> tuple[str, str, str]:
    delivery.refresh_from_db()
    return delivery.status, delivery.error, delivery.carrier_id


@pytest.mark.usefixtures("_audience", "transactional_db")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), story=st.lists(STORY, min_size=1, max_size=6))
def test_any_order_and_repetition_gives_the_same_state(data, story):
    Delivery.objects.all().delete()
    pair = filled([phone(101), phone(102)], key=f"alert:{next(KEYS)}").deliveries.order_by("pk")
    Delivery.objects.update(status="unknown", attempt=2)
    one, other = pair
    for attempt, status, error in story:
        told(one, attempt, status, error)
    first = state(one)
    Receipt.objects.all().delete()  # their names at the carrier are the same for both
    for attempt, status, error in data.draw(st.permutations(story + story[:2])):
        told(other, attempt, status, error)
    assert state(other) == first
    delivered = any(status == "delivered" for _attempt, status, _error in story)
    assert (first[0] == "delivered") == delivered


def test_a_receipt_before_our_own_answer_counts(db):
    row = only(filled([phone(101)]))
    claim = claims.claim_due(limit=1, carrier="twilio", now=NOON).rows[0]
    told(row, 1, "delivered")
    answer = services.results.Outcome(services.results.Fate.ACCEPTED, carrier_id="SM1")
    services.results.write_results(
        [services.results.result_of(claim.pk, claim.attempt, answer, ask_after=60, now=NOON)]
    )
    assert state(row) == ("delivered", "", "SM1")


def test_a_failed_earlier_attempt_says_nothing_of_the_present_one(db):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status="sent", attempt=2, carrier_id="SM2")
    told(row, 1, "failed", "30003")
    assert state(row) == ("sent", "", "SM2")
    told(row, 1, "delivered")
    assert state(row) == ("delivered", "", "SM1")


def test_a_late_answer_does_not_undo_a_newer_attempt(db):
    row = only(filled([phone(101)]))
    old = claims.claim_due(limit=1, carrier="twilio", now=NOON).rows[0]
    Delivery.objects.update(status="queued")  # settled as never taken
    claims.claim_due(limit=1, carrier="twilio", now=NOON)
    answer = services.results.Outcome(services.results.Fate.REFUSED, error="21211")
    services.results.write_results([services.results.result_of(old.pk, old.attempt, answer, ask_after=60, now=NOON)])
    assert state(row) == ("sending", "", "")


@pytest.mark.city
def test_repeated_callbacks_are_kept_once(carrier):
    warning = filled([phone(101)])
    carrier.deliver_everything(repeat=5)
    assert only(warning).status == "delivered"
    assert sorted(Receipt.objects.values_list("status", flat=True)) == ["delivered", "sent"]


def test_batches_are_one_transaction_and_skip_strangers(db, django_assert_max_num_queries):
    warning = filled([phone(n) for n in range(50)])
    reports = [
        services.receipts.Report(pk, 0, f"SM{pk}", "delivered", "")
        for pk in [*warning.deliveries.values_list("pk", flat=True), 10**9]
    ]
    assert services.record_receipts(reports, now=NOON) == 50
    assert warning.deliveries.filter(status="delivered").count() == 50
