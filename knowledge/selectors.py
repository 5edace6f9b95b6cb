"""Questions about articles: which ones, which part, in whose words."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from community.places.models import Community
from knowledge.articles import items_of, plain_text, to_html, with_numbers, without_other_regions
from knowledge.models import Article, IndexGeneration, Translation
from knowledge.search import Document, Found, Hit, Library, marked_snippet

LANGUAGES = ("en", "zh-hans")
# Where no community is set up yet, and where it names no number.
NUMBERS = {
    "US": {"fire": "911", "ambulance": "911", "police": "911"},
    "CN": {"fire": "119", "ambulance": "120", "police": "110"},
}
ELSEWHERE = {"fire": "112", "ambulance": "112", "police": "112"}


@dataclass(frozen=True)
class Part:
    """A section in a community's own words."""

    id: str
    title: str
    html: str
    text: str  # plain, numbered where it is steps
    items: list[str]


@dataclass(frozen=True)
class Result:
    """A line of a search, as the API names its fields."""

    slug: str
    title: str
    summary: str
    section: str
    section_title: str
    snippet: str  # HTML: escaped words and <mark>
    url: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Results:
    results: list[Result]
    corrected: str
    took_ms: float


def numbers_of(community: Community | None) -> dict[str, str]:
    """The emergency numbers by kind, never empty."""
    region = community.region if community else settings.DEFAULT_REGION
    own = {kind: number for kind, number in (community.emergency_numbers if community else {}).items() if number}
    base = NUMBERS.get(region, ELSEWHERE)
    if own and not set(base) <= set(own):  # one number for all, or a kind left out
        base = dict.fromkeys(base, next(iter(own.values())))
    return {**base, **own}


def region_of(community: Community | None) -> str:
    return community.region if community else settings.DEFAULT_REGION


def parts_of(translation: Translation, community: Community | None) -> list[Part]:
    """The sections of an article for the readers of `community`."""
    numbers, region = numbers_of(community), region_of(community)
    parts = []
    for section in translation.sections:
        text = with_numbers(without_other_regions(section["text"], region), numbers)
        if text:
            parts.append(Part(section["id"], section["title"], to_html(text), plain_text(text), items_of(text)))
    return parts


def published_translation(slug: str, language: str) -> Translation | None:
    """A published article in `language`, else in another that it has."""
    rows = Translation.objects.filter(article__slug=slug, article__is_published=True).select_related("article")
    found = {row.language: row for row in rows}
    return found.get(language) or next(iter(found.values()), None)


def published_translations(slugs: Iterable[str], language: str) -> dict[str, Translation]:
    rows = Translation.objects.filter(article__slug__in=list(slugs), article__is_published=True, language=language)
    return {row.article.slug: row for row in rows.select_related("article")}


def articles_by_topic(language: str) -> dict[str, list[Translation]]:
    """Every published article under its topic, dangers first."""
    rows = Translation.objects.filter(language=language, article__is_published=True).select_related("article")
    topics: dict[str, list[Translation]] = {}
    for row in rows.order_by("article__topic", "-article__danger", "title"):
        topics.setdefault(row.article.topic, []).append(row)
    return topics


def published_articles():
    """Published articles with their translations, for the API."""
    return Article.objects.filter(is_published=True).prefetch_related(
        Prefetch("translations", queryset=Translation.objects.order_by("language"))
    )


FEATURED = ("earthquake", "flood", "home-fire", "gas-leak", "emergency-kit", "cpr-aed", "heat-wave", "power-cut")


def featured_articles(language: str, limit: int = 6) -> list[Translation]:
    """Articles for the first page."""
    found = published_translations(FEATURED, language)
    return [found[slug] for slug in FEATURED if slug in found][:limit]


BY_HAZARD = {
    "gas": "gas-leak", "fire": "home-fire", "flooding": "flood", "electrical": "electric-shock",
    "earthquake": "earthquake", "landslide": "landslide", "hazmat": "chemical-spill", "tsunami": "tsunami",
    "water_supply": "water-and-food-safety",
    "storm": "typhoon-hurricane", "heat": "heat-wave", "cold": "cold-wave-snow", "medical": "cpr-aed",
}  # fmt: skip


def article_for_hazard(code: str, language: str) -> Translation | None:
    """The article to show beside a hazard of that category."""
    return published_translation(BY_HAZARD[code], language) if code in BY_HAZARD else None


# --- search ----------------------------------------------------------------------------------------------------------


def generation() -> int:
    return IndexGeneration.objects.values_list("number", flat=True).first() or 0


def find(text: str, language: str, limit: int = 10) -> Found:
    """The engine's answer on exactly what is published now: the number of the generation is read every time."""
    library = _library(str(settings.DATA_DIR), language)
    return library.reader(generation(), lambda: documents(language)).find(text, limit)


def documents(language: str) -> Iterator[Document]:
    """What an index is built from: every published article in `language`, the words for every region."""
    rows = Translation.objects.filter(language=language, article__is_published=True).select_related("article")
    for row in rows.order_by("article__slug"):
        yield Document(
            slug=row.article.slug,
            title=row.title,
            summary=row.summary,
            aliases=tuple(row.aliases),
            sections=tuple((section["id"], section["title"], plain_text(section["text"])) for section in row.sections),
        )


LEAST = 0.25  # a result that weaker than this shares a stray word, no more


def search_articles(text: str, language: str, community: Community | None, limit: int = 10) -> Results:
    """Articles for a person's words, with the part that answers and a line of it."""
    started = time.perf_counter()
    found = find(text, language, limit)
    rows = published_translations([hit.slug for hit in found.hits], language)
    results = [
        _result(rows[hit.slug], hit, found.terms, community)
        for hit in found.hits
        if hit.slug in rows and hit.confidence >= LEAST
    ]
    return Results(results, found.corrected, round((time.perf_counter() - started) * 1000, 2))


def _result(row: Translation, hit: Hit, terms: tuple[str, ...], community: Community | None) -> Result:
    parts = parts_of(row, community)
    part = next((part for part in parts if part.id == hit.section), None)
    return Result(
        slug=hit.slug,
        title=row.title,
        summary=row.summary,
        section=part.id if part else "",
        section_title=part.title if part else "",
        snippet=marked_snippet(part.items if part else [row.summary], terms, row.language),
        url=address_of(row.article, part.id if part else ""),
        score=hit.score,
        confidence=hit.confidence,
    )


def address_of(article: Article, section: str = "", language: str = "") -> str:
    """The path of an article or one of its sections; with `language` it opens in that language."""
    return (
        reverse("knowledge:article-detail", args=[article.slug])
        + (f"?language={language}" if language else "")
        + (f"#{section}" if section else "")
    )


@lru_cache(maxsize=8)
def _library(data: str, language: str) -> Library:
    return Library(Path(data) / "index", language)


def article_pk(slug: str) -> int | None:
    return Article.objects.filter(slug=slug, is_published=True).values_list("pk", flat=True).first()
