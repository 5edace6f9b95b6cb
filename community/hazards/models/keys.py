"""Programs that report over Open311."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.places.models import Community
from portal.lib.sealing import blind_index


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def of(self, key: str) -> "ApiKeyQuerySet":
        """The key in use that reads so."""
        return self.filter(key_index=blind_index(key), is_active=True)


class ApiKey(models.Model):
    """A program's key: whoever shows it files reports that are public at once. Only its keyed hash is kept."""

    name = models.CharField(_("whose program"), max_length=100)
    # None: in every community of this site
    community = models.ForeignKey(
        Community, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    key_index = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    created = models.DateTimeField(_("made at"))

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Open311 key")
        verbose_name_plural = _("Open311 keys")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
