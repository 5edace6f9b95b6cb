"""Deliveries as tables for other programs (portal.lib.tables writes them).

`delivery.csv`: section (total, status, reached, language, area, channel, failure, again, rate, time), name, status,
count; the count of a time is the moment. `doors.csv`: number, grid, building, door, name, language, phone (masked),
needs_help, tried, last_visit, last_outcome.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from community.alerts.selectors.deliveries import ORDER, Board, rates
from community.alerts.selectors.doors import Door

DOOR_COLUMNS = [
    "number",
    "grid",
    "building",
    "door",
    "name",
    "language",
    "phone",
    "needs_help",
    "tried",
    "last_visit",
    "last_outcome",
]


def count_rows(board: Board | None) -> Iterator[Sequence[Any]]:
    """The figures of a board: section, name, status, count."""
    yield "section", "name", "status", "count"
    if board is None:
        return
    yield "total", "people", "", board.total
    for line in board.lines:
        yield "status", "people", line.status, line.people
    yield "reached", "people", "", board.reached
    for section, lines in (("language", board.languages), ("area", board.areas), ("channel", board.channels)):
        for one in lines:
            for status, count in zip(ORDER, one.counts, strict=True):
                yield section, one.label, status, count
    for section, status, reasons in (("failure", "failed", board.failures), ("again", "queued", board.again)):
        for words, count in reasons:
            yield section, words, status, count
    for name, rate in rates(board).items():
        yield "rate", name, "", rate
    for moment in board.milestones:
        yield "time", moment.name, "", moment.at.isoformat(timespec="seconds")


def door_rows(doors: Iterable[Door]) -> Iterator[Sequence[Any]]:
    """People to knock for, with their columns' names first."""
    yield DOOR_COLUMNS
    for door in doors:
        person, home, last = door.person, door.person.household, door.last
        yield (
            door.number,
            home.building.grid if home else "",
            home.building if home else "",
            home.door if home else "",
            person.name,
            person.language,
            person.masked_phone,
            "yes" if person.needs_help else "no",
            "; ".join(door.tried),
            last.at.isoformat(timespec="seconds") if last else "",
            last.outcome if last else "",
        )
