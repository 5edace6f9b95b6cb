"""The site as people run it: real processes, real ports, a data folder of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.city import free_port, fresh_database

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Site:
    """A site that is being run. `url` has no slash at its end."""

    url: str
    environment: dict[str, str]
    folder: Path
    processes: list[subprocess.Popen] = field(default_factory=list)

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


@contextlib.contextmanager
def site(folder: Path, *, demo: bool = False, **environment: str) -> Iterator[Site]:
    """A migrated site that is not yet started; everything that was started is stopped at the end.

    On SQLite and in memory, or, where the tests run as a city (tests.support.run), on a new database of its PostgreSQL
    and on its Redis; `environment` may name others.
    """
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    if os.environ.get("CITY"):
        database = environment.get("DATABASE_URL") or fresh_database()
        environment = {"REDIS_URL": os.environ["REDIS_URL"], **environment, "DATABASE_URL": database}
    run = Site(
        url=f"http://127.0.0.1:{port}",
        folder=folder,
        environment={
            **kept,
            "ENV_FILE": os.devnull,
            "PORT": str(port),
            "DATA_DIR": str(folder),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "DEMO_PASSWORD": "a demo password",
            "PYTHONWARNINGS": "ignore",
            **environment,
        },
    )
    run.manage("translations", "compile")
    run.manage("migrate", "--verbosity", "0")
    run.manage("createcachetable")
    if demo:
        run.manage("load_knowledge")
        run.manage("demo")
    try:
        yield run
    finally:
        run.stop()
