"""The trail of an alert."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AlertEvent(models.Model):
    """Who decided what, and when."""

    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # see LABELS
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of an alert's history")
        verbose_name_plural = _("history of the alert")
        ordering = ["at", "pk"]

    LABELS = {
        "drafted": _("Drafted"),
        "edited": _("Changed"),
        "submitted": _("Sent in"),
        "returned": _("Returned"),
        "approved": _("Approved and issued"),
        "updated": _("Replaced by an update"),
        "cancelled": _("Declared over"),
        "expired": _("Expired"),
        "heard": _("Was rung, and reads it"),
        "unheard": _("No approver answered"),
        "issued_alone": _("Issued by one person"),
        "retracted": _("Error taken back by one person"),
        "stopped": _("Stopped by a real warning"),
        "scheduled": _("Approved, goes out at its hour"),
        "withdrawn": _("Taken back"),
        "issued": _("Went out at its hour"),
        "missed": _("Did not go out at its hour"),
        "relayed": _("Taken from an authority's message"),
    }

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        if self.kind == "cancelled":
            return self.alert.ending_words  # an error taken back is not a danger that is over
        return str(self.LABELS.get(self.kind, self.kind))

    @property
    def clock(self) -> str:
        """The hour and minute on the place's own clock (asks for the alert's community)."""
        return f"{timezone.localtime(self.at, self.alert.community.zone):%H:%M}"
