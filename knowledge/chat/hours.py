"""Opening hours on a place's own clock: whether it is open, and when it opens next."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOKS_AHEAD = 28  # days; who is closed for longer says nothing of the next time
MIDNIGHT = time(0)  # as the end: of that day


@dataclass(frozen=True)
class Hours:
    """A line of a weekly table: `days` are ISO weekdays, "12345"."""

    days: str
    opens: time
    closes: time


def overlap(one: tuple[time, time], other: tuple[time, time]) -> bool:
    """Do two stretches of the same day share a moment? Those that touch do not; an end at 0:00 is the day's."""
    (begin, end), (from_then, until_then) = one, other
    return (until_then == MIDNIGHT or begin < until_then) and (end == MIDNIGHT or from_then < end)


def closes_at(table: Sequence[Hours], off: Collection[date], zone: ZoneInfo, now: datetime) -> datetime | None:
    """Until when it is open; None where it is closed now. Lines that touch count as one."""
    end = None
    for begin, close in _spans(table, off, zone, now):
        if begin <= (end or now) < close:
            end = close
    return end


def opens_next(table: Sequence[Hours], off: Collection[date], zone: ZoneInfo, now: datetime) -> datetime | None:
    """When it opens next after `now`, whether or not it is open; None where it does not within four weeks."""
    return next((begin for begin, _close in _spans(table, off, zone, now) if begin > now), None)


def _spans(
    table: Sequence[Hours], off: Collection[date], zone: ZoneInfo, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end of each opening from the day of `now`, in order, in UTC: a clock that is set leaves them right."""
    first = now.astimezone(zone).date()
    for day in (first + timedelta(days=number) for number in range(LOOKS_AHEAD)):
        if day in off:
            continue
        for line in sorted(table, key=lambda one: one.opens):
            if str(day.isoweekday()) in line.days:
                last = day + timedelta(days=line.closes == MIDNIGHT)
                begin = datetime.combine(day, line.opens, tzinfo=zone).astimezone(UTC)
                yield begin, datetime.combine(last, line.closes, tzinfo=zone).astimezone(UTC)
