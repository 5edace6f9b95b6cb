"""What becomes of a question that had no good answer: another wording of a guide, a new guide, or nothing."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.models import Article, ArticleEvent, ChatTurn, HandledQuestion, Revision
from knowledge.selectors import key_of, read_revision, shared_of, texts_of, told, words_of
from knowledge.services.articles import count_up, write_article
from knowledge.services.editing import begin_article

MOST_ALIASES = 60  # of one guide in one language
LONGEST_ALIAS = 120


def rate_answer(session_token: str, message_id: str, *, helped: bool) -> bool:
    """Keep what somebody says of an answer they got. False where there is no such answer."""
    if not session_token or not message_id:
        return False
    rows = ChatTurn.objects.filter(session__token=session_token, message_id=message_id)
    return bool(rows.exclude(kind="crisis").update(helped=helped))


@transaction.atomic
def add_wording(article: Article, words: str, *, language: str, by: Any, now: datetime) -> None:
    """People ask for `article` in these words, too: found and answered at once. No word that is read changes.

    Raises ValidationError where the words cannot be one.
    """
    words = " ".join(words.split())
    held = words_of(article)
    if language not in held or not words or len(words) > LONGEST_ALIAS:
        raise ValidationError({"words": [_("This is too long to be a way to ask.")]})
    aliases = held[language]["aliases"]
    if len(aliases) >= MOST_ALIASES:
        raise ValidationError({"words": [_("This guide has many wordings already. Take some away first.")]})
    handle_question(words, what="alias", by=by, now=now)
    if words.lower() in {one.lower() for one in aliases}:
        return
    before = texts_of(held, shared_of(article))
    aliases.append(words)
    revision = Revision(
        article=article,
        slug=article.slug,
        topic=article.topic,
        shared=shared_of(article),
        words=held,
        before=before,
        version=article.version,
        status=Revision.Status.PUBLISHED,
        author=by,
        created=now,
        changed=now,
        published_at=now,
    )
    files, problems = read_revision(revision)
    if problems:
        raise ValidationError({"words": [str(one) for one in told(problems)]})
    revision.save()
    write_article(article.slug, files, is_edited=True, version=article.version + 1)
    ArticleEvent.objects.create(article=article, kind="edited", by=by, at=now, note=words)
    count_up()


@transaction.atomic
def begin_from_question(words: str, *, language: str, slug: str, topic: str, by: Any, now: datetime) -> Revision:
    """A new guide, begun from how somebody asked for it. Raises ValidationError by field."""
    revision = begin_article(slug=slug, topic=topic, by=by, now=now, asked=words[:LONGEST_ALIAS], language=language)
    handle_question(words, what="new", by=by, now=now)
    return revision


def handle_question(words: str, *, what: str, by: Any, now: datetime) -> None:
    """It stands in the queue no more."""
    HandledQuestion.objects.update_or_create(key=key_of(words), defaults={"what": what, "by": by, "at": now})
