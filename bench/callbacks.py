"""Status callbacks with their signatures, as many as the server answers. Also: until all of them are in the database.

Ours: the site as `manage.py up` serves it. Baseline: a plain Django view (no middleware) that checks the signature and
does one UPDATE, on the same server program, PostgreSQL through the same pool. The callbacks are signed before the clock
starts and posted by a process of its own over kept connections. Both take turns, so that a busy machine meets both.
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.lines import Line
from tests.support import city
from tests.support.carrier import ACCOUNT, NUMBER, TOKEN

CALLBACKS = int(os.environ.get("CALLBACKS", "6000"))
FEWER = int(os.environ.get("CALLBACKS_BASELINE", "1500"))
CONNECTIONS = int(os.environ.get("CALLBACKS_CONNECTIONS", "100"))
ROUNDS = 2
PATIENCE = 300  # seconds for one case
ROOT = Path(__file__).resolve().parents[1]


def run() -> list[Line]:
    lines = measured("SQLite", {})
    if city.missing():
        print(f"SKIPPED: PostgreSQL ({', '.join(city.missing())} not found)", flush=True)
        return lines
    with city.servers() as servers:
        return lines + measured("PostgreSQL", servers)


def measured(name: str, servers: dict[str, str]) -> list[Line]:
    port = city.free_port()
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-") as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "REDIS_URL": "",
            **servers,
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATA_DIR": folder,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "for this run",
            "FIELD_ENCRYPTION_KEY": "for this run",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": "http://127.0.0.1:9",  # nobody: nothing is sent here
        }
        rows = part(environment, "prepare", str(ROUNDS * (CALLBACKS + FEWER)))["rows"]
        seconds = {"plain": 0.0, "answered": 0.0, "applied": 0.0}
        web = ["manage.py", "up", *(["--processes", "web"] if servers else [])]
        for _round in range(ROUNDS):
            mine, rows = rows[:FEWER], rows[FEWER:]
            with served(environment, ["-m", "bench.callbacks_cases", "plain", str(port)]):
                seconds["plain"] += posted(environment, mine)["seconds"]
            mine, rows = rows[:CALLBACKS], rows[CALLBACKS:]
            with served(environment, web):
                begun = posted(environment, mine)
                seconds["answered"] += begun["seconds"]
                seconds["applied"] += applied(environment["DATABASE_URL"], mine[0], mine[-1]) - begun["start"]
    what = f"callbacks, {name}"
    plain = Line(what, "a view, an UPDATE", ROUNDS * FEWER, seconds["plain"])
    note = f"{CONNECTIONS} connections"
    return [
        plain,
        Line(what, "answered", ROUNDS * CALLBACKS, seconds["answered"], plain.rate, note),
        Line(what, "in the database", ROUNDS * CALLBACKS, seconds["applied"], plain.rate, note),
    ]


@contextlib.contextmanager
def served(environment: dict[str, str], command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while not answers(environment["PUBLIC_URL"]):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command} did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return True
    except OSError:
        return False


def posted(environment: dict[str, str], rows: list[int]) -> dict[str, float]:
    return part(environment, "post", str(CONNECTIONS), stdin=json.dumps(rows))


def applied(database: str, first: int, last: int) -> float:
    """When every row between the two was DELIVERED. Asked beside Django, which takes seconds to start."""
    address = database.removeprefix("sqlite:///")
    connected = sqlite3.connect(address) if address != database else psycopg.connect(database, autocommit=True)
    waiting = f"SELECT 1 FROM messaging_delivery WHERE id BETWEEN {first} AND {last} AND status <> 'delivered' LIMIT 1"
    end = time.monotonic() + PATIENCE
    with contextlib.closing(connected) as connection:
        while connection.execute(waiting).fetchone():
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.05)
    return time.monotonic()  # the clock of the machine: one for all processes


def part(environment: dict[str, str], *arguments: str, stdin: str = "") -> dict:
    """Run one part in a process of its own; what it says."""
    process = subprocess.run(
        [sys.executable, "-m", "bench.callbacks_cases", *arguments],
        env=environment,
        cwd=ROOT,
        input=stdin,
        text=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        check=True,
    )
    return json.loads(process.stdout.splitlines()[-1])


if __name__ == "__main__":
    from bench.lines import table

    print(table(run()))
