"""Many requests at once from code that is not async: a loop of its own, stepped between two looks at the database."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

import structlog

from community.messaging.carriers.base import Carrier
from portal.lib.stopping import stopping

try:
    import uvloop  # comes with uvicorn where the system has it; a third less work a request

    new_event_loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
except ImportError:
    new_event_loop = asyncio.new_event_loop

log = structlog.get_logger(__name__)

Name = TypeVar("Name")
Answer = TypeVar("Answer")

GRACE = 1.5  # seconds that requests in flight get once the process was told to stop


class Wave(Generic[Name, Answer]):
    """Requests in flight on the sessions of some carriers; `with Wave([carrier]) as wave`.

    The loop runs only inside `finished`, so that Django's ORM, which must not be called on a running loop, can be
    used between two steps by the same thread.
    """

    def __init__(self, carriers: Sequence[Carrier], after: Callable[[Name], None] | None = None):
        self.carriers = carriers
        self.after = after  # called on the loop when a request ended: it may start others
        self.waiting: Callable[[], int] = lambda: 0
        self.runner = asyncio.Runner(loop_factory=new_event_loop)
        self.tasks: dict[asyncio.Task, Name] = {}
        self.done: list[tuple[Name, Answer | None]] = []
        self.low = asyncio.Event()
        self.down_to = 0
        self.stop_at: float | None = None

    def __enter__(self) -> "Wave[Name, Answer]":
        for carrier in self.carriers:
            self.runner.run(carrier.open())
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            for carrier in self.carriers:
                self.runner.run(carrier.close())
        finally:
            self.runner.close()  # cancels what is left after an error

    def __len__(self) -> int:
        return len(self.tasks)

    def start(self, name: Name, request: Coroutine[Any, Any, Answer]) -> None:
        """Begin `request`; `finished` gives its answer beside `name`."""
        task = self.runner.get_loop().create_task(request)
        self.tasks[task] = name
        task.add_done_callback(self._keep)

    def finished(
        self, *, down_to: int, patience: float, waiting: Callable[[], int] = lambda: 0
    ) -> list[tuple[Name, Answer | None]]:
        """Run until at most `down_to` requests are in flight or `patience` seconds are over; what ended meanwhile.

        Those that `waiting` counts are in flight, too: they start while this runs. The answer is None for a request
        that broke or was given up because the process ends.
        """
        self.waiting = waiting
        self.runner.run(self._step(down_to, patience))
        done, self.done = self.done, []
        return done

    async def _step(self, down_to: int, patience: float) -> None:
        self.down_to = down_to
        self.low.clear()
        if stopping.is_set():
            self.stop_at = self.stop_at or time.monotonic() + GRACE
            if time.monotonic() >= self.stop_at:
                for task in self.tasks:
                    task.cancel()
        if len(self.tasks) + self.waiting() > down_to:
            try:
                async with asyncio.timeout(patience):
                    await self.low.wait()
            except TimeoutError:
                pass

    def _keep(self, task: asyncio.Task) -> None:
        name = self.tasks.pop(task)
        answer: Answer | None = None
        if not task.cancelled():
            if error := task.exception():
                log.error("wave.broken", reason=type(error).__name__)  # its text may hold a number
            else:
                answer = task.result()
        self.done.append((name, answer))
        if self.after is not None:
            self.after(name)
        if len(self.tasks) + self.waiting() <= self.down_to:
            self.low.set()
