"""Answers out of the guides: which article, which part of it, or none."""

from dataclasses import replace
from typing import Any

from knowledge.chat import (
    asks_for_more,
    asks_how_it_stands,
    asks_what_to_buy,
    asks_where_in_a_room,
    circumstances_in,
    clauses_of,
    danger_supposed,
    is_follow_up,
    is_news,
    is_only_a_place,
    is_only_about_people,
    is_rumour,
    lines_about,
    number_chosen,
    only_tells,
    people_asked,
    section_asked,
    takes_pets_along,
)
from knowledge.models import Translation
from knowledge.search import Hit
from knowledge.selectors import Part, find, parts_of, published_translation, published_translations, shares_of
from knowledge.services import elsewhere, wording
from knowledge.services.choosing import NAMED, PLAIN, SURE, chosen_among, nearest
from knowledge.services.passages import nearest_first, steps_of
from knowledge.services.wording import Asked, Reply

STAYS = 0.5  # likeness of the last turn's article from which a short question stays with it
SAME_WORDS = 0.9  # likeness from which an article was written for those very words
MOST_CLAUSES, LIKE_A_CLAUSE = 4, 0.5  # of one message that are looked up alone, and how like a phrasing each must be


def leans_on_the_last(asked: Asked) -> bool:
    """Is the message about the article of the turn before, or a choice from its list?"""
    if _asks_of_the_list(asked):
        return True
    return bool(asked.context.get("article")) and (is_follow_up(asked.text) or is_only_about_people(asked.text))


def is_written_for(asked: Asked) -> bool:
    """Does a guide name these very words among what people ask ("is ibuprofen ok with dengue")?"""
    hits = find(asked.text, asked.search_language, 1).hits
    return bool(hits) and hits[0].likeness >= SAME_WORDS


def answer_from_guides(asked: Asked) -> tuple[Reply, dict[str, Any]]:
    """The best section of the best article; or a question back; or "I don't know"."""
    if _asks_of_the_list(asked) and (again := _listed_again(asked)):
        return again
    if takes_pets_along(asked.text) and (about_pets := _pets_on_the_way(asked)):
        return about_pets
    if asks_how_it_stands(asked.text) or asks_what_to_buy(asked.text):
        return elsewhere.decline(asked, []), {}
    hits = find(asked.text, asked.search_language, 5).hits
    last = asked.context.get("article", "")
    if last and _is_about_the_last(asked, hits, last):
        row = published_translation(last, asked.language)
        if row is not None:
            return _from(asked, row, "", 0.8)
    rows = published_translations([hit.slug for hit in hits], asked.language)
    hits = tuple(hit for hit in hits if hit.slug in rows)
    if stand_in := _in_place_of_the_withdrawn(asked):
        return _from(asked, stand_in, "", 1.0)
    sure = NAMED if asks_where_in_a_room(asked.text) else SURE  # it names the hazard itself
    choice = chosen_among(hits, sure)
    if choice is None:
        near = [rows[hit.slug] for hit in nearest(hits)]
        return _by_clause(asked) or (elsewhere.decline(asked, near), _offers(near, is_numbered=True))
    best = choice.best
    if is_news(asked.text) and best.likeness < SAME_WORDS:
        return elsewhere.decline(asked, [rows[best.slug]]), _offers([rows[best.slug]], is_numbered=True)
    if choice.rivals:
        close = [rows[hit.slug] for hit in (best, *choice.rivals)]
        return wording.clarify(asked, close, best.confidence), _offers(close, is_numbered=True)
    if asked.about.is_high and best.slug == "home-fire":  # the stairs decide, not the room
        high = published_translation("high-rise-fire", asked.language)
        return _from(asked, high or rows[best.slug], "", best.confidence)
    return _from(asked, rows[best.slug], best.section, best.confidence)


def _in_place_of_the_withdrawn(asked: Asked) -> Translation | None:
    """The next guide for a danger that is asked about, where its own is not published."""
    danger = danger_supposed(asked.text)
    if danger is None or danger.is_until_help or len(danger.articles) < 2:
        return None
    rows = published_translations(danger.articles, asked.language)
    return None if danger.articles[0] in rows else next((rows[slug] for slug in danger.articles if slug in rows), None)


def _by_clause(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """Several things at once: the answer to the first that a guide knows; the guides for the others are offered."""
    found: dict[str, tuple[str, Hit]] = {}
    for clause in clauses_of(asked.text)[:MOST_CLAUSES]:
        choice = chosen_among(find(clause, asked.search_language, 3).hits)
        if choice and not choice.rivals and choice.best.likeness >= LIKE_A_CLAUSE:
            found.setdefault(choice.best.slug, (clause, choice.best))
    rows = published_translations(found, asked.language)
    known = [slug for slug in found if slug in rows]
    if not known:
        return None
    clause, best = found[known[0]]
    reply, context = _from(replace(asked, text=clause), rows[best.slug], best.section, best.confidence)
    others = [rows[slug] for slug in known[1:]]
    return replace(reply, suggestions=[*(row.title for row in others), *reply.suggestions][:4]), {
        **context,
        **_offers(others),
    }


def chosen_from_the_last(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """The article that was offered the turn before and is chosen now, by its number or its title."""
    offers = asked.context.get("offers", [])
    number = number_chosen(asked.text) if asked.context.get("numbered") else 0
    slugs = [slug for at, (slug, title) in enumerate(offers, 1) if at == number or title == asked.text.strip()]
    row = published_translation(slugs[0], asked.language) if slugs else None
    return _from(asked, row, "", 1.0) if row else None


def _pets_on_the_way(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """What the article on evacuation says of animals, if it says anything."""
    row = published_translation("evacuation", asked.language)
    parts = {part.id: part for part in parts_of(row, asked.community)} if row else {}
    lines = lines_about(["pet"], parts["different"].items) if "different" in parts else []
    if row is None or not lines:
        return None
    reply = wording.from_article(asked, row, parts["different"], lines, 1.0)
    return reply, {"article": row.article.slug, "section": "different"}


def _asks_of_the_list(asked: Asked) -> bool:
    """A number that may stand in the list of the turn before, or a wish to see more of it."""
    return bool(asked.context.get("numbered")) and bool(number_chosen(asked.text) or asks_for_more(asked.text))


def _listed_again(asked: Asked) -> tuple[Reply, dict[str, Any]] | None:
    """The list of the turn before, for a number that it does not have."""
    offered = [slug for slug, _title in asked.context["offers"]]
    known = published_translations(offered, asked.language)
    rows = [known[slug] for slug in offered if slug in known]
    if len(rows) < 2:
        return None
    return wording.clarify(asked, rows, 1.0), _offers(rows, is_numbered=True)


def _offers(rows: list[Translation], *, is_numbered: bool = False) -> dict[str, Any]:
    if not rows:
        return {}
    offers = {"offers": [[row.article.slug, row.title] for row in rows]}
    return {**offers, "numbered": True} if is_numbered else offers


def _is_about_the_last(asked: Asked, hits: tuple[Hit, ...], last: str) -> bool:
    """Does the message stay with the last turn's article? A clear question about another thing changes the topic."""
    best = hits[0] if hits else None
    # "can I shower?" after thunder is about thunder, though another guide knows showers better
    stays = any(hit.slug == last and hit.likeness >= STAYS for hit in hits) and bool(section_asked(asked.text))
    if asks_for_more(asked.text) or is_only_about_people(asked.text) or is_only_a_place(asked.text):
        return True
    if best is not None and best.slug != last and best.likeness >= PLAIN:
        return stays
    if is_follow_up(asked.text):
        return best is None or best.slug == last or best.confidence < PLAIN
    if is_rumour(asked.text):
        return False
    if best is not None and best.slug == last and best.likeness >= STAYS:
        return True
    if only_tells(asked.text) and (circumstances_in(asked.text) or _speaks_of(asked, last)):
        return True
    return bool(section_asked(asked.text)) and (best is None or best.confidence < SURE)


def _speaks_of(asked: Asked, slug: str) -> bool:
    """Does a line of that article hold most of what the message tells?"""
    row = published_translation(slug, asked.search_language)
    lines = [line for part in parts_of(row, asked.community) for line in part.items] if row else []
    return row is not None and max(shares_of(asked.text, row.language, lines, row.title), default=0.0) >= SECTION_LINE


def _from(asked: Asked, row: Translation, found: str, confidence: float) -> tuple[Reply, dict[str, Any]]:
    part, lines = _part(asked, row, found)
    reply = wording.from_article(asked, row, part, lines, confidence)
    return reply, {"article": row.article.slug, "section": part.id}


SECTION_LINE, CLEARLY = 0.5, 0.2  # of the question that a line must hold to choose the part; and more than others


def _part(asked: Asked, row: Translation, found: str) -> tuple[Part, list[str]]:
    """The part that is asked for, by the question's form, then by its words; and its lines about the people named."""
    parts = {part.id: part for part in parts_of(row, asked.community)}
    is_last = asked.context.get("article") == row.article.slug
    people = people_asked(asked.text)
    leans = is_follow_up(asked.text) or is_only_about_people(asked.text) or (is_last and only_tells(asked.text))
    if people and "different" in parts and leans:
        return parts["different"], lines_about(people, parts["different"].items)
    if is_last and asks_for_more(asked.text):
        order = list(parts)
        at = order.index(asked.context["section"]) if asked.context.get("section") in order else -1
        return parts[order[(at + 1) % len(order)]], []
    by_line, share = _nearest_part(asked, row, parts)
    wanted = section_asked(asked.text)
    if wanted in parts:
        # "can i ...?" asks for what not to do, unless another part plainly answers it
        if wanted != "donot" or share < SECTION_LINE or by_line == "donot":
            return _listed(asked, row, parts[wanted])
        return _listed(asked, row, parts[by_line])
    if people and found == "different" and "different" in parts:
        return parts["different"], lines_about(people, parts["different"].items)
    if share >= SECTION_LINE:
        return _listed(asked, row, parts[by_line])
    if found in ("before", "during", "after", "donot") and found in parts:
        return parts[found], []
    return next(parts[code] for code in ("steps", "during", "before", "after", *parts) if code in parts), []


def _nearest_part(asked: Asked, row: Translation, parts: dict[str, Part]) -> tuple[str, float]:
    """The part whose one line holds most of the question, and how much; clearly more than the steps do."""
    lines = [(part.id, line) for part in parts.values() for line in part.items]
    shares = shares_of(asked.text, row.language, [line for _code, line in lines], row.title)
    most: dict[str, float] = {}
    for (code, _line), share in zip(lines, shares, strict=True):
        most[code] = max(most.get(code, 0.0), share)
    best = max(most, key=lambda code: most[code], default="")
    if not best or (best != "steps" and most[best] < most.get("steps", 0.0) + CLEARLY):
        return "steps" if "steps" in parts else best, most.get("steps", 0.0)
    return best, most[best]


def _listed(asked: Asked, row: Translation, part: Part) -> tuple[Part, list[str]]:
    """The part; where it is a list in no order, the line that answers stands first."""
    if steps_of(part)[0] or len(part.items) < 2:
        return part, []
    lines = nearest_first(asked.text, row, part.items)
    return part, [] if lines == part.items else lines
