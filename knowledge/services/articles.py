"""Articles come in from files, and go when they must."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from knowledge import selectors
from knowledge.articles import ArticleFile, BadArticle, read_folder
from knowledge.articles.checks import check_parity
from knowledge.models import Article, ArticleEvent, IndexGeneration, Translation

log = structlog.get_logger(__name__)


class NotLoaded(Exception):
    """Some files are wrong; nothing was changed. `problems` says where."""

    def __init__(self, problems: list[BadArticle]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class LoadReport:
    loaded: int  # new or changed articles
    same: int
    removed: int


def load_articles(folder: Path, *, now: Any) -> LoadReport:
    """Make the database say what the files below `folder` say; articles whose files are gone are removed.

    Idempotent: what is unchanged is not written. An article that was withdrawn here stays withdrawn until its files
    change. Raises NotLoaded where a file cannot be read or a language is missing.
    """
    files, problems = read_folder(folder)
    problems += check_parity(files)
    if problems:
        raise NotLoaded(problems)
    by_slug: dict[str, list[ArticleFile]] = {}
    for file in files:
        by_slug.setdefault(file.slug, []).append(file)
    with transaction.atomic():
        known = dict(Article.objects.values_list("slug", "digest"))
        loaded = [slug for slug, languages in by_slug.items() if _load(slug, languages, known.get(slug)) is not None]
        gone = Article.objects.exclude(slug__in=by_slug).exclude(digest="")
        removed = gone.count()
        gone.delete()
        if loaded or removed:
            _count_up()
    report = LoadReport(len(loaded), len(by_slug) - len(loaded), removed)
    log.info("knowledge.loaded", loaded=report.loaded, same=report.same, removed=report.removed, at=now.isoformat())
    return report


def withdraw_article(article: Article, *, by: Any, now: Any, note: str = "") -> None:
    """Take an article out of pages, search and chat at once, in every process."""
    _set_published(article, False, by=by, now=now, note=note)


def publish_article(article: Article, *, by: Any, now: Any, note: str = "") -> None:
    """Show a withdrawn article again."""
    _set_published(article, True, by=by, now=now, note=note)


def rebuild_index() -> None:
    """Make every process build its index anew from the database, this one now."""
    with transaction.atomic():
        _count_up()
    build_index()


def build_index() -> None:
    """Have the index of the present generation on disk, so that the first question need not wait for it."""
    for language in selectors.LANGUAGES:
        selectors.find("", language)


def _load(slug: str, languages: list[ArticleFile], digest: str | None) -> Article | None:
    """Write one article and its translations; None where its files are the ones it was loaded from."""
    new = hashlib.sha256("".join(file.digest for file in languages).encode()).hexdigest()
    if new == digest:
        return None
    first = languages[0]
    article, _made = Article.objects.update_or_create(
        slug=slug,
        defaults={
            "topic": first.topic,
            "hazards": list(first.hazards),
            "calls": list(first.calls),
            "danger": first.danger,
            "reviewed": min(file.reviewed for file in languages),
            "is_published": True,
            "digest": new,
        },
    )
    for file in languages:
        Translation.objects.update_or_create(
            article=article,
            language=file.language,
            defaults={
                "title": file.title,
                "summary": file.summary,
                "act_first": file.act_first,
                "sections": [{"id": part.id, "title": part.title, "text": part.text} for part in file.sections],
                "aliases": list(file.aliases),
                "sources": list(file.sources),
            },
        )
    return article


@transaction.atomic
def _set_published(article: Article, to: bool, *, by: Any, now: Any, note: str) -> None:
    changed = Article.objects.filter(pk=article.pk, is_published=not to).update(is_published=to)
    article.is_published = to
    if changed:
        ArticleEvent.objects.create(article=article, kind="published" if to else "withdrawn", by=by, at=now, note=note)
        _count_up()


def _count_up() -> None:
    if not IndexGeneration.objects.update(number=F("number") + 1):
        IndexGeneration.objects.create(number=1)
