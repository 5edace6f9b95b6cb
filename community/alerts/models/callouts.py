"""Buildings whose leads are rung for an alert, and which of them woke up (叫应)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.messaging.models import Ring
from community.people.models import Building, Grid


class Callout(models.Model):
    """The leads of the buildings in an alert's area are rung until they press 1 (叫应)."""

    alert = models.OneToOneField("alerts.Alert", models.CASCADE, related_name="callout")
    cursor = models.BigIntegerField(default=0)  # the last building that was looked at
    opened_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True)  # since when every building has its row

    class Meta:
        indexes = [models.Index(fields=["filled_at"], name="callout_unfilled", condition=Q(filled_at=None))]


class BuildingCall(models.Model):
    """One building of a callout: who is rung for it, who was reached, who went there."""

    callout = models.ForeignKey(Callout, models.CASCADE, related_name="calls")
    building = models.ForeignKey(Building, models.SET_NULL, null=True, related_name="+")
    grid = models.ForeignKey(Grid, models.SET_NULL, null=True, related_name="+")
    name = models.JSONField(default=dict)  # as the building was called then
    ring = models.OneToOneField(Ring, models.PROTECT, null=True, related_name="+")  # none: nobody is on file
    reached_by = models.CharField(max_length=150, blank=True)  # who pressed 1, or whom the visit found
    reached_at = models.DateTimeField(null=True)
    visited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    visited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["callout", "building"], name="one_call_a_building")]
