"""Pictures that came by text and lie at the carrier still."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.hazards.models.reports import Report


class TextedPhoto(models.Model):
    """A picture that a text named: fetched in the background once it belongs to a report."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        KEPT = "kept"
        REFUSED = "refused"

    MOVES = {Status.WAITING: {Status.KEPT, Status.REFUSED}, Status.KEPT: set(), Status.REFUSED: set()}

    key = models.CharField(max_length=80, unique=True)  # the text's name at the carrier, and which of its pictures
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="texted_photos")  # none: not said yet
    phone_index = models.CharField(max_length=64, db_index=True)
    url = models.CharField(max_length=2048)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=40, blank=True)  # why not, or not yet
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo by text")
        verbose_name_plural = _("photos by text")
        indexes = [
            models.Index(fields=["next_at"], name="texted_photo_due", condition=models.Q(status="waiting")),
        ]

    def __str__(self) -> str:
        return self.key
