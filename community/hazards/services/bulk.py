"""The same move for many reports: each for itself, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from community.hazards.models import Report
from community.hazards.permissions import may_assign, may_move
from community.hazards.selectors import suggested_for
from community.hazards.services.moves import move_report
from portal.lib.access import require
from portal.lib.moves import IllegalMove, LostRace

S = Report.Status
MOST = 200  # reports at once: four pages of the desk


@dataclass(frozen=True, slots=True)
class Outcome:
    reference: str
    is_moved: bool
    words: str  # its new state, or why it stayed


def move_reports(
    chosen: Sequence[tuple[Report, str]], *, to: str, by: Any, now: datetime, **guards: Any
) -> list[Outcome]:
    """Move each of `chosen` (a report, and the status that was seen of it) as move_report does, with the same guards.

    Where nobody is named to take them, each goes to whom the community's rules name. One that may not move
    stays, says why and holds up no other. Raises ValueError for more than MOST.
    """
    if len(chosen) > MOST:
        raise ValueError(f"{len(chosen)} reports at once, {MOST} at most")
    return [_moved(report, seen, to, by, now, guards) for report, seen in chosen]


def _moved(report: Report, seen: str, to: str, by: Any, now: datetime, guards: dict[str, Any]) -> Outcome:
    if to == S.ASSIGNED and guards.get("assigned_to") is None:
        guards = {**guards, "assigned_to": suggested_for(report)}
    try:
        if to in Report.MOVES[S(report.status)]:  # an impossible move is told as such to everybody
            require(_may, by, report, to, guards.get("assigned_to"))
        move_report(report, to=to, by=by, now=now, seen=seen, **guards)
    except LostRace:
        return Outcome(report.reference, False, _("Somebody else has moved it meanwhile."))
    except IllegalMove:
        words = _("This is not possible from “%(state)s”.") % {"state": report.get_status_display()}
        return Outcome(report.reference, False, words)
    except ValidationError as error:
        return Outcome(report.reference, False, " ".join(error.messages))
    except PermissionDenied as error:
        return Outcome(report.reference, False, str(error))
    return Outcome(report.reference, True, str(report.get_status_display()))


def _may(by: Any, report: Report, to: str, person: Any) -> bool:
    return may_move(by, report, to) and (to != S.ASSIGNED or person is None or may_assign(by, report, person))
