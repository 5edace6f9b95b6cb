"""Answers out of the guides: which article, which part of it, or none."""

from typing import Any

from knowledge.chat import (
    asked_lines,
    asks_for_more,
    asks_where_in_a_room,
    is_follow_up,
    is_only_about_people,
    is_rumour,
    number_chosen,
    people_asked,
    section_asked,
    takes_pets_along,
)
from knowledge.models import Translation
from knowledge.search import Hit
from knowledge.selectors import Part, find, parts_of, published_translation, published_translations
from knowledge.services import wording
from knowledge.services.wording import Asked, Reply

SURE = 0.55  # confidence from which an article answers
NEAR = 0.35  # from here on it is offered beside "I don't know"
CLOSE = 0.93  # the second answer's score over the first's, from which we ask back
PLAIN = 0.75  # confidence that ends a doubt, or the last turn's topic


def leans_on_the_last(asked: Asked) -> bool:
    """Is the message about the article of the turn before, or a choice from its list?"""
    if asked.context.get("offers") and number_chosen(asked.text):
        return True
    return bool(asked.context.get("article")) and (is_follow_up(asked.text) or is_only_about_people(asked.text))


def answer_from_guides(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    """The best section of the best article; or a question back; or "I don't know"."""
    if takes_pets_along(asked.text) and (about_pets := _pets_on_the_way(asked)):
        return about_pets
    hits = find(asked.text, asked.search_language, 5).hits
    best = hits[0] if hits else None
    last = asked.context.get("article", "")
    if last and _is_about_the_last(asked, best, last):
        row = published_translation(last, asked.language)
        if row is not None:
            return _from(asked, row, "", 0.8)
    rows = published_translations([hit.slug for hit in hits], asked.language)
    hits = tuple(hit for hit in hits if hit.slug in rows)
    sure = NEAR if asks_where_in_a_room(asked.text) else SURE  # it names the hazard itself
    if not hits or hits[0].confidence < sure:
        near = [rows[hit.slug] for hit in hits if hit.confidence >= NEAR][:3]
        return wording.decline(asked, near), _offers(near)
    best = hits[0]
    rivals = [hit for hit in hits[1:3] if hit.score >= CLOSE * best.score and hit.confidence >= SURE]
    if rivals and best.likeness < PLAIN:
        close = [rows[hit.slug] for hit in (best, *rivals)]
        return wording.clarify(asked, close, best.confidence), _offers(close)
    return _from(asked, rows[best.slug], best.section, best.confidence)


def chosen_from_the_last(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """The article that was offered the turn before and is chosen now, by its number or its title."""
    offers = asked.context.get("offers", [])
    number = number_chosen(asked.text)
    slugs = [slug for at, (slug, title) in enumerate(offers, 1) if at == number or title == asked.text.strip()]
    row = published_translation(slugs[0], asked.language) if slugs else None
    return _from(asked, row, "", 1.0) if row else None


def _pets_on_the_way(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """What the article on evacuation says of animals, if it says anything."""
    row = published_translation("evacuation", asked.language)
    parts = {part.id: part for part in parts_of(row, asked.community)} if row else {}
    lines = asked_lines(asked.text, parts["different"].items) if "different" in parts else []
    if row is None or not lines:
        return None
    reply = wording.from_article(asked, row, parts["different"], lines, 1.0)
    return reply, {"article": row.article.slug, "section": "different"}


def _offers(rows: list[Translation]) -> dict[str, Any]:
    return {"offers": [[row.article.slug, row.title] for row in rows]} if rows else {}


def _is_about_the_last(asked: Asked, best: Hit | None, last: str) -> bool:
    """Does the message stay with the last turn's article? A clear question about another thing changes the topic."""
    if asks_for_more(asked.text) or is_only_about_people(asked.text):
        return True
    if best is not None and best.slug != last and best.likeness >= PLAIN:
        return False
    if is_follow_up(asked.text):
        return best is None or best.slug == last or best.confidence < PLAIN
    if is_rumour(asked.text):
        return False
    return bool(section_asked(asked.text)) and (best is None or best.confidence < SURE)


def _from(asked: Asked, row: Translation, found: str, confidence: float) -> tuple[Reply, dict[str, Any]]:
    part, lines = _part(asked, row, found)
    reply = wording.from_article(asked, row, part, lines, confidence)
    return reply, {"article": row.article.slug, "section": part.id}


def _part(asked: Asked, row: Translation, found: str) -> tuple[Part, list[str]]:
    """The part that is asked for, by the question's form, then by its words; and its lines about the people named."""
    parts = {part.id: part for part in parts_of(row, asked.community)}
    is_last = asked.context.get("article") == row.article.slug
    people = people_asked(asked.text)
    if people and "different" in parts and (is_follow_up(asked.text) or is_only_about_people(asked.text)):
        return parts["different"], asked_lines(asked.text, parts["different"].items)
    if is_last and asks_for_more(asked.text):
        order = list(parts)
        at = order.index(asked.context["section"]) if asked.context.get("section") in order else -1
        return parts[order[(at + 1) % len(order)]], []
    wanted = section_asked(asked.text)
    if wanted in parts:
        return parts[wanted], []
    if people and found == "different" and "different" in parts:
        return parts["different"], asked_lines(asked.text, parts["different"].items)
    if found in ("before", "during", "after", "donot") and found in parts:
        return parts[found], []
    return next(parts[code] for code in ("steps", "during", "before", "after", *parts) if code in parts), []
