"""One message in, one reply out, whatever door it came through.

The order of work is safety before cleverness: danger now, crisis, live facts, rumours (none yet), the guides, a
question back, and an honest "I don't know". Every word of advice comes from a published article or a live row.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.places.models import Community
from community.places.selectors import resolve_community
from knowledge.chat import Crisis, asks_where_in_a_room, crisis_in, danger_in, manner_of
from knowledge.models import ChatSession, ChatTurn
from knowledge.services import guides, wording
from knowledge.services.live import continued, live_fact
from knowledge.services.wording import Asked, Reply, numbers_to_call
from portal.lib.ids import new_token
from portal.lib.language import known_language, language_of_text

log = structlog.get_logger(__name__)

LONGEST = 1000  # characters of a message
REMEMBERED = timedelta(minutes=30)  # after that a question stands alone
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
_DIGITS = re.compile(r"(?<!\d)\+?\d[\d\s().-]{5,}\d(?!\d)")


def answer(
    *,
    text: str,
    session_token: str = "",
    language: str = "",
    message_id: str = "",
    user: Any = None,
    now: datetime,
    community: Community | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    phone: str = "",
    caller: str = "",
) -> Reply:
    """The reply to `text`. The same message id in the same session gives the same reply again.

    `language` wins where given; else the reply is in the language of the text. Rates are the doors' business.
    """
    text = text[:LONGEST]
    session = _session(session_token)
    message_id = message_id[:64] or new_token(12)
    if session.pk:
        said = ChatTurn.objects.filter(session=session, message_id=message_id).first()
        if said:
            return Reply.from_row(said.reply)
    asked_in = language_of_text(text, default=session.language or translation.get_language() or "en")
    asked = Asked(
        text=text,
        language=known_language(language) or asked_in,
        search_language=asked_in,
        community=community or resolve_community("", latitude, longitude),
        now=now,
        user=user,
        latitude=latitude,
        longitude=longitude,
        context=session.context if session.pk and now - session.updated <= REMEMBERED else {},
        phone=phone,
        caller=caller,
    )
    with translation.override(asked.language):
        reply, context = decide(asked)
    reply = replace(reply, session=session.token, message_id=message_id, language=asked.language)
    return _kept(session, reply, asked, context)


def decide(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    """The reply and what to remember for the next turn. A talk with a skill waits while something else is asked."""
    reply, context = _decided(asked)
    if reply.kind in ("emergency", "crisis"):
        return reply, {key: value for key, value in context.items() if key != "skill"}
    return reply, context


def _decided(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    chosen = guides.chosen_from_the_last(asked)  # a title that we offered ourselves tells of no danger
    if chosen:
        return chosen
    danger = danger_in(asked.text)
    if danger:
        return wording.emergency(asked, danger)
    crisis = crisis_in(asked.text)
    if crisis:
        return wording.crisis(asked, crisis), {"crisis": crisis.kind}
    talk = continued(asked)
    if talk:
        return talk
    manner = manner_of(asked.text)
    if manner:
        return wording.manners(asked, manner), asked.context
    if not guides.leans_on_the_last(asked) and not asks_where_in_a_room(asked.text):
        live = live_fact(asked)
        if live:
            return live
    reply, context = guides.answer_from_guides(asked)
    if asked.context.get("skill"):
        context = {**context, "skill": asked.context["skill"]}
    if reply.kind == "decline" and asked.context.get("crisis"):  # "nobody", "yes": the talk is still about that
        return wording.crisis(asked, Crisis(asked.context["crisis"])), {"crisis": asked.context["crisis"]}
    return reply, context


def _session(token: str) -> ChatSession:
    """The session of that token, perhaps not stored yet; a token of another form is not taken."""
    if not _TOKEN.fullmatch(token):
        token = new_token(18)
    return ChatSession.objects.filter(token=token).first() or ChatSession(token=token)


def _kept(session: ChatSession, reply: Reply, asked: Asked, context: dict[str, Any]) -> Reply:
    """Store the turn. The other of two same messages gives its reply; a broken database takes no reply away."""
    is_private = reply.kind == "crisis" or "crisis" in asked.context
    if "crisis" in asked.context:
        context = {**context, "crisis": asked.context["crisis"]}
    try:
        with transaction.atomic():
            if not session.pk:
                session, _made = ChatSession.objects.get_or_create(
                    token=session.token,
                    defaults={"created": asked.now, "updated": asked.now, "language": asked.language},
                )
            ChatSession.objects.filter(pk=session.pk).update(
                community=asked.community, language=asked.language, context=context, updated=asked.now
            )
            ChatTurn.objects.create(
                session=session,
                message_id=reply.message_id,
                # what a person in crisis wrote is nobody's to read; phone numbers are never kept in clear
                question="" if is_private else _DIGITS.sub("…", asked.text.replace("\0", "")),
                kind=reply.kind,
                reply=reply.as_dict(),
                at=asked.now,
            )
    except IntegrityError:
        first = ChatTurn.objects.filter(session__token=session.token, message_id=reply.message_id).first()
        return Reply.from_row(first.reply) if first else reply
    except DatabaseError as error:
        log.warning("chat.unkept", kind=reply.kind, reason=type(error).__name__)
    return reply


def turns_of(session_token: str, limit: int = 20) -> list[ChatTurn]:
    """The latest turns of a session, oldest first."""
    if not _TOKEN.fullmatch(session_token):
        return []
    turns = ChatTurn.objects.filter(session__token=session_token).order_by("-pk")[:limit]
    return list(reversed(turns))


def limit_words(community: Community | None) -> str:
    """What somebody reads who asks too fast: never without the number."""
    number = numbers_to_call(community, "fire")["number"]
    return _("Too many messages. Wait a minute, then ask again. If someone is in danger, call %(number)s.") % {
        "number": number
    }
