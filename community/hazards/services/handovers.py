"""The record of what was passed on: to whom, who took it over, and under which number they keep it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.hazards.models import Forward, Handover, Report, ReportEvent
from portal.lib.live import publish

F, S = Forward.Status, Report.Status
AHEAD = timedelta(minutes=5)  # that a person's clock may be


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How a report was passed on; what is not known stays empty."""

    how: str = Handover.How.OTHER
    taken_by: str = ""
    their_reference: str = ""
    at: datetime | None = None  # None: with the move itself
    look_again: date | None = None


def check_handed(report: Report, handed: HandedOver, now: datetime) -> None:
    """Raises ValidationError by field."""
    if handed.at is not None and handed.at > now + AHEAD:
        raise ValidationError({"handed_at": _("This is still to come. Say when it was passed on.")})
    if handed.look_again is not None and handed.look_again < now.astimezone(report.community.zone).date():
        raise ValidationError({"look_again": _("This day is over.")})


def keep_handover(report: Report, agency: str, handed: HandedOver, *, by: Any, now: datetime) -> Handover:
    """Keep that `report` was handed to `agency`. Called in the transaction of what it belongs to."""
    return Handover.objects.create(
        report=report,
        agency=agency,
        how=handed.how,
        taken_by=handed.taken_by.strip(),
        their_reference=handed.their_reference.strip(),
        look_again=handed.look_again,
        by=by,
        at=handed.at or now,
    )


def end_forwards(report: Report, *, came_from: str) -> None:
    """What a move of `report` ends of its ways to other servers. Called in the transaction of the move.

    Once it is over here nobody follows it there; once it is ours again nothing more is sent, and what they have is
    followed on.
    """
    running = Forward.objects.filter(report=report).exclude(status=F.ENDED)
    if report.status in {S.CLOSED, S.REJECTED, S.DUPLICATE}:
        running.update(status=F.ENDED, sent_sealed=None)
    elif came_from == S.REFERRED:
        running.filter(status__in=[F.WAITING, F.STUCK]).update(status=F.ENDED, sent_sealed=None)


@transaction.atomic
def amend_handover(
    handover: Handover, *, taken_by: str, their_reference: str, look_again: date | None, by: Any, now: datetime
) -> None:
    """Keep what came to be known later: who has it there, their number, when we look again (None: no more)."""
    report = handover.report
    changed = (taken_by, their_reference, look_again) != (
        handover.taken_by,
        handover.their_reference,
        handover.look_again,
    )
    if not changed:
        return
    if look_again != handover.look_again:
        check_handed(report, HandedOver(look_again=look_again), now)
    handover.taken_by, handover.their_reference, handover.look_again = taken_by, their_reference, look_again
    handover.save(update_fields=["taken_by", "their_reference", "look_again"])
    said = [handover.agency, taken_by, their_reference]
    subject = " · ".join(part for part in said if part)[:150]
    ReportEvent.objects.create(report=report, kind="handover", subject=subject, is_public=False, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    publish("desk", "report", reference=report.reference)
