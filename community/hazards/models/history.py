"""What happened to a report, and its pictures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
}


class ReportEvent(models.Model):
    """What happened to a report; the public part is what its reporter reads."""

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

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What happened, in words."""
        return str(HAPPENINGS.get(self.kind, "")) or self.to_label

    @property
    def to_label(self) -> str:
        return str(Report.Status(self.to_status).label) if self.to_status else ""


class ReportPhoto(models.Model):
    """A picture, always re-encoded by us; the original is never kept."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    image = models.FileField(upload_to="reports/")
    thumbnail = models.FileField(upload_to="reports/")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"
