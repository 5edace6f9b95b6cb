"""Publishing what strangers sent, or refusing to: many at once, each for itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.hazards.models import Report, ReportEvent
from community.hazards.permissions import may_hide, may_publish
from community.hazards.services.bulk import MOST, Outcome
from community.hazards.services.hiding import hide_report
from community.hazards.services.news import note_news
from portal.lib.access import require
from portal.lib.live import publish
from portal.lib.moves import LostRace


@transaction.atomic
def publish_report(report: Report, *, by: Any, now: datetime) -> Report:
    """Show `report` to the public as it reads now; its state stays. Followers of its kind and area are told.

    Raises ValidationError for a call for help, LostRace where it is public or hidden by now, or anything about it has
    changed since it was read: nobody publishes words that they have not seen.
    """
    if Report.objects.filter(pk=report.pk, sos__isnull=False).exists():
        raise ValidationError(_("A call for help is not published here."))
    seen = Report.objects.filter(pk=report.pk, is_public=False, hidden_at=None, updated=report.updated)
    if not seen.update(is_public=True, updated=now):
        raise LostRace(report, "public")
    report.is_public, report.updated = True, now
    event = ReportEvent.objects.create(report=report, kind="published", by=by, at=now)
    note_news(report, event, is_first=True)
    publish("desk", "report", reference=report.reference)
    return report


def publish_reports(chosen: Sequence[tuple[Report, str]], *, by: Any, now: datetime) -> list[Outcome]:
    """Publish each of `chosen` (a report, and its `version` as it was seen); what became of each.

    Raises ValueError for more than MOST.
    """

    def one(report: Report) -> str:
        require(may_publish, by, report)
        publish_report(report, by=by, now=now)
        return _("Published.")

    return _each(chosen, one)


def refuse_reports(
    chosen: Sequence[tuple[Report, str]], *, why: str, words: str = "", by: Any, now: datetime
) -> list[Outcome]:
    """Keep each of `chosen` from the public, with a reason that its reporter reads; work on it goes on."""

    def one(report: Report) -> str:
        require(may_hide, by, report)
        hide_report(report, why=why, words=words, by=by, now=now)
        return _("Kept from the public.")

    return _each(chosen, one)


def _each(chosen: Sequence[tuple[Report, str]], act: Callable[[Report], str]) -> list[Outcome]:
    if len(chosen) > MOST:
        raise ValueError(f"{len(chosen)} reports at once, {MOST} at most")
    return [_outcome(report, seen, act) for report, seen in chosen]


def _outcome(report: Report, seen: str, act: Callable[[Report], str]) -> Outcome:
    if report.is_public:
        return Outcome(report.reference, False, _("It is public already."))
    if seen != report.version:
        return Outcome(report.reference, False, _("It has changed meanwhile: look at it again."))
    try:
        return Outcome(report.reference, True, act(report))
    except LostRace:
        return Outcome(report.reference, False, _("Somebody else has decided on it meanwhile."))
    except ValidationError as error:
        return Outcome(report.reference, False, " ".join(error.messages))
    except PermissionDenied as error:
        return Outcome(report.reference, False, str(error))
