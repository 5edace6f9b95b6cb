"""Texts that reach us: kept first, then offered to whoever can answer."""

import unicodedata
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

from community.messaging.carriers import segments
from community.messaging.carriers.base import ParsedText
from community.messaging.models import InboundText, Lane, OpenQuestion, OptOut
from community.messaging.selectors import last_language
from community.messaging.services.broadcasts import send_text
from community.messaging.services.reaching import note_reply
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.language import language_of_text
from portal.lib.limits import TooMany, spend
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.sealing import blind_index, seal, unseal

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=20)  # longer than a carrier waits for an answer: by then its handler has died
REPLY_LIFE = timedelta(hours=1)
AT_ONCE = 1000  # rows erased: no statement holds the one writer for long
REPLIES_AN_HOUR = 20  # to one number; what is urgent does not count
SAME = {"YES": "Y", "是": "Y", "好": "Y", "对": "Y", "NO": "N", "否": "N", "不": "N"}
# Words that always mean themselves, whatever was asked before.
COMMANDS = frozenset(
    [
        "HELP",
        "SOS",
        "SAFE",
        "REPORT",
        "STATION",
        "DRILLS",
        "ABOUT",
        "救命",
        "求助",
        "求救",
        "帮助",
        "平安",
        "报告",
        "站点",
        "演练",
        "关于",
    ]
)


def receive_text(parsed: ParsedText, *, now: datetime) -> TextReply | None:
    """Keep a text, have it answered, and say what to text back; None for silence.

    A repeat (the carrier asks again when we were slow) gives the first answer and does nothing twice.
    """
    try:
        phone = normalise_phone(parsed.phone)
    except NotAPhone:  # a short code or a name: kept under what it calls itself
        phone = parsed.phone[:20]
    row, made = InboundText.objects.get_or_create(
        carrier_id=parsed.carrier_id,
        defaults={
            "phone_sealed": seal(phone),
            "phone_index": blind_index(phone),
            "to": parsed.to[:20],
            "body_sealed": seal(parsed.body),
            "media": list(parsed.media),
            "at": now,
            "taken_at": now,
        },
    )
    if made:
        note_reply(phone, now=now)
        return _handle(row, now)
    if row.handled_at is None:
        return _handle(row, now) if _take(row, now) else None  # still being answered, or its handler died
    return TextReply(unseal(row.reply_sealed)) if row.reply_sealed else None


def receive_and_reply(parsed: ParsedText, *, now: datetime) -> None:
    """`receive_text` where the answer to a webhook cannot carry the reply: it goes out as a text of its own, once."""
    reply = receive_text(parsed, now=now)
    if reply and reply.body:
        row = InboundText.objects.get(carrier_id=parsed.carrier_id)
        _text_back(row, reply, now)


def resume_texts(*, now: datetime) -> None:
    """Answer what a process died over: a call for help must not wait for its sender to ask again."""
    for row in InboundText.objects.filter(handled_at=None, taken_at__lt=now - PATIENCE)[:50]:
        if not _take(row, now):
            continue
        reply = _handle(row, now)
        if reply and reply.body:
            _text_back(row, reply, now)


def _text_back(row: InboundText, reply: TextReply, now: datetime) -> None:
    """Send `reply` to whoever wrote `row`; once, however often it is asked for."""
    send_text(
        key=f"reply:{row.pk}",
        phone=unseal(row.phone_sealed),
        body=reply.body,
        language=reply.language or settings.LANGUAGE_CODE,
        lane=Lane.REPLY,
        expires=now + REPLY_LIFE,
        now=now,
    )


def _take(row: InboundText, now: datetime) -> bool:
    """Whether the row is ours to handle: whoever had it before has had the time."""
    return bool(
        InboundText.objects.filter(
            pk=row.pk, handled_at=None, taken_at=row.taken_at, taken_at__lt=now - PATIENCE
        ).update(taken_at=now)
    )


def _handle(row: InboundText, now: datetime) -> TextReply | None:
    """Offer the text to settings.SMS_HANDLERS in order and write down who answered what."""
    text = _incoming(row)
    with translation.override(text.language):
        name, reply = _first_answer(text)
        if reply and reply.body and not reply.is_urgent and _is_answered_often(row):
            reply = TextReply(language=reply.language)
        body = segments.normalise(reply.body) if reply else ""
    row.handler, row.handled_at, row.reply_sealed = name[:120], now, seal(body) if body else None
    row.save(update_fields=["handler", "handled_at", "reply_sealed"])
    return TextReply(body, reply.language or text.language) if reply else None


def _is_answered_often(row: InboundText) -> bool:
    """Two machines that answer each other would go on for ever, and somebody who writes without end would cost without
    end. What they write is kept and acted on all the same."""
    try:
        spend("text-reply", row.phone_index, limit=REPLIES_AN_HOUR, seconds=3600)
    except TooMany:
        log.warning("inbound.often", text=row.pk)
        return True
    return False


def _incoming(row: InboundText) -> IncomingText:
    body, phone = unseal(row.body_sealed), unseal(row.phone_sealed)
    return IncomingText(
        phone=phone,
        to=row.to,
        body=body,
        carrier_id=row.carrier_id,
        at=row.at,
        language=_language(body, phone),
        row_id=row.pk,
        media=tuple(row.media),
    )


def _language(body: str, phone: str) -> str:
    """The sender's own language where we know it; but whoever writes Chinese reads Chinese."""
    if language_of_text(body, "") == "zh-hans":
        return "zh-hans"
    known = import_string(settings.LANGUAGE_OF_PHONE)(phone) or last_language(blind_index(phone))
    return known or language_of_text(body, settings.LANGUAGE_CODE)


def _first_answer(text: IncomingText) -> tuple[str, TextReply | None]:
    """(who claimed it, what they say). One that breaks does not silence the others."""
    broken = False
    for path in settings.SMS_HANDLERS:
        try:
            reply = import_string(path)(text)
        except Exception as error:
            # neither the number nor the words: errors may quote both
            log.error("inbound.broken", handler=path, text=text.row_id, reason=type(error).__name__)
            broken = True
            continue
        if reply is not None:
            return path, reply
    if not broken:
        return "", None
    apology = _("Sorry, we could not read this just now. Your text is kept. If you are in danger, call for help.")
    return "", TextReply(apology, text.language)


def forget_bodies(carrier_ids: Sequence[str]) -> None:
    """Of these texts nothing that was written is kept; that they came, when, and what was answered stays."""
    InboundText.objects.filter(carrier_id__in=carrier_ids, handled_at__isnull=False).update(body_sealed=seal(""))


def forget_texts(*, now: datetime) -> int:
    """Erase texts and what they were answered once they are settings.CHAT_KEPT_DAYS old; how many.

    What they caused, a report or a call for help, holds its own words. One that nobody has handled stays.
    """
    cut = now - timedelta(days=settings.CHAT_KEPT_DAYS)
    old = InboundText.objects.filter(at__lte=cut, handled_at__isnull=False).order_by("pk")
    gone = 0
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        InboundText.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def opt_out(phone: str, *, now: datetime) -> None:
    """Text this number nothing more, from now on; what waits for it ends when it is claimed."""
    OptOut.objects.get_or_create(phone_index=blind_index(phone), defaults={"at": now})


def opt_in(phone: str, *, now: datetime) -> bool:
    """Text this number again. True if it had opted out."""
    deleted, _rows = OptOut.objects.filter(phone_index=blind_index(phone)).delete()
    return bool(deleted)


def ask_by_text(
    *,
    key: str,
    phone: str,
    body: str,
    language: str,
    handler: str,
    choices: dict[str, dict[str, Any]],
    expires: datetime,
    lane: Lane | int = Lane.REMINDER,
    replaces: str = "",
    now: datetime,
) -> OpenQuestion:
    """Ask something whose answer `handler(text, choice)` (a dotted path) takes. Idempotent by `key`.

    `choices` maps what the person may answer ("1", "Y", "N"; "*" takes any words) to what the handler is given.
    `replaces`: how the keys begin of what was asked of this person before and is closed by it. What every text asks
    anew must not push older questions out of those that are looked at.
    """
    with transaction.atomic():
        if replaces:
            before = OpenQuestion.objects.filter(phone_index=blind_index(phone), key__startswith=replaces)
            before.filter(answered_at=None, asked_at__lte=now, expires__gt=now).exclude(key=key).update(expires=now)
        question, _made = OpenQuestion.objects.get_or_create(
            key=key,
            defaults={
                "phone_index": blind_index(phone),
                "handler": handler,
                "choices": choices,
                "asked_at": now,
                "expires": expires,
            },
        )
        if body:  # an empty one is asked in a reply that goes out anyway
            send_text(key=key, phone=phone, body=body, language=language, lane=lane, expires=expires, now=now)
    return question


def answer_question(text: IncomingText, *, now: datetime) -> TextReply | None:
    """Hand `text` to whoever asked this person last and can take it; None where nobody did."""
    waiting = OpenQuestion.objects.filter(
        phone_index=blind_index(text.phone), answered_at=None, asked_at__lte=now, expires__gt=now
    ).order_by("-asked_at", "-pk")
    for question in waiting[:5]:
        choice = _choice(question, text)
        if choice is None:
            continue
        with transaction.atomic():  # a handler that breaks leaves the question open
            # guarded: of two answers that come together, one counts
            if not OpenQuestion.objects.filter(pk=question.pk, answered_at=None).update(answered_at=now):
                continue
            reply = import_string(question.handler)(text, choice)
            if reply is not None:
                return reply
            # no answer to it after all: "thanks", or a question of their own; the street may come next
            OpenQuestion.objects.filter(pk=question.pk).update(answered_at=None)
    return None


@dataclass(frozen=True)
class Answered:
    """What became of a key that somebody pressed."""

    words: str  # of the handler
    is_answer: bool  # False: no key that the question knows


def answer_by_key(key: str, text: IncomingText, *, now: datetime) -> Answered | None:
    """Answer the question `key` (OpenQuestion.key) with `text`, whose body is the key pressed in a call.

    None where the question is closed: answered, run out, or never asked. Raises what its handler raises.
    """
    question = OpenQuestion.objects.filter(
        key=key, phone_index=blind_index(text.phone), answered_at=None, expires__gt=now
    ).first()
    if question is None:
        return None
    choice = _choice(question, text)
    if choice is None:
        return Answered("", is_answer=False)
    with transaction.atomic():
        if not OpenQuestion.objects.filter(pk=question.pk, answered_at=None).update(answered_at=now):
            return None
        reply: TextReply | None = import_string(question.handler)(text, choice)
        return Answered(reply.body if reply else "", is_answer=True)


def _choice(question: OpenQuestion, text: IncomingText) -> dict[str, Any] | None:
    """What the handler should be given; None where `text` is no answer to `question`."""
    # full-width digits and letters are typed by Chinese keyboards
    word = unicodedata.normalize("NFKC", text.word)
    if not text.rest or word in ("Y", "N"):
        for answer in (word, SAME.get(word, word)):
            if answer in question.choices and answer != "*":
                return question.choices[answer]
    if "*" in question.choices and word not in COMMANDS and text.body.strip():
        return question.choices["*"]
    return None
