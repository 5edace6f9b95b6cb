"""What happened to a report, and its pictures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.hiding import Hideable, Why
from community.hazards.models.reports import Report

HAPPENINGS = {
    "note": pgettext_lazy("report", "Note"),
    "message": _("To the reporter"),
    "late_look": _("Nobody has looked at it in time"),
    "late_fix": _("It was not fixed in time"),
    "late_hold": _("What made it safe for now has run out"),
    "major": _("Major hazard"),
    "not_major": _("No longer a major hazard"),
    "reporter": _("The reporter says"),
    "place": _("The reporter names the place"),
    "photo": _("A photo came by text"),
    "inspection": _("Seen at an inspection"),
    "comment": _("Another program says"),
    "handover": _("About the hand-over"),
    "from_blocked": _("From a blocked sender: taken since it tells of danger"),
    "published": pgettext_lazy("report", "Published"),
    "hidden": _("Taken from the public"),
    "unhidden": _("Put back before the public"),
    "photo_hidden": _("A photo was taken from the public"),
    "photo_unhidden": _("A photo was put back"),
    "photo_covered": _("Parts covered in photo number"),
    "photo_uncovered": _("Cover taken off photo number"),
    "line_hidden": _("A line was taken from the public"),
    "line_unhidden": _("A line was put back"),
    "forward_taken": _("They have it, under the number"),
    "forward_open": _("They say that it is open"),
    "forward_closed": _("They say that it is done"),
    "forward_stuck": _("Passing it on is stuck"),
    "forward_again": _("Passing it on is tried again"),
    "forward_ended": _("Told by phone instead"),
}


class ReportEvent(Hideable):
    """What happened to a report; the public part is what its reporter reads."""

    HIDES = frozenset({"hidden", "photo_hidden", "line_hidden"})  # their subject is a Why

    report = models.ForeignKey(Report, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)  # "filed", "moved", "note", "reporter" (news from the reporter), "place"
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    note = models.TextField(_("note"), blank=True)
    # whom or what a move named: a person, an agency, a report
    subject = models.CharField(_("named in it"), max_length=150, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of a report's history")
        verbose_name_plural = _("history of the report")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hidden_at=None) | Q(is_public=False), name="hidden_line_is_not_public"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def named(self) -> str:
        """Whom, what or which reason it names, in words."""
        return str(Why(self.subject).label) if self.kind in self.HIDES and self.subject else self.subject

    @property
    def is_for_reporter(self) -> bool:
        """What its reporter reads on the private page, beside the public lines: also that a line was taken away."""
        return self.kind == "message" or (self.is_hidden and self.kind != "filed")

    @property
    def may_be_hidden(self) -> bool:
        """Whether somebody outside the desk reads it: the public, or its reporter."""
        return self.kind != "filed" and (self.is_public or self.kind == "message" or self.is_hidden)

    @property
    def label(self) -> str:
        """What happened, in words."""
        return str(HAPPENINGS.get(self.kind, "")) or self.to_label

    @property
    def to_label(self) -> str:
        return str(Report.Status(self.to_status).label) if self.to_status else ""


class ShownPhotos(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(hidden_at=None)


class ReportPhoto(Hideable):
    """A picture, always re-encoded by us; what was sent is never kept.

    Parts of it may be covered: then all but staff get the covered one, `image` being the original until its report
    ended 90 days ago.

    `objects`, and with it `report.photos`, knows those alone that are not hidden: no page shows one by forgetting to
    ask. Whoever may see all asks `everything`.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    image = models.FileField(upload_to="reports/")
    thumbnail = models.FileField(upload_to="reports/")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    covered_image = models.FileField(upload_to="reports/", blank=True)
    covered_thumbnail = models.FileField(upload_to="reports/", blank=True)
    marks = models.JSONField(default=list, blank=True)  # what is covered: [left, top, width, height] in pixels, each
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("covered by")
    )
    covered_at = models.DateTimeField(_("covered at"), null=True, blank=True)
    original_gone = models.BooleanField(default=False)  # `image` itself is covered for good
    version = models.CharField(max_length=16, blank=True)  # a part of its address, new with each change
    at = models.DateTimeField(_("when"))

    objects = ShownPhotos()
    everything = models.Manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of the full picture."""
        return self.width, self.height

    @property
    def is_covered(self) -> bool:
        """Whether others see another picture than staff."""
        return bool(self.covered_image)

    def shown(self, size: str) -> FieldFile:
        """The file that others see: `size` is "full" or "small"."""
        if self.is_covered:
            return self.covered_image if size == "full" else self.covered_thumbnail
        return self.image if size == "full" else self.thumbnail

    def path(self, size: str) -> str:
        """Where others see it."""
        number = [self.pk, self.version] if self.version else [self.pk]
        return reverse("hazards:report-photo", args=[self.report.reference, *number, size])

    @property
    def full_path(self) -> str:
        return self.path("full")

    @property
    def small_path(self) -> str:
        return self.path("small")
