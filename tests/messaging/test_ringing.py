"""People are rung in turn until one of them answers: by text and by call, through crashes, races and late answers."""

import datetime as dt
import itertools

import pytest
from django.db import IntegrityError, transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from community.messaging import services
from community.messaging.models import Broadcast, Delivery, Lane, OpenQuestion, Ring, RingTurn
from portal.lib.conversation import IncomingText
from portal.lib.recipients import Callee
from tests.factories import NOON
from tests.factories.messaging import phone
from tests.messaging import handlers
from tests.messaging.test_inbound import said_back
from tests.messaging.test_races import at_once

MINUTE = dt.timedelta(minutes=1)
TEXTS = {"en": "LW-3 waits for you.", "zh-hans": "LW-3 等您审批。"}
HANDLERS = "tests.messaging.handlers"


@pytest.fixture(autouse=True)
def heard():
    handlers.HEARD.clear()
    return handlers.HEARD


def callees(*numbers, language="en"):
    return [Callee(f"user:{n}", f"Person {n}", phone(n), language) for n in numbers]


def ring(*numbers, key="approve:LW-3", now=NOON, **fields):
    values = {
        "callees": callees(*(numbers or (1, 2, 3))),
        "texts": TEXTS,
        "handler": f"{HANDLERS}.on_heard",
        "on_silence": f"{HANDLERS}.on_silence",
        "patience": 2 * MINUTE,
        "rounds": 2,
        "expires": now + dt.timedelta(hours=1),
        **fields,
    }
    return services.ring_in_turn(key=key, now=now, **values)


def rung(carrier):
    return [message.to for message in carrier.messages]


def answer(number, body="1", *, at=NOON, language="en"):
    """What messaging answers to a text, without the webhook."""
    text = IncomingText(phone(number), "", body, f"SM{number}{at.timestamp()}", at, language, 1)
    reply = services.answer_question(text, now=at)
    return reply.body if reply else None


@pytest.mark.django_db
class TestTurns:
    def test_each_has_two_minutes_then_the_next_and_round_again(self, carrier, heard):
        ring()
        for minute in range(14):
            services.ring_due(now=NOON + minute * MINUTE)
            carrier.work(NOON + minute * MINUTE)
        assert rung(carrier) == [phone(n) for n in (1, 2, 3, 1, 2, 3)]
        assert Ring.objects.get().status == "exhausted"
        assert heard == [("approve:LW-3", None)]
        assert [turn.rang_at for turn in RingTurn.objects.order_by("number")] == [
            NOON + 2 * n * MINUTE for n in range(6)
        ]

    def test_the_text_says_what_it_is_and_what_to_do_in_ones_own_language(self, carrier):
        ring(1)
        ring(2, key="approve:LW-4", callees=callees(2, language="zh-hans"))
        carrier.work()
        assert carrier.bodies(phone(1)) == ["LW-3 waits for you. Reply 1 to say that you have it."]
        assert carrier.bodies(phone(2)) == ["LW-3 等您审批。收到请回复 1。"]

    def test_where_a_carrier_calls_it_rings_too_and_a_key_answers_the_same_question(self, settings):
        settings.CARRIERS = {"sms": ["x"], "voice": ["y"]}
        made = ring(1)
        text, call = Delivery.objects.order_by("channel")
        assert (text.channel, call.channel) == ("sms", "voice")
        assert call.broadcast.question == text.broadcast.key == OpenQuestion.objects.get().key == made.turn_key(1)
        assert call.broadcast.expires == NOON + 2 * MINUTE  # a call after one's turn would ring beside the next one's

    def test_asking_twice_is_asking_once(self, carrier):
        assert ring() == ring(4, 5)
        carrier.work()
        assert rung(carrier) == [phone(1)]

    def test_numbers_and_words_are_sealed(self):
        made = ring(1)
        raw = str(Ring.objects.filter(pk=made.pk).values().get())
        assert phone(1) not in raw and "waits" not in raw
        assert made.callees == callees(1)

    def test_nobody_to_ring_is_silence_at_once(self, heard):
        made = ring(callees=[])
        assert (made.status, heard) == ("exhausted", [("approve:LW-3", None)])

    def test_it_runs_out(self, carrier, heard):
        made = ring(expires=NOON + 3 * MINUTE)
        services.ring_due(now=NOON + 4 * MINUTE)
        made.refresh_from_db()
        assert (made.status, heard) == ("expired", [("approve:LW-3", None)])
        assert answer(1, at=NOON + 4 * MINUTE) is None

    def test_stopped_it_rings_nobody_more_and_calls_off_what_waits(self, carrier):
        made = ring(group="LW-3")
        ring(4, key="other")
        assert services.stop_rings("LW-3", now=NOON) == 1
        assert not services.stop_ring("approve:LW-3", now=NOON)
        services.ring_due(now=NOON)
        carrier.work(NOON)
        assert rung(carrier) == [phone(4)]
        assert Broadcast.objects.get(key=made.turn_key(1)).stopped_at == NOON
        assert answer(1) == "Thank you. It is settled already."

    def test_no_group_stops_nothing(self):
        ring()
        assert services.stop_rings("", now=NOON) == 0


@pytest.mark.django_db
class TestAnswers:
    def test_one_by_text_ends_it_and_the_handler_hears_once(self, carrier, heard):
        made = ring(expires=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        carrier.work()
        reply = said_back(carrier.text(phone(1), "1"))
        assert reply == "Thank you. You have it now. The others are not rung any more."
        made.refresh_from_db()
        assert (made.status, made.answered_by.key, made.history.get().answered_at) == (
            "answered", "user:1", made.ended_at,
        )  # fmt: skip
        services.ring_due(now=NOON + 10 * MINUTE)
        carrier.work(NOON + 10 * MINUTE)
        assert rung(carrier) == [phone(1)]
        assert heard == [("approve:LW-3", "user:1")]

    def test_the_handlers_words_come_back(self):
        ring(payload={"words": "Call the roof."})
        assert answer(1) == "Call the roof."

    def test_who_comes_later_is_told_who_has_it(self, heard):
        ring()
        services.ring_due(now=NOON + 2 * MINUTE)
        assert answer(1, at=NOON + 3 * MINUTE) is not None  # late, and the first all the same
        services.ring_due(now=NOON + 3 * MINUTE)
        assert answer(2, at=NOON + 3 * MINUTE) == "Thank you. Person 1 has it already."
        assert answer(2, at=NOON + 3 * MINUTE) is None  # not asked any more
        assert heard == [("approve:LW-3", "user:1")]

    def test_in_chinese_too(self, carrier):
        ring(callees=callees(1, 2, language="zh-hans"), expires=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        services.ring_due(now=NOON + 2 * MINUTE)
        carrier.work(NOON + 2 * MINUTE)
        assert said_back(carrier.text(phone(1), "１")) == "谢谢。这件事由您负责了，不再呼叫其他人。"
        assert said_back(carrier.text(phone(2), "1")) == "谢谢。Person 1 已经接手了。"

    def test_an_answer_after_the_last_turn_still_counts(self, heard):
        made = ring(1, rounds=1)
        services.ring_due(now=NOON + 2 * MINUTE)
        assert answer(1, at=NOON + 20 * MINUTE).startswith("Thank you. You have it now.")
        made.refresh_from_db()
        assert made.status == "answered"
        assert heard == [("approve:LW-3", None), ("approve:LW-3", "user:1")]

    def test_other_words_and_other_questions_are_left_alone(self):
        ring(1)
        services.ask_by_text(
            key="drill",
            phone=phone(1),
            body="",
            language="en",
            handler=f"{HANDLERS}.on_choice",
            choices={"Y": {"say": "coming"}},
            expires=NOON + MINUTE,
            now=NOON,
        )
        assert answer(1, "what is it?") is None
        assert answer(1, "2") is None
        assert answer(1, "Y") == "coming (Y)"
        assert answer(1, "1").startswith("Thank you.")

    def test_a_handler_that_breaks_leaves_it_ringing(self):
        made = ring(1, handler=f"{HANDLERS}.on_heard_breaks")
        with pytest.raises(RuntimeError):
            answer(1)
        made.refresh_from_db()
        assert (made.status, OpenQuestion.objects.get().answered_at) == ("ringing", None)

    def test_one_ring_that_breaks_does_not_silence_the_others(self, carrier):
        ring(1, key="a", rounds=1, on_silence="tests.messaging.handlers.nothing_here")
        ring(2, 3, key="b")
        services.ring_due(now=NOON + 2 * MINUTE)
        carrier.work(NOON + 2 * MINUTE)
        assert phone(3) in rung(carrier)

    def test_old_questions_are_closed_soon_after_the_end(self):
        ring(expires=NOON + dt.timedelta(hours=20))
        services.ring_due(now=NOON + 2 * MINUTE)
        answer(1, at=NOON + 3 * MINUTE)
        services.ring_due(now=NOON + 3 * MINUTE)
        assert answer(2, at=NOON + 40 * MINUTE) is None  # a "1" to somebody else's question by then

    def test_an_answer_without_somebody_cannot_be_written(self):
        made = ring()
        with pytest.raises(IntegrityError), transaction.atomic():
            Ring.objects.filter(pk=made.pk).update(status="answered")


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_four_processes_ring_the_next_one_once(self, settings):
        ring()
        at_once(*[lambda: services.ring_due(now=NOON + 2 * MINUTE)] * 4)
        assert list(RingTurn.objects.order_by("number").values_list("number", "place")) == [(1, 0), (2, 1)]
        assert Delivery.objects.count() == OpenQuestion.objects.count() == 2

    def test_asked_for_four_times_at_once(self):
        made = at_once(*[ring] * 4)
        assert len({one.pk for one in made}) == 1
        assert Delivery.objects.count() == 1

    def test_three_answers_at_once_and_the_next_turn_beside_them(self, heard):
        ring(rounds=4)
        for minute in (2, 4):
            services.ring_due(now=NOON + minute * MINUTE)
        late = NOON + 6 * MINUTE
        replies = at_once(
            *[lambda n=n: answer(n, at=late) for n in (1, 2, 3)],
            lambda: services.ring_due(now=late),
            lambda: services.ring_due(now=late),
        )[:3]
        made = Ring.objects.get()
        assert made.status == "answered"
        assert heard == [("approve:LW-3", made.answered_by.key)]
        first = [reply for reply in replies if "You have it now" in reply]
        told = [reply for reply in replies if f"{made.answered_by.name} has it already" in reply]
        assert (len(first), len(told)) == (1, 2)
        assert made.turn == made.history.count() <= 4

    def test_a_stop_and_an_answer_at_once_are_one_of_the_two(self, heard):
        ring()
        at_once(lambda: answer(1), lambda: services.stop_ring("approve:LW-3", now=NOON))
        made = Ring.objects.get()
        assert (made.status, len(heard)) in {("answered", 1), ("stopped", 0)}


KEYS = itertools.count()


class Ringing(RuleBasedStateMachine):
    """Whatever happens in whatever order: turns come one by one, the first answer counts, silence is told once."""

    def __init__(self):
        super().__init__()
        handlers.HEARD.clear()
        self.now, self.key = NOON, f"machine:{next(KEYS)}"
        self.ring = ring(1, 2, 3, key=self.key, expires=NOON + dt.timedelta(minutes=11), lane=Lane.EXTREME)
        self.stale = Ring.objects.get(pk=self.ring.pk)
        self.first = None
        self.stopped = False

    def teardown(self):
        for model in (Ring, OpenQuestion, Broadcast):
            model.objects.all().delete()

    @rule(seconds=st.integers(0, 400))
    def time_passes_and_somebody_looks(self, seconds):
        self.now += dt.timedelta(seconds=seconds)
        services.ring_due(now=self.now)

    @rule(seconds=st.integers(0, 200))
    def a_process_with_an_old_row_goes_on(self, seconds):
        self.now += dt.timedelta(seconds=seconds)
        services.advance_ring(self.stale, now=self.now)

    @rule()
    def that_process_reads_again(self):
        self.stale = Ring.objects.get(pk=self.ring.pk)

    @rule()
    def it_is_asked_for_again(self):
        assert ring(9, key=self.key, now=self.now).pk == self.ring.pk

    @rule(number=st.integers(1, 3))
    def somebody_answers(self, number):
        before = Ring.objects.get(pk=self.ring.pk).status
        reply = answer(number, at=self.now)
        if reply and "You have it now" in reply:
            assert self.first is None and not self.stopped and before in Ring.OPEN
            self.first = f"user:{number}"

    @precondition(lambda self: self.first is None)
    @rule()
    def it_is_stopped(self):
        self.stopped |= services.stop_ring(self.key, now=self.now)

    @invariant()
    def the_rows_agree(self):
        row = Ring.objects.get(pk=self.ring.pk)
        turns = list(row.history.order_by("number"))
        assert [turn.number for turn in turns] == list(range(1, row.turn + 1))
        assert [turn.place for turn in turns] == [n % 3 for n in range(row.turn)]
        gaps = [later.rang_at - earlier.rang_at for earlier, later in itertools.pairwise(turns)]
        assert all(gap >= 2 * MINUTE for gap in gaps)
        assert Delivery.objects.filter(broadcast__key__startswith=f"ring:{row.pk}:").count() == row.turn <= 6
        told = [callee for key, callee in handlers.HEARD if key == self.key]
        assert told.count(None) <= 1 and len(told) - told.count(None) <= 1
        assert (row.status == "answered") == (self.first is not None)
        assert (row.status == "stopped") == self.stopped
        if self.first:
            assert row.answered_by.key == self.first and self.first in told
        if row.status in ("exhausted", "expired"):
            assert told == [None]


@pytest.mark.django_db
def test_whatever_happens_in_whatever_order(carrier):
    run_state_machine_as_test(
        Ringing, settings=hypothesis_settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
