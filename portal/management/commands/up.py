"""`manage.py up`: the whole site in one process, or one part of it in a city."""

import contextlib
import ctypes
import hashlib
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import celery.beat
import celery.worker
import structlog
import uvicorn
from celery.worker import state
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone

from community.messaging.models import Heartbeat
from community.messaging.services import beat
from community.places.models import Community
from portal.celery import app
from portal.lib.stopping import stopping
from portal.management.demo.accounts import account_lines, demo_password

log = structlog.get_logger(__name__)

CLOCK_BEAT = 15  # seconds between two words that the clock runs
CLOCK_WITHIN = timedelta(minutes=2)
CLOCK_SET_BACK = 2.0  # seconds at once: what keeps clocks right moves them by less
SHORT_LIVED = 5.0  # seconds: a worker that ends so soon would end again at once; the next one waits a little
LONGEST_PAUSE = 30.0  # seconds
PATIENCE = 10  # seconds; leases on the rows cover what is abandoned
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024  # glibc's name for it; bytes
PARTS = ("web", "worker", "beat")
PAGES = (
    ("first page, 首页", "/"),
    ("report a hazard, 上报", "/hazards/report/"),
    ("ask, 问一问", "/chat/"),
    ("stations, 站点", "/stations/"),
    ("the officers' desk", "/desk/"),
    ("texts that were not sent", "/outbox/"),
    ("API documentation", "/api/v1/docs/"),
)


class Command(BaseCommand):
    help = "Serve the site, work the queue and keep the clock, in one process."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--processes", default=",".join(PARTS), help="which parts run here; alone they need REDIS_URL"
        )
        parser.add_argument("--concurrency", type=int, default=8, help="worker threads: each channel may hold one")

    def handle(self, *, host, port, processes, concurrency, **options):
        parts = [part.strip() for part in processes.split(",") if part.strip()]
        if not parts or not set(parts) <= set(PARTS):
            raise CommandError(f"--processes takes any of {', '.join(PARTS)}, separated by commas.")
        if settings.IS_EMBEDDED and set(parts) != set(PARTS):
            raise CommandError("Parts that run alone need REDIS_URL: they meet nowhere else.")
        if "web" in parts:
            gather_files()
            # WhiteNoise hands Django a plain file; Django reads it in a thread, which is what we want
            warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
        give_back_memory()
        runner = Server(host, port, said=self.greeting(host, port)) if "web" in parts else Waiting()
        # After stopping, uvicorn restores these handlers and raises the signal again; the default SIGTERM
        # would then kill the worker mid-task. They also catch a signal that arrives before uvicorn listens.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: runner.stop())
        stop = threading.Event()
        worker = Worker(concurrency) if "worker" in parts else None
        threads = []
        if worker is not None:
            threads.append(start(runner, worker.run))
        if "beat" in parts:
            threads.append(start(runner, keep_time, stop))
        try:
            runner.run()
        finally:  # also when the port is taken (SystemExit)
            stopping.set()
            stop.set()
            if worker is not None:
                worker.stop()
            for thread in threads:
                thread.join(PATIENCE)
            if any(thread.is_alive() for thread in threads):
                os._exit(1)  # pool threads would otherwise hold the exit for ever

    def greeting(self, host: str, port: int) -> str:
        """What to open first, and as whom; said once the door is open."""
        if host in ("0.0.0.0", "::"):  # noqa: S104 - read, not bound
            host = "127.0.0.1"
        base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        lines = [f"Shouwang keeps watch at {base}/ (Ctrl-C stops it)"]
        lines += [f"  {name:<28}{base}{path}" for name, path in PAGES]
        if Community.objects.filter(is_demo=True).exists():
            lines += [f"  {'the tour of the demo':<28}{base}/demo/", "", account_lines(demo_password())]
        return "\n".join(lines)


def give_back_memory() -> None:
    """Have the C library hand large pieces back to the machine at once: photos left a process half as large again.

    glibc raises its own threshold (mallopt(3), M_MMAP_THRESHOLD) whenever a large piece is freed; set, it stays.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def gather_files() -> None:
    """Gather the static files, unless they are those gathered last: a start on a full disk has to write nothing."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            seen.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    note = settings.DATA_DIR / "static.gathered"
    if note.exists() and note.read_text() == seen.hexdigest() and (settings.STATIC_ROOT / "staticfiles.json").exists():
        return
    note.unlink(missing_ok=True)  # what is half gathered is not gathered
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(seen.hexdigest())


class Worker:
    """Celery's worker, begun anew where an accident of its broker's ended it."""

    def __init__(self, concurrency: int):
        self.concurrency = concurrency
        self.controller = self._new()

    def run(self) -> None:
        pause = 0.0
        while True:
            began = time.monotonic()
            self.controller.start()
            lived = time.monotonic() - began
            if stopping.is_set():
                return
            # kombu breaks where Redis goes away while a task is under way, and again where it is still away when the
            # next one begins; rows are the queue, so none is lost
            log.error("worker.ended", seconds=round(lived))
            pause = 0.0 if lived > SHORT_LIVED else min(2 * pause + 1, LONGEST_PAUSE)
            if stopping.wait(pause):
                return
            self.controller = self._new()

    def stop(self) -> None:
        state.should_stop = 0  # for a worker not yet listening; alone it takes 4 s
        try:
            app.control.shutdown(destination=[self.controller.hostname])  # wakes it at once; never undirected
        except Exception as error:  # a broker that is away: the flag above is enough
            log.warning("doorbell.unheard", task="shutdown", reason=type(error).__name__)

    def _new(self) -> celery.worker.WorkController:
        # WorkController, not app.Worker: that one is the command line's (signal handlers, log hijack).
        return app.WorkController(
            pool="threads",
            concurrency=self.concurrency,
            hostname=f"up-{os.getpid()}@localhost",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )


class Greeter(uvicorn.Server):
    """Says its piece once it listens."""

    def __init__(self, config: uvicorn.Config, said: str):
        super().__init__(config)
        self.said = said

    def handle_exit(self, sig, frame) -> None:
        stopping.set()  # uvicorn's handler stands in for ours while it serves
        super().handle_exit(sig, frame)

    async def startup(self, sockets=None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            print(self.said, flush=True)  # to the person at the terminal; logs go to stderr


class Server:
    """uvicorn on the main thread."""

    def __init__(self, host: str, port: int, said: str = ""):
        self.server = Greeter(
            uvicorn.Config(
                "portal.asgi:application",
                host=host,
                port=port,
                lifespan="on",  # "auto" hides a failed start
                log_config=None,  # Django's LOGGING stays in charge
                timeout_graceful_shutdown=2,  # a slow request may not hold the door
                ws_max_size=64 * 1024,
                ws_per_message_deflate=False,  # frames are short: a compressor a socket costs more than it saves
                proxy_headers=False,  # TRUSTED_PROXIES decides, in portal.lib.limits
            ),
            said,
        )

    def run(self) -> None:
        self.server.run()

    def stop(self) -> None:
        stopping.set()  # a wave in flight ends while the server closes its own connections
        self.server.should_exit = True


class Waiting:
    """The main thread of a process without a server."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.5):  # a wait without an end would not see signals on every system
            pass

    def stop(self) -> None:
        self.stopped.set()


def start(runner: Server | Waiting, run: Callable, *args) -> threading.Thread:
    def body():
        try:
            run(*args)
        finally:
            runner.stop()  # a site whose worker or clock died must not look healthy

    thread = threading.Thread(target=body, name=run.__qualname__, daemon=True)
    thread.start()
    return thread


def keep_time(stop: threading.Event) -> None:
    told = float("-inf")
    scheduler, ahead = new_schedule(), clock_ahead()
    while not stop.wait(min(scheduler.tick(), 1)):  # beat.Service sleeps, uninterruptibly
        if clock_ahead() < ahead - CLOCK_SET_BACK:  # it would wait for hours that were there already
            log.warning("clock.set_back", seconds=round(ahead - clock_ahead()))
            scheduler = new_schedule()
        ahead = clock_ahead()
        if time.monotonic() - told >= CLOCK_BEAT:
            told = time.monotonic()
            say_that_time_is_kept()


def new_schedule() -> celery.beat.Scheduler:
    """Its entries first fire one interval from now; what is due is looked for at once."""
    try:
        app.send_task("messaging.sweep", retry=False)
    except Exception as error:  # a broker that is away: the schedule rings again in a few seconds
        log.warning("doorbell.unheard", task="messaging.sweep", reason=type(error).__name__)
    return celery.beat.Scheduler(app)  # no schedule file; the rows remember


def clock_ahead() -> float:
    """Seconds by which the clock on the wall leads the one that only goes on: they change where somebody sets it."""
    return time.time() - time.monotonic()


def say_that_time_is_kept() -> None:
    try:
        beat(Heartbeat.Part.BEAT, within=CLOCK_WITHIN, now=timezone.now())
    except Exception as error:  # a database that is away must not stop the clock
        log.warning("clock.untold", reason=type(error).__name__)
        connection.close()
    finally:
        close_old_connections()
