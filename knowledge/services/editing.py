"""Guides written on the site: begun, kept, read by a second person, published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from knowledge.articles import LANGUAGES
from knowledge.models import TOPICS, Article, ArticleEvent, Revision
from knowledge.selectors import is_behind, read_revision, shared_of, texts_of, told, words_of
from knowledge.services.articles import count_up, write_article
from portal.lib.moves import IllegalMove, LostRace, move

S = Revision.Status
SECTION_TITLES = {  # where a new guide begins
    "en": {
        "steps": "Do this now", "before": "Before", "during": "During", "after": "Afterwards",
        "donot": "What not to do",
        "different": "Who needs something different", "call": "When to call",
    },
    "zh-hans": {
        "steps": "现在就做", "before": "平时准备", "during": "发生时", "after": "过后", "donot": "不要做",
        "different": "需要特别照顾的人", "call": "什么时候打电话",
    },
}  # fmt: skip


def begin_revision(article: Article, *, by: Any, now: datetime) -> Revision:
    """A draft of `article`; the one that `by` has begun already, where there is one."""
    held = Revision.objects.filter(article=article, author=by, status__in=Revision.WAITING).first()
    if held is not None:
        return held
    words, shared = words_of(article), shared_of(article)
    return Revision.objects.create(
        article=article,
        slug=article.slug,
        topic=article.topic,
        words=words,
        shared=shared,
        before=texts_of(words, shared),
        version=article.version,
        author=by,
        created=now,
        changed=now,
    )


def begin_article(*, slug: str, topic: str, by: Any, now: datetime, asked: str = "", language: str = "") -> Revision:
    """A draft of a new guide, with every section to be filled in; `asked` is how somebody asked for it.

    Raises ValidationError by field.
    """
    wrong: dict[str, list[str]] = {}
    if slug != slugify(slug) or not slug:
        wrong["slug"] = [_("A short name is of small English letters, digits and hyphens: gas-bottle.")]
    elif Article.objects.filter(slug=slug).exists() or _begun(slug):
        wrong["slug"] = [_("There is a guide of this name already.")]
    if topic not in TOPICS:
        wrong["topic"] = [_("Choose a topic.")]
    if wrong:
        raise ValidationError(wrong)
    words = {
        code: {
            "title": "",
            "summary": "",
            "act_first": "",
            "aliases": [asked] if asked and code == language else [],
            "sources": [],
            "sections": [{"id": name, "title": title, "text": ""} for name, title in titles.items()],
        }
        for code, titles in SECTION_TITLES.items()
    }
    shared = {"hazards": [], "calls": [], "danger": False, "reviewed": now.date().isoformat()}
    return Revision.objects.create(
        slug=slug, topic=topic, words=words, shared=shared, author=by, created=now, changed=now
    )


def _begun(slug: str) -> bool:
    return Revision.objects.filter(slug=slug, article=None, status__in=Revision.WAITING).exists()


@transaction.atomic
def keep_revision(
    revision: Revision,
    *,
    topic: str,
    shared: Mapping[str, Any],
    words: Mapping[str, Any],
    seen: str = "",
    by: Any,
    now: datetime,
) -> Revision:
    """Keep what was written, right or not yet. `seen` is when the form saw it changed last (ISO).

    Raises LostRace where somebody else has written meanwhile, IllegalMove where it is no longer open.
    """
    if revision.status not in Revision.OPEN:
        raise IllegalMove(revision, revision.status)
    rows = Revision.objects.filter(pk=revision.pk, status__in=Revision.OPEN)
    if seen:
        rows = rows.filter(changed=datetime.fromisoformat(seen))
    held = rows.select_for_update().values_list("writers", flat=True).first() or []
    writers = [] if by.pk == revision.author_id else sorted({*held, by.pk})
    changes = {"topic": topic, "shared": dict(shared), "words": dict(words), "changed": now, "writers": writers}
    if revision.article_id is not None:
        changes["topic"] = revision.topic  # its address stands under it already
    if not rows.update(**changes):
        raise LostRace(revision, revision.status)
    for name, value in changes.items():
        setattr(revision, name, value)
    return revision


def submit_revision(revision: Revision, *, by: Any, now: datetime) -> None:
    """Ask a second person to read it. Raises ValidationError with all that is wrong, IllegalMove, LostRace."""
    _require_right(revision)
    move(revision, S.SUBMITTED, changed=now)


def return_revision(revision: Revision, *, comment: str, by: Any, now: datetime) -> None:
    """A second person wants something changed. Raises ValidationError without a comment, IllegalMove, LostRace."""
    if not comment.strip():
        raise ValidationError({"comment": [_("Say what should be changed.")]})
    if revision.author_id == by.pk:
        raise PermissionDenied(_("Somebody other than the author reads it."))
    move(revision, S.RETURNED, changed=now, comment=comment.strip())


def drop_revision(revision: Revision, *, by: Any, now: datetime) -> None:
    """Give it up. Raises IllegalMove, LostRace."""
    move(revision, S.DROPPED, changed=now)


def bring_up(revision: Revision, *, by: Any, now: datetime) -> None:
    """Its author has seen what was published meanwhile, and keeps this text: the difference is to that from now on."""
    if revision.article is None or revision.status not in Revision.OPEN:
        raise IllegalMove(revision, revision.status)
    before = texts_of(words_of(revision.article), shared_of(revision.article))
    Revision.objects.filter(pk=revision.pk).update(before=before, version=revision.article.version, changed=now)


@transaction.atomic
def publish_revision(revision: Revision, *, seen: str = "", by: Any, now: datetime) -> Article:
    """Put it on pages, into search and chat, at once and in every process. The article.

    What is medical is published by somebody who has read it and has not written on it. `seen` is when the page that
    was read saw it changed last (ISO). Raises ValidationError with all that is wrong, PermissionDenied, IllegalMove,
    LostRace; then nothing was written.
    """
    revision.refresh_from_db(from_queryset=Revision.objects.select_for_update())
    if seen and seen != revision.changed.isoformat():
        raise LostRace(revision, S.PUBLISHED)  # returned, written anew and submitted again since it was read
    if revision.is_medical and (revision.status != S.SUBMITTED or revision.was_written_by(by)):
        raise PermissionDenied(_("A guide on health is published by a second person who has read it."))
    if is_behind(revision):
        raise LostRace(revision, S.PUBLISHED)
    if revision.article is None and Article.objects.filter(slug=revision.slug).exists():
        raise ValidationError({"slug": [_("There is a guide of this name already.")]})
    files = _require_right(revision)
    reader = None if revision.was_written_by(by) else by
    move(revision, S.PUBLISHED, changed=now, published_at=now, reader=reader)
    if revision.article_id and not (
        Article.objects.filter(pk=revision.article_id, version=revision.version).update(version=revision.version + 1)
    ):
        raise LostRace(revision, S.PUBLISHED)
    article = write_article(revision.slug, files, is_edited=True)
    Revision.objects.filter(pk=revision.pk).update(article=article)
    ArticleEvent.objects.create(article=article, kind="edited", by=by, at=now, note=str(revision.author or ""))
    count_up()
    return article


@transaction.atomic
def confirm_reading(article: Article, *, by: Any, now: datetime) -> None:
    """Read again, with its sources: nothing to change. It is good for another year."""
    Article.objects.filter(pk=article.pk).update(reviewed=now.date())
    ArticleEvent.objects.create(article=article, kind="reviewed", by=by, at=now)


def _require_right(revision: Revision) -> list:
    files, problems = read_revision(revision)
    if problems or len(files) < len(LANGUAGES):
        raise ValidationError({"words": [str(one) for one in told(problems)] or [_("A language is missing.")]})
    return files
