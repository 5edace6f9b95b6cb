"""Drills: from plan to sign-up to the count of who came."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.people.models import Household
from community.places.models import Community, validate_time_zone
from community.stations.models import Station
from portal.lib.words import WordsField, said


class Drill(models.Model):
    class Type(models.TextChoices):  # HSEEP's seven, and the roll-call
        SEMINAR = "seminar", _("Seminar")
        WORKSHOP = "workshop", _("Workshop")
        TABLETOP = "tabletop", _("Tabletop exercise")
        GAME = "game", _("Game")
        DRILL = "drill", _("Drill")
        FUNCTIONAL = "functional", _("Functional exercise")
        FULL_SCALE = "full-scale", _("Full-scale exercise")
        ROLL_CALL = "roll-call", _("Roll-call")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        EVALUATED = "evaluated", _("Evaluated")
        IMPROVING = "improving", _("Improving")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")
        ABORTED_REAL = "aborted_real", _("Stopped: real emergency")

    MOVES = {
        Status.DRAFT: {Status.PUBLISHED, Status.CANCELLED},
        Status.PUBLISHED: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.ENDED, Status.ABORTED_REAL},
        Status.ENDED: {Status.EVALUATED},
        Status.EVALUATED: {Status.IMPROVING, Status.CLOSED},
        Status.IMPROVING: {Status.CLOSED},
        Status.CLOSED: set(),
        Status.CANCELLED: set(),
        Status.ABORTED_REAL: set(),
    }

    community = models.ForeignKey(Community, models.CASCADE, related_name="drills")
    title = WordsField(_("title"))
    summary = WordsField(_("what happens"), blank=True)
    type = models.CharField(_("type"), max_length=12, choices=Type.choices, default=Type.DRILL)
    status = models.CharField(_("status"), max_length=14, choices=Status.choices, default=Status.DRAFT)
    # instants, with the zone they were planned in: pages and calendars show the wall time there
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    place = WordsField(_("place"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    station = models.ForeignKey(Station, models.SET_NULL, null=True, blank=True, related_name="drills")
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="organised_drills")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")

    def __str__(self) -> str:
        return said(self.title)

    def get_absolute_url(self) -> str:
        return reverse("drills:drill-detail", args=[self.pk])


class SignUp(models.Model):
    class Status(models.TextChoices):
        WAITLISTED = "waitlisted", _("On the waiting list")
        OFFERED = "offered", _("Offered a place")
        CONFIRMED = "confirmed", _("Signed up")
        IN = "in", _("Here")
        OUT = "out", _("Left")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Withdrawn")

    MOVES = {
        Status.WAITLISTED: {Status.OFFERED, Status.CONFIRMED, Status.CANCELLED},
        Status.OFFERED: {Status.CONFIRMED, Status.WAITLISTED, Status.CANCELLED},
        Status.CONFIRMED: {Status.IN, Status.NO_SHOW, Status.CANCELLED},
        Status.IN: {Status.OUT},
        Status.OUT: {Status.IN},
        Status.NO_SHOW: {Status.IN},
        Status.CANCELLED: {Status.CONFIRMED, Status.WAITLISTED},
    }

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="signups")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signups")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    offer_expires = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [models.UniqueConstraint(fields=["drill", "user"], name="one_signup_a_person")]


class CheckEvent(models.Model):
    """Somebody was seen, or said that they are safe; append-only, an offline replay is harmless."""

    class Kind(models.TextChoices):
        IN = "in", _("Came")
        OUT = "out", _("Left")
        SAFE = "safe", _("Safe")
        NEED_HELP = "need_help", _("Needs help")
        ABSENT = "absent", _("Absent")
        VISITED = "visited", _("Visited")

    drill = models.ForeignKey(Drill, models.CASCADE, null=True, blank=True, related_name="checks")
    nonce = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="checks")
    phone_index = models.CharField(max_length=64, blank=True)  # said by text
    household = models.ForeignKey(Household, models.CASCADE, null=True, blank=True, related_name="checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    device_time = models.DateTimeField()
    server_time = models.DateTimeField()


class DrillEvent(models.Model):
    drill = models.ForeignKey(Drill, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    from_status = models.CharField(max_length=14, blank=True)
    to_status = models.CharField(max_length=14, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()


class CalendarAddress(models.Model):
    """A person's private calendar address; asking for a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address")
    token = models.CharField(max_length=40, unique=True)
