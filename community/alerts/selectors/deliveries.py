"""How far an alert has got: the desk's live board of one broadcast."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from community.alerts.models import Alert
from community.alerts.selectors.previews import duration
from community.messaging.models import Broadcast, Delivery, Reached
from community.messaging.selectors import (
    CHANNELS,
    CarrierCondition,
    Counts,
    Pace,
    carrier_states,
    counts_of,
    pace_of,
    reason_in_words,
)
from community.places.models import NamedArea

ORDER = ["delivered", "sent", "sending", "queued", "unknown", "failed"]  # of the bar: best first
FILLS = {"delivered": "f-ok", "unknown": "f-unk", "failed": "f-bad", "queued": "f-wait"}
PEOPLE_A_SECOND = 25_000  # that one process may count again for one broadcast, where nothing is kept of it
WORTH_KEEPING = 0.1  # seconds; a smaller count is made whenever it is asked for


@dataclass(frozen=True)
class TallyLine:
    status: str
    label: str
    people: int
    percent: int
    x: str  # where its part of the bar begins and how long it is, of 1,000; text, so that no locale adds a comma
    length: str

    @property
    def fill(self) -> str:
        """The class of its pattern."""
        return FILLS.get(self.status, "f-go")


@dataclass(frozen=True)
class TableLine:
    name: str  # a language's code, a channel, or the slug of a named area ("" elsewhere)
    label: str  # as people read it
    total: int
    counts: list[int]  # in the order of the lines


@dataclass(frozen=True)
class Milestone:
    name: str  # as other programs read it
    label: str
    at: datetime
    after: str  # since the approval, in words
    expected: bool = False


@dataclass(frozen=True)
class Board:
    at: datetime  # of the count
    counts: Counts  # what everything below was read from
    total: int  # people
    reached: int  # of these: a key pressed, a reply, a visit
    reached_percent: int
    lines: list[TallyLine]
    languages: list[TableLine]  # people
    areas: list[TableLine]  # people by the named area where they are met; none where no area is known of anybody
    channels: list[TableLine]  # messages
    hows: list[tuple[str, int]]  # how people were reached, in words
    failures: list[tuple[str, int]]  # why messages failed, in words, the most first
    again: list[tuple[str, int]]  # why messages are tried again
    pace: Pace
    milestones: list[Milestone]
    carriers: list[CarrierCondition]  # of the channels in use, those that are not well
    held_until: datetime | None  # quiet hours
    stopped_by: Alert | None
    is_stopped: bool
    is_complete: bool  # every recipient has a row
    is_running: bool  # messages are still to go
    too_late: bool  # the last ones would leave after the alert expires

    @property
    def per_minute(self) -> int:
        return round(self.pace.messages)

    @property
    def people_per_minute(self) -> int:
        return round(self.pace.people)

    @property
    def per_second(self) -> str:
        return f"{self.pace.segments:.1f}" if self.pace.segments < 10 else f"{self.pace.segments:.0f}"


_counting = threading.Lock()
_counted: dict[int, tuple[datetime, Counts]] = {}  # broadcast -> the last count of this process that was worth keeping


def counts_at(broadcast: Broadcast, now: datetime) -> tuple[datetime, Counts]:
    """When a broadcast was last counted, and the count; made again once it is older than its price allows.

    However many pages are open, one process counts PEOPLE_A_SECOND at most; those who come meanwhile wait and share.
    What is kept by messaging.keep_counts costs nothing.
    """
    with _counting:
        at, counts = _counted.get(broadcast.pk, (now, None))
        if counts is not None and timedelta(0) <= now - at < _rest(counts):
            return at, counts
        counts = counts_of(broadcast)
        if _rest(counts) > timedelta(seconds=WORTH_KEEPING):
            if len(_counted) >= 100:
                _counted.clear()
            _counted[broadcast.pk] = (now, counts)
        return now, counts


def _rest(counts: Counts) -> timedelta:
    return timedelta(seconds=counts.counted / PEOPLE_A_SECOND)


def delivery_board(alert: Alert, now: datetime) -> Board | None:
    """Everything that is known of an alert's messages; None before it is issued. A dozen statements at most."""
    broadcast = alert.broadcast
    if broadcast is None:
        return None
    at, counts = counts_at(broadcast, now)
    conditions = carrier_states(now)
    rates: dict[str, float] = {}
    for one in conditions:
        rates[one.channel] = rates.get(one.channel, 0.0) + one.per_second
    pace = pace_of(broadcast, counts, rates, now)
    total, reached = counts.people.total, counts.people.best["reached"]
    return Board(
        at=at,
        counts=counts,
        total=total,
        reached=reached,
        reached_percent=_percent(reached, total),
        lines=tally_lines(counts.people.deliveries),
        languages=[_line(name, name, some.deliveries) for name, some in counts.people.by_language.items()],
        areas=_area_lines(alert, counts),
        channels=[_line(name, str(CHANNELS.get(name, name)), tally) for name, tally in counts.channels.items()],
        hows=[(str(Reached.How(how).label), n) for how, n in sorted(counts.reached.items())],
        failures=_in_words(counts.failures),
        again=_in_words(counts.again),
        pace=pace,
        milestones=_milestones(alert, pace),
        carriers=[one for one in conditions if one.channel in counts.left and not one.is_well],
        held_until=_held_until(broadcast, now) if pace.left else None,
        stopped_by=_stopper(alert) if broadcast.stopped_at else None,
        is_stopped=broadcast.stopped_at is not None,
        is_complete=broadcast.filled_at is not None,
        is_running=bool(pace.left),
        too_late=pace.ends_at is not None and pace.ends_at > broadcast.expires,
    )


def tally_lines(counts: dict[str, int]) -> list[TallyLine]:
    """People by the state of their best delivery, as parts of a bar."""
    total, lines, start = sum(counts.values()), [], 0.0
    for status in ORDER:
        width = 1000 * counts[status] / total if total else 0.0
        label = str(Delivery.Status(status).label)
        percent = _percent(counts[status], total)
        lines.append(TallyLine(status, label, counts[status], percent, f"{start:.1f}", f"{width:.1f}"))
        start += width
    return lines


def _percent(part: int, total: int) -> int:
    """Never 100 where somebody is missing, never 0 where somebody is there."""
    if not total or not part:
        return 0
    return 100 if part == total else min(max(round(100 * part / total), 1), 99)


def _line(name: str, label: str, tally: dict[str, int]) -> TableLine:
    return TableLine(name, label, sum(tally.values()), [tally[status] for status in ORDER])


def _area_lines(alert: Alert, counts: Counts) -> list[TableLine]:
    """The named areas by their names, those with the most people first; everywhere else at the end."""
    found = {slug: some.deliveries for slug, some in counts.people.by_area.items()}
    if set(found) <= {""}:
        return []
    names = {area.slug: str(area) for area in NamedArea.objects.filter(community=alert.community, slug__in=found)}
    lines = [_line(slug, names.get(slug, slug) or _("Elsewhere"), tally) for slug, tally in found.items()]
    return sorted(lines, key=lambda line: (line.name == "", -line.total, line.label))


def _in_words(reasons: dict[str, int]) -> list[tuple[str, int]]:
    """Several codes may have the same words."""
    found: dict[str, int] = {}
    for error, n in reasons.items():
        words = reason_in_words(error)
        found[words] = found.get(words, 0) + n
    return sorted(found.items(), key=lambda one: -one[1])


def _milestones(alert: Alert, pace: Pace) -> list[Milestone]:
    """When the messages left, as time since the approval."""
    since = alert.sent or alert.created
    times = [
        ("first_accepted", _("The first was accepted"), pace.first_at),
        ("half_left", _("Half had left"), pace.half_at),
        ("nine_in_ten_left", _("Nine in ten had left"), pace.most_at),
        ("last_left", _("The last has left"), pace.last_at),
    ]
    found = [
        Milestone(name, label, at, duration((at - since).total_seconds()))
        for name, label, at in times
        if at is not None
    ]
    if pace.ends_at is not None:
        after = duration((pace.ends_at - since).total_seconds())
        found.append(Milestone("last_expected", _("The last leaves, at this rate"), pace.ends_at, after, True))
    return found


def _held_until(broadcast: Broadcast, now: datetime) -> datetime | None:
    return broadcast.hold_until if broadcast.hold_until and broadcast.hold_until > now else None


def _stopper(alert: Alert) -> Alert | None:
    """The message whose issue stopped this one."""
    rows = Alert.objects.filter(replaces=alert, sent__isnull=False)
    return rows.order_by("sent", "pk").first()


def delivery_counts(alert: Alert, now: datetime) -> dict[str, Any]:
    """The figures of the board for other programs: `total` and one count a status, in people by their best delivery.

    Beside them the same by language and by named area ("" is elsewhere), messages by channel and why they failed or
    are tried again (codes), the rate of the last minute, and when the first, half, nine in ten and the last left.
    """
    board = delivery_board(alert, now)
    counts = board.counts if board else Counts()
    people = counts.people
    return {
        "total": people.total,
        **people.deliveries,
        "reached": people.best["reached"],  # of these: a key pressed, a reply, a visit
        "by_channel": counts.channels,
        "by_language": {name: some.deliveries for name, some in people.by_language.items()},
        "by_area": {slug: some.deliveries for slug, some in people.by_area.items()},
        "failures": counts.failures,
        "again": counts.again,
        "rate": rates(board),
        "times": {one.name: one.at for one in board.milestones} if board else {},
    }


def rates(board: Board | None) -> dict[str, float]:
    """How fast it goes, over the last minute."""
    pace = board.pace if board else None
    return {
        "people_a_minute": round(pace.people, 1) if pace else 0.0,
        "messages_a_minute": round(pace.messages, 1) if pace else 0.0,
        "segments_a_second": round(pace.segments, 2) if pace else 0.0,
    }
