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
    claim = claims.claim_due(limit=1, now=NOON).rows[0]
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


def from_elsewhere(delivery: Delivery, attempt: int, status: str, carrier_id: str = "SMforeign") -> bool:
    return services.record_receipt(
        delivery=delivery.pk, attempt=attempt, carrier_id=carrier_id, status=status, now=NOON
    )


@pytest.mark.parametrize("status", ["sent", "failed", "delivered"])
def test_another_name_for_the_same_attempt_is_kept_and_moves_nothing(db, status):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status="sent", attempt=1, carrier_id="SM1")
    assert from_elsewhere(row, 1, status)
    assert state(row) == ("sent", "", "SM1")
    assert Receipt.objects.get().carrier_id == "SMforeign"
    told(row, 1, "delivered")
    assert state(row) == ("delivered", "", "SM1")


@pytest.mark.parametrize("status", ["sending", "unknown"])
def test_a_row_without_a_name_takes_the_one_it_hears(db, status):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status=status, attempt=1)
    from_elsewhere(row, 1, "delivered", "SMheard")
    assert state(row) == ("delivered", "", "SMheard")


def test_a_receipt_that_went_astray_does_not_take_the_place_of_the_real_one(db):
    one, other = filled([phone(101), phone(102)]).deliveries.order_by("pk")
    Delivery.objects.filter(pk=one.pk).update(status="sent", attempt=1, carrier_id="SMone")
    Delivery.objects.filter(pk=other.pk).update(status="sent", attempt=1, carrier_id="SMother")
    from_elsewhere(one, 1, "delivered", "SMother")
    from_elsewhere(other, 1, "delivered", "SMother")
    assert (state(one)[0], state(other)[0]) == ("sent", "delivered")


@pytest.mark.parametrize("attempt", [0, 2])
def test_a_receipt_for_an_attempt_that_was_never_made_is_logged_and_kept_out(db, caplog, attempt):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status="sent", attempt=1, carrier_id="SM1")
    assert not from_elsewhere(row, attempt, "delivered")
    assert state(row) == ("sent", "", "SM1")
    assert not Receipt.objects.exists()
    assert "receipts.unknown" in caplog.text


def test_a_late_answer_does_not_undo_a_newer_attempt(db):
    row = only(filled([phone(101)]))
    old = claims.claim_due(limit=1, now=NOON).rows[0]
    Delivery.objects.update(status="queued")  # settled as never taken
    claims.claim_due(limit=1, now=NOON)
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
    Delivery.objects.update(attempt=1)
    reports = [
        services.receipts.Report(pk, 1, f"SM{pk}", "delivered", "")
        for pk in [*warning.deliveries.values_list("pk", flat=True), 10**9]
    ]
    assert services.record_receipts(reports, now=NOON) == 50
    assert warning.deliveries.filter(status="delivered").count() == 50
