"""Search at 10,000 documents in both languages: ours beside Whoosh's own searcher, SQLite's FTS5 and PostgreSQL.

The documents are made of the words of knowledge/content, at random with a fixed seed, so that every run is alike.
Questions are people's phrasings: as they are, with a slip, a word of them, and two in one message. All four get the
same terms, made by our analysis; their clock starts after that, ours before it. Each language has a process of its
own, whose memory stands beside the build. Start-up: a new process, from its first import to the first answer from an
index of the real guides on disk.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.lines import Line
from tests.support import city

DOCUMENTS = int(os.environ.get("SEARCH_DOCUMENTS", "10000"))
ROOT = Path(__file__).resolve().parents[1]


def run() -> list[Line]:
    lines: list[Line] = []
    with contextlib.ExitStack() as stack:
        address = ""
        if "PostgreSQL" in city.missing():
            print("SKIPPED: PostgreSQL not found", flush=True)
        else:
            address = stack.enter_context(city.postgres())
        for language in ("en", "zh-hans"):
            lines += lines_of(language, json.loads(case("compare", language, str(DOCUMENTS), address)))
        for language in ("en", "zh-hans"):
            lines.append(start_up(language))
    return lines


def case(*arguments: str) -> str:
    """What a case printed last."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.search_cases", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1]


def lines_of(language: str, found: dict) -> list[Line]:
    lines = [
        Line(f"index, {language}", how, DOCUMENTS, seconds, note=f"{busy:.1f} s of the processor; {note}".strip("; "))
        for how, (seconds, busy, note) in found["build"].items()
    ]
    slow = found["search"]["Whoosh's own searcher"]
    rate = len(slow) / total(slow)
    lines += [
        Line(f"search, {language}", how, len(times), total(times), None if times is slow else rate, percentiles(times))
        for how, times in found["search"].items()
    ]
    lines += [
        Line(f"{kind}, {language}", "ours", len(times), total(times), note=percentiles(times))
        for kind, times in found["kinds"].items()
    ]
    return lines


def total(times: list[list[float]]) -> float:
    return sum(seconds for seconds, _busy in times)


def percentiles(times: list[list[float]]) -> str:
    """Milliseconds by the clock, then of the processor, which other people's work does not make longer."""
    said = []
    for which in (0, 1):
        ranked = sorted(pair[which] * 1000 for pair in times)
        said.append([f"{ranked[min(len(ranked) * share // 100, len(ranked) - 1)]:.2f}" for share in (50, 95, 99, 100)])
    (half, most, nearly_all, worst), busy = said
    return f"p50 {half}, p95 {most}, p99 {nearly_all}, worst {worst} ms; processor {', '.join(busy[:3])}"


def start_up(language: str) -> Line:
    with tempfile.TemporaryDirectory() as folder:
        case("start", language, folder)  # builds it
        started = time.perf_counter()
        inside, busy = json.loads(case("start", language, folder))
        whole = time.perf_counter() - started
    note = f"{whole:.2f} s with Python's own start; {busy:.2f} s of the processor"
    return Line(f"start, {language}", "the real guides", 1, inside, note=note)
