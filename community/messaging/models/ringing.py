"""People who are rung in turn until one answers."""

import json
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.messaging.models.queue import Lane
from portal.lib.recipients import Callee
from portal.lib.sealing import unseal


class RingQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "RingQuerySet":
        """Rings whose present callee has had the time, or that have run out; the gravest and the longest first."""
        late = Q(due_at__lte=now) | Q(expires__lte=now)
        return self.filter(late, status=Ring.Status.RINGING).order_by("lane", "due_at", "pk")

    def untidy(self) -> "RingQuerySet":
        """Ended, with questions or calls of theirs that may still be open."""
        return self.filter(tidied_at=None).exclude(status__in=Ring.OPEN).order_by("pk")


class Ring(models.Model):
    """People rung in turn until one of them answers."""

    class Status(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        ANSWERED = "answered", _("Answered")
        EXHAUSTED = "exhausted", _("Nobody answered")
        EXPIRED = "expired", _("Ran out")
        STOPPED = "stopped", _("No longer needed")

    OPEN = (Status.RINGING, Status.EXHAUSTED)  # an answer still counts: who calls back late has it all the same

    key = models.CharField(_("belongs to"), max_length=120, unique=True)  # who asked for it: asking twice is once
    group = models.CharField(max_length=120, blank=True, db_index=True)  # what it is about, where several belong to it
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)
    callees_sealed = models.BinaryField()  # JSON: [[key, name, phone, language]], in the order of their turns
    texts_sealed = models.BinaryField()  # JSON: {"en": "..."}; they may hold a place and a number
    channels = models.JSONField(_("channels"), default=list)  # ["sms", "voice"]: those that have a carrier are used
    handler = models.CharField(max_length=120)  # dotted path: handler(ring, callee, now) -> words for the callee
    on_silence = models.CharField(max_length=120, blank=True)  # dotted path: on_silence(ring, now)
    payload = models.JSONField(default=dict)  # the asker's own
    patience = models.PositiveIntegerField(_("seconds that each turn lasts"))
    turns = models.PositiveIntegerField(_("turns at most"))
    turn = models.PositiveIntegerField(_("turns so far"), default=0)  # how many have begun
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RINGING)
    opened_at = models.DateTimeField(_("opened"))
    rang_at = models.DateTimeField(_("last rang"), null=True)  # when the present turn began
    due_at = models.DateTimeField(_("next turn"))
    expires = models.DateTimeField(_("rings until"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    answered_place = models.PositiveIntegerField(null=True)  # of whoever answered first, among the callees
    tidied_at = models.DateTimeField(null=True)  # since when its questions are closed and its calls called off

    objects = RingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ring")
        verbose_name_plural = _("rings")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="answered", answered_place__isnull=False)
                | (~Q(status="answered") & Q(answered_place=None)),
                name="an_answer_has_somebody",
            ),
            models.CheckConstraint(condition=Q(turn__lte=models.F("turns")), name="no_turn_beyond_the_last"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="ring_due", condition=Q(status="ringing")),
            models.Index(fields=["status"], name="ring_untidy", condition=Q(tidied_at=None)),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def callees(self) -> list[Callee]:
        return [Callee(*fields) for fields in json.loads(unseal(self.callees_sealed))]

    @property
    def texts(self) -> dict[str, str]:
        return json.loads(unseal(self.texts_sealed))

    @property
    def callee(self) -> Callee | None:
        """Whose turn it is, or was last; None before the first."""
        everybody = self.callees
        return everybody[(self.turn - 1) % len(everybody)] if self.turn else None

    @property
    def answered_by(self) -> Callee | None:
        return None if self.answered_place is None else self.callees[self.answered_place]

    def turn_key(self, number: int) -> str:
        """The key of turn `number`'s question and text; its call's has ":voice" behind it."""
        return f"ring:{self.pk}:{number}"


class RingTurn(models.Model):
    """One person rung once; appended, and marked where they answered."""

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="history")
    number = models.PositiveIntegerField()  # 1 for the first
    place = models.PositiveIntegerField()  # of the callee
    name = models.CharField(max_length=150)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ring", "number"], name="one_row_a_turn")]
