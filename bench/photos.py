"""Reports with a photo, as many a second as the whole site takes: the memory of its process beside them.

Ours: the site as `manage.py up` serves it, on SQLite, over the API. Baseline: the same site where each photo is decoded
in full and made small from there, as one would write it first. Reports are posted as multipart forms by a process of
its own over kept connections, without a pause; each is answered only once its photo, its thumbnail and its rows are
kept, so nothing is left to do afterwards. Two sizes: what a phone's camera makes (12 megapixels), and what pages and
messengers send on (1,600 pixels). PHOTO_SECONDS (6) is the length of each case.
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

SECONDS = float(os.environ.get("PHOTO_SECONDS", "6"))
CONNECTIONS = int(os.environ.get("PHOTO_CONNECTIONS", "6"))
SIZES = {"1,600 pixels": (1600, 1200), "12 megapixels": (4032, 3024)}
PATIENCE = 120  # seconds for a site to start, or to end
ROOT = Path(__file__).resolve().parents[1]


def run() -> list[Line]:
    naive = {size: took(posts) for size, posts in measured(["-m", "bench.photos_cases", "naive"]).items()}
    lines = []
    for size, posts in measured(["manage.py", "up"]).items():
        plain = Line(f"a report with a photo of {size}", "decoded in full", *naive[size])
        memory = " -> ".join(f"{megabytes:.0f}" for megabytes in posts["memory"])
        note = f"p95 {1000 * posts['p95']:.0f} ms, {memory} MB"
        lines += [plain, Line(plain.what, "as the site does it", *took(posts), plain.rate, note)]
    return lines


def took(posts: dict) -> tuple[int, float]:
    return posts["count"], posts["seconds"]


def measured(command: list[str]) -> dict[str, dict]:
    """What became of each size at a site of its own that `command` serves."""
    port = city.free_port()
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-") as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "REDIS_URL": "",
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATA_DIR": folder,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "for this run",
            "FIELD_ENCRYPTION_KEY": "for this run",
            "TWILIO_ACCOUNT_SID": "",
            "RATE_LIMIT_SCALE": "1000000",
        }
        part(environment, "prepare")
        found = {}
        with served(environment, command) as pid:
            for size, (width, height) in SIZES.items():
                asked = [str(one) for one in (port, pid, width, height, CONNECTIONS, SECONDS)]
                found[size] = part(environment, "post", *asked)
        return found


@contextlib.contextmanager
def served(environment: dict[str, str], command: list[str]) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while not answers(environment["PUBLIC_URL"]):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command} did not start")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def part(environment: dict[str, str], *arguments: str) -> dict:
    """Run one part in a process of its own; what it says last."""
    command = [sys.executable, "-m", "bench.photos_cases", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, timeout=PATIENCE, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])
