"""Emergency stations: where to go, what is there, and whether anybody has looked lately."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.places.models import Community
from portal.lib.words import WordsField, said


class StationQuerySet(models.QuerySet):
    def in_box(self, south: float, west: float, north: float, east: float) -> "StationQuerySet":
        return self.filter(latitude__range=(south, north), longitude__range=(west, east))


class Station(models.Model):
    class Kind(models.TextChoices):
        EMERGENCY_STATION = "emergency_station", _("Emergency station")
        FIRE_STATION = "fire_station", _("Micro fire station")
        SHELTER = "shelter", _("Shelter")
        ASSEMBLY_POINT = "assembly_point", _("Assembly point")
        CLINIC = "clinic", _("Clinic")
        WATER_POINT = "water_point", _("Water point")
        AED = "aed", _("AED")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Open")
        DEGRADED = "degraded", _("Open with limits")
        CLOSED = "closed", _("Closed")
        STALE = "stale", _("Not confirmed lately")  # never stored: what an old status becomes

    class Power(models.TextChoices):
        GRID = "grid", _("Mains power")
        GENERATOR = "generator", _("Own generator")
        NONE = "none", _("No power")

    MOVES = {
        Status.ACTIVE: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
        Status.DEGRADED: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
        Status.CLOSED: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
    }

    community = models.ForeignKey(Community, models.CASCADE, related_name="stations")
    slug = models.SlugField(_("short name"), unique=True)
    name = WordsField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    address = WordsField(_("address"))
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    opening = WordsField(_("opening hours"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    status_note = WordsField(_("why"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    stale_after = models.PositiveIntegerField(_("hours until it must be confirmed again"), default=24)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    places_free = models.PositiveIntegerField(_("places free"), null=True, blank=True)
    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    animals = models.BooleanField(_("animals allowed"), null=True, blank=True)
    power = models.CharField(_("power"), max_length=12, choices=Power.choices, blank=True)
    drinking_water = models.BooleanField(_("drinking water"), null=True, blank=True)
    wifi = models.BooleanField(_("Wi-Fi"), null=True, blank=True)
    equipment = models.JSONField(_("equipment"), default=list, blank=True)  # codes of stations.equipment
    bring = WordsField(_("what to bring"), blank=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="stations")
    updated = models.DateTimeField(null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        indexes = [models.Index(fields=["latitude", "longitude"], name="station_box")]

    def __str__(self) -> str:
        return said(self.name)

    def get_absolute_url(self) -> str:
        return reverse("stations:station-detail", args=[self.slug])

    def status_at(self, now: datetime) -> str:
        """The stored status, or STALE where nobody has confirmed it in time."""
        if self.status == self.Status.CLOSED:
            return self.status
        if self.confirmed_at is None or now - self.confirmed_at > timedelta(hours=self.stale_after):
            return self.Status.STALE
        return self.status


class StationEvent(models.Model):
    station = models.ForeignKey(Station, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # "registered", "imported", "confirmed", "changed"
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
