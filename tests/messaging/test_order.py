"""Who goes first, and who stops at once."""

import threading
import time

import pytest
from django.db import connection

from community.messaging import services
from community.messaging.models import Broadcast, Lane
from community.messaging.services import claims
from community.messaging.services.slots import Slots
from portal.lib.stopping import stopping
from tests.factories import NOON
from tests.factories.messaging import filled, phone
from tests.support.tallies import delivery_tally


@pytest.mark.city
def test_two_broadcasts_of_a_lane_take_turns(carrier):
    filled([phone(n) for n in range(60)], key="first")
    filled([phone(100 + n) for n in range(60)], key="second")
    filled([phone(300)], key="third")
    rows = claims.claim_due(limit=30, now=NOON).rows
    keys = [row.broadcast for row in rows]
    assert len(keys) == 30
    assert keys[:3] == ["first", "second", "third"]
    assert abs(keys.count("first") - keys.count("second")) <= 10
    rows += claims.claim_due(limit=200, now=NOON).rows
    assert len(rows) == len({row.pk for row in rows}) == 121


def test_within_a_broadcast_the_priority_decides(carrier):
    warning = filled([phone(n) for n in range(6)])
    for place, priority in enumerate((100, 10, 50, 100, 10, 50)):
        warning.deliveries.filter(recipient=f"{place:012d}").update(priority=priority)
    assert [row.to for row in claims.claim_due(limit=6, now=NOON).rows] == [phone(n) for n in (1, 4, 2, 5, 0, 3)]


def row(pk, lane):
    return claims.Claimed(pk, 1, "twilio", "key", 1, "", phone(pk), "", "en", lane, False, NOON)


def test_no_lane_holds_every_request():
    slots = Slots(20)
    slots.put(row(n, Lane.REMINDER) for n in range(50))
    flying = []
    while (one := slots.pop()) is not None:
        flying.append(one)
    assert len(flying) == 14  # two are kept for each lane that may not wait
    slots.put([row(100, Lane.EXTREME), row(101, Lane.REPLY)])
    assert [slots.pop().pk, slots.pop().pk] == [100, 101]
    assert slots.waiting_before(Lane.REPLY) == 0
    for one in flying:
        slots.done(one)
    assert slots.pop().lane == Lane.REMINDER
    assert len(slots.remove(lambda one: one.pk % 2 == 0)) == len([n for n in range(15, 50) if n % 2 == 0])


def during_the_first_requests(carrier, act):
    """Send what is due; `act` happens as soon as the carrier has seen a request."""

    def wait():
        try:
            while carrier.requests == 0:
                time.sleep(0.01)
            act()
        finally:
            connection.close()

    other = threading.Thread(target=wait)
    other.start()
    services.send_due(now=NOON)
    other.join()


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_a_stop_holds_for_what_is_in_hand(carrier):
    """A slow carrier has 250 requests open and 250 rows wait for their turn: those never leave."""
    carrier.latency = 1.0
    warning = filled([phone(n) for n in range(700)])
    during_the_first_requests(carrier, lambda: services.stop_broadcast(Broadcast.objects.get(), now=NOON))
    tally = delivery_tally(warning)
    assert tally["sent"] == len(carrier.messages) <= 250
    assert tally["failed"] == 700 - tally["sent"]
    assert set(warning.deliveries.filter(status="failed").values_list("error", flat=True)) == {"stopped"}


@pytest.mark.django_db(transaction=True)
def test_a_stop_of_the_process_gives_back_what_is_in_hand(carrier):
    carrier.latency = 0.5
    warning = filled([phone(n) for n in range(400)])
    try:
        during_the_first_requests(carrier, stopping.set)
    finally:
        stopping.clear()
    tally = delivery_tally(warning)
    assert tally["sent"] == len(carrier.messages) > 0
    assert tally["queued"] + tally["sent"] == 400
    assert set(warning.deliveries.filter(status="queued").values_list("attempt", flat=True)) == {0}


@pytest.mark.django_db(transaction=True)
def test_a_person_who_says_stop_while_their_text_is_in_hand(carrier):
    carrier.latency = 0.6
    last = filled([phone(n) for n in range(500)]).deliveries.order_by("-pk").first()
    during_the_first_requests(carrier, lambda: services.opt_out(last.address, now=NOON))
    last.refresh_from_db()
    assert (last.status, last.error) == ("failed", "opted_out")
    assert carrier.bodies(last.address) == []
