"""The doorbell of background work. Rows are the queue: a lost ring delays work until the next sweep, no more."""

from typing import Any

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def enqueue(task: str, *args: Any) -> None:
    """Ring for `task` (its registered name, e.g. "messaging.send_due") once the present transaction has committed."""
    # robust: a broker that is away must not fail a request whose rows are already committed
    transaction.on_commit(lambda: _ring(task, args), robust=True)


def _ring(task: str, args: tuple[Any, ...]) -> None:
    try:
        # without a bound on retries, a broker that is away would hold the request for minutes
        current_app.send_task(task, args=args, retry=False)
    except Exception as error:
        log.warning("doorbell.unheard", task=task, reason=type(error).__name__)
