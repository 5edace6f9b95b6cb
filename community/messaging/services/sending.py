"""Sending what is due, in waves over one shared session. Never one task a message."""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.carriers.base import Fate, Outcome, OutgoingText
from community.messaging.models import Delivery
from community.messaging.services.claims import Claimed, claim_due, slow_down
from community.messaging.services.results import result_of, write_results
from community.messaging.services.routes import carrier_for, channels
from community.messaging.services.waves import Wave
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.stopping import stopping

log = structlog.get_logger(__name__)

IN_HAND = 2  # rows claimed for each request at once: while we look at the database, the next start by themselves
TURN = 5.0  # seconds of claiming in one call, then other work gets the thread; `stopping` ends it sooner
STEP = 0.25  # seconds: the longest that finished requests wait to be written down
NEWS = 0.5  # seconds between two words to the pages


class Turn:
    """One sender a channel in a process: a second would only share its connections."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rung = threading.Event()  # somebody rang while the sender was at work


_turns: defaultdict[str, Turn] = defaultdict(Turn)


class Clock:
    """The caller's `now`, moving on with the time that the work takes."""

    def __init__(self, now: datetime):
        self._now, self._start = now, time.monotonic()

    @property
    def passed(self) -> float:
        return time.monotonic() - self._start

    def __call__(self) -> datetime:
        return self._now + timedelta(seconds=self.passed)


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
        tried, more = Sender(channel, now).run()
    finally:
        turn.lock.release()
    if (more or turn.rung.is_set()) and not stopping.is_set():
        ring([channel])
    return tried


class Sender:
    def __init__(self, channel: str, now: datetime):
        self.channel, self.carrier, self.clock = channel, carrier_for(channel), Clock(now)
        self.touched: set[str] = set()
        self.told = 0.0
        self.at_once = self.carrier.in_flight
        self.slots = asyncio.Semaphore(self.at_once)

    def run(self) -> tuple[int, bool]:
        """(how many were tried, whether more is due)"""
        tried, more = 0, True
        with Wave[Claimed, Outcome]([self.carrier]) as wave:
            while more and self.clock.passed < TURN and not stopping.is_set():
                wait = 0.0
                if len(wave) <= self.at_once:
                    limit = IN_HAND * self.at_once - len(wave)
                    claim = claim_due(limit=limit, carrier=self.carrier.name, channel=self.channel, now=self.clock())
                    self.touched |= claim.refused
                    tried, more, wait = tried + len(claim.rows), claim.more, claim.wait
                    for row in claim.rows:
                        wave.start(row, self._hand_over(row))
                if len(wave):
                    self._record(wave.finished(down_to=self.at_once, patience=STEP))
                elif wait:
                    time.sleep(min(wait, STEP))
                self._tell(NEWS)
            while len(wave):
                self._record(wave.finished(down_to=0, patience=STEP))
                self._tell(NEWS)
        self._tell(0)
        return tried, more

    async def _hand_over(self, row: Claimed) -> Outcome:
        try:
            await self.slots.acquire()
        except asyncio.CancelledError:
            return Outcome(Fate.UNSENT, error="stopping")
        try:
            left = int((row.expires - self.clock()).total_seconds())
            if left <= 0:
                return Outcome(Fate.REFUSED, error="expired")
            if stopping.is_set():
                return Outcome(Fate.UNSENT, error="stopping")
            return await self.carrier.send(
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
        finally:
            self.slots.release()

    def _record(self, finished: list[tuple[Claimed, Outcome | None]]) -> None:
        """Write the results of a wave; None is a request that we did not wait for."""
        now = self.clock()
        outcomes = [(row, outcome or Outcome(Fate.UNCLEAR, error="interrupted")) for row, outcome in finished]
        write_results(
            [result_of(row.pk, row.attempt, out, ask_after=self.carrier.ask_after, now=now) for row, out in outcomes]
        )
        self.touched.update(row.broadcast for row, _outcome in outcomes)
        if gone := [address for _row, outcome in outcomes for address in outcome.gone]:
            import_string(settings.GONE_ADDRESSES)(self.channel, gone, now=now)
        unsent = [outcome for _row, outcome in outcomes if outcome.fate == Fate.UNSENT]
        if unsent:
            log.warning("wave.unsent", count=len(unsent), reasons=sorted({outcome.error for outcome in unsent}))
            if waits := [outcome.wait for outcome in unsent if outcome.error not in ("no_connection", "stopping")]:
                slow_down(self.carrier.name, max(1.0, *waits), now=now)

    def _tell(self, pause: float) -> None:
        if self.touched and self.clock.passed - self.told >= pause:
            for key in self.touched:
                publish("desk", "deliveries", broadcast=key)
            self.touched.clear()
            self.told = self.clock.passed
