"""A bucket of segments with a reserve for each lane: how much may go at this moment.

A lane always gets what it reserved; what nobody else needs goes to the best lane first. So a broadcast to a hundred
thousand never starves the answer to an SOS, and a drill, which reserves nothing, never takes from a warning.
Values in, values out; the twin of REDIS in services/rates.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

RESERVED = (0.5, 0.2, 0.1, 0.0)  # of the rate, by lane: extreme, warnings, replies, reminders
BURST = 0.1  # seconds of the rate that may go at once after a rest
CATCH_UP = 1.0  # and after a delay of our own, while something waited
CLOCK_SET_BACK = -2.0  # seconds: more than the clocks of two machines differ by; the old moment is not waited for


@dataclass
class Bucket:
    tokens: float  # segments for everybody; below zero while a long text is worked off
    lanes: list[float] = field(default_factory=lambda: [0.0] * len(RESERVED))  # of them, kept for each lane
    at: float = 0.0  # when this was true: seconds
    busy: bool = False  # somebody went away with less than they wanted

    @classmethod
    def full(cls, per_second: float, at: float) -> "Bucket":
        lanes = [_most(share, per_second) for share in RESERVED]
        return cls(max(per_second * BURST, sum(lanes) + 1), lanes, at)

    def take(self, wanted: Sequence[float], *, per_second: float, now: float) -> list[float]:
        """How many of the `wanted` segments of each lane may go now; they are taken out."""
        self._refill(per_second, now)
        given = []
        for lane, want in enumerate(wanted):
            part = min(want, max(self.lanes[lane], 0.0))
            self.lanes[lane] -= part
            self.tokens -= part
            given.append(part)
        for lane, want in enumerate(wanted):
            free = self.tokens - sum(max(kept, 0.0) for kept in self.lanes)
            part = max(min(want - given[lane], free), 0.0)
            self.tokens -= part
            given[lane] += part
        self.busy = any(want > part for want, part in zip(wanted, given, strict=True))
        return given

    def correct(self, more: Sequence[float], *, per_second: float) -> list[float]:
        """Take `more` of each lane than was given (a text is not cut in two); below zero gives back. Returns them."""
        for lane, amount in enumerate(more):
            self.tokens = min(self.tokens - amount, self._most_tokens(per_second))
            if RESERVED[lane]:
                self.lanes[lane] = min(self.lanes[lane] - amount, _most(RESERVED[lane], per_second))
        return list(more)

    def _refill(self, per_second: float, now: float) -> None:
        passed = now - self.at
        if passed < CLOCK_SET_BACK:
            self.at = now
        elif passed > 0:
            self.tokens = min(self.tokens + passed * per_second, self._most_tokens(per_second))
            self.lanes = [
                min(kept + passed * per_second * share, _most(share, per_second))
                for kept, share in zip(self.lanes, RESERVED, strict=True)
            ]
            self.at = now

    def _most_tokens(self, per_second: float) -> float:
        span = CATCH_UP if self.busy else BURST
        return max(per_second * span, sum(_most(share, per_second) for share in RESERVED) + 1)


def _most(share: float, per_second: float) -> float:
    """What a lane's reserve holds: a moment's worth, at least one segment."""
    return max(share * per_second * BURST, 1.0) if share else 0.0
