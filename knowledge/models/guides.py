"""What to do: articles in every language."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TOPICS = {
    "nature": pgettext_lazy("guides", "Weather and earth"),
    "fire": pgettext_lazy("guides", "Fire"),
    "household": pgettext_lazy("guides", "At home"),
    "firstaid": pgettext_lazy("guides", "First aid"),
    "hazmat": pgettext_lazy("guides", "Smoke and chemicals"),
    "prepare": pgettext_lazy("guides", "Be prepared"),
    "after": pgettext_lazy("guides", "Afterwards"),
    "people": pgettext_lazy("guides", "People who need more"),
    "water": pgettext_lazy("guides", "Water and ice"),
    "health": pgettext_lazy("guides", "Health"),
    "community": pgettext_lazy("guides", "Neighbours"),
}


def topic_words(topic: str) -> str:
    """The name of a topic; made of its code where it has none."""
    return str(TOPICS.get(topic, topic.replace("-", " ").capitalize()))


class Article(models.Model):
    slug = models.SlugField(_("short name"), unique=True)
    topic = models.SlugField(_("topic"))
    hazards = models.JSONField(_("hazards"), default=list)
    calls = models.JSONField(_("numbers that may be needed"), default=list)  # ["fire", "ambulance", "police"]
    danger = models.BooleanField(_("read when life is in danger"), default=False)
    reviewed = models.DateField(_("last checked"))
    is_published = models.BooleanField(_("published"), default=True)
    digest = models.CharField(max_length=64, blank=True)  # of the files it was loaded from; "" where written here
    is_edited = models.BooleanField(_("changed on this site"), default=False)  # its files no longer overwrite it
    version = models.PositiveIntegerField(default=1)  # counts what was published of it

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article-detail", args=[self.slug])


class Translation(models.Model):
    """An article in one language."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="translations", verbose_name=_("article"))
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"))
    act_first = models.CharField(_("what must come before the call"), max_length=200, blank=True)
    # [{"id": "steps", "title": "Do this now", "text": Markdown, ...}]; numbers stand as {fire}
    sections = models.JSONField(_("sections"), default=list)
    aliases = models.JSONField(_("how people ask"), default=list)
    sources = models.JSONField(_("sources"), default=list)  # [{"authority", "title", "year"}]

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="one_translation_a_language")]

    def __str__(self) -> str:
        return self.title


class ArticleEvent(models.Model):
    """Who showed or withdrew an article, when and why."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12)  # see LABELS
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("line of an article's history")
        verbose_name_plural = _("history of the article")

    LABELS = {
        "edited": _("Changed"),
        "reviewed": _("Read again, nothing to change"),
        "published": _("Shown"),
        "withdrawn": pgettext_lazy("article", "Withdrawn"),
    }

    def __str__(self) -> str:
        return str(self.LABELS.get(self.kind, self.kind))


class IndexGeneration(models.Model):
    """One row; counts up whenever published content changes, so that every process knows its index is old.

    `mark` is drawn anew each time: in a restored backup, or another database, the same number may mean other words.
    """

    number = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=16, default="")
