"""Status callbacks with their signatures, as many as the server answers. Also: until all of them are in the database.

Ours: the site as `manage.py up` serves it. Baseline: a plain Django view (no middleware) that checks the signature and
does one UPDATE, on the same server program, PostgreSQL through the same pool. The callbacks are signed before the clock
starts and posted by a process of its own over kept connections. Both take turns, so that a busy machine meets both.
"""

import contextlib
import json
import os
import sqlite3
import time

import psycopg

from bench.apart import PATIENCE, at_port, environment_of, folder, part, served
from bench.lines import Line
from tests.support import city
from tests.support.carrier import ACCOUNT, NUMBER, TOKEN

CALLBACKS = int(os.environ.get("CALLBACKS", "6000"))
FEWER = int(os.environ.get("CALLBACKS_BASELINE", "1500"))
CONNECTIONS = int(os.environ.get("CALLBACKS_CONNECTIONS", "100"))
ROUNDS = 2
CASES = "bench.callbacks_cases"


def run() -> list[Line]:
    lines = measured("SQLite", {})
    if city.missing():
        print(f"SKIPPED: PostgreSQL ({', '.join(city.missing())} not found)", flush=True)
        return lines
    with city.servers() as servers:
        return lines + measured("PostgreSQL", servers)


def measured(name: str, servers: dict[str, str]) -> list[Line]:
    port = city.free_port()
    with folder() as made:
        environment = environment_of(
            made,
            **servers,
            **at_port(port),
            TWILIO_ACCOUNT_SID=ACCOUNT,
            TWILIO_AUTH_TOKEN=TOKEN,
            TWILIO_FROM=NUMBER,
            TWILIO_API_URL="http://127.0.0.1:9",  # nobody: nothing is sent here
        )
        rows = part(environment, CASES, "prepare", str(ROUNDS * (CALLBACKS + FEWER)))["rows"]
        seconds = {"plain": 0.0, "answered": 0.0, "applied": 0.0}
        web = ["manage.py", "up", *(["--processes", "web"] if servers else [])]
        for _round in range(ROUNDS):
            mine, rows = rows[:FEWER], rows[FEWER:]
            with served(environment, "-m", CASES, "plain", str(port)):
                seconds["plain"] += posted(environment, mine)["seconds"]
            mine, rows = rows[:CALLBACKS], rows[CALLBACKS:]
            with served(environment, *web):
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


def posted(environment: dict[str, str], rows: list[int]) -> dict[str, float]:
    return part(environment, CASES, "post", str(CONNECTIONS), stdin=json.dumps(rows))


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


if __name__ == "__main__":
    from bench.lines import table

    print(table(run()))
