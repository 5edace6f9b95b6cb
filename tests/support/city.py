"""A PostgreSQL and Redis servers of the tests' own, on free ports of the loopback, from the installed binaries."""

import contextlib
import glob
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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


def fresh_database() -> str:
    """A new, empty database on the PostgreSQL that DATABASE_URL names; its address."""
    address = os.environ["DATABASE_URL"]
    name = f"site_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return address.rsplit("/", 1)[0] + "/" + name


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    binaries = postgres_bin()
    assert binaries is not None, "PostgreSQL is not installed"
    folder = Path(tempfile.mkdtemp(prefix="shouwang-postgres-"))
    account = unprivileged()
    if account:  # initdb refuses root
        os.chown(folder, account.pw_uid, account.pw_gid)
    run_as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data, port = folder / "data", free_port()
    log = (folder / "log").open("wb")
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "shouwang", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True,
            stdout=log,
            stderr=log,
            cwd=folder,
            **run_as,
        )
        process = subprocess.Popen(
            [
                binaries / "postgres",
                "-D",
                data,
                "-p",
                str(port),
                "-k",
                folder,
                "-h",
                "127.0.0.1",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "max_connections=200",
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            **run_as,
        )
        try:
            until_ready([binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], process)
            subprocess.run(
                [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "shouwang", "shouwang"], check=True
            )
            yield f"postgres://shouwang@127.0.0.1:{port}/shouwang"
        finally:
            process.send_signal(2)  # SIGINT: fast shutdown
            process.wait(30)
    finally:
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
    )
    try:
        until_ready(["redis-cli", "-p", str(port), "ping"], process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)


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
