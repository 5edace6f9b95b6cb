"""Whom a report was passed on to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.reports import Report


class Handover(models.Model):
    """A report was handed to an agency: by whom, who took it over there, when, how, and under which number."""

    class How(models.TextChoices):
        PHONE = "phone", pgettext_lazy("passed on", "by phone")
        LETTER = "letter", pgettext_lazy("passed on", "by letter or e-mail")
        PERSON = "person", pgettext_lazy("passed on", "in person")
        OPEN311 = "open311", pgettext_lazy("passed on", "over Open311")
        OTHER = "other", pgettext_lazy("passed on", "in another way")

    report = models.ForeignKey(Report, models.CASCADE, related_name="handovers", verbose_name=_("hazard report"))
    agency = models.CharField(_("passed on to"), max_length=120)
    how = models.CharField(pgettext_lazy("passed on", "how"), max_length=8, choices=How.choices, default=How.OTHER)
    taken_by = models.CharField(_("who took it over"), max_length=100, blank=True)
    their_reference = models.CharField(_("their number"), max_length=120, blank=True)
    look_again = models.DateField(_("we look again on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["look_again"], name="handover_look_again")]

    def __str__(self) -> str:
        return self.agency
