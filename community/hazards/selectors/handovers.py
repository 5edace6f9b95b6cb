"""Questions about what was passed on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from community.hazards.models import Endpoint, Forward, Handover, Report
from portal.lib.words import said

S, F = Report.Status, Forward.Status
MOST_AGENCIES = 20
EAST = timedelta(hours=14)  # that the clock of a place may be ahead
MOST_SHOWN = 100  # of each part of the list


def agencies_for(report: Report) -> list[str]:
    """To whom `report` may go, by name: who is responsible for its kind, then those it lately went to there."""
    named = said(report.category.responsible)
    lately = (
        Handover.objects.filter(report__community=report.community)
        .order_by("-pk")
        .values_list("agency", flat=True)[: 10 * MOST_AGENCIES]
    )
    return list(dict.fromkeys(name for name in (named, *lately) if name))[:MOST_AGENCIES]


def servers_for(report: Report) -> list[Endpoint]:
    """Open311 servers that take reports of this kind."""
    return list(Endpoint.objects.taking(report))


def stuck_forwards(user: Any) -> QuerySet[Forward]:
    """What is stuck on its way to other servers, of the communities in which `user` triages."""
    return Forward.objects.filter(report__in=Report.objects.for_staff(user), status=F.STUCK)


@dataclass(frozen=True)
class PassedOn:
    """What was passed on, by what is to be done about it."""

    stuck: list[Forward]
    done_there: list[Forward]  # they say so; somebody has to look
    to_look_at: list[Handover]  # the day to look again has come
    troubled: list[Forward]  # tried again by itself
    on_the_way: list[Forward]
    more: int  # on the way, beyond those
    with_agencies: list[Handover]  # told by phone, letter or in person, and not to be asked yet


def passed_on(user: Any, now: datetime) -> PassedOn:
    """What `user` may see of it, the longest waiting first."""
    mine = Report.objects.for_staff(user)
    names = ("report__community", "report__category", "report__area", "endpoint", "handover")
    rows = Forward.objects.filter(report__in=mine).select_related(*names)
    rows = rows.defer("report__community__shape", "report__area__shape")
    running = rows.filter(status__in=Forward.RUNNING)
    done = running.filter(their_status="closed", report__status=S.REFERRED, error="")
    rest = running.filter(error="").exclude(pk__in=done.values("pk"))
    due = (
        Handover.objects.filter(report__in=mine, report__status=S.REFERRED, look_again__lte=(now + EAST).date())
        .select_related("report__community", "report__category", "report__area")
        .defer("report__community__shape", "report__area__shape")
    )
    waiting = [row for row in due.order_by("look_again", "pk") if row.look_again and row.look_again <= _today(row, now)]
    asked_today = [row.pk for row in waiting]
    elsewhere = (
        Handover.objects.filter(report__in=mine, report__status=S.REFERRED, forward=None)
        .exclude(pk__in=asked_today)
        .select_related("report__community", "report__category", "report__area")
        .defer("report__community__shape", "report__area__shape")
        .order_by("-pk")
    )
    return PassedOn(
        with_agencies=list(elsewhere[:MOST_SHOWN]),
        stuck=list(rows.filter(status=F.STUCK).order_by("since", "pk")[:MOST_SHOWN]),
        done_there=list(done.order_by("since", "pk")[:MOST_SHOWN]),
        to_look_at=waiting[:MOST_SHOWN],
        troubled=list(running.exclude(error="").order_by("since", "pk")[:MOST_SHOWN]),
        on_the_way=list(rest.order_by("-pk")[:MOST_SHOWN]),
        more=max(0, rest.count() - MOST_SHOWN),
    )


def _today(row: Handover, now: datetime) -> date:
    return now.astimezone(row.report.community.zone).date()
