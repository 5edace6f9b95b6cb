"""Questions about articles: which ones, which part, in whose words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from community.places.models import Community
from knowledge.articles import items_of, plain_text, to_html, with_numbers, without_other_regions
from knowledge.chat import hotlines_for
from knowledge.models import TOPICS, Article, IndexGeneration, Translation
from knowledge.search import Document, Found, Library

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
    source: str  # Markdown, the community's numbers in it
    text: str  # plain, numbered where it is steps
    items: list[str]

    @property
    def html(self) -> str:
        """For a page; the chat needs none, and to make it costs more than the rest of a reply."""
        return to_html(self.source)


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


def parts_of(translation: Translation, community: Community | None, only: str = "") -> list[Part]:
    """The sections of an article for the readers of `community`; `only`: that one, if it is there."""
    region, numbers = region_of(community), numbers_of(community)
    line = hotlines_for(region).get("self_harm")
    numbers["crisis"] = line.number if line else numbers["ambulance"]
    key = tuple(numbers.items())
    wanted = [one for one in translation.sections if only in ("", one["id"])]
    parts = (_part(one["id"], one["title"], one["text"], region, key) for one in wanted)
    return [part for part in parts if part]


@lru_cache(maxsize=4096)  # a reply looks at the same guide several times, and the next one at the same guides
def _part(code: str, title: str, source: str, region: str, numbers: tuple[tuple[str, str], ...]) -> Part | None:
    """A section for a region with these numbers; None where nothing of it is for that region."""
    text = with_numbers(without_other_regions(source, region), dict(numbers))
    return Part(code, title, text, plain_text(text), items_of(text)) if text else None


def published_translation(slug: str, language: str) -> Translation | None:
    """A published article in `language`, else in another that it has."""
    rows = Translation.objects.filter(article__slug=slug, article__is_published=True).select_related("article")
    found = {row.language: row for row in rows}
    return found.get(language) or next(iter(found.values()), None)


def published_translations(slugs: Iterable[str], language: str) -> dict[str, Translation]:
    rows = Translation.objects.filter(article__slug__in=list(slugs), article__is_published=True, language=language)
    return {row.article.slug: row for row in rows.select_related("article")}


def articles_by_topic(language: str) -> dict[str, list[Translation]]:
    """Every published article under its topic, in the order of TOPICS; dangers first."""
    rows = Translation.objects.filter(language=language, article__is_published=True).select_related("article")
    topics: dict[str, list[Translation]] = {}
    for row in rows.order_by("article__topic", "-article__danger", "title"):
        topics.setdefault(row.article.topic, []).append(row)
    return {topic: topics[topic] for topic in [*TOPICS, *sorted(topics.keys() - TOPICS.keys())] if topic in topics}


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


def edition() -> str:
    """The name of what is published now, in this database."""
    number, mark = IndexGeneration.objects.values_list("number", "mark").first() or (0, "")
    return f"{number}-{mark}"


def find(text: str, language: str, limit: int = 10, *, exact: bool = False) -> Found:
    """The engine's answer on what is published now, and nothing else: the edition is read every time.

    Who asks while another thread reads a new edition in does not wait: they get the old order without what is gone.
    """
    library = _library(str(settings.DATA_DIR), language)
    reader, is_present = library.reader_at_hand(edition(), lambda: documents(language))
    found = reader.find(text, limit, exact=exact)
    if is_present:
        return found
    published = published_translations([hit.slug for hit in found.hits], language)
    return replace(found, hits=tuple(hit for hit in found.hits if hit.slug in published))


def shares_of(text: str, language: str, lines: list[str], known: str = "") -> list[float]:
    """How much of a question each line of an article holds, 0 to 1; words of `known` do not count."""
    library = _library(str(settings.DATA_DIR), language)
    reader, _is_present = library.reader_at_hand(edition(), lambda: documents(language))
    return reader.shares(text, lines, known)


@dataclass(frozen=True)
class IndexState:
    """The index of one language on this machine, held against the database."""

    language: str
    edition: str  # of the database
    fault: str  # why the folder is not used as it stands and will be built anew, "" where it is used
    differences: tuple[str, ...]  # slugs of the guides that it knows otherwise than the database

    @property
    def guides(self) -> str:
        """Some of those that differ, to be told."""
        return ", ".join(self.differences[:5]) + (" …" if len(self.differences) > 5 else "")


def index_state(language: str) -> IndexState:
    library, now = _library(str(settings.DATA_DIR), language), edition()
    fault = library.fault(now)
    differences = () if fault else tuple(library.differences(documents(language)))
    return IndexState(language, now, fault, differences)


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
