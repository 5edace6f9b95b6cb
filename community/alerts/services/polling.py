"""Looking at the sources: one at a time, politely, and outside every transaction."""

import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from django.db.models import Exists, Q

from community.alerts.cap.opening import LARGEST, Unreadable
from community.alerts.cap.reading import Link, read
from community.alerts.cap.received import Received
from community.alerts.models import Source
from community.alerts.services.ingesting import take_in
from community.places.models import Community
from portal.lib.live import publish
from portal.lib.outbound import Fetched, Refused, TooLarge, get

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)  # longer than any look can take
BUDGET = 45.0  # seconds for all that one ring of the bell looks at
PATIENCE = 10.0  # seconds for one answer
LONGEST_WAIT = timedelta(hours=1)  # between looks at a source that fails
SOON = timedelta(seconds=30)  # where a feed held more than one look may take
MOST_TRIES = 3  # of a linked message
DONE = -1
ACCEPT = (
    "application/cap+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)


class LookFailed(Exception):
    """Nothing came of it. `code` is one of selectors.upstream.ERRORS."""

    def __init__(self, code: str, value: str = ""):
        super().__init__(code)
        self.code, self.value = code, value


def save_source(
    source: Source | None = None,
    *,
    now: datetime,
    community: Community,
    name: str,
    address: str,
    issuer: str = "",
    senders: Sequence[str] = (),
    codes: Sequence[str] = (),
    interval: int = 120,
    most_items: int = 50,
    is_active: bool = True,
) -> Source:
    """A new source, or what an administrator changed of one; it is looked at next. Raises ValidationError by field."""
    row = source or Source(created=now)
    moved = row.address != address
    row.community, row.name, row.address, row.issuer = community, name, address, issuer
    row.senders, row.codes = list(senders), list(codes)
    row.interval, row.most_items, row.is_active, row.next_poll = interval, most_items, is_active, now
    if moved:  # what was known is known of another address
        row.etag = row.last_modified = row.error = row.error_value = ""
        row.items, row.failures, row.last_success = {}, 0, None
    row.full_clean()
    row.save()
    return row


def poll_due(*, now: datetime) -> int:
    """Look at every source that is due, one after the other; how many. What the time does not suffice for is due
    again at the next ring."""
    started, looked = time.monotonic(), 0
    while time.monotonic() - started < BUDGET:
        moment = now + timedelta(seconds=time.monotonic() - started)
        source = claim_source(moment)
        if source is None:
            break
        poll_source(source, now=moment, until=started + BUDGET)
        looked += 1
    return looked


def claim_source(now: datetime) -> Source | None:
    """The source that has waited longest, leased; None where none is due, or somebody else is looking at one."""
    due = Source.objects.filter(is_active=True, next_poll__lte=now).filter(Q(lease=None) | Q(lease__lte=now))
    source = due.order_by("next_poll", "pk").select_related("community").first()
    if source is None:
        return None
    # of the threads that send texts, feeds may hold one
    free = ~Exists(Source.objects.filter(lease__gt=now))
    until = now + LEASE
    if not Source.objects.filter(free, pk=source.pk, next_poll=source.next_poll).update(lease=until, last_tried=now):
        return None
    source.lease, source.last_tried = until, now
    return source


def poll_source(source: Source, *, now: datetime, until: float | None = None) -> int:
    """Look at a source in hand; how many messages were new proposals. Every failure is written on its row."""
    deadline = until or time.monotonic() + BUDGET
    try:
        found = _looked(source, now, deadline)
    except LookFailed as failed:
        _failed(source, failed, now)
        return 0
    except Exception as error:
        # the address stays out of the log; so does what may repeat it
        log.error("source.broken", source=source.pk, reason=type(error).__name__)
        _failed(source, LookFailed("broken"), now)
        return 0
    return found


def _looked(source: Source, now: datetime, deadline: float) -> int:
    headers = {"Accept": ACCEPT}
    if source.etag:
        headers["If-None-Match"] = source.etag
    if source.last_modified:
        headers["If-Modified-Since"] = source.last_modified
    answer = _fetched(source.address, headers)
    if answer.status == 304:
        # the same feed: what could not be read of it still stands there
        _succeeded(source, now, note=(source.error, source.error_value) if source.error == "lost" else ("", ""))
        return 0
    if answer.status != 200:
        raise LookFailed("status", str(answer.status))
    try:
        reading = read(answer.body, base=answer.url)
    except Unreadable as refused:
        raise _unreadable(refused) from None
    new, bad = _absorbed(source, reading.messages, now)
    fresh = [link for link in reading.links if source.items.get(link.key, 0) not in (DONE, MOST_TRIES)]
    items = {link.key: source.items[link.key] for link in reading.links if link.key in source.items}
    done = 0
    for link in fresh[: source.most_items]:
        if time.monotonic() > deadline:
            break
        messages, items[link.key] = _followed(link, items.get(link.key, 0))
        more, worse = _absorbed(source, messages, now)
        new, bad, done = new + more, bad + worse, done + 1
    # until everything was taken the feed must be given whole again
    complete = done == len(fresh) and all(items.get(link.key) in (DONE, MOST_TRIES) for link in fresh)
    refused = next(iter(reading.findings), None)
    note = ("unreadable", f"{refused.code}:{refused.value}") if refused and refused.grade == "error" else ("", "")
    if lost := sum(tries == MOST_TRIES for tries in items.values()):
        note = ("lost", str(lost))
    _succeeded(
        source, now, answer=answer if complete and not bad else None, items=items, left=done < len(fresh), note=note
    )
    return new


def _followed(link: Link, tries: int) -> tuple[tuple[Received, ...], int]:
    """The messages behind a link, and what to remember of it."""
    try:
        answer = _fetched(link.url, {"Accept": ACCEPT})
    except LookFailed as failed:
        return (), MOST_TRIES if failed.code in ("refused", "too_large") else tries + 1
    if answer.status != 200:
        return (), tries + 1
    try:
        return read(answer.body, base=answer.url).messages, DONE
    except Unreadable:
        return (), MOST_TRIES


def _fetched(address: str, headers: dict[str, str]) -> Fetched:
    try:
        return get(address, headers=headers, largest=LARGEST, seconds=PATIENCE)
    except Refused:
        raise LookFailed("refused") from None
    except TooLarge:
        raise LookFailed("too_large") from None
    except TimeoutError:
        raise LookFailed("timeout") from None
    except (aiohttp.ClientError, OSError, ValueError):
        raise LookFailed("unreachable") from None


def _absorbed(source: Source, messages: Sequence[Received], now: datetime) -> tuple[int, int]:
    """How many were new, and how many could not be kept. The oldest first, so that updates find what they change."""
    new = bad = 0
    for message in sorted(messages, key=lambda one: one.sent.timestamp() if one.sent else 0.0):
        try:
            new += take_in(source, message, now=now) is not None
        except Exception as error:  # one bad message must not hide its neighbours
            log.error("source.message_broken", source=source.pk, reason=type(error).__name__)
            bad += 1
    return new, bad


def _succeeded(
    source: Source,
    now: datetime,
    *,
    answer: Fetched | None = None,
    items: dict[str, int] | None = None,
    left: bool = False,
    note: tuple[str, str] = ("", ""),
) -> None:
    changes: dict[str, Any] = {"last_success": now, "failures": 0, "error": note[0], "error_value": note[1][:80]}
    if items is not None:
        changes |= {"items": items, "etag": "", "last_modified": ""}
    if answer is not None:
        changes |= {"etag": answer.headers.get("ETag", "")[:300]}
        changes |= {"last_modified": answer.headers.get("Last-Modified", "")[:100]}
    wait = SOON if left else timedelta(seconds=source.interval * random.uniform(0.9, 1.1))
    _put_back(source, now + wait, changes)


def _failed(source: Source, failed: LookFailed, now: datetime) -> None:
    """Again later, each time twice as late, and not all sources of one server at once."""
    wait = min(timedelta(seconds=source.interval) * 2 ** min(source.failures, 12), LONGEST_WAIT)
    wait = max(wait, timedelta(seconds=source.interval)) * random.uniform(0.8, 1.2)
    changes = {"failures": source.failures + 1, "error": failed.code, "error_value": failed.value[:80]}
    _put_back(source, now + wait, changes)


def _put_back(source: Source, at: datetime, changes: dict[str, Any]) -> None:
    """Let go of a source, unless the lease ran out and somebody else has it."""
    changed = source.error != changes["error"]
    changes |= {"next_poll": at, "lease": None}
    if Source.objects.filter(pk=source.pk, lease=source.lease).update(**changes):
        for name, value in changes.items():
            setattr(source, name, value)
        if changed:
            publish("desk", "proposal", source=source.pk)


def _unreadable(refused: Unreadable) -> LookFailed:
    finding = refused.finding
    return LookFailed("too_large" if finding.code == "too_large" else "unreadable", f"{finding.code}:{finding.value}")
