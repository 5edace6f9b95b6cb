"""The rows in hand of one carrier: which may be handed over next, so that no lane holds all requests."""

import time
from collections import deque
from collections.abc import Callable, Iterable

from community.messaging.models import Lane
from community.messaging.services.claims import Claimed

KEPT = (0.1, 0.1, 0.1, 0.0)  # of the requests at once, for each lane: a drill at a carrier that hangs blocks nobody
STUCK = 2.0  # seconds in which nothing moved although rows wait: the carrier hangs


class Slots:
    def __init__(self, at_once: int):
        self.at_once = at_once
        self.kept = [int(at_once * share) for share in KEPT]
        self.flying = [0] * len(Lane)
        self.free = at_once - sum(self.kept)  # requests that no lane keeps and nobody uses
        self.waiting: list[deque[Claimed]] = [deque() for _lane in Lane]
        self.moved_at = time.monotonic()  # when a request last began or ended

    def __len__(self) -> int:
        """Rows that wait for their request."""
        return sum(map(len, self.waiting))

    @property
    def in_hand(self) -> int:
        """Rows in flight or waiting."""
        return sum(self.flying) + len(self)

    @property
    def is_stuck(self) -> bool:
        return len(self) > 0 and time.monotonic() - self.moved_at > STUCK

    def waiting_before(self, lane: int) -> int:
        """Rows that wait in this lane and the better ones."""
        return sum(map(len, self.waiting[: lane + 1]))

    def put(self, rows: Iterable[Claimed]) -> None:
        for row in rows:
            self.waiting[row.lane].append(row)

    def pop(self) -> Claimed | None:
        """The row whose request may begin now, the best lane first; None while there is none. Then `done` it."""
        for lane, rows in enumerate(self.waiting):
            if rows and (self.flying[lane] < self.kept[lane] or self.free > 0):
                self.free -= self.flying[lane] >= self.kept[lane]
                self.flying[lane] += 1
                self.moved_at = time.monotonic()
                return rows.popleft()
        return None

    def done(self, row: Claimed) -> None:
        self.flying[row.lane] -= 1
        self.free += self.flying[row.lane] >= self.kept[row.lane]
        self.moved_at = time.monotonic()

    def remove(self, unfit: Callable[[Claimed], bool]) -> list[Claimed]:
        """Take out the rows that wait and are `unfit`."""
        removed = [row for rows in self.waiting for row in rows if unfit(row)]
        if removed:
            gone = {row.pk for row in removed}
            self.waiting = [deque(row for row in rows if row.pk not in gone) for rows in self.waiting]
        return removed
