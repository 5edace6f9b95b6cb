"""One warning to 10,000 phones, and to 100,000, through a carrier that takes 50 ms for each request.

Ours: the real services and the worker as `manage.py up` starts it, from `open_broadcast` (no row exists yet) until
every row is SENT; once more with a rate of 500 segments a second, beside the end that the officer was shown.
Baselines: one Celery task a message (prefork, 2 processes), one blocking POST, one UPDATE; and the same work on 64
threads without a broker. Fewer messages, because they are slow, and their rows are made before the clock starts. The
carrier is a process of its own.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from bench.apart import environment_of, folder, part
from bench.lines import Line
from tests.support import city

PEOPLE = int(os.environ.get("FANOUT_PEOPLE", "10000"))
MANY = int(os.environ.get("FANOUT_MANY", "100000"))
FEWER = int(os.environ.get("FANOUT_BASELINE", "600"))
RATE = 500  # segments a second, where it is bounded: five times a short code, and what two cores do hold
LATENCY = 0.05


def run() -> list[Line]:
    lines: list[Line] = []
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(city.redis()) if "Redis" not in city.missing() else ""
        if not redis:
            print("Redis not found: the baseline runs in two processes without a broker, which flatters it", flush=True)
        lines += measured("SQLite", {}, redis)
        if "PostgreSQL" in city.missing() or not redis:
            print("SKIPPED: PostgreSQL (not found, or no Redis beside it)", flush=True)
        else:
            database = stack.enter_context(city.postgres())
            lines += measured("PostgreSQL", {"DATABASE_URL": database, "REDIS_URL": redis, "CITY": "1"}, redis)
    return lines


def measured(name: str, environment: dict[str, str], redis: str) -> list[Line]:
    with folder() as made, far_end() as twilio:
        environment = environment_of(made, **{"SMS_SEGMENTS_PER_SECOND": "1000000", **twilio, **environment})
        case("prepare", environment)
        naive = case("baseline", {**environment, "BENCH_REDIS": redis}, FEWER)
        threads = case("threads", {**environment, "DATABASE_POOL": "80"}, 2 * FEWER)
        ours = once_each("ours", environment, twilio, PEOPLE)
        bounded = once_each("ours", {**environment, "SMS_SEGMENTS_PER_SECOND": str(RATE)}, twilio, PEOPLE)
        many = once_each("ours", environment, twilio, MANY) if MANY else None
    how = "task a message, prefork 2" if redis else "message by message, 2 processes"
    slow = Line(f"SMS, {name}", how, naive["count"], naive["seconds"])
    side = Line(f"SMS, {name}", "64 threads", threads["count"], threads["seconds"], slow.rate)
    against = f"{ours['count'] / ours['seconds'] / side.rate:.1f} x 64 threads"
    lines = [slow, side, line(name, "waves", ours, slow.rate, f"first {ours['first']:.2f} s, {against}")]
    held = bounded["count"] / (bounded["seconds"] - bounded["first"])
    off = f"{100 * (held / RATE - 1):+.1f} % of {RATE} a second"
    shown = f"{off} from the first on; end shown {100 * (bounded['estimate'] / bounded['seconds'] - 1):+.1f} %"
    lines.append(line(name, "waves, bounded", bounded, slow.rate, shown))
    if many:
        lines.append(line(name, "waves", many, slow.rate, f"{many['grown']:.0f} MB more at the end"))
    for one in lines:
        print(f"   {one.what}, {one.how}: {one.rate:,.0f} a second {one.note}", flush=True)
    return lines


def line(name: str, how: str, measured: dict[str, float], baseline: float, note: str) -> Line:
    return Line(f"SMS, {name}", how, int(measured["count"]), measured["seconds"], baseline, note)


def once_each(name: str, environment: dict[str, str], twilio: dict[str, str], people: int) -> dict[str, float]:
    """Run the part; the carrier took each message once."""
    before = taken(twilio)
    measured = case(name, environment, people)
    after = taken(twilio)
    assert after["taken"] - before["taken"] == people, (before, after)
    return measured


@contextlib.contextmanager
def far_end() -> Iterator[dict[str, str]]:
    """The carrier in a process of its own; yields the settings that point to it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.carrier", "--latency", str(LATENCY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()  # it ends with its standard input
        process.stdout.close()
        process.wait(20)


def taken(twilio: dict[str, str]) -> dict[str, int]:
    with urllib.request.urlopen(f"{twilio['TWILIO_API_URL']}/taken", timeout=20) as answer:
        return json.load(answer)


def case(name: str, environment: dict[str, str], people: int = 0) -> dict[str, float]:
    """Run one part in a process of its own; what it measured."""
    return part(environment, "bench.fanout_cases", name, str(people))


if __name__ == "__main__":
    from bench.lines import table

    start = time.monotonic()
    print(table(run()))
    print(f"{time.monotonic() - start:.0f} s in all")
