"""What people who pass by say of a hazard: gone, or still there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.hazards.models.reports import Report


class Sighting(models.Model):
    """One person's word since the report was last fixed or opened; said again, it is changed. Nobody's name."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sightings")
    who = models.CharField(max_length=64)  # a keyed hash: one voice each, and it leads nowhere
    is_gone = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("word of a passer-by")
        verbose_name_plural = _("words of passers-by")
        constraints = [models.UniqueConstraint(fields=["report", "who"], name="one_sighting_a_person")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d}"
