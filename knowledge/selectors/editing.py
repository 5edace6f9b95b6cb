"""What editors see: texts in the making, their difference, guides to be read again."""

from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from knowledge.articles import LANGUAGES, ArticleFile, BadArticle, Problem, article_text, parse_article
from knowledge.articles.checks import check_article, check_articles, check_links
from knowledge.models import Article, Revision, Translation

GOOD_FOR = timedelta(days=365)  # after its last reading a guide is read again; this project's own choice
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One line of a difference: " " the same, "-" gone, "+" new, "…" lines left out."""

    mark: str
    text: str


def words_of(article: Article) -> dict[str, dict[str, Any]]:
    """What Revision.words holds, of what is published now."""
    return {
        row.language: {
            "title": row.title,
            "summary": row.summary,
            "act_first": row.act_first,
            "aliases": list(row.aliases),
            "sources": [dict(one) for one in row.sources],
            "sections": [{"id": part["id"], "title": part["title"], "text": part["text"]} for part in row.sections],
        }
        for row in article.translations.all()
    }


def shared_of(article: Article) -> dict[str, Any]:
    return {
        "hazards": list(article.hazards),
        "calls": list(article.calls),
        "danger": article.danger,
        "reviewed": article.reviewed.isoformat(),
    }


def texts_of(words: dict[str, dict[str, Any]], shared: dict[str, Any]) -> dict[str, str]:
    """{language: the article as a file}."""
    return {code: article_text(words[code], shared) for code in LANGUAGES if code in words}


def read_revision(revision: Revision) -> tuple[list[ArticleFile], list[Problem]]:
    """The revision as articles, and everything that is wrong with it: what the files of the project are held to."""
    files: list[ArticleFile] = []
    problems: list[Problem] = []
    for code, text in texts_of(revision.words, revision.shared).items():
        try:
            files.append(parse_article(f"{revision.topic}/{revision.slug}.{code}.md", text))
        except BadArticle as error:
            problems.append(error.problem)
    # a language that cannot be read yet does not hide what is wrong in the other
    problems += [one for file in files for one in check_article(file)] if problems else check_articles(files)
    has_links = any("](" in section.text for file in files for section in file.sections)
    problems += check_links(files, sections_by_guide() if has_links else {}, is_address)
    return files, problems


def sections_by_guide() -> dict[str, set[str]]:
    """The section ids of every published guide by its slug."""
    found: dict[str, set[str]] = {}
    rows = Translation.objects.filter(article__is_published=True)
    for slug, sections in rows.values_list("article__slug", "sections"):
        found.setdefault(slug, set()).update(section["id"] for section in sections)
    return found


def is_address(path: str) -> bool:
    """Does this site answer at `path`? A key in it is not looked up."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def difference(before: str, after: str, around: int = 2) -> list[Line]:
    """The lines that changed, with some `around` them."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(around):
        if found:
            found.append(Line("…", ""))
        for kind, start, end, at, to in group:
            if kind == "equal":
                found += [Line(" ", line) for line in old[start:end]]
            else:
                found += [Line("-", line) for line in old[start:end]] + [Line("+", line) for line in new[at:to]]
    return found


def differences(revision: Revision) -> dict[str, list[Line]]:
    """{language: what the revision changes of what it began from}."""
    texts = texts_of(revision.words, revision.shared)
    return {code: difference(revision.before.get(code, ""), text) for code, text in texts.items()}


def is_behind(revision: Revision) -> bool:
    """Whether somebody has published another text since it began."""
    return revision.article is not None and revision.article.version != revision.version


def revisions_waiting() -> QuerySet[Revision]:
    """What is written on or waits, those that wait for a reader first."""
    rows = Revision.objects.filter(status__in=Revision.WAITING).select_related("author", "article")
    return rows.order_by("-status", "-changed")


def guides_to_read_again(today: date) -> QuerySet[Article]:
    """Published guides whose reading is a year old, or will be within a month; the oldest first."""
    rows = Article.objects.filter(is_published=True, reviewed__lte=today - GOOD_FOR + SOON)
    return rows.prefetch_related("translations").order_by("reviewed", "slug")
