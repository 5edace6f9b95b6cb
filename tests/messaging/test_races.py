"""Several senders at once: no row goes twice, none is left. On SQLite by its one writer, on PostgreSQL by row locks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from community.messaging import services
from community.messaging.models import Delivery
from community.messaging.services import claims, sending
from tests.factories import NOON
from tests.factories.messaging import broadcast, filled, phone
from tests.support.tallies import delivery_tally

pytestmark = [pytest.mark.city, pytest.mark.django_db(transaction=True)]


def at_once(*jobs):
    """Run `jobs` in threads that begin together; their results."""
    gate = threading.Barrier(len(jobs))

    def run(job):
        try:
            gate.wait(10)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(60) for future in [pool.submit(run, job) for job in jobs]]


def test_two_senders_never_claim_the_same_row(settings):
    settings.SMS_SEGMENTS_PER_SECOND = 100_000.0
    filled([phone(n) for n in range(400)])

    def claim_all():
        mine = []
        while rows := claims.claim_due(limit=23, now=NOON).rows:
            mine += [row.pk for row in rows]
        return mine

    first, second = at_once(claim_all, claim_all)
    assert len(first) + len(second) == 400
    assert set(first).isdisjoint(second)
    assert set(Delivery.objects.values_list("attempt", flat=True)) == {1}


def test_the_rate_holds_for_both_together(settings):
    settings.SMS_SEGMENTS_PER_SECOND = 50.0
    filled([phone(n) for n in range(200)])
    claimed = at_once(*[lambda: claims.claim_due(limit=100, now=NOON).rows] * 4)
    assert sum(len(rows) for rows in claimed) == 2  # a lane's reserve and what is free, once


def test_two_processes_send_a_broadcast_while_a_third_fills_it(carrier):
    """Two senders of their own (as in two processes), and every phone gets it once."""
    warning = broadcast([phone(n) for n in range(1500)])

    def send():
        tried = 0
        for _turn in range(40):
            tried += sending.Sender("sms", NOON).run(threading.Event())[0]
            if tried and not Delivery.objects.filter(status="queued").exists():
                break
        return tried

    def fill():
        while not services.fill_broadcast(warning, now=NOON):
            pass

    at_once(fill, fill)
    at_once(send, send)
    assert delivery_tally(warning)["sent"] == 1500
    assert len(carrier.messages) == len({message.to for message in carrier.messages}) == 1500


def test_receipts_of_one_text_that_come_together(carrier):
    warning = filled([phone(101)])
    carrier.work()
    row = warning.deliveries.get()

    def told(status, error=""):
        return lambda: services.record_receipt(
            delivery=row.pk, attempt=1, carrier_id=row.carrier_id, status=status, error=error, now=NOON
        )

    at_once(told("sent"), told("delivered"), told("failed", "30003"), told("delivered"), told("sent"))
    row.refresh_from_db()
    assert (row.status, row.error, row.receipts.count()) == ("delivered", "", 3)


def test_the_same_text_twice_at_once_is_kept_once(settings):
    settings.SMS_HANDLERS = ["tests.messaging.handlers.echo"]
    parsed = services.inbound.ParsedText(phone=phone(101), to="", body="ECHO one", carrier_id="SMsame")
    answers = at_once(*[lambda: services.receive_text(parsed, now=NOON)] * 3)
    assert sorted(answer.body if answer else "" for answer in answers)[-1] == "You said: one"
    assert services.inbound.InboundText.objects.count() == 1
