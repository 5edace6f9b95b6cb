"""Photos of a form that came back."""

from datetime import datetime

from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

SIGNER = signing.Signer(salt="hazards.held")


class HeldPhotoQuerySet(models.QuerySet["HeldPhoto"]):
    def of(self, holder: str, now: datetime) -> "HeldPhotoQuerySet":
        """What `holder` may still send."""
        return self.filter(holder=holder, expires__gt=now)


class HeldPhoto(models.Model):
    """A photo that was chosen for a report not sent yet: browsers keep no files over a page.

    Only the browser that chose it may see it or send it, once; what nobody sends is gone in an hour.
    """

    token = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=64, db_index=True)  # keyed hash of a secret in the browser's session
    image = models.FileField(upload_to="reports/")
    thumbnail = models.FileField(upload_to="reports/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    expires = models.DateTimeField(db_index=True)

    objects = HeldPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo not sent yet")
        verbose_name_plural = _("photos not sent yet")

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    @property
    def name(self) -> str:
        """What a form calls it: signed, so that a guess is refused before anybody looks for it."""
        return SIGNER.sign(self.token)


def token_of(name: str) -> str:
    """The token that `name` signs; "" where it is none of ours."""
    try:
        return SIGNER.unsign(name)
    except signing.BadSignature:
        return ""
