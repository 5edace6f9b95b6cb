"""Knocking on doors: the people whom no channel reached, for whoever goes there."""

from typing import Any

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.alerts import permissions, selectors, services
from community.alerts.models import Alert, DoorVisit
from community.people.models import Building, Resident
from portal.lib.access import require
from portal.lib.tables import csv_lines

log = structlog.get_logger(__name__)


@login_required
@require_safe
def door_list(request: HttpRequest, identifier: str) -> HttpResponse:
    """Buildings with people to knock for."""
    alert = _alert(request, identifier)
    whom = _whom(request, alert)
    lines = selectors.buildings_to_visit(alert, request.user, whom=whom)
    context = {"lines": lines, "people": sum(line.people for line in lines), **_list(whom)}
    return render(request, "alerts/door_list.html", {**_about(request, alert), **context})


@login_required
@require_safe
def door_building(request: HttpRequest, identifier: str, building: int) -> HttpResponse:
    """The doors of one building; 0 is whoever has no door on file."""
    alert = _alert(request, identifier)
    house = _building(request, alert, building)
    page, whom = _page(request), _whom(request, alert)
    doors, total = selectors.doors_of(alert, request.user, house, page=page, whom=whom)
    pages = max(1, -(-total // selectors.DOORS_A_PAGE))
    if page > pages:
        return redirect("alerts:door-building", identifier=identifier, building=building)
    context = {
        "building": house,
        "number": building,
        "doors": doors,
        "total": total,
        "page": page,
        "pages": pages,
        **_list(whom),
    }
    return render(request, "alerts/door_building.html", {**_about(request, alert), **context})


@login_required
@require_POST
def door_visit(request: HttpRequest, identifier: str, resident: int) -> HttpResponse:
    """Somebody knocked: they were there, or nobody was."""
    alert = _alert(request, identifier)
    people = Resident.objects.filter(community=alert.community).select_related("household__building__grid")
    person = get_object_or_404(people, pk=resident)
    require(permissions.may_mark_door, request.user, alert, person)
    try:
        visit = services.note_door(
            alert, person, outcome=request.POST.get("outcome", ""), by=request.user, now=timezone.now()
        )
    except ValueError:
        return HttpResponseBadRequest(_("Say whether somebody was there."))
    if visit.outcome == DoorVisit.Outcome.REACHED:
        messages.success(request, _("Noted: reached."))
    else:
        messages.success(request, _("Noted: nobody home. They stay on the list."))
    building = person.household.building_id if person.household else 0
    address = reverse("alerts:door-building", args=[identifier, building])
    # back to the list that they were on
    return redirect(f"{address}?need=1" if request.POST.get("whom") == "need" else address)


@login_required
@require_safe
def door_export(request: HttpRequest, identifier: str) -> StreamingHttpResponse:
    alert = _alert(request, identifier)
    doors = selectors.all_doors(alert, request.user, whom=_whom(request, alert))
    return _csv(selectors.door_rows(doors), f"{alert.identifier}-doors.csv")


@login_required
@require_safe
def delivery_export(request: HttpRequest, identifier: str) -> StreamingHttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_see_deliveries, request.user, alert)
    return _csv(
        selectors.count_rows(selectors.delivery_board(alert, timezone.now())), f"{alert.identifier}-delivery.csv"
    )


def _csv(rows: Any, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _alert(request: HttpRequest, identifier: str) -> Alert:
    rows = Alert.objects.select_related("community", "broadcast").prefetch_related("infos")
    alert = get_object_or_404(rows, identifier=identifier, broadcast__isnull=False)
    require(permissions.may_see_doors, request.user, alert)
    return alert


def _building(request: HttpRequest, alert: Alert, number: int) -> Building | None:
    """A grid worker is refused other grids, and the people without a door."""
    house = None
    if number:
        rows = Building.objects.filter(grid__community=alert.community).select_related("grid")
        house = get_object_or_404(rows, pk=number)
    theirs = house is not None and house.grid.worker_id == request.user.pk
    if not theirs and not permissions.may_see_deliveries(request.user, alert):
        raise PermissionDenied
    return house


def _about(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    sees_all = permissions.may_see_deliveries(request.user, alert)
    return {
        "alert": alert,
        "sees_all": sees_all,
        "may_see_need": permissions.may_see_need(request.user, alert),
        "may_visit": not sees_all or permissions.may_mark_visits(request.user, alert),  # else it is their own grid
        "now": timezone.now(),
    }


def _whom(request: HttpRequest, alert: Alert) -> selectors.Whom:
    """Which list is asked for. Who needs help is sensitive: for those who act on it alone, and looking is logged."""
    if request.GET.get("need") == "1":
        require(permissions.may_see_need, request.user, alert)
        log.info("doors.need_seen", alert=alert.identifier, user=request.user.pk)
        return selectors.Whom.NEED
    return selectors.Whom.UNCONFIRMED if request.GET.get("unconfirmed") == "1" else selectors.Whom.UNREACHED


def _list(whom: selectors.Whom) -> dict[str, Any]:
    query = f"{whom.value}=1" if whom else ""
    return {"whom": whom.value, "query": query, "asked": f"?{query}" if query else ""}


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
