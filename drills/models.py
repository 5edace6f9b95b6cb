"""Drills: from plan to sign-up to the count of who came."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models import Report
from community.people.models import Household, Role
from community.people.permissions import held_in
from community.places.models import Community, validate_time_zone
from community.stations.models import Station
from portal.lib.words import WordsField, said


@dataclass(frozen=True)
class Step:
    """One line of a timetable, in one language."""

    at: str  # "09:20"
    what: str
    you: str


_STEP = re.compile(r"^\s*(\d{1,2}[:：]\d{2})\s+(.+)$")


class DrillQuerySet(models.QuerySet):
    def public(self) -> "DrillQuerySet":
        """Everything that was ever announced: also what was cancelled afterwards."""
        return self.exclude(published_at=None)

    def upcoming(self, now: datetime) -> "DrillQuerySet":
        """Announced, not over, not called off; the next one first."""
        return self.public().filter(ends__gt=now, status__in=Drill.LIVE).order_by("starts", "pk")

    def with_taken(self) -> "DrillQuerySet":
        """Each row with `taken`, the places that are held, and `coming`, the people who said yes."""
        return self.annotate(
            taken=Count("signups", filter=Q(signups__status__in=SignUp.HOLDING)),
            coming=Count("signups", filter=Q(signups__status__in=SignUp.COMING)),
        )


class Drill(models.Model):
    class Type(models.TextChoices):  # HSEEP's seven, and the roll-call
        SEMINAR = "seminar", _("Seminar")
        WORKSHOP = "workshop", _("Workshop")
        TABLETOP = "tabletop", _("Tabletop exercise")
        GAME = "game", _("Game")
        DRILL = "drill", pgettext_lazy("drill type", "Drill")
        FUNCTIONAL = "functional", _("Functional exercise")
        FULL_SCALE = "full-scale", _("Full-scale exercise")
        ROLL_CALL = "roll-call", _("Roll-call")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RUNNING = "running", pgettext_lazy("drill", "Running")
        ENDED = "ended", _("Ended")
        EVALUATED = "evaluated", _("Evaluated")
        IMPROVING = "improving", _("Improving")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", pgettext_lazy("drill", "Cancelled")
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

    LIVE = (Status.PUBLISHED, Status.RUNNING)
    CHECKABLE = (
        Status.PUBLISHED,
        Status.RUNNING,
        Status.ENDED,
    )  # a check may arrive late, from a phone without network
    CALLED_OFF = (Status.CANCELLED, Status.ABORTED_REAL)

    community = models.ForeignKey(Community, models.CASCADE, related_name="drills", verbose_name=_("community"))
    title = WordsField(_("title"))
    summary = WordsField(pgettext_lazy("drill", "what happens"), blank=True)
    audience = WordsField(_("for whom"), blank=True)
    access = WordsField(_("access"), blank=True)  # step-free or not, who is fetched
    timetable = WordsField(_("timetable"), blank=True)  # a step a line: "09:20 what happens | what you do"
    type = models.CharField(_("type"), max_length=12, choices=Type.choices, default=Type.DRILL)
    status = models.CharField(_("status"), max_length=14, choices=Status.choices, default=Status.DRAFT)
    # instants, with the zone they were planned in: pages and calendars show the wall time there
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    place = WordsField(_("place"))
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, blank=True, related_name="drills", verbose_name=_("station")
    )
    capacity = models.PositiveIntegerField(
        pgettext_lazy("drill", "how many places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="organised_drills", verbose_name=_("organiser")
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    moves = models.PositiveIntegerField(default=0, editable=False)  # how often its time was changed after publication
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created = models.DateTimeField(_("planned at"))
    updated = models.DateTimeField(_("last change"))

    objects = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="drill_ends_after_it_starts")]
        indexes = [models.Index(fields=["status", "starts"], name="drill_next")]

    def __str__(self) -> str:
        return said(self.title)

    def get_absolute_url(self) -> str:
        return reverse("drills:drill-detail", args=[self.pk])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def lasts(self) -> timedelta:
        return self.ends - self.starts

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_called_off(self) -> bool:
        return self.status in self.CALLED_OFF

    def takes_sign_ups(self, now: datetime) -> bool:
        return self.status in self.LIVE and now < self.ends

    @property
    def steps(self) -> list[Step]:
        """The timetable in the reader's language; lines without a time stand in the step before them."""
        steps: list[Step] = []
        for line in said(self.timetable).splitlines():
            found = _STEP.match(line)
            if found:
                what, _bar, you = found[2].replace("｜", "|").partition("|")
                steps.append(Step(found[1].replace("：", ":").zfill(5), what.strip(), you.strip()))
            elif line.strip() and steps:
                last = steps.pop()
                steps.append(Step(last.at, f"{last.what} {line.strip()}", last.you))
        return steps


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
        # whoever stands at the gate has come, whatever the list says
        Status.WAITLISTED: {Status.OFFERED, Status.CANCELLED, Status.IN},
        Status.OFFERED: {Status.CONFIRMED, Status.CANCELLED, Status.IN},
        Status.CONFIRMED: {Status.IN, Status.OUT, Status.NO_SHOW, Status.CANCELLED},
        Status.IN: {Status.OUT},
        Status.OUT: {Status.IN},
        Status.NO_SHOW: {Status.IN, Status.OUT},
        Status.CANCELLED: {Status.CONFIRMED, Status.WAITLISTED, Status.IN},
    }
    HOLDING = (Status.OFFERED, Status.CONFIRMED, Status.IN, Status.OUT)  # these hold a place
    COMING = (Status.CONFIRMED, Status.IN, Status.OUT)

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="signups", verbose_name=_("drill"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signups", verbose_name=_("person"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    offer_expires = models.DateTimeField(_("the offer holds until"), null=True, blank=True)
    queued_at = models.DateTimeField(_("waits since"))  # the place in the waiting list
    created = models.DateTimeField(_("signed up at"))

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [models.UniqueConstraint(fields=["drill", "user"], name="one_signup_a_person")]
        indexes = [models.Index(fields=["drill", "status", "queued_at"], name="signup_queue")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"


class CheckEvent(models.Model):
    """Somebody was seen, or said that they are safe; append-only, an offline replay is harmless."""

    class Kind(models.TextChoices):
        IN = "in", _("Came")
        OUT = "out", _("Left")
        SAFE = "safe", _("Safe")
        NEED_HELP = "need_help", _("Needs help")
        ABSENT = "absent", _("Absent")
        VISITED = "visited", _("Visited")

    drill = models.ForeignKey(
        Drill, models.CASCADE, null=True, blank=True, related_name="checks", verbose_name=_("drill")
    )
    nonce = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("person"),
    )
    phone_index = models.CharField(max_length=64, blank=True)  # said by text
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="checks", verbose_name=_("household")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    device_time = models.DateTimeField(_("by the phone's clock"))
    server_time = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        indexes = [models.Index(fields=["drill", "person", "device_time"], name="check_of_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class SosTaskQuerySet(models.QuerySet):
    def open(self) -> "SosTaskQuerySet":
        return self.exclude(status=SosTask.Status.CLEARED)

    def unrung(self, before: datetime) -> "SosTaskQuerySet":
        """Nobody has taken them since `before`, and nobody has been rung."""
        return self.filter(status=SosTask.Status.WAITING, rung_at=None, opened_at__lte=before).order_by(
            "opened_at", "pk"
        )

    def visible_to(self, user: Any) -> "SosTaskQuerySet":
        """Those of the communities in which this person answers calls for help."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        mine = held_in(user, SosTask.HANDS)
        return self.filter(community__in=mine)


class SosTask(models.Model):
    """A call for help that somebody has to take. During an exercise too it is real, until a person clears it."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("call for help", "Nobody has it yet")
        TAKEN = "taken", pgettext_lazy("call for help", "Somebody has it")
        CLEARED = "cleared", pgettext_lazy("call for help", "Cleared")

    MOVES = {
        Status.WAITING: {Status.TAKEN, Status.CLEARED},
        Status.TAKEN: {Status.CLEARED},
        Status.CLEARED: set(),
    }
    HANDS = [Role.GRID_WORKER, Role.OFFICER, Role.APPROVER, Role.STATION_LEAD, Role.ADMIN]  # who may take one

    report = models.OneToOneField(Report, models.CASCADE, related_name="sos")
    community = models.ForeignKey(Community, models.CASCADE, related_name="sos_tasks")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    opened_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)  # since when the roster is rung, and the sender knows that nobody came
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    objects = SosTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        constraints = [
            models.CheckConstraint(condition=~Q(status="taken") | Q(taken_at__isnull=False), name="taken_at_some_time"),
            models.CheckConstraint(
                condition=~Q(status="cleared") | (Q(cleared_at__isnull=False) & ~Q(outcome="")),
                name="cleared_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["community", "status", "opened_at"], name="sos_waiting")]

    def __str__(self) -> str:
        return self.report.reference

    @property
    def ring_key(self) -> str:
        return f"sos:{self.pk}"


class DrillEvent(models.Model):
    drill = models.ForeignKey(Drill, models.CASCADE, related_name="events", verbose_name=_("drill"))
    kind = models.CharField(
        _("what happened"), max_length=20
    )  # planned, changed, published, started, ...; of a sign-up: signup
    signup = models.ForeignKey(SignUp, models.CASCADE, null=True, related_name="events", verbose_name=_("sign-up"))
    from_status = models.CharField(_("from state"), max_length=14, blank=True)
    to_status = models.CharField(_("to state"), max_length=14, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of a drill's history")
        verbose_name_plural = _("history of drills")
        ordering = ["-at", "-pk"]

    LABELS = {
        "planned": pgettext_lazy("drill", "Planned"),
        "published": Drill.Status.PUBLISHED.label,
        "started": Drill.Status.RUNNING.label,
        "ended": Drill.Status.ENDED.label,
        "cancelled": Drill.Status.CANCELLED.label,
        "aborted": Drill.Status.ABORTED_REAL.label,
        "changed": pgettext_lazy("drill", "Changed"),
        "signup": pgettext_lazy("drill", "Sign-up"),
    }

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What happened, in words."""
        return str(self.LABELS.get(self.kind, self.kind))

    @property
    def to_words(self) -> str:
        """The state after it, in words: of the drill, or of the sign-up that it is about."""
        states = SignUp.Status if self.signup_id or self.kind == "signup" else Drill.Status
        return str(dict(states.choices).get(self.to_status, self.to_status))


class CalendarAddress(models.Model):
    """A person's private calendar address; asking for a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
