"""One message in, one reply out, whatever door it came through.

The order of work is safety before cleverness: danger now, crisis, live facts, rumours, the guides, a
question back, and an honest "I don't know"; a line to call instead of that where a crisis may lie under the words.
Every word of advice comes from a published article or a live row.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.places.models import Community
from community.places.selectors import resolve_community
from knowledge.chat import (
    WORKS,
    Crisis,
    alarm_for,
    alarm_in,
    asks_where_in_a_room,
    circumstances_in,
    distress_in,
    is_rumour,
    manner_of,
    number_chosen,
    only_circumstances,
    sounds_grave,
)
from knowledge.chat.masked import without_numbers
from knowledge.models import ChatSession, ChatTurn, Talk
from knowledge.selectors import open_talk, published_translation
from knowledge.services import claims, elsewhere, guides, handing, wording
from knowledge.services.choosing import PLAIN
from knowledge.services.live import continued, live_fact
from knowledge.services.retelling import told_again, turns_told_again
from knowledge.services.talks import hear
from knowledge.services.urgent import danger_or_crisis
from knowledge.services.wording import Asked, Reply, numbers_to_call
from portal.lib.ids import new_token
from portal.lib.language import known_language, language_of_text

log = structlog.get_logger(__name__)

LONGEST = 1000  # characters of a message
SAID_IN_WORDS, SAID_IN_CHARACTERS = 4, 5  # from which a message tells of something; Chinese has no spaces
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")


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
    session = session_of(session_token)
    is_repeatable, message_id = bool(message_id), message_id[:64] or new_token(12)
    if session.pk and is_repeatable:
        said = ChatTurn.objects.filter(session=session, message_id=message_id).first()
        if said:
            return told_again(said)
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
        context=session.context_at(now),
        phone=phone,
        caller=caller,
    )
    talk = open_talk(session)
    with translation.override(asked.language):
        if talk:
            reply, context = _in_a_talk(talk, asked, message_id)
        else:
            reply, context = decide(asked)
            reply = handing.offered(reply, asked)
    reply = replace(reply, session=session.token, message_id=message_id, language=asked.language)
    return _kept(session, reply, asked, context)


def _in_a_talk(talk: Talk, asked: Asked, message_id: str) -> tuple[Reply, dict[str, Any]]:
    """While a person answers, the program speaks of danger and crisis alone; what is not of a crisis reaches them."""
    if "crisis" in asked.context:  # until the person goes on with the volunteer themselves
        reply, context = decide(asked)
        return handing.marked(reply, talk, is_heard=False), context
    if talk.status == Talk.Status.WAITING:
        reply, context = decide(asked)
    else:
        alarm = alarm_in(asked.text)
        found = danger_or_crisis(asked) or (wording.emergency(asked, alarm) if alarm and not alarm.is_weak else None)
        reply, context = found or (handing.passed_on(asked), asked.context)
    is_heard = reply.kind != "crisis" and hear(talk, asked.text, client_id=message_id, now=asked.now)
    if not is_heard and reply.talk:  # it ended in this moment, or is full
        return decide(asked)
    if not is_heard:
        context = {"crisis": "self_harm", **context}
    return handing.marked(reply, talk, is_heard=is_heard), context


def decide(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    """The reply and what to remember for the next turn. A talk with a skill waits while something else is asked."""
    asked = replace(asked, about=circumstances_in(asked.text).and_before(asked.context.get("about") or {}))
    reply, context = _decided(asked)
    if asked.about:
        context = {**context, "about": asked.about.as_kept()}
    if reply.kind in ("emergency", "crisis"):
        return reply, {key: value for key, value in context.items() if key != "skill"}
    return reply, context


def _decided(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    chosen = guides.chosen_from_the_last(asked)  # a title that we offered ourselves tells of no danger
    if chosen:
        return chosen
    found = danger_or_crisis(asked)
    if found:
        return found
    talk = continued(asked)
    if talk:
        return talk
    manner = manner_of(asked.text)
    if manner in WORKS and asked.context.get("crisis"):  # "how many pills can i take" is no question for a pharmacist
        return wording.crisis(asked, Crisis(asked.context["crisis"])), {"crisis": asked.context["crisis"]}
    if manner and not (manner in WORKS and guides.is_written_for(asked)):
        return elsewhere.manners(asked, manner), asked.context
    if not sounds_grave(asked.text):  # who is shut in a car boot asks "where am i" of no map
        if not guides.leans_on_the_last(asked) and not asks_where_in_a_room(asked.text):
            live = live_fact(asked)
            if live:
                return live
        claim = claims.on_a_claim(asked)
        if claim:
            return claim, asked.context
    reply, context = guides.answer_from_guides(asked)
    if asked.context.get("skill"):
        context = {**context, "skill": asked.context["skill"]}
    if (
        reply.kind == "decline"
        and is_rumour(asked.text)
        and not (asked.context.get("crisis") or sounds_grave(asked.text))
    ):
        return claims.unchecked(asked), context
    if reply.kind == "decline" and asked.context.get("crisis") and not asked.context.get("is_hinted"):
        # "nobody", "yes": the talk is still about that, unless something else happens
        again = wording.crisis(asked, Crisis(asked.context["crisis"])), {"crisis": asked.context["crisis"]}
        return _alarmed(asked, reply, context) or again
    if reply.kind == "decline" and number_chosen(asked.text):
        return elsewhere.no_list(asked), asked.context
    if reply.kind == "decline" and only_circumstances(asked.text):
        return elsewhere.noted(asked), asked.context
    if reply.kind in ("decline", "answer", "clarify") and not guides.leans_on_the_last(asked):
        heard = _troubled(asked, reply) or _alarmed(asked, reply, context)
        if heard:
            return heard
    return reply, context


def _troubled(asked: Asked, reply: Reply) -> tuple[Reply, dict[str, Any]] | None:
    """A line to call where a crisis may lie under the words; a guide that is sure of itself comes before a doubt."""
    found = distress_in(asked.text, is_answered=reply.kind == "answer" and reply.confidence >= PLAIN)
    return (wording.crisis(asked, found), {"crisis": found.kind, "is_hinted": True}) if found else None


def _alarmed(asked: Asked, reply: Reply, context: dict[str, Any]) -> tuple[Reply, dict[str, Any]] | None:
    """The number first where the words alarm: with the guide that was found, if it is one for danger."""
    alarm = alarm_in(asked.text)
    is_chinese = asked.search_language == "zh-hans"
    is_short = len(asked.text) < SAID_IN_CHARACTERS if is_chinese else len(asked.text.split()) < SAID_IN_WORDS
    if alarm is None or (is_short and (reply.kind == "answer" or reply.lists_guides)):  # one word asks for a guide
        return None
    if reply.kind != "answer":
        return wording.emergency(asked, alarm)
    slug = context.get("article", "")
    row = published_translation(slug, asked.language)
    if row is None or slug == asked.context.get("article"):
        return None
    if row.article.danger or not alarm.is_weak:  # told of as happening, it is more than a question
        return wording.emergency(asked, alarm_for(slug, alarm, next(iter(row.article.calls), alarm.call)))
    return wording.with_a_number(asked, reply, alarm), context


def session_of(token: str) -> ChatSession:
    """The session of that token, perhaps not stored yet; a token of another form is not taken."""
    if not _TOKEN.fullmatch(token):
        token = new_token(18)
    return ChatSession.objects.filter(token=token).first() or ChatSession(token=token)


def _kept(session: ChatSession, reply: Reply, asked: Asked, context: dict[str, Any]) -> Reply:
    """Store the turn. The other of two same messages gives its reply; a broken database takes no reply away."""
    is_private = "crisis" in context or "crisis" in asked.context
    is_between_two = reply.kind == "handoff" and bool(reply.talk)  # kept with the talk, as long as that is
    context = _with_the_crisis_before(context, asked.context)
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
                question="" if is_private or is_between_two else without_numbers(asked.text),
                kind=reply.kind,
                reply=reply.as_dict(),
                at=asked.now,
            )
    except IntegrityError:
        first = ChatTurn.objects.filter(session__token=session.token, message_id=reply.message_id).first()
        return told_again(first) if first else reply
    except DatabaseError as error:
        log.warning("chat.unkept", kind=reply.kind, reason=type(error).__name__)
    return reply


def _with_the_crisis_before(context: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What is remembered stays a crisis' once it was one; one that was only hinted at gives way to one that is told."""
    is_told = "crisis" in context and "is_hinted" not in context
    if "crisis" not in before or is_told or ("crisis" in context and "is_hinted" in before):
        return context
    kept: dict[str, Any] = {name: before[name] for name in ("crisis", "is_hinted") if name in before}
    return {**{name: value for name, value in context.items() if name != "is_hinted"}, **kept}


def turns_of(session_token: str, limit: int = 20) -> list[ChatTurn]:
    """The latest turns of a session, oldest first, with what may still be told of their answers."""
    if not _TOKEN.fullmatch(session_token):
        return []
    turns = ChatTurn.objects.filter(session__token=session_token).order_by("-pk")[:limit]
    return turns_told_again(list(reversed(turns.select_related("session__community"))))


def latest_message(session_token: str) -> str:
    """The id of the latest message of a session that was answered; "" where there is none."""
    ids = ChatTurn.objects.filter(session__token=session_token).order_by("-pk").values_list("message_id", flat=True)
    return ids.first() or ""


def note_told(session_token: str, reply: Reply, lines: int, *, before: int, asked_by: str) -> None:
    """So many lines of the latest `reply` are told by text and more wait; 0 where none do.

    `before`: how many were told already when the message `asked_by` came.
    """
    told = {"message": reply.message_id, "lines": lines, "before": before, "by": asked_by}
    with transaction.atomic():
        row = ChatSession.objects.select_for_update().filter(token=session_token).first()
        if row is None or latest_message(session_token) != reply.message_id:
            return  # another text was answered meanwhile: what is remembered is of that one
        context = {key: value for key, value in row.context.items() if key != "told"}
        if lines or before:
            context["told"] = told
        if context != row.context:
            ChatSession.objects.filter(pk=row.pk).update(context=context)


def left_to_tell(session_token: str, *, asked_by: str, now: datetime) -> tuple[Reply, int] | None:
    """The latest reply of a session that a text message did not hold whole, and how many lines are told.

    The message `asked_by` gets the same lines again if it was answered before.
    """
    row = ChatSession.objects.filter(token=session_token).first()
    told = row.context_at(now).get("told") if row is not None else None
    if not told:
        return None
    after = told.get("before", 0) if told.get("by") == asked_by else told["lines"]
    turn = ChatTurn.objects.filter(session=row).order_by("-pk").first()
    if turn is None or turn.message_id != told["message"] or not after:
        return None
    reply = told_again(turn)
    return reply, after if reply.text == turn.reply["text"] else 0  # withdrawn meanwhile: from the beginning


def limit_words(community: Community | None) -> str:
    """What somebody reads who asks too fast: never without the number."""
    number = numbers_to_call(community, "fire")["number"]
    return _("Too many messages. Wait a minute, then ask again. If someone is in danger, call %(number)s.") % {
        "number": number
    }
