"""The site as people run it: real processes, real ports, a data folder of its own."""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.city import free_port, new_database

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Site:
    """A site that is being run. `url` has no slash at its end."""

    url: str
    environment: dict[str, str]
    folder: Path
    processes: list[subprocess.Popen] = field(default_factory=list)
    _beside: subprocess.Popen | None = None

    @property
    def is_city(self) -> bool:
        return "REDIS_URL" in self.environment

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Run a command of manage.py beside the site; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def manage_all(self, *commands: str) -> None:
        """Several commands of manage.py, one after another in one process: each alone would set Django up first."""
        lines = "import sys, django; django.setup(); from django.core.management import call_command\n"
        lines += "for line in sys.argv[1:]: call_command(*line.split())"
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        command = [sys.executable, "-c", lines, *commands]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def says(self, code: str) -> str:
        """What `code` prints, run beside the site in one process for all such code: each alone would set Django up."""
        if self._beside is None:
            environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
            self._beside = subprocess.Popen(
                [sys.executable, "-m", "tests.support.beside"],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._beside.stdin and self._beside.stdout
        self._beside.stdin.write(json.dumps(code) + "\n")
        self._beside.stdin.flush()
        said, failed = json.loads(self._beside.stdout.readline())
        assert not failed, failed
        return said

    def start_all(self) -> None:
        """One process on a laptop; in a city each part is a process of its own."""
        if self.is_city:
            for part in ("web", "worker", "beat"):
                self.start(part)
        else:
            self.start()
        self.until_up()

    def start(self, *parts: str) -> subprocess.Popen:
        """Start `manage.py up` (all parts, or those named); its output goes to a file in the folder."""
        only = ["--processes", ",".join(parts)] if parts else []
        log = (self.folder / f"up-{len(self.processes)}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *only], env=self.environment, cwd=ROOT, stdout=log, stderr=log
        )
        log.close()
        self.processes.append(process)
        return process

    def output(self, number: int = 0) -> str:
        return (self.folder / f"up-{number}.log").read_text()

    def until_up(self, patience: float = 180) -> None:
        end = time.monotonic() + patience
        while True:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if urllib.request.urlopen(self.url + "/healthz", timeout=5).status == 200:
                    return
            ended = [process for process in self.processes if process.poll() is not None]
            if ended or time.monotonic() > end:
                raise AssertionError("The site did not come up:\n" + self.output())
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(number)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
                raise

    def leave(self) -> None:
        """End the process that runs code beside the site."""
        if self._beside is not None:
            with self._beside as beside:  # closes what it reads and writes, and waits
                beside.communicate()
            self._beside = None


@contextlib.contextmanager
def site(folder: Path, *, demo: bool = False, **environment: str) -> Iterator[Site]:
    """A migrated site that is not yet started; everything that was started is stopped at the end.

    On SQLite and in memory, or, where the tests run as a city (tests.support.run), on a new database of its PostgreSQL
    and on its Redis; `environment` may name others.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = Site(url=f"http://127.0.0.1:{free_port()}", folder=folder, environment={})
    run.environment = environment_of(run.url, folder, environment)
    furnish(run, demo=demo)
    try:
        yield run
    finally:
        run.stop()
        run.leave()


def environment_of(url: str, folder: Path, environment: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "FAULTS") if name in os.environ}
    city = {name: os.environ[name] for name in ("REDIS_URL", "DATABASE_URL") if os.environ.get("CITY")}
    return {
        **kept,
        "ENV_FILE": os.devnull,
        "PORT": url.rsplit(":", 1)[1],
        "DATA_DIR": str(folder),
        "PUBLIC_URL": url,
        "DEMO_PASSWORD": "a demo password",
        "PYTHONWARNINGS": "ignore",
        **city,
        **environment,
    }


TABLES = ("translations compile", "migrate --verbosity 0", "createcachetable")
DEMO = ("load_knowledge", "demo")
# what is a site's own, and shapes nothing that is written while it is made ready
OWN = {"PATH", "HOME", "LANG", "PORT", "DATA_DIR", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "TMPDIR"}


def furnish(run: Site, *, demo: bool, database: str = "") -> None:
    """Make a site ready to start: from one made earlier in this run of the tests, where there is one like it."""
    ours = run.environment.get("DATABASE_URL") == os.environ.get("DATABASE_URL") and run.is_city
    if run.is_city and not ours:  # on a server of its own
        run.manage_all(*TABLES, *(DEMO if demo else ()))
        return
    shape = [demo, ours, *(sorted(shaping(run.environment).items()) if demo else ())]
    name = "site_" + hashlib.sha256(repr(shape).encode()).hexdigest()[:12]
    with (earlier() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (done := earlier() / f"{name}.ready").exists():
            example = Site(url=run.url, folder=earlier() / name, environment=dict(run.environment))
            example.environment["DATA_DIR"] = str(example.folder)
            if demo:  # on the tables of one without
                furnish(example, demo=False, database=name)
                example.manage_all(*DEMO)
            else:
                example.folder.mkdir()
                if ours:
                    example.environment["DATABASE_URL"] = new_database(name)
                example.manage_all(*TABLES)
            done.touch()
    shutil.copytree(earlier() / name, run.folder, dirs_exist_ok=True)
    if ours:
        run.environment["DATABASE_URL"] = new_database(database or f"site_{secrets.token_hex(6)}", like=name)


def shaping(environment: dict[str, str]) -> dict[str, str]:
    """What the demo is made by; whoever carries texts is asked for nothing meanwhile."""
    return {name: value for name, value in environment.items() if name not in OWN and not name.startswith("TWILIO_")}


@functools.cache
def earlier() -> Path:
    """Where sites that were made ready are kept: for the whole run (tests.support.run), else for this process."""
    if kept := os.environ.get("SITES"):
        return Path(kept)
    folder = tempfile.TemporaryDirectory(prefix="shouwang-sites-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
