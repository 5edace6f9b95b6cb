"""Risk inspections (隐患排查): checklists, rounds over places, visits, and what was found."""

import calendar
from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.categories import Category, Urgency
from community.hazards.models.reports import Report
from community.people.models import Building, Role
from community.people.permissions import STAFF, held_in
from community.places.models import Community, NamedArea
from community.stations.models import Station
from portal.lib.words import WordsField, said

VISITING = frozenset({*STAFF, Role.VOLUNTEER, Role.STATION_LEAD})


class Checklist(models.Model):
    """What is looked at, in a community's own words: one version of it. What a round used is never changed again."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="checklists", verbose_name=_("community"))
    slug = models.SlugField(_("short name"))
    name = WordsField(_("name"))
    intro = WordsField(_("what it is for"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    # the version that new rounds take; at most one of a slug
    is_active = models.BooleanField(_("offered"), default=True)
    since = models.DateField(_("in force since"), null=True, blank=True)  # none: as it was loaded
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "slug"], condition=Q(is_active=True), name="one_checklist_in_force"
            )
        ]

    def __str__(self) -> str:
        return said(self.name)

    def get_absolute_url(self) -> str:
        return reverse("hazards:checklist-detail", args=[self.pk])


class ChecklistItem(models.Model):
    """One thing to look at, and the report that follows where it is not fine."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items", verbose_name=_("checklist"))
    code = models.SlugField(_("code"))
    words = WordsField(_("what should be so"))
    help = WordsField(_("how to look"), blank=True)
    finding = WordsField(_("what the report says where it is not fine"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, default=Urgency.SOON)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="one_item_a_code")]

    def __str__(self) -> str:
        return said(self.words)


class PlaceQuerySet(models.QuerySet["InspectedPlace"]):
    def for_staff(self, user) -> "PlaceQuerySet":
        """Places of the communities in which `user` triages."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(community__in=held_in(user, STAFF))

    def with_names(self) -> "PlaceQuerySet":
        return self.select_related("community", "area", "station", "building").defer("community__shape", "area__shape")


class InspectedPlace(models.Model):
    """A place of the register: a station, a named area, a building, or one that only has a name."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+", verbose_name=_("community"))
    area = models.OneToOneField(NamedArea, models.CASCADE, null=True, blank=True, related_name="+")
    station = models.OneToOneField(Station, models.CASCADE, null=True, blank=True, related_name="+")
    building = models.OneToOneField(Building, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspected place")
        verbose_name_plural = _("inspected places")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(area__isnull=False, station=None, building=None, name="")
                    | Q(area=None, station__isnull=False, building=None, name="")
                    | Q(area=None, station=None, building__isnull=False, name="")
                    | (Q(area=None, station=None, building=None) & ~Q(name=""))
                ),
                name="inspected_place_is_one_thing",
            ),
            models.UniqueConstraint(fields=["community", "name"], condition=~Q(name=""), name="one_place_a_name"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.station or self.building or self.area)

    def get_absolute_url(self) -> str:
        return reverse("hazards:register-place", args=[self.pk])

    @property
    def kind(self) -> str:
        """What it is, in words."""
        if self.station_id:
            return str(_("Station"))
        if self.building_id:
            return str(_("Building"))
        return str(_("Named area")) if self.area_id else str(_("Other place"))

    @property
    def position(self) -> tuple[float, float] | None:
        """(latitude, longitude); None of an area, and where only the name is known."""
        thing = self.station or self.building or self
        if thing.latitude is None or thing.longitude is None:
            return None
        return thing.latitude, thing.longitude


class Round(models.Model):
    """One checklist over some places, until a day; a repeated one leads to the next."""

    class Repeats(models.TextChoices):
        NEVER = "", pgettext_lazy("inspection round", "Once")
        WEEKLY = "weekly", pgettext_lazy("inspection round", "Every week")
        MONTHLY = "monthly", pgettext_lazy("inspection round", "Every month")
        QUARTERLY = "quarterly", pgettext_lazy("inspection round", "Every three months")

    community = models.ForeignKey(Community, models.CASCADE, related_name="rounds", verbose_name=_("community"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="rounds", verbose_name=_("checklist"))
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who goes")
    )
    due = models.DateField(_("due by"))
    repeats = models.CharField(_("repeated"), max_length=10, choices=Repeats.choices, blank=True)
    # the day of the month that was first asked for: the 31st comes back after February
    day = models.PositiveSmallIntegerField(editable=False)
    follows = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="next")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField(_("planned at"))
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inspection round")
        verbose_name_plural = _("inspection rounds")
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["community", "due"], name="round_due")]

    def __str__(self) -> str:
        return f"{self.checklist}, {self.due}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:round-detail", args=[self.pk])

    @property
    def next_due(self) -> date | None:
        """The day of the round after this one; None where it is not repeated, or was stopped."""
        if self.stopped_at or not self.repeats:
            return None
        if self.repeats == self.Repeats.WEEKLY:
            return self.due + timedelta(days=7)
        months = self.due.month - 1 + (1 if self.repeats == self.Repeats.MONTHLY else 3)
        year, month = self.due.year + months // 12, months % 12 + 1
        return date(year, month, min(self.day, calendar.monthrange(year, month)[1]))


class VisitQuerySet(models.QuerySet["Visit"]):
    def waiting(self) -> "VisitQuerySet":
        return self.filter(status=Visit.Status.PLANNED, round__stopped_at=None)

    def visible_to(self, user) -> "VisitQuerySet":
        """Visits of the communities in which `user` may go on some."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(round__community__in=held_in(user, VISITING))

    def with_names(self) -> "VisitQuerySet":
        return self.select_related(
            "round__community", "round__checklist", "round__who", "done_by", "place__community", "place__area",
            "place__station", "place__building",
        ).defer("round__community__shape", "place__community__shape", "place__area__shape")  # fmt: skip


class Visit(models.Model):
    """One place of a round."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("visit", "To do")
        DONE = "done", pgettext_lazy("visit", "Done")

    MOVES = {Status.PLANNED: {Status.DONE}, Status.DONE: set()}

    round = models.ForeignKey(Round, models.CASCADE, related_name="visits", verbose_name=_("inspection round"))
    place = models.ForeignKey(InspectedPlace, models.CASCADE, related_name="visits", verbose_name=_("inspected place"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PLANNED)
    client_id = models.CharField(max_length=64, blank=True)  # of the answers that were taken, as a keyed hash
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    done_at = models.DateTimeField(_("when"), null=True, blank=True)  # as the device says, where it was offline
    sent_at = models.DateTimeField(null=True, blank=True)  # when it came here
    note = models.TextField(_("note"), max_length=2000, blank=True)

    is_repeat = False  # a service found the same answers taken before
    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="one_visit_a_place")]
        indexes = [models.Index(fields=["place", "status", "-done_at"], name="visit_of_place")]

    def __str__(self) -> str:
        return f"{self.place}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:visit", args=[self.pk])


class Finding(models.Model):
    """The answer to one item; where it is not fine, with the report that it became or was joined to."""

    class Answer(models.TextChoices):
        FINE = "fine", pgettext_lazy("inspection", "Fine")
        NOT_FINE = "not_fine", pgettext_lazy("inspection", "Not fine")
        NOT_APPLICABLE = "not_applicable", pgettext_lazy("inspection", "Does not apply")
        NOT_SEEN = "not_seen", pgettext_lazy("inspection", "Could not see")

    LEVELS = {"fine": "clear", "not_fine": "severe", "not_applicable": "none", "not_seen": "unknown"}

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="findings")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="findings")
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices)
    words = models.CharField(_("words"), max_length=1000, blank=True)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="findings")
    is_joined = models.BooleanField(default=False)  # the report was there already

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["item__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="one_answer_an_item")]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_answer_display()}"

    @property
    def level(self) -> str:
        return self.LEVELS[self.answer]
