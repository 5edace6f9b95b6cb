"""An alert, its words in each language, and what was decided about it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.alerts.models.cap import (
    COLOUR,
    COLOUR_WORDS,
    RELAYED_FROM,
    CapCategory,
    CapUrgency,
    Certainty,
    MsgType,
    ResponseType,
    Severity,
)
from community.hazards.models import Report
from community.messaging.models import Broadcast
from community.people.models import Role
from community.people.permissions import held_in
from community.places.models import Community
from portal.lib.words import said

READERS = [Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.ADMIN]  # who may look at what is not public
MOST_VERSIONS = 50  # of one story: how far back it is followed


class AlertQuerySet(models.QuerySet):
    def public(self) -> "AlertQuerySet":
        """What the public feeds and pages may show: an allow-list, so that no exercise and no test can slip through."""
        return self.filter(
            exercise=False,
            test=False,
            status__in=[Alert.Status.ISSUED, Alert.Status.UPDATED, Alert.Status.CANCELLED, Alert.Status.EXPIRED],
        )

    def current(self, now: datetime) -> "AlertQuerySet":
        """Warnings in force."""
        return self.dangers().filter(status=Alert.Status.ISSUED, expires__gt=now)

    def dangers(self) -> "AlertQuerySet":
        """Those that warn of something: a cancellation or an all-clear is news, and no danger."""
        return self.exclude(msg_type=MsgType.CANCEL).exclude(all_clear=True)

    def endings(self) -> "AlertQuerySet":
        """Those that say that something is over: cancellations and all-clears."""
        return self.filter(Q(msg_type=MsgType.CANCEL) | Q(all_clear=True))

    def visible_to(self, user: Any) -> "AlertQuerySet":
        """What the desk shows this person: everything of the communities in which they may read it."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        mine = held_in(user, READERS)
        return self.filter(community__in=mine)

    def scheduled(self) -> "AlertQuerySet":
        return self.filter(status=Alert.Status.SUBMITTED, approved_by__isnull=False)

    def for_reading(self) -> "AlertQuerySet":
        """With what a line of a list shows."""
        return self.select_related("community").defer("community__shape").prefetch_related("infos")

    def with_endings(self) -> "AlertQuerySet":
        """With what ended it, for Alert.ending_words."""
        return self.prefetch_related(models.Prefetch("replaced_by", Alert.objects.only("msg_type", "sent", "replaces")))


class Alert(models.Model):
    class Kind(models.TextChoices):
        NOTICE = "notice", _("Community notice")
        RELAY = "relay", _("Relay of an authority's warning")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for a second person")
        RETURNED = "returned", _("Returned with a comment")
        ISSUED = "issued", _("Issued")
        UPDATED = "updated", _("Replaced by an update")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.ISSUED, Status.RETURNED},
        Status.RETURNED: {Status.SUBMITTED},
        Status.ISSUED: {Status.UPDATED, Status.CANCELLED, Status.EXPIRED},
        Status.UPDATED: set(),
        Status.CANCELLED: set(),
        # what ran out may still be declared over, and an update may come a minute late
        Status.EXPIRED: {Status.UPDATED, Status.CANCELLED},
    }
    OPEN = [Status.DRAFT, Status.RETURNED]  # may be written on

    community = models.ForeignKey(Community, models.PROTECT, related_name="alerts", verbose_name=_("community"))
    identifier = models.CharField(_("identifier"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.NOTICE)
    issuer = models.CharField(_("issuing authority"), max_length=120, blank=True)  # of a relay
    event = models.CharField(_("event"), max_length=80)
    category = models.CharField(_("category"), max_length=12, choices=CapCategory.choices)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    urgency = models.CharField(_("urgency"), max_length=10, choices=CapUrgency.choices)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty.choices)
    msg_type = models.CharField(_("message type"), max_length=8, choices=MsgType.choices, default=MsgType.ALERT)
    # frozen at creation; neither is ever public, and a test goes to nobody but the desk's own phones
    exercise = models.BooleanField(_("exercise"), default=False)
    test = models.BooleanField(_("technical test"), default=False)
    # An update that ends the danger (responseType AllClear). To withdraw one's own error is a Cancel.
    all_clear = models.BooleanField(_("all clear"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    # as it was asked for: {"named": slug} | {"circle": {...}} | {"polygon": {...}} | {"areas": [one of these, ...]}
    area = models.JSONField(_("area"))
    # the same one by one, as they lay on the map then: [{"words", "shape", "circle"?, "geocodes"?}]
    areas = models.JSONField(_("areas"), default=list, blank=True)
    area_words = models.JSONField(_("area in words"), default=dict)  # {"en": "Lower Street", ...}
    shape = models.JSONField(_("shape"))  # the same as a GeoJSON Polygon or MultiPolygon
    sent = models.DateTimeField(_("issued at"), null=True, blank=True)
    effective = models.DateTimeField(_("in effect from"), null=True, blank=True)  # None: from when it is issued
    onset = models.DateTimeField(_("begins"), null=True, blank=True)  # when the danger is expected to begin
    expires = models.DateTimeField(_("expires"))
    publish_at = models.DateTimeField(_("goes out at"), null=True, blank=True)  # None: once it is approved
    response_types = models.JSONField(_("what to do, in one word"), default=list, blank=True)  # of ResponseType
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    web = models.CharField(_("more on the web"), max_length=500, blank=True)  # empty: the alert's own page
    note = models.CharField(_("why"), max_length=500, blank=True)  # CAP's note: why it is withdrawn, which exercise
    parameters = models.JSONField(_("parameters"), default=list, blank=True)  # [{"valueName", "value"}]
    event_codes = models.JSONField(_("event codes"), default=list, blank=True)  # [{"valueName", "value"}]
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="authored_alerts", verbose_name=_("author")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent in by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    from_template = models.ForeignKey(
        "alerts.AlertTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("from the template"),
    )
    blanks = models.JSONField(_("what stands in the template's blanks"), default=dict, blank=True)  # {name: {language}}
    keeps_template = models.BooleanField(_("word for word as in the template"), default=False)  # blanks filled
    # why one person issued it: a grave relay, or a template approved in peacetime, on which nobody decided in time; or
    # the retraction of one's own error (services.alone)
    issued_alone_reason = models.TextField(_("why one person issued it"), blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    reports = models.ManyToManyField(Report, blank=True, related_name="alerts", verbose_name=_("reports behind it"))
    broadcast = models.OneToOneField(Broadcast, models.PROTECT, null=True, blank=True, related_name="+")
    created = models.DateTimeField(_("drafted at"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("author")) & ~Q(approved_by=F("submitted_by")))
                | ~Q(issued_alone_reason=""),
                name="approver_is_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(issued_alone_reason="")
                | (
                    Q(
                        severity__in=["Severe", "Extreme"],
                        exercise=False,
                        test=False,
                        all_clear=False,
                        msg_type__in=["Alert", "Update"],
                    )
                    & (Q(kind="relay") | Q(from_template__isnull=False, keeps_template=True))
                )
                | Q(msg_type="Cancel"),
                name="what_one_person_may_issue",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned"])
                | Q(approved_by__isnull=False, submitted_by__isnull=False, sent__isnull=False),
                name="issued_alerts_were_approved",
            ),
            models.CheckConstraint(condition=~Q(kind="relay") | ~Q(issuer=""), name="a_relay_names_its_issuer"),
            models.CheckConstraint(
                condition=Q(msg_type="Alert", replaces=None) | (~Q(msg_type="Alert") & Q(replaces__isnull=False)),
                name="updates_and_cancels_refer",
            ),
            models.CheckConstraint(
                # approved and not yet issued: only what waits for its hour
                condition=~Q(status="submitted", approved_by__isnull=False, publish_at=None),
                name="an_approved_alert_has_its_hour",
            ),
            models.CheckConstraint(condition=~Q(exercise=True, test=True), name="an_exercise_is_no_test"),
            models.CheckConstraint(
                condition=Q(all_clear=False) | Q(msg_type="Update"), name="an_all_clear_is_an_update"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "status", "expires"], name="alert_current"),
            models.Index(fields=["publish_at"], name="alert_scheduled", condition=Q(status="submitted")),
        ]

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        return reverse("alerts:alert-detail", args=[self.identifier])

    @property
    def level(self) -> str:
        """The level as the style sheets call it."""
        if self.is_over:
            return "clear"
        return "minor" if self.severity == Severity.UNKNOWN else self.severity.lower()

    @property
    def broadcast_key(self) -> str:
        return f"alert:{self.identifier}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_public(self) -> bool:
        """The same guard as AlertQuerySet.public, for a row in hand."""
        return not self.exercise and not self.test and self.status not in (*self.OPEN, self.Status.SUBMITTED)

    @property
    def is_over(self) -> bool:
        """Says that something is over: withdraws it (Cancel), or ends the danger (all-clear)."""
        return self.msg_type == MsgType.CANCEL or self.all_clear

    @property
    def is_history(self) -> bool:
        """Taken back, declared over or replaced: what it said to do is told, and no longer asked of anybody."""
        return self.status in (self.Status.CANCELLED, self.Status.UPDATED)

    @property
    def is_replaceable(self) -> bool:
        """May be updated or declared over: in force, or run out without an all-clear."""
        return self.status in (self.Status.ISSUED, self.Status.EXPIRED) and not self.is_over

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.status == self.Status.CANCELLED:
            return self.ending_words
        return str(_("Approved, waits for its hour")) if self.is_scheduled else self.get_status_display()

    @property
    def ending_words(self) -> str:
        """How what is CANCELLED ended: an error taken back is not a danger that is over (asks for `replaced_by`)."""
        endings = {row.msg_type for row in self.replaced_by.all() if row.sent}
        if MsgType.CANCEL in endings:
            return str(pgettext_lazy("message", "Cancelled"))
        return str(_("Declared over") if endings else _("Stopped by a real warning"))

    @property
    def is_scheduled(self) -> bool:
        """Decided on, and waiting for its hour."""
        return self.status == self.Status.SUBMITTED and self.approved_by_id is not None

    @property
    def is_relay(self) -> bool:
        return self.kind == self.Kind.RELAY

    @property
    def is_bound(self) -> bool:
        """A relay of a message that came from its authority: its words, levels and colour are not ours to change."""
        return self.is_relay and any(pair["valueName"] == RELAYED_FROM for pair in self.parameters)

    def earlier(self) -> "Iterator[Alert]":
        """The versions before this one, the newest first; a query each, MOST_VERSIONS at most."""
        older = self.replaces
        for _step in range(MOST_VERSIONS):
            if older is None:
                return
            yield older
            older = older.replaces

    @property
    def colour(self) -> str:
        """The authority's colour of a relay: a key of COLOUR_WORDS, else ""; a notice has none."""
        found = (pair["value"] for pair in self.parameters if self.is_relay and pair["valueName"] == COLOUR)
        return next((value for value in found if value in COLOUR_WORDS), "")

    @property
    def kind_words(self) -> str:
        """Which of the two kinds it is, as people read it on every page: "Relayed warning, orange"."""
        if not self.is_relay:
            return str(_("Community notice"))
        if self.is_over:
            return str(_("Relayed from an authority"))
        colour = COLOUR_WORDS.get(self.colour)
        return str(_("Relayed warning, %(colour)s") % {"colour": colour} if colour else _("Relayed warning"))

    @property
    def headline(self) -> str:
        """What happens, in the reader's language (asks for the prefetched infos)."""
        info = self.info_in(get_language() or settings.LANGUAGE_CODE)
        return info.headline if info else self.event

    @property
    def response_words(self) -> list[str]:
        """What to do, each in a word or two, in the reader's language."""
        return [str(ResponseType(value).label) for value in self.response_types]

    @property
    def area_name(self) -> str:
        return said(self.area_words)

    def is_current(self, now: datetime) -> bool:
        return self.status == self.Status.ISSUED and self.expires > now and not self.is_over

    def is_lapsed(self, now: datetime) -> bool:
        """Ran out, and nobody has said that it is over."""
        if self.is_over:
            return False
        return self.status == self.Status.EXPIRED or (self.status == self.Status.ISSUED and self.expires <= now)

    def said_by(self, language: str | None = None) -> str:
        """Whose words these are: the authority of a relay, else the community's own office."""
        return self.issuer if self.is_relay else said(self.community.issuer, language)

    @property
    def origin(self) -> str:
        """Whose words these are and, of a relay, who passes them on, in the reader's language."""
        if not self.is_relay:
            return self.said_by()
        names = {"issuer": self.issuer, "office": said(self.community.issuer)}
        return str(_("%(issuer)s, relayed by %(office)s") % names)

    def info_in(self, language: str) -> "AlertInfo | None":
        """The words in `language`, else in any (asks for the prefetched infos)."""
        rows = sorted(self.infos.all(), key=lambda info: (info.language != language, info.pk))
        return rows[0] if rows else None


class AlertInfo(models.Model):
    """The alert in one language."""

    WORDS = ("headline", "description", "instruction", "text", "audience")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="infos")
    language = models.CharField(_("language"), max_length=12)
    headline = models.CharField(_("headline"), max_length=160)
    description = models.TextField(_("what happens"), blank=True)
    instruction = models.TextField(_("what to do"), blank=True)
    text = models.TextField(_("text message"), blank=True)  # made of the rest where empty
    audience = models.CharField(
        pgettext_lazy("warning", "for whom"), max_length=200, blank=True
    )  # "people on ground floors"

    class Meta:
        verbose_name = _("words in one language")
        verbose_name_plural = _("words in each language")
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["alert", "language"], name="one_info_a_language")]

    def __str__(self) -> str:
        return self.headline
