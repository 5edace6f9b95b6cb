"""Everything that can happen to warnings, in any order, beside a model that remembers only what was promised."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from community.messaging import services
from community.messaging.models import (
    Broadcast,
    CarrierState,
    Delivery,
    Heartbeat,
    InboundText,
    Lane,
    OptOut,
    Receipt,
    SendingRate,
)
from community.messaging.services import claims
from community.messaging.services.settling import GIVE_UP
from tests.factories import NOON
from tests.factories.messaging import filled, phone
from tests.support.carrier import Carrier
from tests.support.gateway import Gateway
from tests.support.tallies import delivery_tally

TROUBLES = ["", "429", "500", "503", "reset", "taken, then 503", "taken, then reset", "21211", "30007"]
GATEWAY_TROUBLES = ["", "busy", "500", "taken, then 500", "refused"]
PEOPLE = 5
REFUSED = {"21211", "30007", "1001"}  # errors after which nobody tries again


@dataclass
class Promise:
    """What was promised about one warning."""

    row: Broadcast
    expires: dt.datetime
    twice_allowed: bool  # an extreme one rather comes twice than never
    stopped: bool = False


@dataclass
class Told:
    """One text that a carrier took."""

    delivery: int
    attempt: int
    to: str
    via: str
    at: dt.datetime
    statuses: list[str] = field(default_factory=list)  # that were posted to us


class Warnings(RuleBasedStateMachine):
    """`far_end` and `gateway` are set by the test."""

    far_end: Carrier
    gateway: Gateway
    client = None

    def __init__(self):
        super().__init__()
        for model in (Receipt, Delivery, Broadcast, OptOut, CarrierState, SendingRate, InboundText, Heartbeat):
            model.objects.all().delete()
        for carrier in (self.far_end, self.gateway):
            carrier.messages.clear()
        self.far_end._troubles.clear()
        self.gateway.troubles.clear()
        self.far_end.deaf = False
        self.now = self.latest = NOON
        self.far_end.clock = lambda: self.now
        self.promises: dict[int, Promise] = {}
        self.silent: set[str] = set()
        self.told: list[Told] = []
        self.seen = {"twilio": 0, "domestic": 0}
        self.delivered: set[int] = set()

    # --- what people do ---------------------------------------------------------------------------------------------

    @initialize()
    def one_warning(self):
        self.opened([0, 1], Lane.WARNING, 4 * 3600)

    @rule(
        people=st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=PEOPLE, unique=True),
        lane=st.sampled_from([Lane.EXTREME, Lane.WARNING, Lane.WARNING, Lane.REMINDER]),
        lives=st.sampled_from([40, 600, 4 * 3600, 4 * 3600]),
    )
    def open(self, people, lane, lives):
        if len(self.promises) < 4:
            self.opened(people, lane, lives)

    def opened(self, people, lane, lives):
        key = f"w{len(self.promises)}"
        expires = self.now + dt.timedelta(seconds=lives)
        made = filled(
            [phone(100 + one) for one in people],
            key=key,
            lane=lane,
            texts={"en": f"{key}: flood."},
            expires=expires,
            now=self.now,
        )
        self.promises[made.pk] = Promise(made, expires, twice_allowed=lane == Lane.EXTREME)

    @rule(which=st.integers(0, 3))
    def stop(self, which):
        for promise in list(self.promises.values())[which : which + 1]:
            services.stop_broadcast(promise.row, now=self.now)
            promise.stopped = True

    @rule(person=st.integers(0, PEOPLE - 1))
    def opt_out(self, person):
        services.opt_out(phone(100 + person), now=self.now)
        self.silent.add(phone(100 + person))

    @rule(person=st.integers(0, PEOPLE - 1))
    def opt_in(self, person):
        services.opt_in(phone(100 + person), now=self.now)
        self.silent.discard(phone(100 + person))

    # --- what machines do -------------------------------------------------------------------------------------------

    @rule(
        troubles=st.lists(st.sampled_from(TROUBLES), max_size=4),
        others=st.lists(st.sampled_from(GATEWAY_TROUBLES), max_size=4),
    )
    def send(self, troubles, others):
        self.far_end._troubles.extend(troubles)
        self.gateway.troubles.extend(others)
        services.send_due(now=self.now)
        self.look()
        self.far_end._troubles.clear()
        self.gateway.troubles.clear()

    @rule(taken=st.integers(0, 4), written=st.integers(0, 4))
    def die_while_sending(self, taken, written):
        """Claimed, then killed: of those that the carrier took, some were written down."""
        rows = claims.claim_due(limit=4, now=self.now).rows
        results = []
        for row in [one for one in rows if one.carrier == "twilio"][:taken]:
            callback = f"{self.far_end.site}/twilio/status/{row.pk}/{row.attempt}/"
            message = self.far_end._take({"To": row.to, "Body": row.body, "StatusCallback": callback})
            outcome = services.results.Outcome(services.results.Fate.ACCEPTED, carrier_id=message.sid)
            results.append(services.results.result_of(row.pk, row.attempt, outcome, ask_after=60, now=self.now))
        services.results.write_results(results[:written])
        self.look()

    @rule()
    def sweep(self):
        """As the task does it, every five seconds."""
        services.sweep(now=self.now)
        services.beat(Heartbeat.Part.SWEEP, within=dt.timedelta(minutes=2), now=self.now)

    @rule()
    def start_again(self):
        services.disown(before=self.now)

    @rule(seconds=st.sampled_from([1, 6, 11, 35, 61, 130, 700]))
    def time_passes(self, seconds):
        self.now += dt.timedelta(seconds=seconds)
        self.latest = max(self.latest, self.now)

    @rule(seconds=st.sampled_from([2, 45, 600, 7200]))
    def clock_is_set_back(self, seconds):
        self.sweep()  # while the clock was right
        self.now -= dt.timedelta(seconds=seconds)
        self.sweep()

    # --- what carriers do -------------------------------------------------------------------------------------------

    @rule(deaf=st.booleans())
    def carrier_cannot_be_asked(self, deaf):
        self.far_end.deaf = deaf

    # what is drawn must not hang on what was taken: that is different each time, and Hypothesis would lose the thread
    @rule(which=st.integers(0, 99), repeat=st.integers(1, 5), failed=st.booleans(), end_first=st.booleans())
    def callbacks(self, which, repeat, failed, end_first):
        """All that is to be said of one text, in some order, some of it again."""
        if not self.told:
            return
        one = self.told[which % len(self.told)]
        end = "failed" if failed else "delivered"
        # a carrier does not change its mind about the end
        end = next((status for status in one.statuses if status != "sent"), end)
        for status in [end, "sent"] if end_first else ["sent", end]:
            self.tell(one, status, repeat)

    def tell(self, one: Told, status: str, repeat: int = 1) -> None:
        one.statuses.append(status)
        state = {"sent": "sent", "delivered": "delivered", "failed": "undelivered"}[status]
        if one.via == "twilio":
            message = next(m for m in self.far_end.messages if place_of(m.callback) == (one.delivery, one.attempt))
            message.status, message.error = state, "30003" if status == "failed" else ""
            name = message.sid
        else:
            words = {"sent": "ACCEPTD", "delivered": "DELIVRD", "failed": "UNDELIV"}
            text = next(m for m in self.gateway.messages if place_of(m["callback"]) == (one.delivery, one.attempt))
            text["state"], name = words[status], text["ref"]
        for _time in range(repeat):
            services.record_receipt(
                delivery=one.delivery,
                attempt=one.attempt,
                carrier_id=name,
                status=status,
                error="30003" if status == "failed" else "",
                now=self.now,
            )
        if status == "delivered":
            self.delivered.add(one.delivery)

    # --- what must be true ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Every text that was just taken was allowed to be."""
        fresh = [("twilio", m.callback, m.to) for m in self.far_end.messages[self.seen["twilio"] :]]
        fresh += [("domestic", m["callback"], m["mobile"]) for m in self.gateway.messages[self.seen["domestic"] :]]
        self.seen = {"twilio": len(self.far_end.messages), "domestic": len(self.gateway.messages)}
        for via, callback, to in fresh:
            pk, attempt = place_of(callback)
            row = Delivery.objects.get(pk=pk)
            promise = self.promises[row.broadcast_id]
            assert not promise.stopped, "sent after it was stopped"
            assert self.now < promise.expires, "sent after it expired"
            assert row.address not in self.silent, "sent after STOP"
            assert row.address.endswith(to.removeprefix("+1")), "sent to somebody else"
            self.told.append(Told(pk, attempt, row.address, via, self.now))

    @invariant()
    def promises_are_kept(self):
        rows = list(Delivery.objects.all())
        told = Counter(one.delivery for one in self.told)
        failed = Counter(one.delivery for one in self.told if "failed" in one.statuses)
        for row in rows:
            once = told[row.pk] - failed[row.pk] <= 1
            assert once or self.promises[row.broadcast_id].twice_allowed, f"told {told[row.pk]} times"
            self.check_next_moment(row)
        # a carrier that is asked says no other than what it also told by callback
        assert {row.pk for row in rows if row.status == Delivery.Status.DELIVERED} == self.delivered
        for pk, promise in self.promises.items():
            assert sum(delivery_tally(promise.row).values()) == sum(row.broadcast_id == pk for row in rows)

    def check_next_moment(self, row: Delivery) -> None:
        """There is a time at which something will happen to it, or it has ended."""
        status = Delivery.Status
        match row.status:
            case status.QUEUED:
                assert row.due_at - self.now < dt.timedelta(minutes=30)
            case status.SENDING:
                assert row.lease_until is not None
            case status.UNKNOWN | status.SENT:
                began = row.sent_at or row.claimed_at or row.due_at
                assert row.lease_until is not None or self.now - began >= GIVE_UP
            case _:
                assert row.ended_at is not None

    def teardown(self):
        """The carriers are well again and time goes on: every row ends, and nobody was forgotten."""
        self.far_end.deaf = False
        # by the latest hour that the clock ever showed: what expired then is over, though the clock was set back
        lasting = {pk for pk, one in self.promises.items() if one.expires - self.latest > dt.timedelta(hours=2)}
        open_rows = [Delivery.Status.QUEUED, Delivery.Status.SENDING, Delivery.Status.UNKNOWN]
        for _round in range(60):
            self.now += dt.timedelta(seconds=61)
            self.sweep()
            services.send_due(now=self.now)
            self.look()
            if not Delivery.objects.filter(status__in=open_rows).exists():
                break
        for one in list(self.told):
            if not one.statuses:
                self.tell(one, "delivered")
        left = Counter(Delivery.objects.exclude(status__in=["delivered", "failed"]).values_list("status", flat=True))
        assert not left, left
        told = {one.delivery for one in self.told}
        for row in Delivery.objects.filter(broadcast__in=lasting).exclude(pk__in=told):
            assert row.error in {"stopped", "opted_out", *REFUSED}, f"lost: {row.status} {row.error}"
        self.promises_are_kept()


def place_of(callback: str) -> tuple[int, int]:
    found = re.search(r"/(\d+)/(\d+)/", callback)
    assert found, callback
    return int(found[1]), int(found[2])
