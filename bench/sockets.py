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
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.callbacks import answers
from bench.lines import Line
from tests.support import city

SOCKETS = int(os.environ.get("SOCKETS", "5000"))
MESSAGES = 5
PATIENCE = 300  # seconds until all are open
ROOT = Path(__file__).resolve().parents[1]


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
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="shouwang-bench-"))
        environment = {
            **os.environ,
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "REDIS_URL": stack.enter_context(city.redis()),
            "DATA_DIR": folder,
            "SECRET_KEY": "for this run",
            "FIELD_ENCRYPTION_KEY": "for this run",
            "TWILIO_ACCOUNT_SID": "",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=environment, cwd=ROOT, check=True)
        ports = [city.free_port() for _number in range(processes)]
        webs = [stack.enter_context(served(environment, port)) for port in ports]
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


def spent(process: subprocess.Popen) -> float:
    """Seconds of the processor that it has used so far; 0 where the system does not say."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen]:
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--processes", "web"],
        env={**environment, "PORT": str(port), "PUBLIC_URL": url},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the site did not start")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


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
    process = subprocess.run(
        [sys.executable, "-m", "bench.sockets_cases", "publish", str(MESSAGES)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    return json.loads(process.stdout.splitlines()[-1])


if __name__ == "__main__":
    from bench.lines import table

    print(table(run()))
