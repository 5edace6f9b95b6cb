"""5,000 open sockets told of a warning: how long until the last one knows.

Two web processes that share Redis, as in a city, and beside them one. Each half of the sockets is held by a process of
its own. The clock starts before the message is published and ends when its last frame has arrived; the best of a few
messages is given, and beside it the worst, and what one message cost each web process of the processor (a busy machine
makes the clock say more about others than about us).
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator

from bench.apart import ROOT, at_port, environment_of, folder, said, served, spent
from bench.lines import Line
from tests.support import city

SOCKETS = int(os.environ.get("SOCKETS", "5000"))
MESSAGES = 5
WEB = "manage.py", "up", "--processes", "web"


def run() -> list[Line]:
    if "Redis" in city.missing():
        print("SKIPPED: Redis not found", flush=True)
        return []
    one, alone = told(1)
    two, each = told(2)
    slow, fast = min(one), min(two)
    note = "worst of {}: {:.2f} s, {:.2f} s of the processor"
    return [
        Line("sockets told", "one web process", SOCKETS, slow, note=note.format(MESSAGES, max(one), alone)),
        Line("sockets told", "two", SOCKETS, fast, SOCKETS / slow, note.format(MESSAGES, max(two), each)),
    ]


def told(processes: int) -> tuple[list[float], float]:
    """Seconds until the last socket had heard, for each message; and of the processor, for one in each process."""
    with contextlib.ExitStack() as stack:
        environment = environment_of(stack.enter_context(folder()), REDIS_URL=stack.enter_context(city.redis()))
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=environment, cwd=ROOT, check=True)
        ports = [city.free_port() for _number in range(processes)]
        webs = [stack.enter_context(served({**environment, **at_port(port)}, *WEB)) for port in ports]
        holders = [stack.enter_context(held(ports[n % processes], SOCKETS // 2)) for n in range(2)]
        for holder in holders:
            assert holder.stdout and holder.stdout.readline().strip() == b"open"
        before = [spent(web) for web in webs]
        starts = published(environment)
        cost = sum(spent(web) for web in webs) - sum(before)
        ends: list[list[float]] = []
        for holder in holders:
            assert holder.stdin and holder.stdout
            holder.stdin.close()  # the end of the run
            ends.append(json.loads(holder.stdout.readline()))
        seconds = [max(lasts) - start for start, *lasts in zip(starts, *ends, strict=True)]
        return seconds, cost / processes / MESSAGES


@contextlib.contextmanager
def held(port: int, count: int) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sockets_cases", "hold", str(port), str(count), str(MESSAGES)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def published(environment: dict[str, str]) -> list[float]:
    """Publish MESSAGES, one after another, from a process of their own; when each began."""
    return json.loads(said(environment, "bench.sockets_cases", "publish", str(MESSAGES))[-1])


if __name__ == "__main__":
    from bench.lines import table

    print(table(run()))
