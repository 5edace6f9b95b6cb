"""A site with its carrier, and on a city a PostgreSQL and a Redis of its own that may be stopped."""

import contextlib
import io
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from tests.support.carrier import Carrier, settings_for
from tests.support.city import Postgres, Redis
from tests.support.site import ROOT, Site, site

FULL = os.environ.get("FAULTS") == "full"
ROOM = 100_000  # bytes that a file may have while the disk is full: what was there can be read, little can be added


def phone(number: int) -> str:
    """A number in the range that is reserved for fiction; there are 100 a region."""
    return f"+1{201 + number // 100}55501{number % 100:02d}"


@dataclass
class Town:
    site: Site
    carrier: Carrier
    postgres: Postgres | None = None  # only in a city
    redis: Redis | None = None
    _clerk: subprocess.Popen | None = field(default=None, repr=False)

    def ask(self, order: str, **fields: Any) -> dict[str, Any]:
        """Have the clerk do something (tests.support.clerk)."""
        if self._clerk is None:
            self._clerk = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.support.clerk"],
                env=self.site.environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._clerk.stdin is not None and self._clerk.stdout is not None
        self._clerk.stdin.write(json.dumps([order, fields]) + "\n")
        self._clerk.stdin.flush()
        for line in self._clerk.stdout:
            if line.startswith("ANSWER "):
                answer = json.loads(line.removeprefix("ANSWER "))
                assert not isinstance(answer, dict) or "error" not in answer, answer
                return answer
        raise AssertionError("the clerk is gone")

    def start_sender(self) -> subprocess.Popen:
        """The process that sends: the whole site on a laptop, the worker in a city."""
        return self.site.start(*(["worker"] if self.site.is_city else []))

    def taken(self, key: str) -> Counter[str]:
        """How many texts of a warning the carrier took, by phone."""
        return Counter(message.to for message in list(self.carrier.messages) if message.body.startswith(f"{key}: "))

    def verdict(self, key: str, count: int, first: int = 0) -> tuple[int, int]:
        """(lost, doubled) of a warning opened to `count` phones."""
        taken = self.taken(key)
        return sum(phone(first + n) not in taken for n in range(count)), sum(times - 1 for times in taken.values())

    def settled(self, key: str, texts: int, rate: float) -> dict[str, int]:
        """The tally once nothing is left to do. The short form does not wait for the minute that a carrier gets."""

        def begun() -> bool:
            tally = self.ask("tally", key=key)
            return sum(tally.values()) == texts and not tally.get("queued")

        until(begun, patience=texts / rate + 900, what=key)
        if FULL:
            until(lambda: set(self.ask("tally", key=key)) == {"delivered"}, patience=900, what=key)
        else:
            self.site.stop()
            self.ask("settle")
        return self.ask("tally", key=key)

    def start_again(self) -> None:
        """Have the whole site run, whatever the story before left of it."""
        if any(process.poll() is not None for process in self.site.processes) or not self.site.processes:
            self.site.stop()
            self.site.processes.clear()
            self.site.start_all()

    def report(self) -> int:
        """Report a hazard with a photo of some 300 kB over the API; the status of the answer."""
        photo = io.BytesIO()
        Image.frombytes("RGB", (480, 480), os.urandom(480 * 480 * 3)).save(photo, "JPEG", quality=95)  # noise stays big
        fields = {"category": "road", "description": "A hole.", "latitude": "38.9", "longitude": "-77.0"}
        answer = requests.post(
            f"{self.site.url}/api/v1/hazards/",
            data=fields,
            files={"photos": ("hole.jpg", photo.getvalue())},
            timeout=60,
        )
        return answer.status_code

    @contextlib.contextmanager
    def no_room(self) -> Iterator[None]:
        """For every process of the site the disk is full: no file of theirs can grow beyond ROOM."""
        limit = resource.RLIMIT_FSIZE
        before = {process.pid: resource.prlimit(process.pid, limit) for process in self.site.processes}
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, limit, (ROOM, hard))
        try:
            yield
        finally:
            for pid, limits in before.items():
                with contextlib.suppress(ProcessLookupError):
                    resource.prlimit(pid, limit, limits)

    def close(self) -> None:
        if self._clerk is not None:
            self._clerk.stdin.close()
            self._clerk.wait(30)
            self._clerk.stdout.close()


@contextlib.contextmanager
def town(folder: Path, *, latency: float = 0.2, postgres: Postgres | None = None, **environment: str) -> Iterator[Town]:
    """A migrated site that is not yet started. In a city, `postgres` is the server to be used."""
    with contextlib.ExitStack() as stack:
        far_end = stack.enter_context(Carrier(latency=latency, report=True))
        servers: dict[str, Any] = {}
        if os.environ.get("CITY"):
            servers = {"postgres": stack.enter_context(postgres or Postgres()), "redis": stack.enter_context(Redis())}
            environment = {
                "DATABASE_URL": servers["postgres"].url,
                "REDIS_URL": servers["redis"].url,
                **environment,
            }
        running = stack.enter_context(
            site(folder, DJANGO_SETTINGS_MODULE="tests.faults.settings", **settings_for(far_end), **environment)
        )
        far_end.site = running.url
        made = Town(running, far_end, **servers)
        stack.callback(made.close)
        yield made


def until(true: Callable[[], Any], patience: float = 120, what: str = "") -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"it did not happen in time {what}"
        time.sleep(0.05)


def seeded() -> random.Random:
    """Chance that can be had again: the seed is printed, and FAULTS_SEED sets it."""
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(2**31))
    print(f"FAULTS_SEED={seed}")
    return random.Random(seed)


def note(fault: str, *, runs: int, lost: int, doubled: int) -> None:
    """A line for the table that `make faults` ends with."""
    where = "PostgreSQL + Redis" if os.environ.get("CITY") else "SQLite"
    line = json.dumps([fault, where, runs, lost, doubled])
    print(line)
    if path := os.environ.get("FAULTS_LEDGER"):
        with open(path, "a") as ledger:
            ledger.write(line + "\n")
