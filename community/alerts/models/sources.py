"""Other authorities' warnings: where they are fetched, and what of them waits for the duty officer. Nothing here is
ever sent by itself."""

import zlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.alerts.models.alerts import READERS
from community.alerts.models.cap import MsgType, Severity
from community.people.permissions import held_in
from community.places.models import Community

LEAST_STALE = timedelta(minutes=10)


class Source(models.Model):
    """One CAP feed, or one CAP message that is replaced in place, that a community watches."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="alert_sources", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=120)
    address = models.URLField(_("address"), max_length=1000)
    issuer = models.CharField(_("issuing authority"), max_length=120, blank=True)  # else whoever the message names
    senders = models.JSONField(_("expected senders"), default=list, blank=True)  # CAP's sender; none: anybody
    codes = models.JSONField(_("codes of this place"), default=list, blank=True)  # geocodes: "SAME 006109", "440306"
    interval = models.PositiveIntegerField(
        _("seconds between looks"), default=120, validators=[MinValueValidator(30), MaxValueValidator(86_400)]
    )
    most_items = models.PositiveSmallIntegerField(
        _("messages a look"), default=50, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    is_active = models.BooleanField(_("watched"), default=True)
    created = models.DateTimeField()

    # how it goes; only services/polling.py writes these
    next_poll = models.DateTimeField()
    lease = models.DateTimeField(null=True, blank=True)  # somebody is looking, until then
    last_tried = models.DateTimeField(_("last look"), null=True, blank=True)
    last_success = models.DateTimeField(_("last success"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    error = models.CharField(max_length=30, blank=True)  # one of selectors.upstream's, "" where all is well
    error_value = models.CharField(max_length=80, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    items = models.JSONField(default=dict, blank=True)  # key of an entry -> tries; -1: done with

    class Meta:
        verbose_name = _("upstream source")
        verbose_name_plural = _("upstream sources")
        ordering = ["community", "name"]
        constraints = [models.UniqueConstraint(fields=["community", "address"], name="one_source_an_address")]
        indexes = [models.Index(fields=["is_active", "next_poll"], name="source_due")]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, now: datetime) -> bool:
        """Watched, and not read for so long that silence means nothing."""
        patience = max(LEAST_STALE, timedelta(seconds=3 * self.interval))
        return self.is_active and (self.last_success or self.created) < now - patience


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(community__in=held_in(user, READERS))

    def waiting(self, now: datetime) -> "ProposalQuerySet":
        """What an officer should decide on: neither decided nor over."""
        return self.filter(Q(ends=None) | Q(ends__gt=now), status=Proposal.Status.WAITING)

    def worst_first(self) -> "ProposalQuerySet":
        return self.order_by("rank", F("sent").desc(nulls_last=True), "-pk")

    def for_reading(self) -> "ProposalQuerySet":
        """With what a line of a list shows, and without the heavy rest."""
        return self.select_related("community", "source", "alert").defer("community__shape", "xml", "shape", "infos")


class Proposal(models.Model):
    """A message of another sender that touches the community, as it came."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the duty officer")
        TAKEN = "taken", _("Drafted")
        DISMISSED = "dismissed", _("Set aside")
        REPLACED = "replaced", _("Replaced by a later message")

    MOVES = {
        Status.WAITING: {Status.TAKEN, Status.DISMISSED, Status.REPLACED},
        Status.DISMISSED: {Status.WAITING, Status.REPLACED},
        Status.TAKEN: set(),
        Status.REPLACED: set(),
    }

    community = models.ForeignKey(Community, models.PROTECT, related_name="proposals", verbose_name=_("community"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="proposals", verbose_name=_("upstream source"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    sender = models.CharField(_("sender"), max_length=400)
    identifier = models.CharField(_("identifier"), max_length=400)
    sent = models.DateTimeField(_("issued at"), null=True)
    key = models.CharField(max_length=64)  # of sender, identifier and sent
    name_key = models.CharField(max_length=64)  # of sender and identifier
    digest = models.CharField(max_length=64)  # of what it says
    cap_status = models.CharField(max_length=40)  # "Actual", "Exercise", ...
    msg_type = models.CharField(_("message type"), max_length=40)
    event = models.CharField(_("event"), max_length=400)
    headline = models.CharField(_("headline"), max_length=400)
    severity = models.CharField(_("severity"), max_length=10)
    rank = models.PositiveSmallIntegerField()  # the worst first
    ends = models.DateTimeField(_("expires"), null=True)
    infos = models.JSONField(default=list)  # the words of every language: see selectors.upstream.Saying
    findings = models.JSONField(default=list)  # [code, value, where] of cap.received.Finding
    grade = models.CharField(max_length=8, blank=True)  # the worst of the findings
    shape = models.JSONField(null=True)  # what of its area lies here, as GeoJSON
    shape_error = models.FloatField(default=0.0)  # metres
    xml = models.BinaryField()  # zlib of the message
    alert = models.ForeignKey(
        "alerts.Alert", models.PROTECT, null=True, related_name="proposals", verbose_name=_("drafted from it")
    )
    received = models.DateTimeField(_("received"))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(fields=["community", "key", "digest"], name="one_proposal_a_message"),
            models.CheckConstraint(condition=~Q(status="taken") | Q(alert__isnull=False), name="taken_means_drafted"),
        ]
        indexes = [
            models.Index(fields=["community", "status", "ends"], name="proposal_waiting"),
            models.Index(fields=["community", "name_key"], name="proposal_named"),
        ]

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        return reverse("alerts:proposal-detail", args=[self.pk])

    @property
    def level(self) -> str:
        """The level as the style sheets call it."""
        if self.msg_type == "Cancel":
            return "clear"
        return "minor" if self.severity == "Unknown" else self.severity.lower()

    @property
    def severity_words(self) -> str:
        known = dict(Severity.choices)
        return str(known.get(self.severity, self.severity))

    @property
    def msg_type_words(self) -> str:
        known = dict(MsgType.choices)
        return str(known.get(self.msg_type, self.msg_type))

    @property
    def is_exercise(self) -> bool:
        return self.cap_status == "Exercise"

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now

    @property
    def raw(self) -> str:
        """The message as it came."""
        return zlib.decompress(bytes(self.xml)).decode("utf-8", "replace")


class ProposalReference(models.Model):
    """One earlier message that a proposal names, known here or not (yet)."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="refers")
    key = models.CharField(max_length=64, db_index=True)
    name_key = models.CharField(max_length=64, db_index=True)
    words = models.CharField(max_length=400)
    target = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="referred_by")


class ProposalEvent(models.Model):
    """Who decided what, and when."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # "received", "replaced", "taken", "dismissed", "reopened"
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of a proposal's history")
        verbose_name_plural = _("history of the proposal")
        ordering = ["at", "pk"]

    LABELS = {
        "received": _("Received"),
        "replaced": _("Replaced by a later message"),
        "taken": _("Drafted as a relay"),
        "dismissed": _("Set aside"),
        "reopened": _("Taken up again"),
    }

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return str(self.LABELS.get(self.kind, self.kind))

    @property
    def clock(self) -> str:
        """The hour and minute on the place's own clock (asks for the proposal's community)."""
        return f"{timezone.localtime(self.at, self.proposal.community.zone):%H:%M}"
