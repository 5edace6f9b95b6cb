"""Articles come in from files, and go when they must."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from knowledge import selectors
from knowledge.articles import LANGUAGES, ArticleFile, Problem, read_folder
from knowledge.articles.checks import check_parity
from knowledge.models import Article, ArticleEvent, IndexGeneration, Translation
from portal.lib.ids import new_token

log = structlog.get_logger(__name__)


class NotLoaded(Exception):
    """Some files are wrong; nothing was changed. `problems` says where."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(map(selectors.line_for, problems)))
        self.problems = problems


@dataclass(frozen=True)
class LoadReport:
    loaded: int  # new or changed articles
    same: int
    removed: int
    kept: int  # changed on this site since: their files are passed over


def load_articles(folder: Path, *, now: Any) -> LoadReport:
    """Make the database say what the files below `folder` say; articles whose files are gone are removed.

    Idempotent: what is unchanged is not written. An article that was withdrawn here stays withdrawn until its files
    change; one that was edited here keeps the words of its editors, whatever its files say. Raises NotLoaded where a
    file cannot be read or a language is missing.
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
        kept = set(Article.objects.filter(is_edited=True, slug__in=by_slug).values_list("slug", flat=True))
        rest = {slug: languages for slug, languages in by_slug.items() if slug not in kept}
        loaded = [slug for slug, languages in rest.items() if _load(slug, languages, known.get(slug)) is not None]
        gone = Article.objects.exclude(slug__in=by_slug).exclude(digest="").exclude(is_edited=True)
        removed = gone.count()
        gone.delete()
        if loaded or removed:
            count_up()
    report = LoadReport(len(loaded), len(rest) - len(loaded), removed, len(kept))
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
        count_up()
    build_index()


def build_index() -> None:
    """Have the index of the present generation on disk, so that the first question need not wait for it."""
    for language in LANGUAGES:
        selectors.find("", language)


def _load(slug: str, languages: list[ArticleFile], digest: str | None) -> Article | None:
    """Write one article and its translations; None where its files are the ones it was loaded from."""
    new = hashlib.sha256("".join(file.digest for file in languages).encode()).hexdigest()
    return None if new == digest else write_article(slug, languages, digest=new, is_published=True)


def write_article(slug: str, languages: list[ArticleFile], **fields: Any) -> Article:
    """One article and its translations as `languages` say them; `fields` are other fields of Article."""
    first = languages[0]
    article, _made = Article.objects.update_or_create(
        slug=slug,
        defaults={
            "topic": first.topic,
            "hazards": list(first.hazards),
            "calls": list(first.calls),
            "danger": first.danger,
            "reviewed": min(file.reviewed for file in languages),
            **fields,
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
        count_up()


def count_up() -> None:
    """What is published has changed: every process reads it anew."""
    mark = new_token(9)
    if not IndexGeneration.objects.update(number=F("number") + 1, mark=mark):
        IndexGeneration.objects.create(number=1, mark=mark)
