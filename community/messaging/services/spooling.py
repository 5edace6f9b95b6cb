"""Receipts wait in a file until the database takes them: heard while it is away, applied once it is back."""

import json
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, close_old_connections, connection

from community.messaging.models import Heartbeat
from community.messaging.services import heartbeats
from community.messaging.services.receipts import Report, record_receipts
from portal.lib.spool import Spool

log = structlog.get_logger(__name__)

BATCH = 500  # receipts a transaction
WINDOW = 0.1  # seconds that a batch gathers: nobody waits for it, and few large ones cost less than many small
PAUSE = 1.0  # seconds until the database is tried again, and between two looks without a bell
ADOPT = 5.0  # seconds between two looks for the files of dead processes
PATIENCE = 5.0  # seconds that an ending process carries on; what is left then, the next one adopts
BEAT = 30.0  # seconds between two words that all is well
BEAT_WITHIN = timedelta(minutes=3)
OF_A_ROW = (DataError, IntegrityError, ValueError)  # what one bad receipt can cause, and no outage


def receipt_spool() -> Spool:
    """A spool of this process in the place where receipts wait."""
    return Spool(settings.RECEIPT_SPOOL, limit=settings.RECEIPT_SPOOL_MB * 1024 * 1024)


def as_record(report: Report) -> bytes:
    at = report.at.timestamp() if report.at else None
    row = [report.delivery, report.attempt, report.carrier_id, report.status, report.error, at]
    return json.dumps(row, separators=(",", ":")).encode()


def as_report(record: bytes) -> Report | None:
    """None for what no version of ours wrote."""
    try:
        delivery, attempt, carrier_id, status, error, at = json.loads(record)
        heard = datetime.fromtimestamp(at, UTC) if at else None
        return Report(int(delivery), int(attempt), str(carrier_id), str(status), str(error), heard)
    except (ValueError, TypeError, OverflowError):
        return None


def carry_on(spool: Spool, *, now: datetime) -> int:
    """Apply what waits in `spool` now; how many records that were. Raises what the database raises."""
    count, left = 0, spool.waiting
    while left > 0:
        begin = spool.start
        records, end = spool.peek(BATCH)
        reports = [report for record in records if (report := as_report(record)) is not None]
        if reports:
            _apply(reports, now)
        count, left = count + len(records), left - (end - begin)
        spool.forget(end)  # a crash before this applies them again, which changes nothing
    return count


def _apply(reports: Sequence[Report], now: datetime) -> None:
    """One transaction; where one bad receipt spoils it, halves, so that its neighbours are not refused with it."""
    try:
        record_receipts(reports, now=now)
    except OF_A_ROW as error:
        if len(reports) == 1:
            log.error("spool.refused", delivery=reports[0].delivery, reason=type(error).__name__)
            return
        middle = len(reports) // 2
        _apply(reports[:middle], now)
        _apply(reports[middle:], now)


def adopt(spool: Spool | None = None, *, now: datetime) -> int:
    """Apply what dead processes left in the folder of `spool`; how many records that were."""
    spool, count = spool or receipt_spool(), 0
    for orphan in spool.orphans():
        found = carry_on(orphan, now=now)
        if found or orphan.torn:
            log.warning("spool.adopted", count=found, torn=orphan.torn)
        count += found
    spool.look()
    return count


class Drainer:
    """Carries on what is appended to `spool`, in a thread of its own, until `close`."""

    def __init__(self, spool: Spool):
        self.spool = spool
        self.bell = threading.Event()
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._run, name="receipts", daemon=True)
        self.adopted_at = self.beat_at = float("-inf")
        self.refused = ""  # why receipts could not be kept, since the last word about it
        self.failing = ""  # the kind of error at which the last round ended

    def start(self) -> None:
        self.thread.start()

    def close(self) -> None:
        """Carry on what is there, as far as that goes, and leave the rest for the next process."""
        self.ending.set()
        self.bell.set()
        self.thread.join(PATIENCE)
        if not self.thread.is_alive():
            self.spool.close()

    def _run(self) -> None:
        while not self.ending.is_set():
            self.bell.wait(PAUSE)
            self.bell.clear()
            time.sleep(WINDOW)
            if not self._round() and not self.ending.wait(PAUSE):
                self.bell.set()
        self._round()

    def _round(self) -> bool:
        """Whether everything that waited was carried on."""
        now = datetime.now(UTC)
        try:
            carry_on(self.spool, now=now)
            if time.monotonic() - self.adopted_at >= ADOPT:
                self.adopted_at = time.monotonic()
                adopt(self.spool, now=now)
            self._beat(now)
        except Exception as error:  # the database is away, or ours is broken: either way nothing may be forgotten
            if self.failing != type(error).__name__:
                self.failing = type(error).__name__
                log.error("spool.waiting", reason=self.failing, bytes=self.spool.waiting)
            connection.close()
            self._sync()
            return False
        finally:
            close_old_connections()
        if self.failing:
            log.warning("spool.applied", after=self.failing)
            self.failing = ""
        return True

    def _beat(self, now: datetime) -> None:
        if self.refused:
            heartbeats.trouble(Heartbeat.Part.SPOOL, self.refused, within=BEAT_WITHIN, now=now)
            self.refused, self.beat_at = "", time.monotonic()
        elif time.monotonic() - self.beat_at >= BEAT:
            self.beat_at = time.monotonic()
            heartbeats.beat(Heartbeat.Part.SPOOL, within=BEAT_WITHIN, now=now)

    def _sync(self) -> None:
        try:
            self.spool.sync()
        except OSError as error:
            log.error("spool.unsynced", reason=type(error).__name__)
