"""Guides in the making: a draft in every language, read by a second person where lives hang on it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from knowledge.models.guides import Article

MEDICAL = frozenset({"firstaid", "health"})  # topics that a second person reads


class Revision(models.Model):
    """A new text of an article, or the text of a new one; kept after publication as its history."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("guide", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("guide", "Waits for a second reader")
        RETURNED = "returned", pgettext_lazy("guide", "Returned with a comment")
        PUBLISHED = "published", pgettext_lazy("guide", "Published")
        DROPPED = "dropped", pgettext_lazy("guide", "Dropped")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED, Status.PUBLISHED, Status.DROPPED},
        Status.RETURNED: {Status.SUBMITTED, Status.PUBLISHED, Status.DROPPED},
        Status.SUBMITTED: {Status.PUBLISHED, Status.RETURNED},
        Status.PUBLISHED: set(),
        Status.DROPPED: set(),
    }
    OPEN = [Status.DRAFT, Status.RETURNED]  # may be written on
    WAITING = [*OPEN, Status.SUBMITTED]

    article = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="revisions")  # None: not yet
    slug = models.SlugField(_("short name"))
    topic = models.SlugField(_("topic"))
    shared = models.JSONField(default=dict)  # hazards, calls, danger, reviewed
    # {language: {title, summary, act_first, aliases, sources, sections}}, as knowledge.articles.article_text reads it
    words = models.JSONField(default=dict)
    before = models.JSONField(default=dict)  # {language: the text that it began from}: what the difference is shown to
    version = models.PositiveIntegerField(default=0)  # of the article, when it began; 0 of a new one
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # pks of others who have written on it since its author last did
    writers = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    comment = models.TextField(blank=True)  # of who returned it
    created = models.DateTimeField()
    changed = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("new text of a guide")
        verbose_name_plural = _("new texts of guides")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader=None) | ~models.Q(reader=models.F("author")), name="another_person_reads_it"
            )
        ]
        indexes = [models.Index(fields=["status", "-changed"], name="revision_waiting")]

    def __str__(self) -> str:
        words: dict[str, Any] = self.words.get(get_language() or settings.LANGUAGE_CODE) or {}
        return words.get("title") or self.slug

    @property
    def is_medical(self) -> bool:
        """Also where only the text that it replaces was: to take the ambulance out is a medical change."""
        calls = {*self.shared.get("calls", []), *(self.article.calls if self.article else [])}
        return self.topic in MEDICAL or "ambulance" in calls

    def was_written_by(self, person: Any) -> bool:
        return person.pk == self.author_id or person.pk in self.writers
