"""How many people, messages and reasons a broadcast has come to, in a few statements however many people there are."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, Min, OuterRef, Sum, Value, When

from community.messaging.models import REASONS, Broadcast, Delivery, Reached

Tally = dict[str, int]  # one count for every status of Delivery


def nothing() -> Tally:
    return dict.fromkeys(Delivery.Status.values, 0)


@dataclass
class PeopleTally:
    """The people of a broadcast, everybody once."""

    best: Tally = field(default_factory=lambda: {"reached": 0, **nothing()})  # by the best that is known of each
    deliveries: Tally = field(default_factory=nothing)  # the same people by their best delivery alone
    by_language: dict[str, "PeopleTally"] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.deliveries.values())

    def add(self, status: str, people: int, language: str = "") -> None:
        """Count people (fewer, where the number is negative) whose best delivery stands at `status`."""
        for one in self._with(language):
            one.deliveries[status] += people
            one.best[status] += people

    def reach(self, status: str, people: int, language: str = "") -> None:
        """Of those counted at `status`, so many certainly know."""
        for one in self._with(language):
            one.best[status] -= people
            one.best["reached"] += people

    def _with(self, language: str) -> list["PeopleTally"]:
        return [self, self.by_language.setdefault(language, PeopleTally())] if language else [self]


@dataclass
class Counts:
    """Everything that is counted of a broadcast."""

    people: PeopleTally = field(default_factory=PeopleTally)
    channels: dict[str, Tally] = field(default_factory=dict)  # messages; a person has one a channel
    failures: Tally = field(default_factory=dict)  # Delivery.error -> messages that failed by it, the most first
    again: Tally = field(default_factory=dict)  # the same of messages that are tried again
    left: dict[str, int] = field(default_factory=dict)  # channel -> segments that are still to go
    reached: Tally = field(default_factory=dict)  # Reached.How -> people

    @property
    def messages(self) -> int:
        return sum(sum(tally.values()) for tally in self.channels.values())


# What says most of a person first: a text that may have come is more than one that still waits.
BEST_FIRST = ["delivered", "sent", "unknown", "sending", "queued", "failed"]
_RANK = """CASE d.status WHEN 'delivered' THEN 0 WHEN 'sent' THEN 1 WHEN 'unknown' THEN 2
    WHEN 'sending' THEN 3 WHEN 'queued' THEN 4 ELSE 5 END"""  # places in BEST_FIRST
# Only people who have more than a row of the first channel: they were counted by that row alone.
_SEVERAL = f"""
    SELECT language, counted, best, COUNT(*) FROM (
        SELECT MIN(d.language) AS language, MIN({_RANK}) AS best,
            MIN(CASE WHEN d.channel = %s THEN {_RANK} END) AS counted
        FROM (SELECT DISTINCT recipient FROM messaging_delivery WHERE broadcast_id = %s AND channel <> %s) AS others
        JOIN messaging_delivery d ON d.recipient = others.recipient AND d.broadcast_id = %s
        GROUP BY d.recipient
    ) AS people
    GROUP BY language, counted, best
"""  # noqa: S608  our own constants
_REACHED = f"""
    SELECT language, how, best, COUNT(*) FROM (
        SELECT MIN(d.language) AS language, MIN(r.how) AS how, MIN({_RANK}) AS best
        FROM messaging_reached r
        JOIN messaging_delivery d ON d.recipient = r.recipient AND d.broadcast_id = r.broadcast_id
        WHERE r.broadcast_id = %s
        GROUP BY d.recipient
    ) AS people
    GROUP BY language, how, best
"""  # noqa: S608


def counts_of(broadcast: Broadcast) -> Counts:
    """Everything that is counted of a broadcast, in three statements at most.

    Most people have one row, so rows are counted, along the index delivery_counts alone; then those people are put
    right who have several, and those who are known to be reached. The time grows with all rows by the cheapest step
    there is, and with the people of several ways by a dear one.
    """
    found = Counts()
    rows = broadcast.deliveries.order_by().values_list("channel", "status", "language", "error")
    counted = list(rows.annotate(n=Count("*"), parts=Sum("segments")))
    for channel, status, _language, error, n, parts in counted:
        tally = found.channels.setdefault(channel, nothing())
        tally[status] += n
        if status in (Delivery.Status.QUEUED, Delivery.Status.SENDING):
            found.left[channel] = found.left.get(channel, 0) + parts
        kept = {"failed": found.failures, "queued": found.again}.get(status)
        if error and kept is not None:
            kept[error] = kept.get(error, 0) + n
    found.channels = dict(sorted(found.channels.items()))
    found.failures = dict(sorted(found.failures.items(), key=lambda one: (-one[1], one[0])))
    first = max(found.channels, key=lambda name: sum(found.channels[name].values()), default="")
    for channel, status, language, _error, n, _parts in counted:
        if channel == first:
            found.people.add(status, n, language)
    if len(found.channels) > 1:
        for language, was, best, n in _asked(_SEVERAL, [first, broadcast.pk, first, broadcast.pk]):
            if was is not None:
                found.people.add(BEST_FIRST[was], -n, language)
            found.people.add(BEST_FIRST[best], n, language)
    for language, how, best, n in _asked(_REACHED, [broadcast.pk]):
        found.people.reach(BEST_FIRST[best], n, language)
        found.reached[how] = found.reached.get(how, 0) + n
    found.people.by_language = dict(sorted(found.people.by_language.items()))
    return found


def _asked(statement: str, values: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def people_tally(broadcast: Broadcast) -> PeopleTally:
    """How many people stand where, by all their channels together; every status is named."""
    return counts_of(broadcast).people


def tally_by_channel(broadcast: Broadcast) -> dict[str, Tally]:
    """How many messages of each channel that was used stand at each status; every status is named."""
    tallies: dict[str, Tally] = {}
    counted = broadcast.deliveries.values_list("channel", "status").annotate(n=Count("*")).order_by()
    for channel, status, n in counted:
        tallies.setdefault(channel, nothing())[status] = n
    return dict(sorted(tallies.items()))


def reason_in_words(error: str) -> str:
    """Delivery.error as people read it; the carrier's own word where there are none."""
    return str(REASONS.get(error, error))


@dataclass(frozen=True)
class Unreached:
    """Somebody of whom no channel says that they got it."""

    recipient: str  # Delivery.recipient; the cursor of the next page
    language: str
    status: str  # of their best delivery
    tried: list[tuple[str, str, str]]  # (channel, status, reason in words), in the order in which they were opened


def unreached_people(
    broadcast: Broadcast, *, after: str = "", limit: int, also_delivered: bool = False
) -> list[Unreached]:
    """People not reached by any channel, by key, those behind `after`: for knocking on doors.

    With `also_delivered` those too whose phone has it and who did not answer: delivered wakes nobody.
    """
    rank = Case(*[When(status=status, then=Value(n)) for n, status in enumerate(BEST_FIRST)], default=Value(0))
    reached = Reached.objects.filter(broadcast=broadcast, recipient=OuterRef("recipient"))
    people = broadcast.deliveries.filter(~Exists(reached), recipient__gt=after)
    page = people.values("recipient").annotate(best=Min(rank), language=Min("language"))
    if not also_delivered:
        page = page.filter(best__gt=BEST_FIRST.index("delivered"))
    found = list(page.order_by("recipient")[:limit])
    tried: dict[str, list[tuple[str, str, str]]] = {}
    rows = broadcast.deliveries.filter(recipient__in=[one["recipient"] for one in found]).order_by("pk")
    for row in rows.only("broadcast", "recipient", "channel", "status", "error"):
        tried.setdefault(row.recipient, []).append((row.channel, row.status, row.reason))
    return [
        Unreached(one["recipient"], one["language"], BEST_FIRST[one["best"]], tried[one["recipient"]]) for one in found
    ]
