"""Who knocked at whose door for an alert, and whether somebody opened."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorVisit(models.Model):
    """One knock at the door of somebody whom no channel reached; appended, never changed."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        NOBODY = "nobody", _("nobody home")

    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="door_visits")
    recipient = models.CharField(max_length=120)  # as in Delivery
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["alert", "recipient"], name="door_visits")]
