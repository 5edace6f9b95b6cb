"""Live facts, from the apps that know them (settings.CHAT_SKILLS)."""

from contextlib import nullcontext
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string

from knowledge.services.wording import Asked, Reply, diverted
from portal.lib.conversation import Question, SkillAnswer

log = structlog.get_logger(__name__)
Found = tuple[Reply, dict[str, Any]]


def live_fact(asked: Asked) -> Found | None:
    """The first skill's answer and what to remember; one that fails is passed over, and never takes the chat down."""
    for path in settings.CHAT_SKILLS:
        found = _ask(path, asked, {})
        if found is not None and found.text:
            return _reply(asked, found), _context(asked, path, found)
    return None


def continued(asked: Asked) -> Found | None:
    """The answer of the skill that is talking with this person; None where none is, or the message is not for it."""
    talk = asked.context.get("skill") or {}
    path = talk.get("path", "")
    if path not in settings.CHAT_SKILLS:
        return None
    found = _ask(path, asked, talk.get("kept") or {})
    if found is None or not found.text:
        return None
    return _reply(asked, found), _context(asked, path, found)


def _context(asked: Asked, path: str, found: SkillAnswer) -> dict[str, Any]:
    if found.remember is None:
        return asked.context
    rest = {key: value for key, value in asked.context.items() if key != "skill"}
    return {**rest, "skill": {"path": path, "kept": found.remember}} if found.remember else rest


def _reply(asked: Asked, found: SkillAnswer) -> Reply:
    actions = [
        {"label": str(one.label), "url": one.url, **({"texted": True} if one.is_texted else {})}
        for one in found.actions
    ]
    if found.call:
        return diverted(asked, found.call, found.text, actions)
    return Reply(
        kind="live",
        text=found.text,
        citations=[{"title": c.title, "section": c.section, "url": c.url} for c in found.citations],
        actions=actions,
        suggestions=[str(one) for one in found.suggestions],
        confidence=found.confidence,
    )


def _ask(path: str, asked: Asked, kept: dict[str, Any]) -> SkillAnswer | None:
    question = Question(
        text=asked.text,
        language=asked.language,
        now=asked.now,
        community_id=asked.community.pk if asked.community else None,
        latitude=asked.latitude,
        longitude=asked.longitude,
        user=asked.user,
        context=asked.context,
        kept=kept,
        phone=asked.phone,
        caller=asked.caller,
    )
    try:
        # a failing query must not spoil the transaction that we are in; beginning one would wait for every writer
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return import_string(path)(question)
    except (Exception, DatabaseError) as error:
        log.warning("chat.skill_failed", skill=path, reason=type(error).__name__)
        return None
