"""Knocking on doors: the people whom no channel reached, for whoever goes there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.alerts import permissions, selectors, services
from community.alerts.models import Alert, DoorVisit
from community.people.models import Building, Resident
from portal.lib.access import require


@login_required
@require_safe
def door_list(request: HttpRequest, identifier: str) -> HttpResponse:
    """Buildings with people to knock for."""
    alert = _alert(request, identifier)
    more = _unconfirmed(request)
    lines = selectors.buildings_to_visit(alert, request.user, unconfirmed=more)
    context = {"lines": lines, "people": sum(line.people for line in lines), "unconfirmed": more}
    return render(request, "alerts/door_list.html", {**_about(request, alert), **context})


@login_required
@require_safe
def door_building(request: HttpRequest, identifier: str, building: int) -> HttpResponse:
    """The doors of one building; 0 is whoever has no door on file."""
    alert = _alert(request, identifier)
    house = _building(request, alert, building)
    page, more = _page(request), _unconfirmed(request)
    doors, total = selectors.doors_of(alert, request.user, house, page=page, unconfirmed=more)
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
        "unconfirmed": more,
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
    return redirect("alerts:door-building", identifier=identifier, building=building)


@login_required
@require_safe
def door_export(request: HttpRequest, identifier: str) -> StreamingHttpResponse:
    alert = _alert(request, identifier)
    doors = selectors.all_doors(alert, request.user, unconfirmed=_unconfirmed(request))
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
    answer = StreamingHttpResponse(selectors.csv_lines(rows), content_type="text/csv; charset=utf-8")
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
        "may_visit": not sees_all or permissions.may_mark_visits(request.user, alert),  # else it is their own grid
        "now": timezone.now(),
    }


def _unconfirmed(request: HttpRequest) -> bool:
    return request.GET.get("unconfirmed") == "1"


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
