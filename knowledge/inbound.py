"""A text message that is none of the command words is a question."""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.words import words_of_report
from community.messaging.carriers.segments import count, normalise
from community.messaging.services import ask_by_text
from community.places.models import Community
from community.places.selectors import only_community
from knowledge.chat import asks_for_more, crisis_in, number_chosen
from knowledge.models import REMEMBERED
from knowledge.search import is_blank
from knowledge.selectors import article_pk
from knowledge.services import Reply, answer
from knowledge.services.chat import LONGEST, latest_message, left_to_tell, note_told, session_of
from knowledge.services.forgetting import BY_TEXT
from knowledge.services.reporting import reported_as
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.language import language_of_text
from portal.lib.sealing import blind_index

MOST_SEGMENTS = 2
URGENT = {"emergency", "crisis"}
REPORT_WORDS = ("REPORT", "报告", "上报", "報告", "上報")
REPORT_WITHIN = timedelta(hours=1)
CALLS_PEOPLE = re.compile(r"\W*(s\.?o\.?s\b|求助|求救|救命)", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+")


def hear_crisis(text: IncomingText) -> TextReply | None:
    """Who tells of a crisis is answered as such, whatever we asked them before and whatever word they began with.

    None for everything else, and for an SOS: that brings people.
    """
    body = text.body[:LONGEST]
    if CALLS_PEOPLE.match(body) or crisis_in(words_of_report(body) or body) is None:
        return None
    return answer_question(text)


def answer_question(text: IncomingText) -> TextReply | None:
    """The chat's reply in at most two segments; the emergency number first, a short link last."""
    body = text.body[:LONGEST]
    asked = words_of_report(body) or body  # "REPORT how do I ..." is no report: its question is answered
    if is_blank(asked):
        return None
    community = Community.objects.filter(sms_number=text.to).exclude(sms_number="").first() or only_community()
    session, message = _session_of(text), text.carrier_id[-64:]
    # "2" is in the language of the talk it belongs to
    language = language_of_text(asked, default=session_of(session).language or text.language)
    if asks_for_more(asked) and (left := left_to_tell(session, asked_by=message, now=text.at)):
        reply, after = left
    else:
        reply, after = (
            answer(
                text=asked,
                session_token=session,
                language=language,
                message_id=message,
                phone=text.phone,
                caller=blind_index(text.phone),
                now=text.at,
                community=community,
            ),
            0,
        )
        if reply.lists_guides:
            _have_the_choice_next(text, reply)
        if code := reported_as(reply.actions):
            _have_it_reported(text, reply, code)
    with translation.override(reply.language):
        words, told = shortened(reply, after)
    note_told(session, reply, told, before=after, asked_by=message)
    return TextReply(words, reply.language, is_urgent=reply.kind in URGENT)


def take_choice(text: IncomingText, choice: dict[str, Any]) -> TextReply | None:
    """The number of one of the guides that were offered last; whatever else is texted passes.

    Kept as an open question so that the number is not taken for the answer to something that was asked before.
    """
    if not number_chosen(text.body) or latest_message(_session_of(text)) != choice["message"]:
        return None
    return answer_question(text)


def shortened(reply: Reply, after: int = 0) -> tuple[str, int]:
    """A reply as a text message, and how many of its lines are told with it; 0 where none is left.

    It begins behind the first `after` lines, and holds those that fit into two segments, whole. How to get the rest
    stands behind them; the link stands last, once. Where there is room left, how to report the danger stands there.
    """
    lines, link = _lines(reply), "" if after else _short_link(reply)
    left, hint = lines[after:], _("MORE for the rest")
    for number in range(len(left), 0, -1):
        is_all = number == len(left)
        body = _joined([*left[:number], "" if is_all else hint, link])
        longer = _joined([*left[:number], _("Safe? Text REPORT to tell the neighbourhood."), link])
        if is_all and reported_as(reply.actions) and _fits(longer):
            body = longer
        if _fits(body):
            return normalise(body), 0 if is_all else after + number
    body = left[0] if left else ""  # even the first line and the link are too long: the link goes
    while not _fits(body):
        body = body[:-2].rstrip() + "…"
    return normalise(body), after + 1 if len(left) > 1 else 0


def _session_of(text: IncomingText) -> str:
    return f"{BY_TEXT}{blind_index(text.phone)[:32]}"


def _have_the_choice_next(text: IncomingText, reply: Reply) -> None:
    ask_by_text(
        key=f"guide:{text.row_id}",
        phone=text.phone,
        body="",  # asked in the reply
        language=reply.language,
        handler="knowledge.inbound.take_choice",
        choices={"*": {"message": reply.message_id}},
        expires=text.at + REMEMBERED,
        replaces="guide:",
        now=text.at,
    )


def _have_it_reported(text: IncomingText, reply: Reply, code: str) -> None:
    """REPORT alone, from now on, reports what this text said."""
    ask_by_text(
        key=f"danger:{text.row_id}",
        phone=text.phone,
        body="",  # said in the reply, where there is room
        language=reply.language,
        handler="community.hazards.inbound.report_earlier_text",
        choices={word: {"text": text.row_id, "category": code} for word in REPORT_WORDS},
        expires=text.at + REPORT_WITHIN,
        replaces="danger:",
        now=text.at,
    )


def _lines(reply: Reply) -> list[str]:
    """The reply's lines; of one that fits into no text, its sentences."""
    return [piece for line in _all_lines(reply) if line for piece in _pieces(line, _short_link(reply))]


def _pieces(line: str, link: str) -> list[str]:
    room = [_("MORE for the rest"), link]
    if _fits(_joined([line, *room])):
        return [line]
    pieces = [""]
    for sentence in _SENTENCES.split(line):
        gap = " " if pieces[-1] and sentence and pieces[-1].isascii() else ""
        longer = f"{pieces[-1]}{gap}{sentence}"
        if _fits(_joined([longer, *room])):
            pieces[-1] = longer
        else:
            pieces.append(sentence)
    return [piece for piece in pieces if piece]


def _all_lines(reply: Reply) -> list[str]:
    if reply.kind == "emergency":
        acts = [f"{n}. {step['act'] or step['why']}" for n, step in enumerate(reply.steps, 1)]
        return [reply.lead, *reply.people, *acts, *([] if acts else reply.notes), *reply.beside]
    if reply.kind == "answer":
        numbered = all(step["act"] for step in reply.steps)
        listed = [f"{n}. {step['act']}" if numbered else step["why"] for n, step in enumerate(reply.steps, 1)]
        return [*([reply.lead] if reply.lead else []), *reply.people, *listed]
    if reply.lists_guides:
        return [*reply.text.splitlines(), _("Reply with the number.")]
    return reply.text.splitlines()


def _short_link(reply: Reply) -> str:
    texted = next((action["url"] for action in reply.actions if action.get("texted")), "")
    if texted:
        return settings.PUBLIC_URL + texted
    if not reply.citations:
        return ""
    address = reply.citations[0]["url"]
    slug = address.removeprefix(reverse("knowledge:article-list")).split("/")[0]
    pk = article_pk(slug) if address.startswith(reverse("knowledge:article-list")) else None
    path = reverse("knowledge:article-short", args=[pk]) if pk else address
    return settings.PUBLIC_URL + path


def _joined(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line)


def _fits(body: str) -> bool:
    return count(normalise(body)).segments <= MOST_SEGMENTS
