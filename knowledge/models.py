"""What to do: articles in every language, and what people asked."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.places.models import Community


class Article(models.Model):
    slug = models.SlugField(unique=True)
    topic = models.SlugField(_("topic"))
    hazards = models.JSONField(_("hazards"), default=list)
    calls = models.JSONField(_("numbers that may be needed"), default=list)  # ["fire", "ambulance", "police"]
    danger = models.BooleanField(_("read when life is in danger"), default=False)
    reviewed = models.DateField(_("last checked"))
    is_published = models.BooleanField(_("published"), default=True)
    digest = models.CharField(max_length=64, blank=True)  # of the files it was loaded from

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article-detail", args=[self.slug])


class Translation(models.Model):
    """An article in one language."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="translations")
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
    kind = models.CharField(max_length=12)  # published, withdrawn
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)


class IndexGeneration(models.Model):
    """One row; counts up whenever published content changes, so that every process knows its index is old."""

    number = models.PositiveIntegerField(default=0)


class ChatSession(models.Model):
    token = models.CharField(max_length=40, unique=True)
    community = models.ForeignKey(Community, models.SET_NULL, null=True, blank=True)
    language = models.CharField(max_length=12)
    context = models.JSONField(default=dict)
    created = models.DateTimeField()
    updated = models.DateTimeField()


class ChatTurn(models.Model):
    """A question and its answer; a repeat of the same message id gives the same answer again."""

    session = models.ForeignKey(ChatSession, models.CASCADE, related_name="turns")
    message_id = models.CharField(max_length=64)
    question = models.TextField(
        _("question"), blank=True
    )  # blank in a crisis: nobody may read along; never with phone numbers
    kind = models.CharField(_("kind of answer"), max_length=12)
    reply = models.JSONField(_("answer"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("question to the chat")
        verbose_name_plural = _("questions to the chat")
        constraints = [models.UniqueConstraint(fields=["session", "message_id"], name="a_message_once")]
        indexes = [models.Index(fields=["kind", "at"], name="chat_kind")]
