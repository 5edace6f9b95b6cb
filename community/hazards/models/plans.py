"""What a major hazard must have before anything is said to be done about it."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.reports import Report


class MajorPlan(models.Model):
    """The five requirements of a major hazard (重大隐患“五落实”): owner, deadline, measures, money, contingency plan.

    The report is a major hazard while it has one; what is still empty is shown, and holds up the work.
    """

    PARTS: dict[str, str | Promise] = {
        "owner": pgettext_lazy("part of a plan", "who answers for it"),
        "deadline": pgettext_lazy("part of a plan", "the deadline"),
        "measures": pgettext_lazy("part of a plan", "the measures"),
        "money": pgettext_lazy("part of a plan", "the money"),
        "contingency": pgettext_lazy("part of a plan", "the contingency plan"),
    }

    report = models.OneToOneField(Report, models.CASCADE, related_name="plan", verbose_name=_("hazard report"))
    owner = models.CharField(_("who answers for it"), max_length=120, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    measures = models.TextField(_("measures"), max_length=2000, blank=True)
    money = models.CharField(_("money, and whose"), max_length=200, blank=True)
    contingency = models.TextField(_("contingency plan until then"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("plan for a major hazard")
        verbose_name_plural = _("plans for major hazards")

    def __str__(self) -> str:
        return self.report.reference

    @property
    def missing(self) -> list[str]:
        """Names of the parts that are empty, in words."""
        return [str(words) for name, words in self.PARTS.items() if not getattr(self, name)]
