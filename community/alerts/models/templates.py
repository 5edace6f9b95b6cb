"""Words written and read in peacetime, for the night when somebody needs them in three minutes."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.alerts.models.alerts import READERS
from community.alerts.models.cap import CapCategory, CapUrgency, Certainty, Severity
from community.people.permissions import held_in
from community.places.models import Community
from portal.lib.words import WordsField, said


class AlertTemplateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AlertTemplateQuerySet":
        """What the desk shows this person: the general ones, and those of the communities in which they may read it."""
        if user.is_superuser:
            return self.all()
        mine = held_in(user, READERS)
        return self.filter(Q(community=None) | Q(community__in=mine))


class AlertTemplate(models.Model):
    """One kind of danger in every language, with blanks such as {place}, {until} and {height} (selectors.blanks).

    Approved, it is what two people have read in peacetime; whoever changes it takes the approval away.
    """

    WORDS = ("headline", "description", "instruction")

    # None: for every community. Only a superuser writes or approves such a one; a community makes its own copy.
    community = models.ForeignKey(
        Community, models.CASCADE, null=True, blank=True, related_name="alert_templates", verbose_name=_("community")
    )
    slug = models.SlugField(_("short name"))
    regions = models.JSONField(_("countries or regions"), default=list, blank=True)  # none: everywhere
    name = WordsField(_("name"))
    event = models.CharField(_("event"), max_length=80)
    category = models.CharField(_("category"), max_length=12, choices=CapCategory.choices)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    urgency = models.CharField(_("urgency"), max_length=10, choices=CapUrgency.choices)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty.choices)
    response_types = models.JSONField(_("what to do, in one word"), default=list, blank=True)  # of ResponseType
    hours = models.PositiveSmallIntegerField(_("hours that it holds"), default=6)
    words = models.JSONField(_("words"), default=dict)  # {"en": {one text for each of WORDS}, ...}
    is_ending = models.BooleanField(_("says that a danger is over"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last changed by"),
    )
    changed_at = models.DateTimeField(_("last change"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    review_by = models.DateField(_("to be read again by"), null=True, blank=True)

    objects = AlertTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(fields=["community", "slug"], name="one_template_a_name"),
            models.UniqueConstraint(fields=["slug"], condition=Q(community=None), name="one_general_template_a_name"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, review_by=None)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False, review_by__isnull=False)
                    & (Q(changed_by=None) | ~Q(approved_by=F("changed_by")))
                ),
                name="a_template_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return said(self.name)

    def get_absolute_url(self) -> str:
        return reverse("alerts:template-detail", args=[self.pk])

    @property
    def level(self) -> str:
        """The level as the style sheets call it."""
        if self.is_ending:
            return "clear"
        return "minor" if self.severity == Severity.UNKNOWN else self.severity.lower()

    def is_for(self, region: str) -> bool:
        return not self.regions or region in self.regions

    def is_approved(self, at: datetime) -> bool:
        """Read by a second person before `at`, and not yet due to be read again."""
        if self.approved_at is None or self.review_by is None:
            return False
        return self.approved_at <= at and at.date() <= self.review_by

    def texts_in(self, language: str) -> dict[str, str]:
        """One text, blanks and all, for each of WORDS."""
        return {name: self.words.get(language, {}).get(name, "") for name in self.WORDS}


class TemplateEvent(models.Model):
    """Who wrote, approved or withdrew a template, and when."""

    template = models.ForeignKey(AlertTemplate, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # see LABELS
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of a template's history")
        verbose_name_plural = _("history of the template")
        ordering = ["at", "pk"]

    LABELS: dict[str, Any] = {
        "written": _("Written"),
        "copied": _("Copied from the general one"),
        "approved": _("Approved in peacetime"),
        "withdrawn": _("Taken out of use"),
        "restored": _("Taken into use again"),
    }

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return str(self.LABELS.get(self.kind, self.kind))
