"""Finding guides: by words, by what they are for, and while somebody types."""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from community.places.models import Community
from knowledge.articles import without_other_regions
from knowledge.articles.facets import lines_for, people_of, phases_of
from knowledge.models import Translation
from knowledge.search import Hit, Suggester, for_whom_was_asked, marked, marked_snippet
from knowledge.selectors.guides import (
    Part,
    address_of,
    edition,
    find,
    parts_of,
    published_translations,
    region_of,
)

FACETS = ("hazard", "phase", "who")
LEAST = 0.25  # a result that is weaker than this shares a stray word, no more
STRAY = 0.12  # and one that is weaker than this a part of one
POOL = 60  # the best of a search, among which is chosen and counted
FEW = 3  # results with fewer than which others with a like title are offered
NEAR = 3


@dataclass(frozen=True)
class Chosen:
    """What a search is narrowed to: any of the codes of a facet, and every facet that has one."""

    hazard: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    who: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hazard or self.phase or self.who)

    def takes(self, guide: "Guide", *, but: str = "") -> bool:
        """Is the guide within the choice? The facet `but` is left aside."""
        wanted = {facet: getattr(self, facet) for facet in FACETS if facet != but}
        return all(not codes or guide.codes[facet] & set(codes) for facet, codes in wanted.items())


@dataclass(frozen=True)
class Guide:
    """A published guide in one language, as it is found."""

    slug: str
    title: str
    danger: bool
    codes: dict[str, frozenset[str]]  # by facet
    phases: dict[str, tuple[str, ...]]  # {phase: ids of its sections}
    is_for: frozenset[str]  # groups of people that its title names
    main: str  # the danger that it is about first
    names_a_line: bool  # for people in crisis
    aliases: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Listing:
    """Guides in order, and how many each code of a facet would leave."""

    guides: list[tuple[Guide, Hit | None]]
    counts: dict[str, dict[str, int]]
    corrected: str
    terms: tuple[str, ...]
    near: list[Guide]  # where little was found


@dataclass(frozen=True)
class Result:
    """A line of a search, as the API names its fields."""

    slug: str
    title: str
    marked_title: str  # HTML: escaped words and <mark>
    summary: str
    section: str
    section_title: str
    snippet: str  # HTML: escaped words and <mark>
    url: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Results:
    """The first of what was found, and what may be said of all of it."""

    results: list[Result]
    found: int
    counts: dict[str, dict[str, int]]  # by facet and code: how many guides the code would leave
    near: list[Guide]  # like titles, where little was found
    corrected: str
    took_ms: float


def list_guides(
    text: str,
    language: str,
    community: Community | None,
    chosen: Chosen,
    *,
    exact: bool = False,
    crisis: str = "",
) -> Listing:
    """The guides for a person's words, or all of them, within what is chosen.

    `crisis`: the kind that the words tell of. "i want to die" is no question about wounds: who may harm themselves
    reads the guides that send to a line, who is hurt at home none.
    """
    now = edition()
    guides = _guides(now, language, region_of(community))
    if crisis:
        guides = {slug: guide for slug, guide in guides.items() if crisis == "self_harm" and guide.names_a_line}
    corrected = ""
    near: list[str] = []
    terms: tuple[str, ...] = ()
    if text:
        found = find(text, language, POOL, exact=exact)
        corrected, terms = found.corrected, found.terms
        hits = [(guides[hit.slug], hit) for hit in found.hits if hit.slug in guides]
        least = STRAY if crisis else LEAST
        ranked: list[tuple[Guide, Hit | None]] = [(guide, hit) for guide, hit in hits if hit.confidence >= least]
        if len(ranked) < FEW and not crisis:
            alike = [guides[slug] for slug in _suggester(now, language).alike(text) if slug in guides]
            weak = [guide for guide, hit in hits if LEAST > hit.confidence >= STRAY]
            shown = {guide.slug for guide, _hit in ranked}
            near = list(dict.fromkeys(guide.slug for guide in [*alike, *weak] if guide.slug not in shown))[:NEAR]
    else:
        order = sorted(
            guides.values(), key=lambda guide: (not guide.is_for & set(chosen.who), guide.main not in chosen.hazard)
        )
        ranked = [(guide, None) for guide in order]
    counts = {facet: _counted([one for one, _hit in ranked if chosen.takes(one, but=facet)], facet) for facet in FACETS}
    return Listing(
        [row for row in ranked if chosen.takes(row[0])], counts, corrected, terms, [guides[slug] for slug in near]
    )


def results_of(
    guides: list[tuple[Guide, Hit | None]],
    terms: tuple[str, ...],
    language: str,
    community: Community | None,
    chosen: Chosen,
    *,
    opens_in: str = "",
) -> list[Result]:
    """Those guides with the part and the line that answer, or that are for whom was chosen.

    `opens_in`: the language that their addresses ask for, where it is not the reader's.
    """
    rows = published_translations([guide.slug for guide, _hit in guides], language)
    found = []
    for guide, hit in guides:
        if row := rows.get(guide.slug):
            part, items = _shown(row, guide, hit.section if hit else "", terms, community, chosen)
            found.append(
                Result(
                    slug=guide.slug,
                    title=row.title,
                    marked_title=marked(row.title, terms, row.language),
                    summary=row.summary,
                    section=part.id if part else "",
                    section_title=part.title if part else "",
                    snippet=marked_snippet(items or [row.summary], terms, row.language),
                    url=address_of(row.article, part.id if part else "", opens_in),
                    score=hit.score if hit else 0.0,
                    confidence=hit.confidence if hit else 0.0,
                )
            )
    return found


def search_articles(
    text: str,
    language: str,
    community: Community | None,
    limit: int = 10,
    chosen: Chosen = Chosen(),
    *,
    exact: bool = False,
) -> Results:
    """The first `limit` guides for a person's words, with the part that answers and a line of it."""
    started = time.perf_counter()
    listing = list_guides(text, language, community, chosen, exact=exact)
    return Results(
        results=results_of(listing.guides[:limit], listing.terms, language, community, chosen),
        found=len(listing.guides),
        counts=listing.counts,
        near=listing.near,
        corrected=listing.corrected,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def suggested_guides(text: str, language: str) -> list[Translation]:
    """Guides for the beginning of what somebody types."""
    slugs = _suggester(edition(), language).suggest(text)
    rows = published_translations(slugs, language)
    return [rows[slug] for slug in slugs if slug in rows]


def _shown(
    row: Translation,
    guide: Guide,
    found: str,
    terms: tuple[str, ...],
    community: Community | None,
    chosen: Chosen,
) -> tuple[Part | None, list[str]]:
    """The part to show and its lines: for whom was chosen, for the time that was chosen, else what the search found."""
    if chosen.who and (part := _part(row, community, "different")):
        lines = lines_for(chosen.who, part.source)
        if lines:
            return part, lines
    if chosen.phase:
        ids = [code for phase in chosen.phase for code in guide.phases.get(phase, ())]
        found = found if found in ids else next(iter(ids), found)
    part = _part(row, community, found)
    if part and found == "different":  # what older people cannot smell is no answer to who smells gas
        items = for_whom_was_asked(part.items, terms, row.language)
        return (part, items) if items else (None, [])
    return part, part.items if part else []


def _part(row: Translation, community: Community | None, code: str) -> Part | None:
    return next(iter(parts_of(row, community, code)), None) if code else None


def _counted(guides: list[Guide], facet: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for guide in guides:
        for code in guide.codes[facet]:
            counts[code] = counts.get(code, 0) + 1
    return counts


@lru_cache(maxsize=8)
def _guides(published: str, language: str, region: str) -> dict[str, Guide]:
    """Every guide of that edition by its slug, what is read in danger first."""
    rows = Translation.objects.filter(language=language, article__is_published=True).select_related("article")
    return {
        row.article.slug: _guide(row, region) for row in rows.order_by("-article__danger", "title", "article__slug")
    }


def _guide(row: Translation, region: str) -> Guide:
    article = row.article
    sections: dict[str, str] = {part["id"]: without_other_regions(part["text"], region) for part in row.sections}
    phases = phases_of(
        article.slug,
        article.topic,
        is_danger=article.danger,
        sections=[code for code, text in sections.items() if text],
    )
    return Guide(
        slug=article.slug,
        title=row.title,
        danger=article.danger,
        codes={
            "hazard": frozenset(article.hazards),
            "phase": frozenset(phases),
            "who": people_of(article.topic, row.title, sections.get("different", "")),
        },
        phases=phases,
        is_for=people_of(article.topic, row.title, ""),
        main=next(iter(article.hazards), ""),
        names_a_line=any("{crisis}" in text for text in sections.values()),
        aliases=tuple(row.aliases),
    )


@lru_cache(maxsize=4)
def _suggester(published: str, language: str) -> Suggester:
    guides: list[Any] = list(_guides(published, language, "").values())
    return Suggester([(guide.slug, guide.title, guide.aliases) for guide in guides], language)
