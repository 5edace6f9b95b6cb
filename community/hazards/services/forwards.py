"""Passing a report on to another Open311 server: what people do. The sending itself is in forwarding."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.hazards.models import Endpoint, Forward, Handover, Report, ReportEvent
from community.hazards.services.handovers import HandedOver, keep_handover
from community.hazards.services.moves import move_report
from portal.lib.ids import new_token
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.moves import LostRace, move

F = Forward.Status
LOOK_AGAIN = timedelta(days=14)  # this project's own choice


def forward_report(
    report: Report,
    endpoint: Endpoint,
    *,
    by: Any,
    now: datetime,
    with_reporter: bool = False,
    look_again: date | None = None,
    **step: Any,
) -> Forward:
    """Refer `report` to the agency behind `endpoint`, and send it there.

    `with_reporter`: the reporter agreed that the agency hears the name and number. `step`: what else move_report takes.
    Raises ValidationError where the server takes no such report or has it already, IllegalMove, LostRace; then nothing
    was written.
    """
    if not Endpoint.objects.taking(report).filter(pk=endpoint.pk).exists():
        raise ValidationError({"server": _("This server takes no reports of this kind.")})
    if with_reporter and not endpoint.takes_reporter:
        raise ValidationError({"server": _("This server may not be told who reported it.")})
    today = now.astimezone(report.community.zone).date()
    handed = HandedOver(how=Handover.How.OPEN311, look_again=look_again or today + LOOK_AGAIN)
    try:
        with transaction.atomic():
            _let_go(report, endpoint)
            move_report(
                report, to=Report.Status.REFERRED, by=by, now=now, referred_to=endpoint.name, handed=handed, **step
            )
            forward = Forward.objects.create(
                report=report,
                endpoint=endpoint,
                handover=report.handovers.latest("pk"),
                key=new_token()[:40],
                with_reporter=with_reporter,
                since=now,
                next_at=now,
            )
            enqueue("hazards.forward")
    except IntegrityError:
        raise ValidationError({"server": _("It is on its way there already.")}) from None
    return forward


def _let_go(report: Report, endpoint: Endpoint) -> None:
    """What they closed is over; what they still have is not sent twice."""
    earlier = report.forwards.filter(endpoint=endpoint).exclude(status=F.ENDED).first()
    if earlier is None:
        return
    if earlier.their_status != "closed":
        words = (
            _("They have it already, as %(number)s.") if earlier.request_id else _("It is on its way there already.")
        )
        raise ValidationError({"server": words % {"number": earlier.request_id}})
    move(earlier, F.ENDED)


@transaction.atomic
def try_forward_again(forward: Forward, *, by: Any, now: datetime) -> None:
    """A person says: go on from where it stood, now. Of what was stuck they say, too, that it has not arrived.

    Raises IllegalMove, LostRace.
    """
    anew = {"attempts": 0, "since": now, "next_at": now, "error": "", "reason": ""}
    if forward.status == F.STUCK:
        to = F.FOLLOWED if forward.request_id else F.TOKEN if forward.token else F.WAITING
        move(forward, to, is_cleared=to == F.WAITING, **anew)
    elif not Forward.objects.filter(pk=forward.pk, status=forward.status).exclude(status=F.ENDED).update(next_at=now):
        raise LostRace(forward, forward.status)
    _noted(forward, "forward_again", [forward.endpoint.name], by, now)
    enqueue("hazards.forward")


@transaction.atomic
def name_forward(forward: Forward, *, request_id: str, by: Any, now: datetime) -> None:
    """They have it, as they told a person: follow it under their number. Raises IllegalMove, LostRace."""
    anew = {"attempts": 0, "since": now, "next_at": now, "error": "", "reason": "", "sent_sealed": None}
    move(forward, F.FOLLOWED, request_id=request_id, **anew)
    Handover.objects.filter(pk=forward.handover_id).update(their_reference=request_id)
    _noted(forward, "forward_taken", [request_id, forward.endpoint.name], by, now)
    enqueue("hazards.forward")


@transaction.atomic
def give_up_forward(forward: Forward, *, taken_by: str, their_reference: str = "", by: Any, now: datetime) -> None:
    """Told by phone instead: to whom, and under which number they keep it. Raises IllegalMove, LostRace."""
    move(forward, F.ENDED, sent_sealed=None)
    report, agency = forward.report, forward.endpoint.name
    handed = HandedOver(
        how=Handover.How.PHONE,
        taken_by=taken_by,
        their_reference=their_reference,
        look_again=forward.handover.look_again,
    )
    Handover.objects.filter(pk=forward.handover_id).update(look_again=None)  # the call's stands for both
    keep_handover(report, agency, handed, by=by, now=now)
    _noted(forward, "forward_ended", [agency, taken_by, their_reference], by, now)


def _noted(forward: Forward, kind: str, parts: list[str], by: Any, now: datetime) -> None:
    report = forward.report
    subject = " · ".join(part for part in parts if part)[:150]
    ReportEvent.objects.create(report=report, kind=kind, subject=subject, is_public=False, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    publish("desk", "report", reference=report.reference)
