"""How good the chat's answers are: questions asked as a resident asks them, and nothing of it kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import Resolver404, resolve

from community.places.models import Community
from knowledge.chat.questions import Question, Said, wrong_with
from knowledge.selectors import ELSEWHERE, NUMBERS
from knowledge.services.chat import answer
from knowledge.services.wording import Reply
from portal.lib.ids import new_token

SLUG = "evaluation"


@dataclass(frozen=True)
class Verdict:
    question: Question
    problem: str  # "" where the answer is as it must be


def evaluate(questions: Iterable[Question], *, region: str, now: datetime) -> list[Verdict]:
    """Ask every question from the published articles, in a community of `region` that has no live facts yet.

    Each question is undone before the next: no turn, session or community stays.
    """
    verdicts = []
    for question in questions:
        with transaction.atomic():
            said = _said(_asked(question, region, now))
            transaction.set_rollback(True)
        verdicts.append(Verdict(question, wrong_with(question, said)))
    return verdicts


def pass_rates(verdicts: Iterable[Verdict]) -> dict[str, dict[str, tuple[int, int]]]:
    """{language: {topic: (right, asked)}}."""
    rates: dict[str, dict[str, tuple[int, int]]] = {"en": {}, "zh-hans": {}}
    for verdict in verdicts:
        topics = rates[verdict.question.language]
        right, asked = topics.get(verdict.question.topic, (0, 0))
        topics[verdict.question.topic] = (right + (not verdict.problem), asked + 1)
    return rates


def _asked(question: Question, region: str, now: datetime) -> Reply:
    community = Community.objects.create(
        slug=SLUG,
        name={"en": "Evaluation", "zh-hans": "评测"},
        issuer={"en": "Neighbourhood office", "zh-hans": "社区居委会"},
        region=region,
        time_zone="UTC",
        emergency_numbers=NUMBERS.get(region, ELSEWHERE),
        shape={"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]},
        south=0,
        west=0,
        north=0.01,
        east=0.01,
    )
    session = new_token(18)
    for text in question.turns:
        reply = answer(text=text, session_token=session, now=now, community=community, caller=SLUG)
    return reply


def _said(reply: Reply) -> Said:
    slugs = [_slug(cite["url"]) for cite in reply.citations]
    return Said(reply.kind, reply.language, reply.lead, reply.text, tuple(slug for slug in slugs if slug))


def _slug(address: str) -> str:
    """The article that an address leads to, "" where to something else."""
    try:
        found = resolve(address.split("?")[0].split("#")[0])
    except Resolver404:
        return ""
    return str(found.kwargs.get("slug", "")) if found.view_name == "knowledge:article-detail" else ""
