"""The chat with 1,000 open sockets: time of a reply at a steady rate, and how many replies a second are sustained.

One web process as `manage.py up` starts it, with the real guides, on SQLite and on PostgreSQL, Redis beside
it. A process of its own holds the sockets and asks from a hundred of them the questions of tests/data, in
both languages. The clock is the asker's: it starts before the frame is written and ends when the reply is
read. The baseline of the sustained rate is one socket that asks, waits, and asks again.
"""

import contextlib
import json
import os
import subprocess
import sys

from bench.apart import ROOT, at_port, environment_of, folder, resident, said, served, spent
from bench.lines import Line
from bench.sockets import WEB
from tests.support import city

SOCKETS = int(os.environ.get("CHAT_SOCKETS", "1000"))
RATE = int(os.environ.get("CHAT_RATE", "10"))  # questions a second
SECONDS = 15  # of each part


def run() -> list[Line]:
    if "Redis" in city.missing():
        print("SKIPPED: Redis not found", flush=True)
        return []
    lines = asked("SQLite")
    if "PostgreSQL" in city.missing():
        print("SKIPPED: PostgreSQL not found", flush=True)
        return lines
    return lines + asked("PostgreSQL")


def asked(name: str) -> list[Line]:
    with contextlib.ExitStack() as stack:
        port = city.free_port()
        environment = environment_of(
            stack.enter_context(folder()),
            REDIS_URL=stack.enter_context(city.redis()),
            RATE_LIMIT_SCALE="1000000",
            **at_port(port),
        )
        if name == "PostgreSQL":
            environment["DATABASE_URL"] = stack.enter_context(city.postgres())
        said(environment, "bench.chat_cases", "prepare")
        web = stack.enter_context(served(environment, *WEB))
        command = [sys.executable, "-m", "bench.chat_cases", "ask", str(port), str(SOCKETS), str(RATE), str(SECONDS)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        memory, busy, found = [], [], {}
        for line in process.stdout:  # one at the end of each part
            found.update(json.loads(line))
            memory.append(resident(web))
            busy.append(spent(web))
        assert process.wait(60) == 0
    alone = found["alone"]
    what, share = f"chat, {name}", (busy[1] - busy[0]) / max(len(found["steady"]), 1)
    kept = f"{memory[1]:.0f} MB, then {memory[-1]:.0f} MB"
    return [
        Line(what, "one asks again and again", len(alone), sum(alone), note=percentiles(alone)),
        Line(what, f"{SOCKETS:,} sockets, {RATE}/s", len(found["steady"]), SECONDS, len(alone) / sum(alone),
             f"{percentiles(found['steady'])}; {1000 * share:.0f} ms of the processor each"),
        Line(what, "a hundred at once, sustained", len(found["most"]), found["seconds"], len(alone) / sum(alone),
             f"{percentiles(found['most'])}; {kept}"),
    ]  # fmt: skip


def percentiles(times: list[float]) -> str:
    ranked = sorted(1000 * seconds for seconds in times)
    return ", ".join(f"p{share} {ranked[int(len(ranked) * share / 100)]:.0f}" for share in (50, 95, 99)) + " ms"
