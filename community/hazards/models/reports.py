"""Hazards that residents report, from filing to closure."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.categories import Category, Urgency
from community.hazards.models.hiding import Hideable
from community.hazards.models.keys import ApiKey
from community.hazards.models.public import headline_of, public_place, public_words
from community.people.permissions import STAFF, held_in
from community.places.models import Community, NamedArea
from portal.lib.words import said

MOST_PHOTOS = 4
NEWS_FOR = timedelta(days=183)  # after its last change; docs/decisions/0020
CLIENT_ID = 16  # letters at least: an id that could be guessed would fetch another person's report


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(stands_open=1)

    def public(self) -> "ReportQuerySet":
        return self.filter(is_public=True)

    def listed(self) -> "ReportQuerySet":
        """What the public list and map show: no mistakes, nothing twice."""
        return self.public().exclude(status__in=[Report.Status.REJECTED, Report.Status.DUPLICATE])

    def for_staff(self, user) -> "ReportQuerySet":
        """Reports of the communities in which `user` triages."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(community__in=held_in(user, STAFF))

    def unlooked(self, now) -> "ReportQuerySet":
        """Nobody has looked at them in time."""
        return self.filter(status__in=Report.WAITING, acknowledge_by__lte=now)

    def unfixed(self, now) -> "ReportQuerySet":
        """Not fixed in time."""
        return self.filter(stands_open=1, fix_by__lte=now)

    def unheld(self, now) -> "ReportQuerySet":
        """What made them safe for now has run out."""
        return self.filter(status=Report.Status.INTERIM, holds_to__lte=now)

    def late(self, now) -> "ReportQuerySet":
        """One of its times has run out."""
        return self.filter(stands_open=1, due_at__lte=now)

    def visible_to(self, user) -> "ReportQuerySet":
        """Everybody sees what is public, staff what is theirs, a signed-in reporter their own."""
        if not user.is_authenticated:
            return self.public()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(is_public=True) | Q(reporter=user) | Q(community__in=held_in(user, STAFF)))

    def with_names(self) -> "ReportQuerySet":
        """With what a card or a row of a list names."""
        return self.select_related("category", "area", "community", "assigned_to").defer(
            "community__shape", "area__shape"
        )


class Report(Hideable):
    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("report", "Reported")
        TRIAGED = "triaged", pgettext_lazy("report", "Looked at")
        ASSIGNED = "assigned", pgettext_lazy("report", "Somebody is on it")
        INTERIM = "interim", pgettext_lazy("report", "Made safe for now")
        FIXED = "fixed", pgettext_lazy("report", "Fixed")
        VERIFIED = "verified", pgettext_lazy("report", "Checked by a second person")
        CLOSED = "closed", pgettext_lazy("report", "Closed")
        REJECTED = "rejected", pgettext_lazy("report", "Not a hazard")
        REFERRED = "referred", pgettext_lazy("report", "Passed on")
        DUPLICATE = "duplicate", pgettext_lazy("report", "Already reported")
        REOPENED = "reopened", pgettext_lazy("report", "Opened again")

    MOVES = {
        Status.SUBMITTED: {Status.TRIAGED, Status.REJECTED, Status.REFERRED, Status.DUPLICATE},
        Status.TRIAGED: {Status.ASSIGNED, Status.REJECTED, Status.REFERRED, Status.DUPLICATE, Status.FIXED},
        Status.ASSIGNED: {Status.INTERIM, Status.FIXED, Status.REFERRED, Status.TRIAGED},
        Status.INTERIM: {Status.FIXED, Status.REFERRED, Status.ASSIGNED},
        Status.FIXED: {Status.VERIFIED, Status.REOPENED},
        Status.VERIFIED: {Status.CLOSED, Status.REOPENED},
        Status.CLOSED: {Status.REOPENED},
        Status.REJECTED: {Status.REOPENED},
        Status.REFERRED: {Status.CLOSED, Status.REOPENED},
        Status.DUPLICATE: {Status.REOPENED},
        Status.REOPENED: {Status.TRIAGED, Status.ASSIGNED, Status.REJECTED, Status.REFERRED, Status.DUPLICATE},
    }
    OPEN = [Status.SUBMITTED, Status.TRIAGED, Status.ASSIGNED, Status.INTERIM, Status.REOPENED]
    WAITING = [Status.SUBMITTED, Status.REOPENED]  # nobody has decided on it yet
    LEVELS = {  # the colour and shape a status borrows
        Status.SUBMITTED: "unknown",
        Status.TRIAGED: "moderate",
        Status.ASSIGNED: "moderate",
        Status.INTERIM: "minor",
        Status.FIXED: "clear",
        Status.VERIFIED: "clear",
        Status.CLOSED: "clear",
        Status.REJECTED: "none",
        Status.REFERRED: "minor",
        Status.DUPLICATE: "none",
        Status.REOPENED: "severe",
    }
    URGENCY_LEVELS = {Urgency.IMMEDIATE: "extreme", Urgency.SOON: "moderate", Urgency.ROUTINE: "minor"}

    community = models.ForeignKey(Community, models.CASCADE, related_name="reports", verbose_name=_("community"))
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    tracking_token = models.CharField(max_length=40, unique=True)
    # the sender's own id and what came with it, as a keyed hash: sent again, it is this report
    client_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports", verbose_name=_("category"))
    description = models.TextField(_("what you see"), max_length=4000)
    answers = models.JSONField(default=dict, blank=True)  # by the code of the category's question; never public
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    # the square of the map (portal.lib.squares) that holds the place as the public sees it; none: it has no pin
    square = models.BigIntegerField(null=True, blank=True)
    address = models.CharField(_("where, in words"), max_length=300, blank=True)
    area = models.ForeignKey(
        NamedArea, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("named area")
    )
    channel = models.CharField(max_length=12, default="web")  # a key of CHANNELS
    api_key = models.ForeignKey(
        ApiKey, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("Open311 key")
    )
    language = models.CharField(_("language"), max_length=12)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reporter"),
    )
    reporter_name_sealed = models.BinaryField(null=True, blank=True)
    reporter_phone_sealed = models.BinaryField(null=True, blank=True)
    reporter_phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    reporter_email_sealed = models.BinaryField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SUBMITTED)
    # whether its status is one of OPEN, kept by the database: lists of what is open are read along an index. A number,
    # since of a truth Django writes the bare column, and then SQLite looks for no index
    stands_open = models.GeneratedField(
        expression=Case(When(status__in=list(OPEN), then=1), default=0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, default=Urgency.SOON)
    # a stranger's words stay private until triage; while it is hidden nothing else makes them public
    is_public = models.BooleanField(_("public"), default=False)
    from_blocked = models.BooleanField(default=False)  # its sender is blocked; it was taken since it tells of danger
    public_before = models.BooleanField(default=False)  # while it is hidden: whether it would be public otherwise
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_reports",
        verbose_name=_("who is on it"),
    )
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("fixed by")
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    # what the reporter says it repeats; true once an officer has moved the report to DUPLICATE
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates", verbose_name=_("repeats")
    )
    referred_to = models.CharField(_("passed on to"), max_length=120, blank=True)
    # the category's levels when it came, or was opened again
    acknowledge_by = models.DateTimeField(_("to be looked at by"), null=True, blank=True)
    fix_by = models.DateTimeField(_("to be fixed by"), null=True, blank=True)
    holds_until = models.DateField(_("holds until"), null=True, blank=True)  # what was done for now
    holds_to = models.DateTimeField(null=True, blank=True)  # the end of that day, by the place's own clock
    # when the next of its times runs out; none: nobody promised anything, or it is over
    due_at = models.GeneratedField(
        expression=Case(
            When(
                Q(status__in=["submitted", "reopened"], acknowledge_by__isnull=False)
                & (Q(fix_by=None) | Q(acknowledge_by__lte=F("fix_by"))),
                then=F("acknowledge_by"),
            ),
            When(
                Q(status="interim", holds_to__isnull=False) & (Q(fix_by=None) | Q(holds_to__lte=F("fix_by"))),
                then=F("holds_to"),
            ),
            When(status__in=list(OPEN), then=F("fix_by")),
            default=None,
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    fixed_at = models.DateTimeField(null=True, blank=True)  # when it was last said to be fixed; none: opened again
    missed = models.PositiveSmallIntegerField(default=0)  # levels that somebody was told of: the sum of Missed
    # how pressing it is, without its waiting, and why: [[key of selectors.urgency.WORDS, points, detail], ...]
    points = models.SmallIntegerField(_("points"), default=0)
    reasons = models.JSONField(default=list, blank=True)
    # the desk's order: `created`, for each point earlier by as long as one has to wait for a point. Since all points
    # of waiting grow alike, the order holds however late it is looked at
    counts_from = models.DateTimeField()
    created = models.DateTimeField(_("reported at"), db_index=True)
    updated = models.DateTimeField(_("last change"))

    objects = ReportQuerySet.as_manager()

    class Missed(models.IntegerChoices):
        LOOK = 1
        FIX = 2
        HOLD = 4

    distance: float | None = None  # metres, where a selector measured it
    likeness: float = 0.0  # 0 to 1, of the words, where a selector compared them
    is_repeat = False  # a service found the same report filed before

    class Meta:
        verbose_name = _("hazard report")
        verbose_name_plural = _("hazard reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="report_has_both_or_no_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(fixed_by=None) | ~Q(verified_by=F("fixed_by")),
                name="verifier_differs_from_fixer",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")), name="report_repeats_another"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(is_public=False), name="hidden_report_is_not_public"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "status", "-created"], name="report_desk"),
            models.Index(
                fields=["community", "stands_open", "-created", "-id", "is_public", "status"], name="report_listed"
            ),
            models.Index(
                fields=["acknowledge_by"], name="report_to_look_at", condition=Q(status__in=["submitted", "reopened"])
            ),
            models.Index(
                fields=["fix_by"],
                name="report_to_fix",
                condition=Q(status__in=["submitted", "triaged", "assigned", "interim", "reopened"]),
            ),
            # the desk's two orders, read from the index alone
            models.Index(fields=["community", "stands_open", "counts_from", "id", "due_at"], name="report_pressing"),
            models.Index(
                fields=["community", "category", "stands_open", "counts_from", "id", "due_at"], name="report_of_a_kind"
            ),
            models.Index(fields=["community", "stands_open", "-updated", "-id"], name="report_latest"),
            models.Index(fields=["category", "latitude", "longitude"], name="report_near"),
            # counted by kind from the index alone; listed newest first
            models.Index(fields=["area", "stands_open", "category", "-created", "status"], name="report_in_area"),
            models.Index(fields=["area", "stands_open", "-created", "-id"], name="report_of_area"),
            models.Index(fields=["community", "-created"], name="report_public", condition=Q(is_public=True)),
            # what waits for publication, and what was hidden: few among many
            models.Index(
                fields=["community", "status", "counts_from", "id"],
                name="report_to_publish",
                condition=Q(is_public=False, hidden_at=None),
            ),
            models.Index(
                fields=["community", "-hidden_at", "-id"], name="report_hidden", condition=Q(hidden_at__isnull=False)
            ),
            models.Index(
                fields=["category", "stands_open", "-created", "-id", "status"],
                name="report_listed_of_a_kind",
                condition=Q(is_public=True),
            ),
            # the public map, counted from the index alone
            models.Index(
                fields=["community", "stands_open", "square", "status", "category", "area", "id"],
                name="report_on_the_map",
                condition=Q(is_public=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("hazards:report-detail", args=[self.reference])

    @property
    def tracking_path(self) -> str:
        """The private address of this report, for its reporter alone."""
        return f"{self.get_absolute_url()}?key={self.tracking_token}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    def late_since(self, now: datetime) -> datetime | None:
        """Since when it should have been looked at, made safe anew or fixed; None while it is in time or over."""
        due = [self.acknowledge_by if self.status in self.WAITING else None, self.fix_by if self.is_open else None]
        due.append(self.holds_to if self.status == self.Status.INTERIM else None)
        return min((at for at in due if at is not None and at <= now), default=None)

    def takes_news(self, now: datetime) -> bool:
        """Whether those outside the desk may still add to it or open it again."""
        return now - self.updated <= NEWS_FOR

    @property
    def version(self) -> str:
        """Names its present words: another one, once anything about it has changed."""
        return self.updated.isoformat()

    @property
    def level(self) -> str:
        return self.LEVELS[self.Status(self.status)]

    @property
    def urgency_level(self) -> str:
        return self.URGENCY_LEVELS[Urgency(self.urgency)]

    @property
    def channel_label(self) -> str:
        return str(CHANNELS.get(self.channel, self.channel))

    @property
    def headline(self) -> str:
        return headline_of(self.description)

    @property
    def has_more(self) -> bool:
        """Whether the words say more than the headline."""
        return self.description.rstrip(" .。") != self.headline

    @property
    def answered(self) -> list[tuple[str, str]]:
        """(question, answer) in words."""
        asked = {question.code: question for question in self.category.questions.all()} if self.answers else {}
        return [
            (str(asked[code]), asked[code].answer_in_words(answer))
            for code, answer in self.answers.items()
            if code in asked
        ]

    @property
    def place(self) -> str:
        """Where, in words: the address, else the named area; "" where only a pin, or nothing, is known."""
        if self.address:
            return self.address
        return said(self.area.name) if self.area_id and self.area else ""

    @property
    def public_where(self) -> str:
        """As `place`, for anybody: of the address what `public_words` leaves of it."""
        words = public_words(self.address, self.category.round_to)
        return words or (said(self.area.name) if self.area_id and self.area else "")

    @property
    def public_position(self) -> tuple[float, float] | None:
        return public_place(self.latitude, self.longitude, self.category.round_to)


CHANNELS = {
    "web": _("from the web form"),
    "api": _("from another program"),
    "sms": _("by text"),
    "chat": _("from the chat"),
    "staff": _("from staff"),
    "door": _("told at the door"),
    "phone": _("told by phone"),
    "open311": _("by Open311"),
    "inspection": _("from an inspection"),
}
