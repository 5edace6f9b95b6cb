"""The rows in hand of one carrier: which may be handed over next, so that no lane holds all requests."""

from collections import deque
from collections.abc import Callable, Iterable

from community.messaging.models import Lane
from community.messaging.services.claims import Claimed

KEPT = (0.1, 0.1, 0.1, 0.0)  # of the requests at once, for each lane: a drill at a carrier that hangs blocks nobody


class Slots:
    def __init__(self, at_once: int):
        self.at_once = at_once
        self.kept = [int(at_once * share) for share in KEPT]
        self.flying = [0] * len(Lane)
        self.waiting: list[deque[Claimed]] = [deque() for _lane in Lane]

    def __len__(self) -> int:
        """Rows that wait for their request."""
        return sum(map(len, self.waiting))

    def waiting_before(self, lane: int) -> int:
        """Rows that wait in this lane and the better ones."""
        return sum(map(len, self.waiting[: lane + 1]))

    def put(self, rows: Iterable[Claimed]) -> None:
        for row in rows:
            self.waiting[row.lane].append(row)

    def pop(self) -> Claimed | None:
        """The row whose request may begin now, the best lane first; None while there is none. Then `done` it."""
        for lane, rows in enumerate(self.waiting):
            if rows and self._may_start(lane):
                self.flying[lane] += 1
                return rows.popleft()
        return None

    def done(self, row: Claimed) -> None:
        self.flying[row.lane] -= 1

    def remove(self, unfit: Callable[[Claimed], bool]) -> list[Claimed]:
        """Take out the rows that wait and are `unfit`."""
        removed = [row for rows in self.waiting for row in rows if unfit(row)]
        if removed:
            gone = {row.pk for row in removed}
            self.waiting = [deque(row for row in rows if row.pk not in gone) for rows in self.waiting]
        return removed

    def _may_start(self, lane: int) -> bool:
        others = sum(
            max(kept - flying, 0)
            for other, (kept, flying) in enumerate(zip(self.kept, self.flying, strict=True))
            if other != lane
        )
        return sum(self.flying) + others < self.at_once
