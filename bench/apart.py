"""What is measured runs in processes of its own, on a folder and a database of its own."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.support import city

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconds for one part, or for a site to come up


def folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="shouwang-bench-")


def environment_of(folder: str, **others: str) -> dict[str, str]:
    """The settings of a site in `folder`, on SQLite and without Redis or carrier, unless `others` say otherwise."""
    return {
        **os.environ,
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "REDIS_URL": "",
        "SECRET_KEY": "for this run",
        "FIELD_ENCRYPTION_KEY": "for this run",
        "TWILIO_ACCOUNT_SID": "",
        **others,
    }


def at_port(port: int) -> dict[str, str]:
    return {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}


def on_each_database(module: str) -> Iterator[tuple[str, list[str]]]:
    """(name of the database, what `python -m module` printed on a new one of it); what is missing is said and left."""
    for name in ("SQLite", "PostgreSQL"):
        if name in city.missing():
            print(f"SKIPPED: {name} not found", flush=True)
            continue
        with contextlib.ExitStack() as stack:
            environment = environment_of(stack.enter_context(folder()))
            if name == "PostgreSQL":
                environment["DATABASE_URL"] = stack.enter_context(city.postgres())
            printed = said(environment, module, patience=None)
        yield name, printed


def part(environment: dict[str, str], module: str, *arguments: str, stdin: str = "") -> dict:
    """What `python -m module` said in its last line."""
    return json.loads(said(environment, module, *arguments, stdin=stdin)[-1])


def said(
    environment: dict[str, str], module: str, *arguments: str, stdin: str = "", patience: float | None = PATIENCE
) -> list[str]:
    """The lines that `python -m module` printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=ROOT,
        input=stdin,
        text=True,
        stdout=subprocess.PIPE,
        timeout=patience,
        check=True,
    )
    return done.stdout.splitlines()


@contextlib.contextmanager
def served(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen]:
    """A site that `python command` serves at the environment's PUBLIC_URL."""
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(environment["PUBLIC_URL"]):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{' '.join(command)} did not start")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return True
    except OSError:
        return False


def spent(process: subprocess.Popen) -> float:
    """Seconds of the processor that it has used so far; 0 where the system does not say."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident(process: subprocess.Popen) -> float:
    """MB of memory that it holds; 0 where the system does not say."""
    stat = Path(f"/proc/{process.pid}/statm")
    return int(stat.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if stat.exists() else 0.0
