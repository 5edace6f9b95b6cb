"""Claims that go about, and what was found of each."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.places.models import Community
from portal.lib.words import WordsField, said


class RumourQuerySet(models.QuerySet["Rumour"]):
    def published(self) -> Self:
        return self.filter(status=Rumour.Status.PUBLISHED)

    def standing(self, now: datetime) -> Self:
        """Verdicts that still hold."""
        return self.published().filter(valid_until__gt=now)

    def alive(self) -> Self:
        """What somebody waits for, or may read: all that was not set aside."""
        return self.exclude(status=Rumour.Status.SUPERSEDED)


class Rumour(models.Model):
    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("rumour", "Received")
        CHECKING = "checking", pgettext_lazy("rumour", "Being checked")
        PUBLISHED = "published", pgettext_lazy("rumour", "Published")
        SUPERSEDED = "superseded", pgettext_lazy("rumour", "Set aside")

    class Verdict(models.TextChoices):
        TRUE = "true", pgettext_lazy("verdict", "True")
        FALSE = "false", pgettext_lazy("verdict", "False")
        UNPROVEN = "unproven", pgettext_lazy("verdict", "Not proven")

    MOVES = {
        Status.RECEIVED: {Status.CHECKING, Status.SUPERSEDED},
        Status.CHECKING: {Status.PUBLISHED, Status.RECEIVED, Status.SUPERSEDED},
        Status.PUBLISHED: {Status.SUPERSEDED},
        Status.SUPERSEDED: set(),
    }
    LEVELS = {Verdict.TRUE: "clear", Verdict.FALSE: "severe", Verdict.UNPROVEN: "unknown"}  # colour and shape

    community = models.ForeignKey(Community, models.CASCADE, related_name="rumours", verbose_name=_("community"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RECEIVED)
    claim = WordsField(_("the claim"), blank=True)  # as the checker words it, by language
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    why = WordsField(_("what we found"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)  # [{"authority", "title", "url"}]
    # it tells people to flee, or of something that they would have to flee from: never called false lightly
    says_flee = models.BooleanField(_("it tells people to flee"), default=False)
    from_authority = models.BooleanField(_("a source is the authority that knows"), default=False)  # of the verdict
    valid_until = models.DateTimeField(_("good until"), null=True, blank=True)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("rumour", "checked by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="superseded")
    created = models.DateTimeField(_("first heard"))
    changed = models.DateTimeField(_("last change"))

    objects = RumourQuerySet.as_manager()

    class Meta:
        verbose_name = _("rumour")
        verbose_name_plural = _("rumours")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, valid_until__isnull=False) & ~models.Q(verdict=""),
                name="a_verdict_has_its_time",
            )
        ]
        indexes = [models.Index(fields=["community", "status", "-changed"], name="rumour_desk")]

    def __str__(self) -> str:
        return said(self.claim) or str(self._meta.verbose_name)

    def get_absolute_url(self) -> str:
        return reverse("knowledge:rumour-detail", args=[self.pk])

    @property
    def level(self) -> str:
        return self.LEVELS.get(self.Verdict(self.verdict), "none") if self.verdict else "none"

    @property
    def is_lightly_false(self) -> bool:
        """Called false without the authority that knows: nothing that tells people to flee may be answered with it."""
        return self.verdict == self.Verdict.FALSE and not self.from_authority

    def has_lapsed(self, now: datetime) -> bool:
        return self.status == self.Status.PUBLISHED and self.valid_until is not None and self.valid_until <= now


class Telling(models.Model):
    """A claim as somebody sent it in. Nobody's name: `who` is a keyed hash, so that one person counts once."""

    rumour = models.ForeignKey(Rumour, models.CASCADE, related_name="tellings")
    words = models.TextField(_("words"), max_length=1000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=12)
    who = models.CharField(max_length=64)
    times = models.PositiveIntegerField(default=1)
    # a checker saw these words and answered them, or joined them: a verdict is said of no others
    is_accepted = models.BooleanField(_("a checker saw it"), default=False)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("claim that was sent in")
        verbose_name_plural = _("claims that were sent in")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words[:80] or self.link


class RumourEvent(models.Model):
    """Who did what with a rumour."""

    LABELS = {
        "received": pgettext_lazy("rumour", "Received"),
        "taken": _("Taken on"),
        "put_back": _("Put back"),
        "published": pgettext_lazy("rumour", "Published"),
        "again": _("To be checked again"),
        "merged": _("Joined with another"),
        "dropped": pgettext_lazy("rumour", "Set aside"),
    }
    rumour = models.ForeignKey(Rumour, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of a rumour's history")
        verbose_name_plural = _("history of the rumour")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.LABELS.get(self.kind, self.kind))
