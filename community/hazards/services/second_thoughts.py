"""What a reporter may still change soon after sending."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from community.hazards.models import Report, ReportEvent
from community.hazards.services.moves import move_report
from portal.lib.live import publish
from portal.lib.moves import LostRace

S = Report.Status
SOON = timedelta(minutes=15)


def is_fresh(report: Report, now: datetime) -> bool:
    """Whether its reporter may still change it or take it back: sent just now, and nobody has decided on it."""
    return report.status == S.SUBMITTED and now - report.created <= SOON


@transaction.atomic
def change_words(report: Report, *, description: str, address: str, now: datetime) -> Report:
    """Other words for what was seen and where. The desk keeps the first ones. Raises LostRace where it is too late."""
    before = "\n".join(part for part in (report.description, report.address) if part)
    fresh = Report.objects.filter(pk=report.pk, status=S.SUBMITTED, created__gte=now - SOON)
    fresh = fresh.exclude(events__kind="published")  # what the public reads was looked at as it is
    fresh = fresh.filter(is_public=report.is_public)  # nor while it is being published: only the row itself tells that
    if not fresh.update(description=description, address=address, updated=now):
        raise LostRace(report, S.SUBMITTED)
    report.description, report.address, report.updated = description, address, now
    words = _("Before: %(words)s") % {"words": before}
    ReportEvent.objects.create(report=report, kind="reporter", note=words, is_public=False, at=now)
    publish("desk", "report", reference=report.reference)
    return report


def withdraw_report(report: Report, *, now: datetime) -> Report:
    """Its reporter takes it back. It is kept, closed to the public. Raises LostRace where it is too late."""
    if not is_fresh(report, now):
        raise LostRace(report, S.REJECTED)
    note = _("The reporter took it back.")
    return move_report(report, to=S.REJECTED, by=None, note=note, public=False, seen=S.SUBMITTED, now=now)
