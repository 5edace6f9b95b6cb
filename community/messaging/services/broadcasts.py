"""Freezing an audience: one row for each recipient, made in chunks while the first are already on their way."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from community.messaging.carriers import segments
from community.messaging.models import Broadcast, Delivery, Lane
from community.messaging.services.contacts import calls_again, first_rows
from community.messaging.services.rows import insert_rows, new_row
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.recipients import Address, Audience, Recipient, Ways
from portal.lib.sealing import seal
from portal.lib.stopping import stopping
from portal.lib.words import said

log = structlog.get_logger(__name__)

CHUNK = 1000  # rows a transaction: nobody waits long for the write lock
TURN = 1.5  # seconds of filling before other work gets the thread
MOST_UNDER_WAY = 4  # choices kept between two turns: 25 bytes a person
EXERCISE_MARKS = {"en": "EXERCISE", "zh-hans": "演练"}


# broadcast -> the cursor that this process has brought it to, and who follows: choosing a city's people anew for every
# turn would take longer than the turn
_under_way: dict[int, tuple[str, Iterator[Recipient]]] = {}


def open_broadcast(
    *,
    key: str,
    lane: Lane | int,
    texts: dict[str, str],
    audience: str,
    definition: dict[str, Any],
    expires: datetime,
    hold_until: datetime | None = None,
    exercise: bool = False,
    channels: dict[str, Any] | None = None,
    severity: str = "",
    now: datetime,
) -> Broadcast:
    """Promise `texts` (by language) to the `audience` (a name in settings.AUDIENCES) that `definition` describes.

    `channels` says by which ways (portal.lib.recipients.Ways as JSON; by text alone where there is none); an exercise
    or a reminder never rings anybody. Idempotent by `key`: a second call gives the first broadcast, unchanged. Rows
    are made in the background and sent at once, or from `hold_until` on.
    """
    if audience not in settings.AUDIENCES:
        raise ValueError(f"settings.AUDIENCES has no {audience!r}")
    if not any(texts.values()):
        raise ValueError("a broadcast needs words")
    ways = Ways.of(channels or {})
    if exercise or lane == Lane.REMINDER:
        ways = ways.without("voice")
    broadcast, made = Broadcast.objects.get_or_create(
        key=key,
        defaults={
            "lane": lane,
            "texts": {code: outgoing(text, code, exercise) for code, text in texts.items() if text},
            "exercise": exercise,
            "channels": ways.as_json() if channels else {},
            "severity": severity,
            "audience": audience,
            "definition": definition,
            "opened_at": now,
            "hold_until": hold_until,
            "expires": expires,
        },
    )
    if made:
        enqueue("messaging.fill", broadcast.pk)
    return broadcast


def outgoing(text: str, language: str, exercise: bool) -> str:
    """`text` as it goes out. The one place where an exercise gets its mark, so that no exit can forget it."""
    plain = segments.normalise(text.strip())
    mark = EXERCISE_MARKS.get(language, EXERCISE_MARKS["en"])
    if not exercise or plain.upper().startswith((mark, f"【{mark}")):
        return plain
    return f"【{mark}】{plain}" if language == "zh-hans" else f"{mark}: {plain}"


def send_text(
    *,
    key: str,
    phone: str,
    body: str,
    language: str,
    lane: Lane | int = Lane.REPLY,
    channel: str = "sms",
    question: str = "",
    expires: datetime,
    now: datetime,
) -> Delivery:
    """Text one person, or ring them (`channel="voice"`): a broadcast of one, its words sealed. Idempotent by `key`.

    `question` is the key of the OpenQuestion (see ask_by_text) that a key pressed in the call answers.
    Raises ValueError where settings.CARRIERS has nobody for the channel: nothing may wait for a carrier that never
    comes.
    """
    if not settings.CARRIERS.get(channel):
        raise ValueError(f"settings.CARRIERS has none for {channel!r}")
    plain = segments.normalise(body.strip())
    try:
        with transaction.atomic():
            broadcast = Broadcast.objects.create(
                key=key,
                lane=lane,
                body_sealed=seal(plain),
                question=question,
                opened_at=now,
                filled_at=now,
                expires=expires,
            )
            parts = segments.count(plain).segments if channel == "sms" else 1
            one = Recipient(key=key[-120:], phone=phone, language=language)
            insert_rows([new_row(one, parts, Address(channel, phone))], broadcast=broadcast, due_at=now)
            enqueue("messaging.send_due")
    except IntegrityError:
        pass  # asked for before: that one counts
    return Delivery.objects.get(broadcast__key=key)


def stop_broadcast(broadcast: Broadcast, *, now: datetime) -> int:
    """Send nothing more of it. Returns how many recipients will not get it; what is in flight cannot be called back."""
    Broadcast.objects.filter(pk=broadcast.pk, stopped_at=None).update(stopped_at=now)
    broadcast.refresh_from_db(fields=["stopped_at"])
    # committed first: whoever claims from here on sees it; this only makes the tally true sooner
    stopped = broadcast.deliveries.filter(status=Delivery.Status.QUEUED).update(
        status=Delivery.Status.FAILED, error="stopped", ended_at=now
    )
    publish("desk", "deliveries", broadcast=broadcast.key)
    return stopped


def fill_due(*, now: datetime) -> None:
    """Ring for every broadcast whose audience is not yet complete."""
    for pk in Broadcast.objects.filter(filled_at=None, stopped_at=None).values_list("pk", flat=True):
        enqueue("messaging.fill", pk)


def fill_broadcast(broadcast: Broadcast, *, now: datetime) -> bool:
    """Make the rows that are missing, CHUNK a transaction. True once every recipient has one.

    May be called by several at once and again after any crash: the cursor moves only together with its rows.
    """
    audience: Audience = import_string(settings.AUDIENCES[broadcast.audience])
    sizes = {code: segments.count(text).segments for code, text in broadcast.texts.items()}
    at, following = _under_way.pop(broadcast.pk, ("", iter(())))
    end = time.monotonic() + TURN
    while not stopping.is_set():
        broadcast.refresh_from_db(fields=["cursor", "filled_at", "stopped_at"])
        if broadcast.filled_at or broadcast.stopped_at:
            return True
        if not broadcast.cursor or broadcast.cursor != at:
            following = audience(broadcast.definition, after=broadcast.cursor)
        recipients = list(islice(following, CHUNK))
        _keep_chunk(broadcast, recipients, sizes, now)
        at = recipients[-1].position if recipients else broadcast.cursor
        if time.monotonic() >= end:
            break
    broadcast.refresh_from_db(fields=["filled_at", "stopped_at"])
    if broadcast.filled_at or broadcast.stopped_at:
        return True
    while len(_under_way) >= MOST_UNDER_WAY:
        _under_way.pop(next(iter(_under_way)), None)
    _under_way[broadcast.pk] = at, following
    enqueue("messaging.fill", broadcast.pk)
    return False


def _keep_chunk(broadcast: Broadcast, recipients: list[Recipient], sizes: dict[str, int], now: datetime) -> None:
    """Write one chunk, if nobody else wrote it meanwhile."""
    at = Broadcast.objects.filter(pk=broadcast.pk, cursor=broadcast.cursor, filled_at=None, stopped_at=None)
    if not recipients:
        if at.update(filled_at=now):
            log.info("broadcast.filled", broadcast=broadcast.pk)
            publish("desk", "deliveries", broadcast=broadcast.key)
        return
    # sealed outside the transaction: the write lock is for writing
    languages = {one.language for one in recipients}
    parts = {code: sizes.get(code) or segments.count(said(broadcast.texts, code)).segments for code in languages}
    rows, calls = first_rows(broadcast, recipients, parts), calls_again(broadcast, recipients)
    leaves = max(now, broadcast.hold_until or now)
    calls_from = broadcast.ways.calls_from
    with transaction.atomic():
        if at.update(cursor=recipients[-1].position):
            insert_rows(rows, broadcast=broadcast, due_at=leaves)
            if calls:
                later = datetime.fromisoformat(calls_from) if calls_from else leaves
                insert_rows(calls, broadcast=broadcast, due_at=max(leaves, later))
            enqueue("messaging.send_due")
            publish("desk", "deliveries", broadcast=broadcast.key)
