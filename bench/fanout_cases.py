"""The parts of fanout, each in a process of its own: `python -m bench.fanout_cases prepare|baseline|threads|ours N`."""

import contextlib
import datetime as dt
import json
import multiprocessing
import os
import resource
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import naive  # noqa: E402
from community.messaging import services  # noqa: E402
from community.messaging.models import Broadcast, Lane  # noqa: E402
from community.messaging.selectors import estimate  # noqa: E402
from portal.celery import app  # noqa: E402
from portal.lib.recipients import Recipient  # noqa: E402

AREAS = [area for area in range(201, 400) if str(area)[1:] != "11"][:100]
settings.AUDIENCES = {"everyone": "bench.fanout_cases.everyone"}
PATIENCE = 900  # seconds
TEXTS = {
    "en": "Liuwan: flood on Lower Street. Leave now for River Hall. Until 20:00. Ref LW-7KX2PQ",
    "zh-hans": "柳湾：下街洪水。请马上去河边会堂。到 20:00。编号 LW-7KX2PQ",
}


def everyone(definition, *, after: str = "") -> Iterator[Recipient]:
    """`definition["people"]` phones of the fictional range: 555-0100 to 555-0199 of a hundred area codes."""
    first = int(after) + 1 if after else 0
    for n in range(first, definition["people"]):
        yield Recipient(f"{n:012d}", f"+1{AREAS[n // 100 % 100]}55501{n % 100:02d}", ("en", "zh-hans")[n % 2])


def opened(people: int, key: str) -> Broadcast:
    now = timezone.now()
    return services.open_broadcast(
        key=key,
        lane=Lane.EXTREME,
        texts=TEXTS,
        audience="everyone",
        definition={"people": people},
        expires=now + dt.timedelta(hours=2),
        now=now,
    )


def prepare(people: int) -> dict:
    call_command("migrate", verbosity=0)
    return {}


def ours(people: int) -> dict:
    """The worker as `up` starts it; the doorbell rings it."""
    worker = app.WorkController(
        pool="threads",
        concurrency=4,
        hostname="bench@localhost",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    threading.Thread(target=worker.start, daemon=True).start()
    until(lambda: worker.consumer is not None and worker.consumer.connection is not None)
    halves = {"en": people - people // 2, "zh-hans": people // 2}
    shown = estimate(by_language=halves, texts=TEXTS, now=timezone.now(), lane=Lane.EXTREME)
    memory, start = held_memory(), time.monotonic()
    most = memory
    broadcast = opened(people, f"bench:ours:{secrets.token_hex(4)}")
    sent = broadcast.deliveries.exclude(status__in=["queued", "sending"])
    until(sent.exists)
    first = time.monotonic() - start
    while sent.count() < people:
        time.sleep(0.1)
        most = max(most, held_memory())
    seconds = time.monotonic() - start
    assert broadcast.deliveries.filter(status="sent").count() == people
    promised = (shown.last_at - shown.first_at).total_seconds()
    return {"count": people, "seconds": seconds, "first": first, "estimate": promised, "grown": most - memory}


def held_memory() -> float:
    """What this process holds for itself, in MB: pages of SQLite's file, which it maps, are the system's to drop."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("RssAnon"))
    except (OSError, StopIteration):  # not Linux: the most that it ever held, the file's pages included
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def threads(people: int) -> dict:
    """The same work as the baseline's on 64 threads, without a broker."""
    broadcast, rows = waiting(people, "bench:threads")
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(naive.send_one, rows[:64]))
        start = time.monotonic()
        list(pool.map(naive.send_one, rows[64:]))
        seconds = time.monotonic() - start
    assert broadcast.deliveries.filter(status="sent").count() == people
    return {"count": people - 64, "seconds": seconds}


def baseline(people: int) -> dict:
    """One task a message."""
    broadcast, rows = waiting(people, "bench:baseline")
    sent = broadcast.deliveries.filter(status="sent")
    connections.close_all()
    with celery_worker() if os.environ["BENCH_REDIS"] else two_processes() as hand_over:
        warm, rest = rows[:20], rows[20:]
        hand_over(warm)
        until(lambda: sent.count() == len(warm))
        start = time.monotonic()
        hand_over(rest)
        until(lambda: sent.count() == people, every=0.1)
        return {"count": len(rest), "seconds": time.monotonic() - start}


def waiting(people: int, key: str) -> tuple[Broadcast, list[int]]:
    """A broadcast whose rows are there, and due for nobody but the caller."""
    broadcast = opened(people, key)
    while not services.fill_broadcast(broadcast, now=timezone.now()):
        pass
    broadcast.deliveries.update(due_at=timezone.now() + dt.timedelta(days=1))
    return broadcast, list(broadcast.deliveries.values_list("pk", flat=True))


@contextlib.contextmanager
def celery_worker() -> Iterator:
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "bench.naive", "worker", "--pool", "prefork", "-c", "2", "-l", "ERROR"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield lambda rows: [naive.send_one.delay(pk) for pk in rows]
    finally:
        worker.terminate()
        worker.wait(30)


@contextlib.contextmanager
def two_processes() -> Iterator:
    with multiprocessing.get_context("spawn").Pool(2, initializer=django.setup) as pool:
        yield lambda rows: pool.map_async(naive.send_one, rows, chunksize=1)


def until(true, every: float = 0.02) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(every)


if __name__ == "__main__":
    part, number = sys.argv[1], int(sys.argv[2])
    print(
        json.dumps({"prepare": prepare, "baseline": baseline, "threads": threads, "ours": ours}[part](number)),
        flush=True,
    )
    os._exit(0)  # the worker's threads are daemons of a benchmark
