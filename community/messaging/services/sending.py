"""Sending what is due, in waves over one shared session. Never one task a message."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.carriers.base import Fate, Outcome, OutgoingText
from community.messaging.models import Broadcast, Delivery, Lane
from community.messaging.selectors import opted_out_since, routes_of
from community.messaging.services.breaker import is_error, is_refusal, note_errors
from community.messaging.services.claims import Claim, Claimed, claim_due
from community.messaging.services.rates import slow_down
from community.messaging.services.results import end_unsent, give_back, result_of, write_results
from community.messaging.services.returning import note_return
from community.messaging.services.routes import carriers_for, channels
from community.messaging.services.slots import Slots
from community.messaging.services.waves import Wave
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.stopping import stopping

log = structlog.get_logger(__name__)

TURN = 60.0  # seconds of claiming in one call, on the same connections; `stopping` ends it sooner
IDLE = 5.0  # and as long without anything to hand over: then other work gets the thread
STEP = 0.25  # seconds: the longest that finished requests wait to be written down
NEWS = 0.5  # seconds between two words to the pages


class Turn:
    """One sender a channel in a process: a second would only share its connections."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rung = threading.Event()  # somebody rang while the sender was at work


_turns: defaultdict[str, Turn] = defaultdict(Turn)


class Clock:
    """The caller's `now`, moving on with the machine's clock, also where that is moved meanwhile."""

    def __init__(self, now: datetime):
        self.start, self._began, self._began_at = now, time.monotonic(), time.time()

    @property
    def passed(self) -> float:
        """Seconds that the work has taken, whatever the clock says."""
        return time.monotonic() - self._began

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=time.time() - self._began_at)


def busy_channels(*, now: datetime) -> list[str]:
    """The channels on which something is due."""
    due = Delivery.objects.due(now)
    return [channel for channel in channels() if due.filter(channel=channel).exists()]


def ring(channels: Iterable[str]) -> None:
    """Have each of `channels` sent by a turn of its own."""
    for channel in channels:
        enqueue("messaging.send_due", channel)


def send_due(*, now: datetime, channel: str = "") -> int:
    """Send what is due on a channel ("": on each, one after the other), best lane first, for at most TURN seconds.

    Rings again where more is left. Returns how many rows were tried. Safe to call at any time, from any number of
    processes.
    """
    if not channel:
        return sum(send_due(now=now, channel=busy) for busy in busy_channels(now=now))
    turn = _turns[channel]
    if not turn.lock.acquire(blocking=False):
        turn.rung.set()
        return 0
    try:
        turn.rung.clear()
        if not Delivery.objects.due(now).filter(channel=channel).exists():
            return 0
        tried, more = Sender(channel, now).run(turn.rung)
    finally:
        turn.lock.release()
    if (more or turn.rung.is_set()) and not stopping.is_set():
        ring([channel])
    return tried


class Sender:
    """One turn of one channel."""

    def __init__(self, channel: str, now: datetime):
        self.channel, self.clock = channel, Clock(now)
        self.routes = routes_of(channel)
        self.carriers = {carrier.name: carrier for carrier in carriers_for(channel)}
        self.full = {one.name: one.per_second for one in self.routes}
        self.slots = {one.name: Slots(one.in_flight) for one in self.routes}
        self.wave = Wave[Claimed, Outcome](list(self.carriers.values()), after=self._landed)
        self.touched: set[str] = set()
        self.reached: set[str] = set()  # carriers that took something in this turn
        self.told = self.looked = self.busy = 0.0

    def run(self, rung: threading.Event) -> tuple[int, bool]:
        """(how many were tried, whether more is due); `rung`: somebody says that there is more."""
        tried, more = 0, True
        with self.wave:
            while (more or self.in_hand()) and not self._is_over():
                claim = self._claim() if more else None
                if claim is not None:
                    tried, more = tried + len(claim.rows), claim.more
                    # a rate that is used up is looked at again after a while, whatever lands meanwhile
                    down_to, wait = (0, claim.wait) if claim.wait or not more else (self._few(), 0.0)
                else:
                    down_to, wait = (min(self._few(), self.in_hand() - 1) if more else 0), 0.0
                self._step(down_to=down_to, patience=min(wait or STEP, STEP), idle=wait)
                if not more and rung.is_set():
                    rung.clear()
                    more = True
            while self.in_hand():
                self._step(down_to=0, patience=STEP)
        self._tell(0)
        return tried, more

    def in_hand(self) -> int:
        """Rows claimed and not yet written down: in flight, or waiting for a request to end."""
        return len(self.wave) + self._waiting()

    def _is_over(self) -> bool:
        if self.in_hand():
            self.busy = self.clock.passed
        return stopping.is_set() or self.clock.passed >= TURN or self.clock.passed - self.busy >= IDLE

    def _stuck(self) -> set[str]:
        """Carriers that hang while another could go on."""
        return {name for name, slots in self.slots.items() if slots.is_stuck} if len(self.slots) > 1 else set()

    def _few(self) -> int:
        """As many rows in hand as leave room for another claim."""
        stuck = self._stuck()
        return sum(slots.in_hand if name in stuck else slots.at_once for name, slots in self.slots.items())

    def _claim(self) -> Claim | None:
        """Claim what there is room for; None where there is none. Only its own and better lanes fill a lane's room."""
        stuck = self._stuck()
        moving = [slots for name, slots in self.slots.items() if name not in stuck]
        most = sum(slots.at_once for slots in moving)
        room = [most - sum(slots.waiting_before(lane) for slots in moving) for lane in Lane]
        # in large batches, yet never so late that requests wait for rows
        room = [places if places * 2 > most else 0 for places in room]
        if not any(room):
            return None
        claim = claim_due(limit=room, channel=self.channel, routes=self.routes, stuck=stuck, now=self.clock())
        self.touched |= claim.refused
        if claim.refused:
            enqueue("messaging.fall_back")
        for row in claim.rows:
            self.slots[row.carrier].put([row])
        self._start()
        return claim

    def _start(self) -> None:
        """Begin every request that may begin now."""
        for slots in self.slots.values():
            while (row := slots.pop()) is not None:
                self.wave.start(row, self._hand_over(row))

    def _landed(self, row: Claimed) -> None:
        self.slots[row.carrier].done(row)
        if not stopping.is_set():
            self._start()

    async def _hand_over(self, row: Claimed) -> Outcome:
        left = int((row.expires - self.clock()).total_seconds())
        if left <= 0:
            return Outcome(Fate.REFUSED, error="expired")
        return await self.carriers[row.carrier].send(
            OutgoingText(
                delivery=row.pk,
                attempt=row.attempt,
                to=row.to,
                body=row.body,
                seconds_left=left,
                language=row.language,
                broadcast=row.broadcast,
                lane=row.lane,
                exercise=row.exercise,
            )
        )

    def _step(self, *, down_to: int, patience: float, idle: float = 0) -> None:
        """Let requests go on until few are in hand or patience ends; write down what came of them."""
        if self.in_hand():
            self._record(self.wave.finished(down_to=down_to, patience=patience, waiting=self._waiting))
        elif idle:
            time.sleep(min(idle, STEP))
        self._withdraw()
        self._tell(NEWS)

    def _waiting(self) -> int:
        return sum(map(len, self.slots.values()))

    def _withdraw(self) -> None:
        """Take back what was claimed and must not go any more; at a stop of the process, all that waits."""
        if stopping.is_set():
            give_back(self._removed(lambda _row: True), now=self.clock())
        if not self._waiting() or self.clock.passed - self.looked < STEP:
            return
        self.looked = self.clock.passed
        hands = {row.broadcast_pk for slots in self.slots.values() for rows in slots.waiting for row in rows}
        stopped = set(Broadcast.objects.filter(pk__in=hands, stopped_at__isnull=False).values_list("pk", flat=True))
        silent = opted_out_since(self.clock.start) if self.channel == "sms" else set()  # STOP speaks of texts
        for unfit, reason in (
            (lambda row: row.broadcast_pk in stopped, "stopped"),
            (lambda row: row.address_index in silent, "opted_out"),
        ):
            end_unsent(self._removed(unfit), reason, now=self.clock())

    def _removed(self, unfit: Callable[[Claimed], bool]) -> list[tuple[int, int]]:
        """Rows that leave our hands unsent, as (pk, attempt)."""
        rows = [row for slots in self.slots.values() for row in slots.remove(unfit)]
        self.touched.update(row.broadcast for row in rows)
        return [(row.pk, row.attempt) for row in rows]

    def _record(self, finished: list[tuple[Claimed, Outcome | None]]) -> None:
        """Write the results of a wave; None is a request that we did not wait for."""
        now = self.clock()
        outcomes = [(row, outcome or Outcome(Fate.UNCLEAR, error="interrupted")) for row, outcome in finished]
        write_results(
            [
                result_of(row.pk, row.attempt, out, ask_after=self.carriers[row.carrier].ask_after, now=now)
                for row, out in outcomes
            ]
        )
        self.touched.update(row.broadcast for row, _outcome in outcomes)
        if gone := [address for _row, outcome in outcomes for address in outcome.gone]:
            for path in settings.GONE_ADDRESSES:
                import_string(path)(self.channel, gone, now=now)
        if any(outcome.fate == Fate.REFUSED for _row, outcome in outcomes):
            enqueue("messaging.fall_back")
        unsent = [outcome for _row, outcome in outcomes if outcome.fate == Fate.UNSENT]
        if unsent:
            log.warning("wave.unsent", count=len(unsent), reasons=sorted({outcome.error for outcome in unsent}))
        for name, slots in self.slots.items():
            mine = [outcome for row, outcome in outcomes if row.carrier == name]
            if waits := [outcome.wait for outcome in mine if is_refusal(outcome)]:
                slow_down(name, full=self.full[name], wait=max(1.0, *waits), now=now)
                waiting = slots.remove(lambda _row: True)
                give_back([(row.pk, row.attempt) for row in waiting], now=now)
            if name not in self.reached and any(outcome.fate == Fate.ACCEPTED for outcome in mine):
                self.reached.add(name)
                note_return(name, self.channel, now=now)
            if errors := sum(map(is_error, mine)):
                note_errors(name, errors, channel=self.channel, full=self.full[name], now=now)

    def _tell(self, pause: float) -> None:
        if self.touched and self.clock.passed - self.told >= pause:
            for key in self.touched:
                publish("desk", "deliveries", broadcast=key)
            self.touched.clear()
            self.told = self.clock.passed
