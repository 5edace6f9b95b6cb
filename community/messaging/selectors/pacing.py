"""How fast a broadcast goes, and when its last message leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, Sum

from community.messaging.models import Broadcast, Delivery, Lane
from community.messaging.selectors.people import Counts

WINDOW = timedelta(minutes=1)  # that the present rate is measured over
SETTLED = timedelta(seconds=5)  # a rate measured over less says nothing


@dataclass(frozen=True)
class Pace:
    """Where the sending stands at `now`. Times are those at which messages were handed to a carrier."""

    segments: float  # a second, over the last minute, all channels
    messages: float  # a minute, over the last minute
    people: float  # a minute, over the last minute: those whose first message left
    first_at: datetime | None  # the first one that a carrier accepted
    half_at: datetime | None  # when half of all messages had left
    most_at: datetime | None  # nine in ten
    last_at: datetime | None  # the last one; only once nothing is left
    ends_at: datetime | None  # when the last one leaves, at the present rate; only while something is left
    ahead: int  # segments of other messages that go before
    left: int  # segments that are still to go


def pace_of(broadcast: Broadcast, counts: Counts, rates: dict[str, float], now: datetime) -> Pace:
    """`counts` as `counts_of` gave them; `rates`: segments a second that the carriers of a channel take at present.

    Seven statements at most, each along an index. A message that is tried again counts by its last attempt.
    """
    went = Delivery.objects.filter(broadcast=broadcast, claimed_at__isnull=False)
    begun = went.aggregate(at=Min("claimed_at"))["at"]
    recent = went.filter(claimed_at__gt=now - WINDOW, claimed_at__lte=now).order_by().values_list("channel")
    counted = recent.annotate(n=Count("*"), parts=Sum("segments"), people=Count("leads", filter=Q(leads=True)))
    lately = {channel: some for channel, *some in counted}
    span = min(now - begun, WINDOW) if begun else WINDOW
    seconds = max(span.total_seconds(), 1.0)
    left = {} if _is_over(broadcast, now) else {name: n for name, n in counts.left.items() if n}
    ahead = _ahead(broadcast, now) if left.get("sms") else 0
    total, handed = counts.messages, counts.messages - sum(one["queued"] for one in counts.channels.values())
    return Pace(
        segments=sum(parts for _n, parts, _people in lately.values()) / seconds,
        messages=60 * sum(n for n, _parts, _people in lately.values()) / seconds,
        people=60 * sum(people for _n, _parts, people in lately.values()) / seconds,
        first_at=_first_accepted(went),
        half_at=_nth(went, total // 2, handed),
        most_at=_nth(went, total * 9 // 10, handed),
        last_at=None if left or not begun else went.order_by("-claimed_at").values_list("claimed_at", flat=True)[0],
        ends_at=_end(broadcast, left, ahead, rates, lately if span >= SETTLED else {}, seconds, now),
        ahead=ahead,
        left=sum(left.values()),
    )


def _is_over(broadcast: Broadcast, now: datetime) -> bool:
    return not broadcast.runs(now)


def _end(broadcast, left, ahead, rates, lately, seconds, now) -> datetime | None:
    """When the slowest channel is through: what is left, and what goes before it, at the rate of the last minute.

    The carriers' own rate stands in while nothing has been measured, or while others go first.
    """
    if not left:
        return None
    held = broadcast.hold_until is not None and broadcast.hold_until > now
    start, longest = (broadcast.hold_until if held else now), 0.0
    for channel, parts in left.items():
        full = max(rates.get(channel, 0.0), 0.01)
        measured = lately[channel][1] / seconds if channel in lately and not held and not ahead else 0.0
        longest = max(longest, (parts + (ahead if channel == "sms" else 0)) / (min(measured, full) or full))
    return start + timedelta(seconds=longest)


def _ahead(broadcast: Broadcast, now: datetime) -> int:
    """Segments of texts that are due and go before those of `broadcast`."""
    waiting = Delivery.objects.filter(channel="sms", status=Delivery.Status.QUEUED, due_at__lte=now)
    better = [lane for lane in Lane.values if lane < broadcast.lane]
    before = waiting.filter(lane__in=better).aggregate(n=Sum("segments"))["n"] or 0
    same = waiting.filter(lane=broadcast.lane, broadcast__lt=broadcast.pk).aggregate(n=Sum("segments"))["n"] or 0
    return before + same


def _first_accepted(went) -> datetime | None:
    """The first of the twenty that left first: one of them is accepted soon, if any is."""
    first = list(went.order_by("claimed_at").values_list("sent_at", flat=True)[:20])
    return min((at for at in first if at), default=None)


def _nth(went, number: int, handed: int) -> datetime | None:
    """When the message left that is `number` (1 for the first) in the order of leaving."""
    if number < 1 or handed < number:
        return None
    found = went.order_by("claimed_at").values_list("claimed_at", flat=True)[number - 1 : number]
    return next(iter(found), None)
