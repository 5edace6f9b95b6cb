"""Where: communities and the areas that people there call by name."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.words import WordsField, said


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone."))


def all_languages() -> list[str]:
    return ["en", "zh-hans"]


class Bounded(models.Model):
    """A GeoJSON shape (Polygon or MultiPolygon, longitude first, WGS 84) and its bounding box in degrees."""

    shape = models.JSONField(_("shape"))
    south = models.FloatField(editable=False)
    west = models.FloatField(editable=False)
    north = models.FloatField(editable=False)
    east = models.FloatField(editable=False)

    class Meta:
        abstract = True


class Community(Bounded):
    """A neighbourhood, village or town that runs this site for itself."""

    slug = models.SlugField(_("short name"), unique=True)
    name = WordsField(_("name"))
    issuer = WordsField(_("who speaks for it"))  # "Liuwan neighbourhood office"
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone], default="UTC")
    region = models.CharField(_("country or region"), max_length=2)  # ISO 3166-1: "CN", "US"
    languages = models.JSONField(_("languages"), default=all_languages)
    # {"fire": "119", "ambulance": "120", "police": "110"}; the first is the one shown where the kind is not known
    emergency_numbers = models.JSONField(_("emergency numbers"), default=dict)
    sms_number = models.CharField(_("number for texts"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return said(self.name)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class NamedArea(Bounded):
    """A part of a community under the name that people use for it: "Lower Street", "the Wharf"."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="areas", verbose_name=_("community"))
    slug = models.SlugField(_("short name"))
    name = WordsField(_("name"))

    class Meta:
        verbose_name = _("named area")
        verbose_name_plural = _("named areas")
        constraints = [models.UniqueConstraint(fields=["community", "slug"], name="one_area_a_slug")]

    def __str__(self) -> str:
        return said(self.name)
