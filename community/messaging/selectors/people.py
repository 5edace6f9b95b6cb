"""How many people, messages and reasons a broadcast has come to, in a few statements however many people there are."""

from dataclasses import dataclass, field

from community.messaging.models import REASONS, Broadcast, Delivery
from community.messaging.selectors.counting import present_sums, rows_of

Tally = dict[str, int]  # one count for every status of Delivery


def nothing() -> Tally:
    return dict.fromkeys(Delivery.Status.values, 0)


@dataclass
class PeopleTally:
    """The people of a broadcast, everybody once."""

    best: Tally = field(default_factory=lambda: {"reached": 0, **nothing()})  # by the best that is known of each
    deliveries: Tally = field(default_factory=nothing)  # the same people by their best delivery alone
    by_language: dict[str, "PeopleTally"] = field(default_factory=dict)
    by_area: dict[str, "PeopleTally"] = field(default_factory=dict)  # Delivery.area: slug of a named area, "" elsewhere

    @property
    def total(self) -> int:
        return sum(self.deliveries.values())

    def add(self, status: str, people: int, language: str, area: str) -> None:
        """Count people whose best delivery stands at `status`."""
        for one in self._with(language, area):
            one.deliveries[status] += people
            one.best[status] += people

    def reach(self, status: str, people: int, language: str, area: str) -> None:
        """Of those counted at `status`, so many certainly know."""
        for one in self._with(language, area):
            one.best[status] -= people
            one.best["reached"] += people

    def _with(self, language: str, area: str) -> list["PeopleTally"]:
        return [
            self,
            self.by_language.setdefault(language, PeopleTally()),
            self.by_area.setdefault(area, PeopleTally()),
        ]


@dataclass
class Counts:
    """Everything that is counted of a broadcast."""

    people: PeopleTally = field(default_factory=PeopleTally)
    channels: dict[str, Tally] = field(default_factory=dict)  # messages; a person has one a channel
    failures: Tally = field(default_factory=dict)  # Delivery.error -> messages that failed by it, the most first
    again: Tally = field(default_factory=dict)  # the same of messages that are tried again
    left: dict[str, int] = field(default_factory=dict)  # channel -> segments that are still to go
    reached: Tally = field(default_factory=dict)  # Reached.How -> people
    counted: int = field(default=0, compare=False)  # people whose rows had to be read for it

    def add(self, channel: str, status: str, parts: int, error: str, messages: int) -> None:
        """Count messages of `parts` segments each."""
        self.channels.setdefault(channel, nothing())[status] += messages
        if status in (Delivery.Status.QUEUED, Delivery.Status.SENDING):
            self.left[channel] = self.left.get(channel, 0) + parts * messages
        kept = {"failed": self.failures, "queued": self.again}.get(status)
        if error and kept is not None:
            kept[error] = kept.get(error, 0) + messages

    @property
    def messages(self) -> int:
        return sum(sum(tally.values()) for tally in self.channels.values())


# What says most of a person first: a text that may have come is more than one that still waits.
BEST_FIRST = ["delivered", "sent", "unknown", "sending", "queued", "failed"]


def counts_of(broadcast: Broadcast) -> Counts:
    """Everything that is counted of a broadcast, in three statements however many people there are.

    Exact at any moment. It takes the longer the more people changed since the last turn of services.keep_counts.
    """
    sums, counted = present_sums(broadcast)
    found = Counts(counted=counted)
    for (language, area, how, word), people in sums.items():
        rows = rows_of(word)
        for channel, status, parts, error in rows:
            found.add(channel, status, parts, error, people)
        best = min((status for _channel, status, *_rest in rows), key=BEST_FIRST.index)
        found.people.add(best, people, language, area)
        if how:
            found.people.reach(best, people, language, area)
            found.reached[how] = found.reached.get(how, 0) + people
    found.channels = dict(sorted(found.channels.items()))
    found.failures = dict(sorted(found.failures.items(), key=lambda one: (-one[1], one[0])))
    found.people.by_language = dict(sorted(found.people.by_language.items()))
    found.people.by_area = dict(sorted(found.people.by_area.items()))
    return found


def reason_in_words(error: str) -> str:
    """Delivery.error as people read it; the carrier's own word where there are none."""
    return str(REASONS.get(error, error))
