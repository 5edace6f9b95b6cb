"""A PostgreSQL and Redis servers of the tests' own, on free ports of the loopback, from the installed binaries."""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql

UNPRIVILEGED = "postgres", "nobody"


def postgres_bin() -> Path | None:
    """The folder of initdb and postgres."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda name: int(name.split("/")[4]))
    found = shutil.which("initdb")
    for folder in [*reversed(folders), *([str(Path(found).resolve().parent)] if found else [])]:
        if (Path(folder) / "initdb").exists() and (Path(folder) / "postgres").exists():
            return Path(folder)
    return None


def missing() -> list[str]:
    """Names of the servers that cannot be started on this machine."""
    return [
        name for name, found in (("PostgreSQL", postgres_bin()), ("Redis", shutil.which("redis-server"))) if not found
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def servers(workers: int = 1) -> Iterator[dict[str, str]]:
    """Start both; yields the environment that points to them.

    Each of `workers` gets a Redis: what one publishes must not reach another's pages. Of the one PostgreSQL each
    makes a database of its own.
    """
    with postgres() as database, contextlib.ExitStack() as stack:
        brokers = [stack.enter_context(redis()) for _worker in range(workers)]
        yield {"CITY": "1", "DATABASE_URL": database, "REDIS_URL": brokers[0], "CITY_REDIS": " ".join(brokers)}


def new_database(name: str, like: str = "template1") -> str:
    """A new database on the PostgreSQL that DATABASE_URL names, a copy of `like`; its address."""
    address = os.environ["DATABASE_URL"]
    order = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(order.format(psycopg.sql.Identifier(name), psycopg.sql.Identifier(like)))
    return address.rsplit("/", 1)[0] + "/" + name


class Postgres:
    """A PostgreSQL that can be stopped and started again; `with Postgres() as server`. Its data goes at the end."""

    SETTINGS = "fsync=off", "full_page_writes=off", "max_connections=200"

    def __init__(self, where: Path | None = None, settings: Sequence[str] = ()):
        """`where`: the folder to stand in, for a disk of its own; `settings` such as "max_wal_size=32MB"."""
        self.where, self.settings = where, (*self.SETTINGS, *settings)

    def __enter__(self) -> "Postgres":
        binaries = postgres_bin()
        assert binaries is not None, "PostgreSQL is not installed"
        self.binaries, self.port = binaries, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="shouwang-postgres-", dir=self.where))
        account = unprivileged()
        if account:  # initdb refuses root
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.run_as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        self.log = (self.folder / "log").open("wb")
        try:
            options = ["-D", self.folder / "data", "-U", "shouwang", "--auth=trust", "--encoding=UTF8", "--no-sync"]
            subprocess.run([self.binaries / "initdb", *options], check=True, **self._aside())
            self.start()
            self._createdb()
        except BaseException:
            self._tidy()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self.stop()
        finally:
            self._tidy()

    @property
    def url(self) -> str:
        return f"postgres://shouwang@127.0.0.1:{self.port}/shouwang"

    def start(self) -> None:
        options = ["-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, "-h", "127.0.0.1"]
        settings = [word for setting in self.settings for word in ("-c", setting)]
        self.process = subprocess.Popen([self.binaries / "postgres", *options, *settings], **self._aside())
        until_ready([self.binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port)], self.process)

    def stop(self, number: int = signal.SIGINT) -> None:
        """SIGINT turns everybody away at once; SIGQUIT and SIGKILL are accidents: what was not committed is gone."""
        self.process.send_signal(number)
        self.process.wait(30)

    def _createdb(self) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "shouwang"]
        subprocess.run([self.binaries / "createdb", *where, "shouwang"], check=True)

    def _aside(self) -> dict[str, Any]:
        return {"stdout": self.log, "stderr": self.log, "cwd": self.folder, **self.run_as}

    def _tidy(self) -> None:
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """A Redis that can be stopped and started again, empty; `with Redis() as server`."""

    def __enter__(self) -> "Redis":
        self.port = free_port()
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
        )
        until_ready(["redis-cli", "-p", str(self.port), "ping"], self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def flush(self) -> None:
        """Everything in it is forgotten."""
        subprocess.run(["redis-cli", "-p", str(self.port), "flushall"], check=True, capture_output=True)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    with Postgres() as server:
        yield server.url


@contextlib.contextmanager
def redis() -> Iterator[str]:
    with Redis() as server:
        yield server.url


def unprivileged() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under where we are root; None where we are not."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no account postgres or nobody.")


def until_ready(command: list, process: subprocess.Popen, patience: float = 60) -> None:
    """Wait until `command` succeeds. Raises where the server ended or did not answer in time."""
    end = time.monotonic() + patience
    while subprocess.run(command, capture_output=True, check=False).returncode:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args[0]} did not start")
        time.sleep(0.1)
