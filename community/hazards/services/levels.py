"""Service levels that were missed: an event on the report, and a text to whoever is next in line."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import Report, ReportEvent
from community.hazards.services.weighing import weigh
from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import Role
from community.people.selectors import callees_of, roster
from community.places.models import Community
from portal.lib.live import publish

LOOK, FIX, HOLD = Report.Missed.LOOK, Report.Missed.FIX, Report.Missed.HOLD
KINDS: dict[int, str] = {LOOK: "late_look", FIX: "late_fix", HOLD: "late_hold"}
WORDS: dict[int, Callable[[], str]] = {
    LOOK: lambda: _("Not looked at in time: %(reports)s. %(url)s"),
    FIX: lambda: _("Not fixed in time: %(reports)s. %(url)s"),
    HOLD: lambda: _("No longer safe for now: %(reports)s. %(url)s"),
}
AT_ONCE = 200  # reports a turn
NAMED = 3  # of them in a text
TEXT_LIFE = timedelta(hours=2)


def escalate_due(*, now: datetime) -> int:
    """Say once of each level of each report that it was missed; how many.

    A text goes to one person a community and turn, however many are late: to whoever is first on the roster where
    nobody has looked, to the next where it is not fixed, or what made it safe for now has run out.
    """
    reports = Report.objects.select_related("community", "category")
    said = 0
    for level, rows in ((LOOK, reports.unlooked(now)), (FIX, reports.unfixed(now)), (HOLD, reports.unheld(now))):
        unsaid = rows.filter(missed__in=_without(level)).order_by("pk")[:AT_ONCE]
        new = [row for row in unsaid if _note(row, level, now)]
        late: dict[Community, list[Report]] = defaultdict(list)
        for row in new:
            late[row.community].append(row)
        for community, ones in late.items():
            _text(community, level, ones, now)
        said += len(new)
    return said


def _without(level: int) -> list[int]:
    """Values of Report.missed in which `level` was not yet said."""
    return [value for value in range(LOOK + FIX + HOLD + 1) if not value & level]


@transaction.atomic
def _note(report: Report, level: int, now: datetime) -> bool:
    """Whether this was the first to say it."""
    fresh = Report.objects.filter(pk=report.pk, missed__in=_without(level), status=report.status)
    if not fresh.update(missed=F("missed") + level):
        return False
    ReportEvent.objects.create(report=report, kind=KINDS[level], is_public=False, at=now)
    report.missed += level
    weigh(report)
    publish("desk", "report", reference=report.reference)
    return True


def _text(community: Community, level: int, late: list[Report], now: datetime) -> None:
    people = callees_of(roster(community, Role.OFFICER, Role.APPROVER, Role.ADMIN, now=now))
    if not people or not settings.CARRIERS.get("sms"):
        return
    person = people[0 if level == LOOK else min(1, len(people) - 1)]
    names = ", ".join(row.reference for row in late[:NAMED]) + (" …" if len(late) > NAMED else "")
    with translation.override(person.language):
        body = WORDS[level]() % {"reports": names, "url": f"{settings.PUBLIC_URL}/desk/hazards/?view=late"}
    send_text(
        key=f"late:{level}:{late[0].pk}:{late[-1].pk}:{now.timestamp():.0f}",
        phone=person.phone,
        body=body,
        language=person.language,
        lane=Lane.REMINDER,
        expires=now + TEXT_LIFE,
        now=now,
    )
