"""Ringing people in turn until one of them answers. The row says whose turn it is; whoever finds it due goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from community.messaging.models import Broadcast, Lane, OpenQuestion, Ring, RingTurn
from community.messaging.services.broadcasts import send_text, stop_broadcast
from community.messaging.services.inbound import ask_by_text
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.recipients import Callee
from portal.lib.sealing import seal
from portal.lib.words import said

log = structlog.get_logger(__name__)

Status = Ring.Status
HANDLER = "community.messaging.inbound.on_ring_answered"
CHANNELS = ("sms", "voice")
BATCH = 200  # rings a pass
AFTERWARDS = timedelta(minutes=30)  # how long somebody who answers too late is still told who has it
TEXT_LIFE = timedelta(minutes=10)  # a text that rings may come a little late; a call may not


@dataclass(frozen=True)
class Acknowledged:
    first: bool  # this one counted
    words: str  # for whoever answered, in the language that is active


@transaction.atomic
def ring_in_turn(
    *,
    key: str,
    callees: Sequence[Callee],
    texts: dict[str, str],
    handler: str,
    on_silence: str = "",
    payload: dict[str, Any] | None = None,
    patience: timedelta,
    rounds: int = 1,
    expires: datetime,
    now: datetime,
    group: str = "",
    lane: Lane | int = Lane.WARNING,
    channels: Sequence[str] = CHANNELS,
) -> Ring:
    """Ring `callees` one after the other, `patience` each, `rounds` times over, until one says 1 by text or key.

    Idempotent by `key`: a second call gives the first ring, unchanged. `texts` (by language) say what it is about;
    "reply 1" (in a call "press 1") is added. `handler(ring, callee, now)`, a dotted path, is called once, for the first
    who answers, and returns words for them ("" for plain thanks); `on_silence(ring, now)` once where the last turn, or
    `expires`, passes without an answer, and an answer that comes after the last turn still counts. Both run in the
    transaction that writes it down. Nobody to ring is silence at once. Numbers and words are sealed.
    """
    if not any(texts.values()):
        raise ValueError("a ring needs words")
    ring, made = Ring.objects.get_or_create(
        key=key,
        defaults={
            "group": group,
            "lane": lane,
            "callees_sealed": seal(json.dumps([[one.key, one.name, one.phone, one.language] for one in callees])),
            "texts_sealed": seal(json.dumps(texts)),
            "channels": list(channels),
            "handler": handler,
            "on_silence": on_silence,
            "payload": payload or {},
            "patience": max(1, int(patience.total_seconds())),
            "turns": len(callees) * max(1, rounds),
            "opened_at": now,
            "due_at": now,
            "expires": expires,
        },
    )
    if made:
        advance_ring(ring, now=now)
        enqueue("messaging.ring")
    return ring


def ring_due(*, now: datetime) -> int:
    """Go on with every ring whose time has come, and tidy up after those that ended; how many moved.

    Safe at any time and by several processes at once: each step is one guarded update together with what it writes.
    """
    moved = 0
    for ring in Ring.objects.due(now)[:BATCH]:
        try:
            moved += advance_ring(ring, now=now)
        except Exception as error:  # one that breaks must not silence the others; it is tried again
            log.error("ring.broken", ring=ring.pk, reason=type(error).__name__)
    for ring in Ring.objects.untidy()[:BATCH]:
        _tidy(ring, now)
    return moved


@transaction.atomic
def advance_ring(ring: Ring, *, now: datetime) -> bool:
    """Ring the next callee of `ring`, or end it where there is none. False where it is not due, or another did it."""
    if ring.expires <= now:
        return _fall_silent(ring, Status.EXPIRED, now)
    if ring.turn >= ring.turns:
        return _fall_silent(ring, Status.EXHAUSTED, now)
    due_at = now + timedelta(seconds=ring.patience)
    at = Ring.objects.filter(pk=ring.pk, status=Status.RINGING, turn=ring.turn, due_at__lte=now)
    if not at.update(turn=ring.turn + 1, rang_at=now, due_at=due_at):
        return False
    ring.turn, ring.rang_at, ring.due_at = ring.turn + 1, now, due_at
    _ring_present(ring, now)
    _say(ring)
    return True


@transaction.atomic
def acknowledge_ring(ring: Ring, place: int, *, now: datetime) -> Acknowledged:
    """The callee at `place` says that they have it. The first one counts; those after are told who was first."""
    at = Ring.objects.filter(pk=ring.pk, status__in=Ring.OPEN)
    first = bool(at.update(status=Status.ANSWERED, answered_place=place, ended_at=now))
    ring.refresh_from_db()
    RingTurn.objects.filter(ring=ring, place=place, answered_at=None).update(answered_at=now)
    if not first:
        return Acknowledged(False, _too_late(ring, place))
    words = import_string(ring.handler)(ring, ring.callees[place], now)
    _say(ring)
    enqueue("messaging.ring")  # tidies up
    return Acknowledged(True, words or _("Thank you. You have it now. The others are not rung any more."))


def stop_ring(key: str, *, now: datetime) -> bool:
    """Ring nobody more: it is settled otherwise. False where it had ended, or never was."""
    return bool(_stop(Ring.objects.filter(key=key), now))


def stop_rings(group: str, *, now: datetime) -> int:
    """Stop every ring of `group`; how many there were."""
    return _stop(Ring.objects.filter(group=group), now) if group else 0


def _stop(rings: Any, now: datetime) -> int:
    stopped = rings.filter(status__in=Ring.OPEN).update(status=Status.STOPPED, ended_at=now)
    if stopped:
        enqueue("messaging.ring")
    return stopped


def _fall_silent(ring: Ring, to: str, now: datetime) -> bool:
    at = Ring.objects.filter(pk=ring.pk, status=Status.RINGING, turn=ring.turn)
    if to == Status.EXHAUSTED:
        at = at.filter(due_at__lte=now)
    if not at.update(status=to, ended_at=now):
        return False
    ring.status, ring.ended_at = to, now
    if ring.on_silence:
        import_string(ring.on_silence)(ring, now)
    _say(ring)
    return True


def _ring_present(ring: Ring, now: datetime) -> None:
    """A text with its question, and beside it a call where a carrier calls."""
    callee, key = ring.callee, ring.turn_key(ring.turn)
    assert callee is not None
    place = (ring.turn - 1) % len(ring.callees)
    RingTurn.objects.create(ring=ring, number=ring.turn, place=place, name=callee.name[:150], rang_at=now)
    words = said(ring.texts, callee.language)
    with translation.override(callee.language):
        body = _("%(words)s Reply 1 to say that you have it.") % {"words": words}
        spoken = _("%(words)s Press 1 to say that you have it.") % {"words": words}
    ask_by_text(
        key=key,
        phone=callee.phone,
        body="",
        language=callee.language,
        handler=HANDLER,
        choices={"1": {"ring": ring.pk, "place": place}},
        expires=ring.expires,
        now=now,
    )
    channels = [one for one in ring.channels if settings.CARRIERS.get(one)]
    turn_ends = now + timedelta(seconds=ring.patience)
    for channel in channels:
        voice = channel == "voice"
        send_text(
            key=f"{key}:voice" if voice else key,
            phone=callee.phone,
            body=spoken if voice else body,
            language=callee.language,
            lane=ring.lane,
            channel=channel,
            question=key,
            # a phone that rings after its turn would ring beside the next one's
            expires=min(ring.expires, turn_ends if voice else max(turn_ends, now + TEXT_LIFE)),
            now=now,
        )


def _too_late(ring: Ring, place: int) -> str:
    if ring.answered_place == place:
        return _("Thank you. You have it already.")
    if ring.answered_by is not None:
        return _("Thank you. %(name)s has it already.") % {"name": ring.answered_by.name}
    return _("Thank you. It is settled already.")


def _tidy(ring: Ring, now: datetime) -> None:
    """Close the questions of an ended ring, and call off what waits to be sent.

    Never in the transaction of an answer: that one holds a question, and two of them would wait for each other.
    """
    keys = [ring.turn_key(number) for number in range(1, ring.turn + 1)]
    until = now + AFTERWARDS
    OpenQuestion.objects.filter(key__in=keys, answered_at=None, expires__gt=until).update(expires=until)
    waiting = Broadcast.objects.filter(key__in=[*keys, *(f"{key}:voice" for key in keys)], stopped_at=None)
    for broadcast in waiting.filter(expires__gt=now):
        stop_broadcast(broadcast, now=now)
    Ring.objects.filter(pk=ring.pk).update(tidied_at=now)


def _say(ring: Ring) -> None:
    publish("desk", "ring", ring=ring.key, about=ring.group)
