"""What stands before every answer and every list: the number in danger, kind words and a line in a crisis."""

from datetime import datetime
from typing import Any

from django.utils import translation

from community.places.models import Community
from knowledge.chat import (
    Crisis,
    alarm_in,
    circumstances_in,
    crisis_in,
    crisis_instead,
    danger_in,
    danger_of,
    distress_in,
    sounds_grave,
)
from knowledge.services import wording
from knowledge.services.wording import Asked, Reply


def danger_or_crisis(asked: Asked, *, is_search: bool = False) -> tuple[Reply, dict[str, Any]] | None:
    """The reply to words that tell of danger now or of a crisis, and what to remember of it."""
    danger, crisis = danger_in(asked.text), crisis_in(asked.text)
    if danger and not crisis and (crisis := crisis_instead(asked.text)):
        danger = None
    if danger:
        if danger.kind == "fire" and asked.about.is_high:
            danger = danger_of("high_rise_fire")
        if danger.kind == "self_harm_begun":
            crisis = Crisis("self_harm")
        reply, context = wording.emergency(asked, danger, beside=crisis)
        # words of a crisis are nobody's to read, whatever danger they tell of too, nor is what follows
        return reply, {**context, "crisis": crisis.kind} if crisis else context
    if crisis:
        return wording.crisis(asked, crisis, is_search=is_search), {"crisis": crisis.kind}
    return None


def urgent_in_search(
    text: str, *, language: str, community: Community | None, now: datetime
) -> tuple[Reply | None, str]:
    """What a search must say before it lists anything, in the `language` of its words, and the kind of a crisis."""
    asked = Asked(
        text=text,
        language=language,
        search_language=language,
        community=community,
        now=now,
        about=circumstances_in(text),
    )
    with translation.override(language):
        reply, context = danger_or_crisis(asked, is_search=True) or (None, {})
        if reply is None and sounds_grave(text):  # it may be misheard: what was searched for stays below
            return _as_it_sounds(asked), ""
    return reply, context.get("crisis", "") if reply and reply.kind == "crisis" else ""


def _as_it_sounds(asked: Asked) -> Reply | None:
    """The number or the line, where nothing says plainly what the matter is."""
    if found := distress_in(asked.text, is_answered=True):
        return wording.crisis(asked, found, is_search=True)
    alarm = alarm_in(asked.text)
    return wording.emergency(asked, alarm)[0] if alarm else None
