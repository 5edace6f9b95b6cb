"""Once a day the carrier's list and our rows are laid side by side, and what differs is settled."""

import datetime as dt

import pytest

from community.messaging import services
from community.messaging.carriers.demo import DemoCarrier
from community.messaging.models import Delivery, Heartbeat, Receipt, Reconciliation
from community.messaging.selectors.health import health
from community.messaging.services import heartbeats, reconciling
from tests.factories import NOON
from tests.factories.messaging import filled, only, phone
from tests.support.twilio import Message

NEXT_DAY = NOON + dt.timedelta(days=1)


def reconciled(now=NEXT_DAY) -> dict[str, int]:
    services.reconcile_due(now=now)
    row = Reconciliation.objects.get()
    assert row.ended_at == now
    return {name: getattr(row, name) for name in ("listed", "agreed", "settled", "strange", "missing")}


def state(now=NEXT_DAY) -> str:
    return next((check.words for check in health(now) if check.part == Heartbeat.Part.RECONCILIATION), "not expected")


def test_a_day_on_which_all_agree(carrier):
    warning = filled([phone(n) for n in range(5)])
    carrier.longest_page = 2  # three pages
    carrier.deliver_everything()
    assert reconciled() == {"listed": 5, "agreed": 5, "settled": 0, "strange": 0, "missing": 0}
    assert warning.deliveries.filter(status="delivered").count() == 5
    assert state() == "ok"


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_what_differs_is_counted_and_settled(carrier):
    rows = list(filled([phone(n) for n in range(6)]).deliveries.order_by("pk"))
    carrier.work()
    by_phone = {message.to: message for message in carrier.messages}
    for number, status in enumerate(("delivered", "undelivered", "sent", "delivered")):
        by_phone[phone(number)].status = status
    by_phone[phone(1)].error = "30003"
    # the fourth was taken, and we never heard; it was given up when the warning ended
    Delivery.objects.filter(pk=rows[3].pk).update(status="failed", error="expired", carrier_id="")
    # the fifth is unknown to the carrier; the sixth stands in its list of another day
    carrier.messages.remove(by_phone[phone(4)])
    by_phone[phone(5)].created = NEXT_DAY
    by_phone[phone(5)].status = "delivered"
    carrier.messages.append(Message("SMother", phone(77), "not of ours", "", {}, NOON, "delivered"))

    assert reconciled() == {"listed": 5, "agreed": 1, "settled": 4, "strange": 1, "missing": 1}

    told = {row.pk: (row.status, row.error) for row in Delivery.objects.all()}
    assert [told[row.pk] for row in rows] == [
        ("delivered", ""),
        ("failed", "30003"),
        ("sent", ""),
        ("delivered", ""),
        ("failed", "not_at_carrier"),
        ("delivered", ""),
    ]
    assert state() == "failing: missing"


def test_an_unclear_row_is_found_and_not_sent_again(carrier):
    row = only(filled([phone(1)]))
    carrier.trouble("taken, then 503")
    carrier.work()
    assert Delivery.objects.get().status == "unknown"
    carrier.messages[0].status = "delivered"
    assert reconciled()["settled"] == 1
    row.refresh_from_db()
    assert (row.status, row.carrier_id) == ("delivered", carrier.messages[0].sid)


def test_the_same_words_to_another_time_or_phone_are_not_taken_for_ours(carrier):
    filled([phone(1)])
    carrier.trouble("500")  # not taken
    carrier.work()
    body = carrier_words()
    for to, at in ((phone(1), NOON - dt.timedelta(hours=3)), (phone(2), NOON)):
        carrier.messages.append(Message(f"SM{to}", to, body, "", {}, at, "delivered"))
    assert reconciled()["strange"] == 2
    assert Delivery.objects.get().status == "unknown"


def carrier_words() -> str:
    return Delivery.objects.get().broadcast.texts["en"]


def test_a_name_of_an_earlier_attempt_is_no_stranger(carrier):
    row = only(filled([phone(1)]))
    carrier.work()
    services.record_receipt(
        delivery=row.pk, attempt=1, carrier_id=carrier.messages[0].sid, status="failed", error="30003", now=NOON
    )
    Delivery.objects.update(status="delivered", attempt=2, carrier_id="SMsecond")
    assert reconciled()["agreed"] == 1


def test_it_is_done_once_a_day_and_again_where_it_broke_off(carrier):
    filled([phone(1)])
    carrier.deliver_everything()
    carrier.deaf = True
    services.reconcile_due(now=NEXT_DAY)
    assert Reconciliation.objects.get().ended_at is None
    assert state() == "failing: not_asked"
    carrier.deaf = False
    services.reconcile_due(now=NEXT_DAY + dt.timedelta(minutes=10))  # somebody may be at it
    assert Reconciliation.objects.get().ended_at is None
    later = NEXT_DAY + dt.timedelta(hours=1)
    assert reconciled(later)["agreed"] == 1
    carrier.messages.clear()
    assert reconciled_again(later + dt.timedelta(minutes=10)) == later
    assert state(later) == "ok"
    assert "late" in state(later + dt.timedelta(hours=29))


def reconciled_again(now) -> dt.datetime:
    services.reconcile_due(now=now)
    return Reconciliation.objects.get().ended_at


def test_a_carrier_that_knows_nothing_of_the_day_fails_no_texts(carrier):
    """Rather another account than so many lost texts."""
    filled([phone(1), phone(2)])
    carrier.work()
    carrier.messages.clear()
    assert reconciled()["missing"] == 2
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    assert not Receipt.objects.exists()
    assert state() == "failing: missing"


def test_a_carrier_without_a_list_is_not_waited_for(db, settings):
    heartbeats.expect(Heartbeat.Part.RECONCILIATION, within=dt.timedelta(hours=1), now=NOON)
    services.reconcile_due(now=NEXT_DAY)
    assert DemoCarrier.name == "demo"
    assert state() == "not expected"


def test_the_next_page_is_at_the_same_house(carrier):
    """A list that leads elsewhere is not followed: our credentials would go with the request."""
    filled([phone(n) for n in range(3)])
    carrier.deliver_everything()
    carrier.longest_page, carrier.next_page = 2, "@evil.example/2010-04-01/Accounts/x/Messages.json"
    with pytest.raises(reconciling.BrokenOff):
        reconciling.reconcile(reconciling._listing()[0], NOON.date(), now=NEXT_DAY)
