"""Cases that measure the database, each in a process and on a database of their own."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support import city

ROOT = Path(__file__).resolve().parents[1]


def on_each_database(module: str) -> Iterator[tuple[str, list[str]]]:
    """(name of the database, what `python -m module` printed on a new one of it); what is missing is said and left."""
    for name in ("SQLite", "PostgreSQL"):
        if name in city.missing():
            print(f"SKIPPED: {name} not found", flush=True)
            continue
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="shouwang-bench-"))
            address = f"sqlite:///{folder}/bench.sqlite3"
            if name == "PostgreSQL":
                address = stack.enter_context(city.postgres())
            environment = {
                **os.environ,
                "ENV_FILE": os.devnull,
                "DATA_DIR": folder,
                "DATABASE_URL": address,
                "REDIS_URL": "",
                "SECRET_KEY": "for this run",
                "FIELD_ENCRYPTION_KEY": "for this run",
                "TWILIO_ACCOUNT_SID": "",
                "DJANGO_SETTINGS_MODULE": "portal.settings",
            }
            command = [sys.executable, "-m", module]
            done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        yield name, done.stdout.splitlines()
