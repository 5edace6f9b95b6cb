"""Hazards that residents report, from filing to closure."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.places.models import Community, NamedArea
from portal.lib.words import WordsField, said


class Urgency(models.TextChoices):
    IMMEDIATE = "immediate", _("Immediate")
    SOON = "soon", _("Soon")
    ROUTINE = "routine", _("Routine")


class Category(models.Model):
    """A kind of hazard, as a community words it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="categories")
    code = models.SlugField(_("code"))
    name = WordsField(_("name"))
    hint = WordsField(_("what it covers"), blank=True)
    icon = models.CharField(_("icon"), max_length=30, default="other")
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, default=Urgency.SOON)
    call_first = models.CharField(_("number to call first"), max_length=20, blank=True)  # "fire", "police", ...
    similar_radius = models.PositiveIntegerField(_("look-alikes within (m)"), default=250)  # 0: never suggested
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("hazard category")
        verbose_name_plural = _("hazard categories")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="one_category_a_code")]

    def __str__(self) -> str:
        return said(self.name)


class ReportQuerySet(models.QuerySet):
    def open(self) -> "ReportQuerySet":
        return self.filter(status__in=Report.OPEN)

    def public(self) -> "ReportQuerySet":
        return self.filter(is_public=True)


class Report(models.Model):
    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Reported")
        TRIAGED = "triaged", _("Looked at")
        ASSIGNED = "assigned", _("Somebody is on it")
        INTERIM = "interim", _("Made safe for now")
        FIXED = "fixed", _("Fixed")
        VERIFIED = "verified", _("Checked by a second person")
        CLOSED = "closed", _("Closed")
        REJECTED = "rejected", _("Not a hazard")
        REFERRED = "referred", _("Passed on")
        DUPLICATE = "duplicate", _("Already reported")
        REOPENED = "reopened", _("Opened again")

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

    community = models.ForeignKey(Community, models.CASCADE, related_name="reports")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    tracking_token = models.CharField(max_length=40, unique=True)
    client_id = models.CharField(max_length=64, null=True, blank=True, unique=True)  # the browser's own, sent again
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports", verbose_name=_("category"))
    description = models.TextField(_("what you see"), max_length=4000)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    address = models.CharField(_("where, in words"), max_length=300, blank=True)
    area = models.ForeignKey(NamedArea, models.SET_NULL, null=True, blank=True, related_name="reports")
    channel = models.CharField(max_length=12, default="web")  # web, api, sms, chat, staff, open311
    language = models.CharField(_("language"), max_length=12)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reporter_name_sealed = models.BinaryField(null=True, blank=True)
    reporter_phone_sealed = models.BinaryField(null=True, blank=True)
    reporter_phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SUBMITTED)
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, default=Urgency.SOON)
    is_public = models.BooleanField(_("public"), default=False)  # a stranger's words stay private until triage
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_reports"
    )
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")
    created = models.DateTimeField(_("reported at"), db_index=True)
    updated = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

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
        ]
        indexes = [
            models.Index(fields=["community", "status", "-created"], name="report_desk"),
            models.Index(fields=["category", "latitude", "longitude"], name="report_near"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("hazards:report-detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class ReportEvent(models.Model):
    """What happened to a report; the public part is what its reporter reads."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # "filed", "moved", "note", "photo"
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class ReportPhoto(models.Model):
    """A picture, always re-encoded by us; the original is never kept."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    image = models.FileField(upload_to="reports/")
    thumbnail = models.FileField(upload_to="reports/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
