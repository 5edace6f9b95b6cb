"""Live facts, from the apps that know them (settings.CHAT_SKILLS)."""

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from knowledge.services.wording import Asked, Reply
from portal.lib.conversation import Question, SkillAnswer

log = structlog.get_logger(__name__)


def live_fact(asked: Asked) -> Reply | None:
    """The first skill's answer; one that fails is passed over, and never takes the chat down."""
    question = Question(
        text=asked.text,
        language=asked.language,
        now=asked.now,
        community_id=asked.community.pk if asked.community else None,
        latitude=asked.latitude,
        longitude=asked.longitude,
        user=asked.user,
        context=asked.context,
    )
    for path in settings.CHAT_SKILLS:
        found = _ask(path, question)
        if found is not None and found.text:
            return Reply(
                kind="live",
                text=found.text,
                citations=[{"title": c.title, "section": c.section, "url": c.url} for c in found.citations],
                actions=[{"label": action.label, "url": action.url} for action in found.actions],
                suggestions=list(found.suggestions),
                confidence=found.confidence,
            )
    return None


def _ask(path: str, question: Question) -> SkillAnswer | None:
    try:
        with transaction.atomic():  # a failing query must not spoil the reply's own
            return import_string(path)(question)
    except (Exception, DatabaseError) as error:
        log.warning("chat.skill_failed", skill=path, reason=type(error).__name__)
        return None
