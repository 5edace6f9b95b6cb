"""The live board of 100,000 people with two messages each: every figure of it, and everything about it that is asked.

On SQLite and on PostgreSQL, each in a process of its own. Baseline: all rows as objects in one loop; and beside it one
COUNT for every figure. `while it runs`: ten thousand people changed since the counts were last kept; `nothing kept`:
no worker ever ran. The note says by how much the process grew, and what it took of the processor itself: a busy machine
makes the clock say more about others than about us (and of PostgreSQL's share it knows nothing).
"""

import os
import time
from collections.abc import Callable

from bench.apart import on_each_database
from bench.lines import Line

PEOPLE = int(os.environ.get("BOARD_PEOPLE", "100000"))
CASES = {
    "counts": "counts by status, language, area, channel, reason",
    "board": "the whole board, with rate and end",
    "running": "counts while it runs",
    "unkept": "counts, nothing kept",
    "doors": "people whom no channel reached, by building",
    "keep": "keeping the counts of everybody",
}


def run() -> list[Line]:
    return [line for name, printed in on_each_database("bench.board") for line in lines_of(name, printed)]


def lines_of(name: str, printed: list[str]) -> list[Line]:
    found = {}
    for line in printed:
        case, *figures = line.split()
        seconds, used, megabytes = map(float, figures)
        found[case] = (seconds, f"{1000 * seconds:.0f} ms, {1000 * used:.0f} of this process, +{megabytes:.0f} MB")
    what, naive = f"board on {name}", PEOPLE / found["loop"][0]
    lines = [Line(what, "all rows in a loop", PEOPLE, found["loop"][0], note=found["loop"][1])]
    lines.append(Line(what, "a COUNT for every figure", PEOPLE, found["each"][0], naive, found["each"][1]))
    lines += [Line(what, said, PEOPLE, found[case][0], naive, found[case][1]) for case, said in CASES.items()]
    return lines


def measured() -> None:
    """Make the people and their messages, then print one `name seconds used megabytes` a line."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from bench.board_cases import alert_to, counted_one_by_one, counted_singly, scatter
    from community.alerts.selectors import buildings_to_visit, delivery_board
    from community.messaging.selectors import counts_of
    from community.messaging.services import keep_counts

    alert = alert_to(PEOPLE)
    broadcast, now = alert.broadcast, timezone.now()
    scatter(broadcast, PEOPLE)
    first = counts_of(broadcast)
    assert (first.people.total, first.counted) == (PEOPLE, PEOPLE)
    timed("unkept", lambda: counts_of(broadcast))
    timed("keep", keep_counts, times=1)
    assert counts_of(broadcast) == first
    assert counts_of(broadcast).counted == 0
    timed("counts", lambda: counts_of(broadcast))
    timed("board", lambda: delivery_board(alert, now))
    timed("doors", lambda: buildings_to_visit(alert, alert.author))
    scatter(broadcast, PEOPLE // 10)
    assert 0 < counts_of(broadcast).counted <= PEOPLE // 10 + 1_000  # whole parts
    timed("running", lambda: counts_of(broadcast))
    keep_counts()
    timed("each", lambda: counted_singly(broadcast), times=1)
    assert timed("loop", lambda: counted_one_by_one(broadcast), times=1) == counts_of(broadcast).people.deliveries


def timed(name: str, job: Callable[[], object], *, times: int = 5) -> object:
    """What `job` gives. Prints the best of a few times, what it took of this process, and by how much that grew."""
    before, best, least, found = grown(), float("inf"), float("inf"), None
    for _time in range(times):
        started, used = time.perf_counter(), time.process_time()
        found = job()
        best, least = min(best, time.perf_counter() - started), min(least, time.process_time() - used)
    print(name, best, least, grown() - before, flush=True)
    return found


def grown() -> float:
    """Megabytes that this process has held at once, at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measured()
