"""When each part last did its work, and how our rows compare with the carrier's list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """When a part of the machinery last did its work, and by when it should have again. Later than that is an alarm."""

    class Part(models.TextChoices):
        BEAT = "beat", _("Clock")
        SWEEP = "sweep", _("Sweep of the queue")
        SPOOL = "spool", _("Receipts")
        CANARY = "canary", _("Test text")
        RECONCILIATION = "reconciliation", _("Daily comparison with the carrier")

    name = models.CharField(max_length=20, unique=True, choices=Part.choices)
    ran_at = models.DateTimeField(null=True)  # when it last ended well
    due_at = models.DateTimeField()
    trouble = models.CharField(max_length=40, blank=True)  # why it did not end well
    trouble_at = models.DateTimeField(null=True)


class Reconciliation(models.Model):
    """One day (UTC) of a carrier's own list beside our rows. Counts of texts."""

    carrier = models.CharField(_("carrier"), max_length=20)
    day = models.DateField(_("day (UTC)"))
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)  # none: it broke off, and is tried again
    listed = models.PositiveIntegerField(
        _("sent, says the carrier"), default=0
    )  # sent by our account, says the carrier
    agreed = models.PositiveIntegerField(_("as our rows say"), default=0)  # of these, as our rows say
    settled = models.PositiveIntegerField(
        _("settled by this"), default=0
    )  # of these, ended or found by this comparison
    strange = models.PositiveIntegerField(_("not of ours"), default=0)  # of these, of no row of ours
    missing = models.PositiveIntegerField(
        _("unknown to the carrier"), default=0
    )  # sent, say our rows, and the carrier knows nothing of it

    class Meta:
        verbose_name = _("comparison with a carrier")
        verbose_name_plural = _("comparisons with carriers")
        constraints = [models.UniqueConstraint(fields=["carrier", "day"], name="one_reconciliation_a_day")]

    def __str__(self) -> str:
        return f"{self.carrier}, {self.day}"
