"""Emergency stations: where to go, what is there, and whether anybody has looked lately."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.places.models import Community
from portal.lib.words import WordsField, said


class Equipment(models.TextChoices):
    """What a station may have beside water, power and Wi-Fi, which have fields of their own."""

    AED = "aed", _("AED")
    FIRST_AID = "first_aid", _("First aid")
    BEDS = "beds", _("Beds")
    TOILETS = "toilets", _("Toilets")
    CHARGING = "charging", _("Charging")
    MEALS = "meals", _("Meals")
    PHONE = "phone", _("Telephone")
    RADIO = "radio", _("Radio")
    EXTINGUISHER = "extinguisher", _("Fire extinguishers")
    TORCH = "torch", _("Torches")
    SIREN = "siren", _("Siren")
    STRETCHER = "stretcher", _("Stretcher")
    BOAT = "boat", _("Boat")
    LIFE_JACKETS = "life_jackets", _("Life jackets")
    PUMP = "pump", _("Pump")
    SANDBAGS = "sandbags", _("Sandbags")
    WATER_TANK = "water_tank", _("Water tank")
    TOOLS = "tools", _("Tools")


def validate_equipment(codes: object) -> None:
    if not isinstance(codes, list) or not all(code in Equipment.values for code in codes):
        raise ValidationError(_("Equipment is a list of: %(codes)s."), params={"codes": ", ".join(Equipment.values)})


class StationQuerySet(models.QuerySet):
    def in_box(self, south: float, west: float, north: float, east: float) -> "StationQuerySet":
        return self.filter(latitude__range=(south, north), longitude__range=(west, east))

    def with_status_at(self, now: datetime) -> "StationQuerySet":
        """Each row with `status_now`: what `status_at(now)` says, said by the database."""
        # SQLite multiplies durations by plain integers only, and adds only what it knows to be a duration
        hours = Cast("stale_after", models.IntegerField()) * timedelta(hours=1)
        lasts = ExpressionWrapper(hours, output_field=models.DurationField())
        stale_at = ExpressionWrapper(F("confirmed_at") + lasts, output_field=DateTimeField())
        return self.alias(stale_at=stale_at).annotate(
            status_now=Case(
                When(status=Station.Status.CLOSED, then=F("status")),
                When(Q(confirmed_at=None) | Q(stale_at__lt=now), then=Value(Station.Status.STALE.value)),
                default=F("status"),
            )
        )

    def open_at(self, now: datetime) -> "StationQuerySet":
        """Rows that somebody confirmed in time to be open, or open with limits."""
        return self.with_status_at(now).filter(status_now__in=Station.OPEN)

    def best_first(self, now: datetime) -> "StationQuerySet":
        """Open ones first, closed ones last; places to go to before single things."""
        by_status = [When(status_now=code, then=Value(rank)) for rank, code in enumerate(Station.RANK)]
        by_kind = [When(kind=code, then=Value(rank)) for rank, code in enumerate(Station.Kind.values)]
        return (
            self.with_status_at(now)
            .alias(status_rank=Case(*by_status, default=Value(9)), kind_rank=Case(*by_kind, default=Value(9)))
            .order_by("status_rank", "kind_rank", "pk")
        )


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

    OPEN = (Status.ACTIVE, Status.DEGRADED)
    RANK = (Status.ACTIVE, Status.DEGRADED, Status.STALE, Status.CLOSED)
    MOVES = {
        Status.ACTIVE: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
        Status.DEGRADED: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
        Status.CLOSED: {Status.ACTIVE, Status.DEGRADED, Status.CLOSED},
    }

    community = models.ForeignKey(Community, models.CASCADE, related_name="stations", verbose_name=_("community"))
    slug = models.SlugField(_("short name"), unique=True)
    name = WordsField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    address = WordsField(_("address"), blank=True)
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    directions = WordsField(_("how to get there"), blank=True)  # one step a line
    opening = WordsField(_("opening hours"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    status_note = WordsField(_("why"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    stale_after = models.PositiveIntegerField(
        _("hours until it must be confirmed again"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(8784)],
    )
    capacity = models.PositiveIntegerField(_("how many places"), null=True, blank=True)
    places_free = models.PositiveIntegerField(_("places free"), null=True, blank=True)
    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    animals = models.BooleanField(_("animals allowed"), null=True, blank=True)
    power = models.CharField(_("power"), max_length=12, choices=Power.choices, blank=True)
    drinking_water = models.BooleanField(_("drinking water"), null=True, blank=True)
    wifi = models.BooleanField(_("Wi-Fi"), null=True, blank=True)
    equipment = models.JSONField(_("equipment"), default=list, blank=True, validators=[validate_equipment])
    bring = WordsField(_("what to bring"), blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stations",
        verbose_name=_("station lead"),
    )
    updated = models.DateTimeField(null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        indexes = [models.Index(fields=["latitude", "longitude"], name="station_box")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="station_on_the_globe"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(places_free=None) | Q(places_free__lte=F("capacity")),
                name="station_no_more_free_than_places",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "degraded", "closed"]), name="station_staleness_is_computed"
            ),
        ]

    def __str__(self) -> str:
        return said(self.name)

    def get_absolute_url(self) -> str:
        return reverse("stations:station-detail", args=[self.slug])

    def clean(self) -> None:
        if self.capacity is not None and self.places_free is not None and self.places_free > self.capacity:
            raise ValidationError({"places_free": _("There cannot be more free places than places.")})

    @property
    def stale_at(self) -> datetime | None:
        """When the last confirmation stops counting."""
        return None if self.confirmed_at is None else self.confirmed_at + timedelta(hours=self.stale_after)

    @property
    def is_full(self) -> bool:
        return self.places_free == 0

    @property
    def equipment_labels(self) -> list[str]:
        return [str(Equipment(code).label) for code in self.equipment if code in Equipment.values]

    def level_at(self, now: datetime) -> str:
        """The data-level of the pages: clear, moderate, severe, unknown."""
        status = self.status_at(now)
        if status == self.Status.ACTIVE and self.is_full:
            return "moderate"
        return {"active": "clear", "degraded": "moderate", "closed": "severe"}.get(status, "unknown")

    def status_at(self, now: datetime) -> str:
        """The stored status, or STALE where nobody has confirmed it in time."""
        if self.status == self.Status.CLOSED:
            return self.status
        stale_at = self.stale_at
        if stale_at is None or now > stale_at:
            return self.Status.STALE
        return self.status


class StationEvent(models.Model):
    station = models.ForeignKey(Station, models.CASCADE, related_name="events", verbose_name=_("station"))
    kind = models.CharField(_("what happened"), max_length=20)  # "registered", "imported", "confirmed", "changed"
    from_status = models.CharField(_("from state"), max_length=12, blank=True)
    to_status = models.CharField(_("to state"), max_length=12, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of a station's history")
        verbose_name_plural = _("history of stations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What happened, for the station's history."""
        if self.kind == "confirmed":
            return _("Confirmed: %(status)s") % {"status": Station.Status(self.to_status).label}
        if self.kind == "changed":
            return _("Changed: %(status)s") % {"status": Station.Status(self.to_status).label}
        return str(_("Put on the map") if not self.from_status else _("Facts brought up to date"))
