"""Talks of residents with people on duty: the queue, what was said, who is there, and the hours."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.places.models import Community
from knowledge.chat.hours import MIDNIGHT, overlap
from knowledge.models.chat import ChatSession

AWAY_AFTER = timedelta(
    minutes=3
)  # without a word from the open desk: browsers wake a page in the background once a minute


class TalkHours(models.Model):
    """When volunteers answer in the chat, a line of the week's table. A community without one hands nothing over."""

    MOST = 28  # lines of one community: four for each day

    community = models.ForeignKey(Community, models.CASCADE, related_name="talk_hours", verbose_name=_("community"))
    days = models.CharField(
        pgettext_lazy("of the week", "days"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^(?!.*(.).*\1)[1-7]+\Z", _("Write the numbers of the days, each once: 12345."))],
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    opens = models.TimeField(pgettext_lazy("hours", "from"))
    closes = models.TimeField(pgettext_lazy("hours", "until"), help_text=_("0:00 is the end of the day."))

    class Meta:
        verbose_name = _("hours of volunteers in the chat")
        verbose_name_plural = _("hours of volunteers in the chat")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")) | models.Q(closes=MIDNIGHT), name="talks_end_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        if self.opens and self.closes and self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValidationError({"closes": _("Working hours end after they begin.")})
        if self.community_id is None or self.opens is None or self.closes is None:
            return
        others = list(TalkHours.objects.filter(community=self.community_id).exclude(pk=self.pk))
        for other in others:
            if set(other.days) & set(self.days) and overlap((self.opens, self.closes), (other.opens, other.closes)):
                hours = f"{other.opens:%H:%M}–{other.closes:%H:%M}"
                raise ValidationError({"opens": gettext("On one of these days there are hours already: %s.") % hours})
        if self.pk is None and len(others) >= self.MOST:
            raise ValidationError({"days": gettext("A week has %d lines at most. Remove one first.") % self.MOST})


class TalkDayOff(models.Model):
    """A day on which no volunteer answers, whatever the week's table says."""

    MOST = 366  # that lie ahead of one community

    community = models.ForeignKey(Community, models.CASCADE, related_name="talk_days_off", verbose_name=_("community"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("day without volunteers in the chat")
        verbose_name_plural = _("days without volunteers in the chat")
        constraints = [models.UniqueConstraint(fields=["community", "day"], name="a_day_off_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def present(self, now: datetime) -> Self:
        """Those whose time is not over and whose desk is open."""
        return self.filter(until__gt=now, seen__gt=now - AWAY_AFTER)


class Duty(models.Model):
    """Somebody answers in the chat, until then, as long as their desk is open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    seen = models.DateTimeField()  # when their open desk was last heard of

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty in the chat")
        verbose_name_plural = _("duties in the chat")
        constraints = [models.UniqueConstraint(fields=["user", "community"], name="one_duty_a_person")]

    def __str__(self) -> str:
        return f"{self.user} {self.until:%H:%M}"


class TalkQuerySet(models.QuerySet["Talk"]):
    def open(self) -> Self:
        return self.filter(status__in=Talk.OPEN)

    def waiting(self) -> Self:
        """In the order in which they are served."""
        return self.filter(status=Talk.Status.WAITING).order_by("created", "pk")


class Talk(models.Model):
    """One resident's talk with whoever answers. What they wrote goes after a while, the row and its times stay."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("talk", "Waiting")
        TAKEN = "taken", pgettext_lazy("talk", "Being answered")
        CLOSED = "closed", pgettext_lazy("talk", "Closed")
        LEFT = "left", pgettext_lazy("talk", "Ended by the resident")
        EXPIRED = "expired", pgettext_lazy("talk", "Run out")

    OPEN = (Status.WAITING, Status.TAKEN)
    MOVES = {
        Status.WAITING: {Status.TAKEN, Status.LEFT, Status.EXPIRED},
        Status.TAKEN: {Status.WAITING, Status.CLOSED, Status.LEFT, Status.EXPIRED},
        Status.CLOSED: set(),
        Status.LEFT: set(),
        Status.EXPIRED: set(),
    }

    session = models.ForeignKey(ChatSession, models.SET_NULL, null=True, related_name="talks")
    community = models.ForeignKey(Community, models.CASCADE, related_name="talks", verbose_name=_("community"))
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    shares = models.BooleanField(default=False)  # the resident agreed that what they asked before is read
    created = models.DateTimeField(_("asked for"))
    waiting_since = models.DateTimeField()  # this time: who comes back into the queue keeps their place
    changed = models.DateTimeField(_("last change"))  # the last word included
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("talk", "answered by"),
    )

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk with a volunteer")
        verbose_name_plural = _("talks with volunteers")
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(status__in=["waiting", "taken"]),
                name="one_open_talk_a_session",
            )
        ]
        indexes = [models.Index(fields=["status", "created"], name="talk_queue")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class TalkLine(models.Model):
    """What one of the two wrote. The same client id in the same talk is the same line."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="lines")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_resident = models.BooleanField()
    client_id = models.CharField(max_length=64)
    text = models.TextField(max_length=1000)  # of a resident: never with phone numbers
    link = models.JSONField(default=dict)  # {"title", "section", "url"} of a guide
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of a talk")
        verbose_name_plural = _("lines of a talk")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "client_id"], name="a_line_once")]

    def __str__(self) -> str:
        return self.text[:60]


class TalkEvent(models.Model):
    """What became of a talk, and by whom."""

    LABELS = {
        "asked": _("Asked for a volunteer"),
        "taken": _("A volunteer answers"),
        "back": _("Back in the queue"),
        "passed": _("Passed to another volunteer"),
        "vanished": _("The volunteer's connection was lost: back in the queue"),
        "closed": _("The volunteer closed the talk"),
        "left": _("The resident ended the talk"),
        "unheard": _("Nobody could take it in time"),
        "quiet": _("Nobody wrote for half an hour"),
    }
    FOR_RESIDENT = {
        "asked": _("You asked for a volunteer."),
        "taken": _("A volunteer is here. What you write goes to them."),
        "back": _("You are back in the queue, in your place."),
        "passed": _("Another volunteer goes on."),
        "vanished": _("The volunteer's connection was lost. You are back in the queue, in your place."),
        "closed": _("The volunteer has ended the talk. The program answers again."),
        "left": _("You ended the talk. The program answers again."),
        "unheard": _("No volunteer could take it in time. The program answers again."),
        "quiet": _("Nobody wrote for half an hour: the talk has ended. The program answers again."),
    }
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of a talk's history")
        verbose_name_plural = _("history of the talk")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.LABELS.get(self.kind, self.kind))

    @property
    def for_resident(self) -> str:
        return str(self.FOR_RESIDENT.get(self.kind, self))
