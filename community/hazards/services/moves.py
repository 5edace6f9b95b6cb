"""Moving a report through its states, each move with what its guard asks for and an event."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.hazards.models import MajorPlan, Report, ReportEvent
from community.hazards.services.handovers import HandedOver, check_handed, end_forwards, keep_handover
from community.hazards.services.hiding import set_public
from community.hazards.services.news import note_news
from community.hazards.services.sightings import forget_sightings
from community.hazards.services.telling import tell_reporters
from community.hazards.services.weighing import weigh
from community.people.permissions import STAFF, has_role
from portal.lib.live import publish
from portal.lib.moves import IllegalMove, LostRace, move

S = Report.Status
HOLDS = timedelta(days=7)  # this project's own choice
AFRESH = frozenset({S.FIXED, S.REOPENED, S.CLOSED, S.REJECTED, S.DUPLICATE})  # neighbours are asked anew, or no more
PUBLISHING = frozenset({S.TRIAGED, S.REFERRED})  # the first look at a stranger's report makes it public


@dataclass
class Step:
    """What a move writes: fields of the report, and whom or what it names."""

    changes: dict[str, Any] = field(default_factory=dict)
    subject: str = ""


def move_report(
    report: Report,
    *,
    to: str,
    by: Any,
    now: datetime,
    note: str = "",
    note_is_public: bool = True,
    public: bool | None = None,
    urgency: str = "",
    assigned_to: Any = None,
    referred_to: str = "",
    duplicate_of: Report | None = None,
    holds_until: date | None = None,
    handed: HandedOver | None = None,
    seen: str = "",
) -> Report:
    """Move `report` to status `to`. `by` is None where the reporter does it with the tracking key.

    Guards: ASSIGNED asks for `assigned_to` (somebody who triages here), REFERRED for `referred_to`, DUPLICATE for
    `duplicate_of`, REJECTED, INTERIM and REOPENED for a note; VERIFIED for another person than the one who fixed it.
    A major hazard is made safe or fixed only once its plan has all five parts. INTERIM holds for HOLDS days unless
    `holds_until` says otherwise. Only staff open a report again that takes no more news.
    REFERRED leaves a Handover as `handed` tells of it, not later than now.
    `public` says whether the public sees the report (None: the first look shows it); of one that is hidden that counts
    once it is put back. `seen` is the status the person saw when deciding. Those who reported it are told by text.
    Raises ValidationError by field, PermissionDenied, IllegalMove, LostRace; then nothing was written.
    """
    if seen and seen != report.status:
        raise LostRace(report, to)
    if to not in Report.MOVES[S(report.status)] or (by is None and to == S.REOPENED and not report.takes_news(now)):
        raise IllegalMove(report, to)
    note = note.strip()
    step = _guarded(report, S(to), by, note, assigned_to, referred_to.strip(), duplicate_of, holds_until, now)
    if to == S.REFERRED:
        check_handed(report, handed or HandedOver(), now)
    if urgency:
        step.changes["urgency"] = urgency
    if public is None and report.status == S.SUBMITTED and to in PUBLISHING:
        public = True
    with transaction.atomic():
        from_status, repeated, was_public = report.status, report.duplicate_of, report.is_public
        move(report, to, updated=now, **step.changes)
        if to in AFRESH:
            forget_sightings(report)
        if public is not None:
            set_public(report, public)
        moved = _events(
            report, from_status, by=by, now=now, note=note, note_is_public=note_is_public, subject=step.subject
        )
        # the one it repeats, or repeated no longer, has one reporter more or less
        weigh(report, report.duplicate_of or repeated)
        end_forwards(report, came_from=from_status)
        if to == S.REFERRED:
            keep_handover(report, step.subject, handed or HandedOver(), by=by, now=now)
        tell_reporters(report, moved, now=now)
        note_news(report, moved, is_first=report.is_public and not was_public)
        publish("desk", "report", reference=report.reference)
    return report


def triage_report(report: Report, *, by: Any, now: datetime, **guards: Any) -> Report:
    """An officer has looked at it: it is a hazard."""
    return move_report(report, to=S.TRIAGED, by=by, now=now, **guards)


@transaction.atomic
def add_note(report: Report, *, words: str, is_public: bool, by: Any, now: datetime) -> None:
    """A word about a report, without a move."""
    event = ReportEvent.objects.create(report=report, kind="note", note=words, is_public=is_public, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    note_news(report, event)
    publish("desk", "report", reference=report.reference)


def _events(
    report: Report, from_status: str, *, by: Any, now: datetime, note: str, note_is_public: bool, subject: str
) -> ReportEvent:
    """The move, public with its report; a private note stands as an event of its own."""
    moved = ReportEvent.objects.create(
        report=report,
        kind="moved",
        from_status=from_status,
        to_status=report.status,
        by=by,
        note=note if note_is_public else "",
        subject=subject,
        at=now,
    )
    if note and not note_is_public:
        ReportEvent.objects.create(report=report, kind="note", by=by, note=note, is_public=False, at=now)
    return moved


def _guarded(
    report: Report,
    to: Report.Status,
    by: Any,
    note: str,
    assigned_to: Any,
    referred_to: str,
    duplicate_of: Report | None,
    holds_until: date | None,
    now: datetime,
) -> Step:
    """What each guard asks for, and what it then writes."""
    if to == S.ASSIGNED:
        if assigned_to is None:
            raise ValidationError({"assigned_to": _("Say who takes it.")})
        if not has_role(assigned_to, *STAFF, community=report.community):
            raise ValidationError({"assigned_to": _("This person has no role here that fixes hazards.")})
        return Step({"assigned_to": assigned_to}, subject=str(assigned_to))
    if to == S.REFERRED:
        if not referred_to:
            raise ValidationError({"referred_to": _("Say to whom it is passed on.")})
        return Step({"referred_to": referred_to}, subject=referred_to)
    if to == S.DUPLICATE:
        first = _first_of(report, duplicate_of)
        return Step({"duplicate_of": first}, subject=first.reference)
    if to in {S.REJECTED, S.INTERIM, S.REOPENED} and not note:
        raise ValidationError({"note": NOTES[to]()})
    if to in {S.INTERIM, S.FIXED} and (missing := _missing(report)):
        raise ValidationError({"to": _("A major hazard first needs: %(parts)s.") % {"parts": ", ".join(missing)}})
    if to == S.INTERIM:
        today = now.astimezone(report.community.zone).date()
        if holds_until is not None and holds_until < today:
            raise ValidationError({"holds_until": _("This day is over.")})
        until = holds_until or today + HOLDS
        over = datetime.combine(until + timedelta(days=1), time(), tzinfo=report.community.zone)
        return Step({"holds_until": until, "holds_to": over, "missed": report.missed & ~Report.Missed.HOLD})
    if to == S.REOPENED:
        again = {"fixed_by": None, "fixed_at": None, "verified_by": None, "duplicate_of": None, "missed": 0}
        return Step({**again, **report.category.levels(now)})
    if to == S.TRIAGED:
        return Step({"assigned_to": None})  # from ASSIGNED: handed back
    if to == S.FIXED:
        return Step({"fixed_by": by, "fixed_at": now})
    if to == S.VERIFIED:
        if by is not None and report.fixed_by_id == by.pk:
            raise PermissionDenied(_("Somebody other than the person who fixed it has to check."))
        return Step({"verified_by": by})
    return Step()


def _missing(report: Report) -> list[str]:
    """What the plan of a major hazard still lacks; nothing where it is none."""
    plan = MajorPlan.objects.filter(report=report).first()
    return plan.missing if plan else []


NOTES = {
    S.REJECTED: lambda: _("Say why. The reporter reads it."),
    S.INTERIM: lambda: _("Say what was done, and until when it holds."),
    S.REOPENED: lambda: _("Say what is still wrong."),
}


def _first_of(report: Report, other: Report | None) -> Report:
    """The report that `report` repeats: where that is itself a repeat, the one behind it."""
    if other is None:
        raise ValidationError({"duplicate_of": _("Give the number of the report that it repeats.")})
    met = {report.pk}
    while True:
        if other.pk in met or other.community_id != report.community_id:
            raise ValidationError({"duplicate_of": _("It cannot repeat this one.")})
        if other.status != S.DUPLICATE or other.duplicate_of is None:
            return other
        met.add(other.pk)
        other = other.duplicate_of
