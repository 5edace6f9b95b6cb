"""A text message that is none of the command words is a question."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from community.hazards.words import words_of_report
from community.messaging.carriers.segments import count, normalise
from community.places.models import Community
from community.places.selectors import only_community
from knowledge.selectors import article_pk
from knowledge.services import Reply, answer
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.language import language_of_text
from portal.lib.sealing import blind_index

MOST_SEGMENTS = 2
URGENT = {"emergency", "crisis"}


def answer_question(text: IncomingText) -> TextReply | None:
    """The chat's reply in at most two segments; the emergency number first, a short link last."""
    asked = words_of_report(text.body) or text.body  # "REPORT how do I ..." is no report: its question is answered
    if not asked.strip():
        return None
    language = language_of_text(asked, default=text.language)
    community = Community.objects.filter(sms_number=text.to).exclude(sms_number="").first() or only_community()
    reply = answer(
        text=asked,
        session_token=f"sms-{blind_index(text.phone)[:32]}",
        language=language,
        message_id=text.carrier_id[-64:],
        phone=text.phone,
        caller=blind_index(text.phone),
        now=text.at,
        community=community,
    )
    with translation.override(language):
        return TextReply(shortened(reply), language, is_urgent=reply.kind in URGENT)


def shortened(reply: Reply) -> str:
    """A reply as a text message: what fits of its lines into two segments, whole, before the link."""
    link = _short_link(reply)
    lines = [line for line in _lines(reply) if line]
    body = _joined(lines[:1], link)
    if not _fits(body):  # even the first line and the link are too long: the link goes
        link = ""
        body = lines[0]
        while not _fits(body):
            body = body[:-2].rstrip() + "…"
    for line in lines[1:]:
        longer = _joined([*_without(body, link), line], link)
        if not _fits(longer):
            break
        body = longer
    return normalise(body)


def _lines(reply: Reply) -> list[str]:
    if reply.kind == "emergency":
        acts = [f"{n}. {step['act'] or step['why']}" for n, step in enumerate(reply.steps, 1)]
        return [reply.lead, *acts[:1], *acts[1:], *([] if acts else reply.notes)]
    if reply.kind == "answer":
        numbered = all(step["act"] for step in reply.steps)
        listed = [f"{n}. {step['act']}" if numbered else step["why"] for n, step in enumerate(reply.steps, 1)]
        return [reply.lead, *listed] if reply.lead else listed
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


def _joined(lines: list[str], link: str) -> str:
    return "\n".join([*lines, *([link] if link else [])])


def _without(body: str, link: str) -> list[str]:
    lines = body.split("\n")
    return lines[:-1] if link and lines[-1] == link else lines


def _fits(body: str) -> bool:
    return count(normalise(body)).segments <= MOST_SEGMENTS
