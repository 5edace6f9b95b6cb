"""The counts of a board: the same as counting every row, whatever happened and however much of it is kept."""

import datetime as dt
import random
import threading
from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import Exists
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.messaging import services
from community.messaging.carriers.base import Fate, Outcome
from community.messaging.models import Broadcast, ChangedPart, Delivery, KeptCount, Reached
from community.messaging.selectors import counts_of
from community.messaging.selectors.people import BEST_FIRST
from community.messaging.services.reaching import ARRIVED, REACHED
from community.messaging.services.receipts import Report
from community.messaging.services.results import end_unsent, give_back, result_of, write_results
from community.messaging.services.rows import insert_rows, new_row
from portal.lib.recipients import Address, Recipient
from tests.factories import NOON
from tests.factories.messaging import broadcast, phone
from tests.messaging.test_races import at_once

SECOND = dt.timedelta(seconds=1)
CHANNELS = ("sms", "voice", "push")


def counted_naively(warning) -> dict:
    """Every row in memory, one loop."""
    people, found = {}, {"channels": Counter(), "failures": Counter(), "again": Counter(), "left": Counter()}
    for row in warning.deliveries.all():
        people.setdefault(row.recipient, []).append(row)
        found["channels"][row.channel, row.status] += 1
        if row.status in ("queued", "sending"):
            found["left"][row.channel] += row.segments
        if row.error and row.status in ("failed", "queued"):
            found["failures" if row.status == "failed" else "again"][row.error] += 1
    known = dict(Reached.objects.filter(broadcast=warning).values_list("recipient", "how"))
    found |= {"people": Counter(), "languages": Counter(), "areas": Counter(), "hows": Counter()}
    for recipient, rows in people.items():
        best = min((row.status for row in rows), key=BEST_FIRST.index)
        now_at = "reached" if recipient in known else best
        found["people"][now_at] += 1
        found["languages"][rows[0].language, best] += 1
        found["areas"][rows[0].area, now_at] += 1
        if recipient in known:
            found["hows"][known[recipient]] += 1
    return found


def counted(warning) -> dict:
    counts = counts_of(warning)
    people = counts.people
    return {
        "channels": _flat(counts.channels),
        "failures": Counter(counts.failures),
        "again": Counter(counts.again),
        "left": Counter(counts.left),
        "people": +Counter(people.best),
        "languages": _flat({name: one.deliveries for name, one in people.by_language.items()}),
        "areas": _flat({name: one.best for name, one in people.by_area.items()}),
        "hows": Counter(counts.reached),
    }


def _flat(nested) -> Counter:
    return +Counter({(name, status): n for name, tally in nested.items() for status, n in tally.items()})


def sort_of(number: int, channel: str = "sms", **more):
    """The row of one of people who live in several parts, in two languages and three areas."""
    one = Recipient(
        key=f"{number * 337:012d}",
        phone=phone(number),
        language=("en", "zh-hans")[number % 2],
        area=("", "lower-street", "wharf")[number % 3],
    )
    return new_row(one, 1 + number % 3, Address(channel, phone(number)), **more)


class History:
    """Things that happen to one broadcast, each through the service that does it."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)
        self.warning = broadcast([], key=f"alert:{seed}:{Broadcast.objects.count()}")
        self.people = 0
        self.now = NOON

    def rows(self, most: int = 5, **narrowed) -> list[Delivery]:
        rows = list(self.warning.deliveries.filter(**narrowed).order_by("pk"))
        return self.draw.sample(rows, min(most, len(rows)))

    def come(self):
        more = range(self.people, self.people + self.draw.randint(1, 4))
        self.people = more.stop
        ways = self.draw.sample(CHANNELS, self.draw.randint(1, 3))
        rows = [sort_of(number, way, leads=way == ways[0]) for number in more for way in ways]
        insert_rows(rows, broadcast=self.warning, due_at=self.now)

    def claim(self):
        for row in self.rows(status="queued"):
            rows = Delivery.objects.filter(pk=row.pk, status="queued")
            rows.update(status="sending", attempt=row.attempt + 1, claimed_at=self.now)

    def end(self):
        held = [(row.pk, row.attempt) for row in self.rows(status="sending")]
        self.draw.choice([lambda: give_back(held, now=self.now), lambda: end_unsent(held, "stopped", now=self.now)])()

    def result(self):
        outcome = Outcome(self.draw.choice(list(Fate)), error=self.draw.choice(["", "30003", "no_connection"]))
        rows = self.rows(status="sending") + self.rows(status="unknown")
        write_results([result_of(row.pk, row.attempt, outcome, ask_after=60, now=self.now) for row in rows])

    def receipt(self):
        says = [("sent", ""), ("delivered", ""), ("failed", "30005"), ("failed", "busy")]
        rows = self.rows(attempt__gt=0)
        reports = [Report(row.pk, self.draw.randint(1, row.attempt), "", *self.draw.choice(says)) for row in rows]
        services.record_receipts(reports, now=self.now)

    def reach(self):
        for row in self.rows(2):
            services.mark_reached(self.warning, row.recipient, how=self.draw.choice(["key", "visit"]), now=self.now)

    def fall(self):
        for row in self.rows(2, status="failed"):
            number = int(row.recipient) // 337
            insert_rows([sort_of(number, "email", follows=True)], broadcast=self.warning, due_at=self.now)

    def stop(self):
        services.stop_broadcast(self.warning, now=self.now)

    def forget(self):
        for row in self.rows(1):
            row.delete()

    def roll_back(self):
        with transaction.atomic():
            self.claim()
            self.reach()
            transaction.set_rollback(True)

    def keep(self):
        services.keep_counts()


STEPS = [name for name in vars(History) if name not in ("rows",) and not name.startswith("_")]


@pytest.mark.city
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), steps=st.lists(st.sampled_from(STEPS), min_size=5, max_size=30))
def test_after_every_step_of_any_history_the_counts_are_those_of_the_rows(db, seed, steps):
    history = History(seed)
    for step in ["come", "come", "keep", *steps]:
        getattr(history, step)()
        history.now += SECOND
        assert counted(history.warning) == counted_naively(history.warning), step
    history.keep()
    assert counts_of(history.warning).counted == 0  # all of it is kept
    assert counted(history.warning) == counted_naively(history.warning)


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_whoever_counts_while_others_write_misses_nobody():
    warning = broadcast([], key="alert:busy")
    insert_rows([sort_of(n, way) for n in range(120) for way in CHANNELS], broadcast=warning, due_at=NOON)
    pks = list(warning.deliveries.values_list("pk", flat=True))
    over = threading.Event()

    def write(mine):
        for start in range(0, len(mine), 12):
            some = mine[start : start + 12]
            Delivery.objects.filter(pk__in=some, status="queued").update(status="sending", attempt=1, claimed_at=NOON)
            reports = [Report(pk, 1, "", ("delivered", "failed")[pk % 2], "") for pk in some]
            services.record_receipts(reports, now=NOON)

    def count():
        seen = []
        while not over.is_set():
            services.keep_counts()
            seen.append(counts_of(warning).people.total)
        return seen

    def all_writing():
        try:
            # every row twice: two who say different things of one part
            for turn in (pks[::2], pks[1::2]):
                write(turn)
        finally:
            over.set()

    *_written, first, second = at_once(all_writing, count, count)
    assert set(first + second) <= {120}
    services.keep_counts()
    assert counts_of(warning).counted == 0
    assert counted(warning) == counted_naively(warning)


@pytest.mark.city
def test_a_board_reads_only_the_parts_that_changed(db, django_assert_num_queries):
    warning = broadcast([])
    insert_rows([sort_of(number) for number in range(12)], broadcast=warning, due_at=NOON)
    assert counts_of(warning).counted == 12
    assert services.keep_counts() == 4  # 337 keys from one to the next: three people in each thousand
    with django_assert_num_queries(2):
        assert counts_of(warning).counted == 0
    Delivery.objects.filter(recipient=f"{5 * 337:012d}").update(status="sent")
    with django_assert_num_queries(3):
        counts = counts_of(warning)
    assert (counts.counted, counts.people.deliveries["sent"], counts.people.total) == (3, 1, 12)


@pytest.mark.city
def test_what_is_kept_goes_with_its_broadcast(db):
    warning = broadcast([])
    insert_rows([sort_of(number) for number in range(3)], broadcast=warning, due_at=NOON)
    services.keep_counts()
    warning.delete()
    services.keep_counts()
    assert (KeptCount.objects.count(), ChangedPart.objects.count()) == (0, 0)


def test_of_a_text_to_one_phone_nothing_is_kept(db):
    said = {"key": "code:1", "body": "Your code: 123456", "language": "en"}
    row = services.send_text(phone=phone(1), expires=NOON + 60 * SECOND, now=NOON, **said)
    services.keep_counts()
    assert (KeptCount.objects.count(), ChangedPart.objects.count()) == (0, 0)
    assert counts_of(row.broadcast).people.total == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL goes by what it has seen of the table")
def test_a_question_about_one_person_reads_their_rows_alone(db):
    warning = broadcast([])
    insert_rows([sort_of(1)], broadcast=warning, due_at=NOON)
    for whoever in (ARRIVED, REACHED):
        plan = warning.deliveries.filter(Exists(whoever)).explain()
        assert "(broadcast_id=? AND recipient=?)" in plan, plan
