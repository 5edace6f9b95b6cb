"""The board of buildings (叫应): who was woken, who is rung, where somebody has to go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.alerts import permissions, selectors, services
from community.alerts.models import Alert, BuildingCall
from portal.lib.access import posted_from, require


@login_required
@require_safe
def callout(request: HttpRequest, identifier: str) -> HttpResponse:
    return render(request, "alerts/callout.html", _board(request, identifier))


@login_required
@require_safe
def callout_list(request: HttpRequest, identifier: str) -> HttpResponse:
    return render(request, "alerts/_callout.html", _board(request, identifier))


@login_required
@posted_from("alerts:callout", "identifier")
def callout_visit(request: HttpRequest, identifier: str, pk: int) -> HttpResponse:
    """Somebody went to the building, and woke it."""
    rows = BuildingCall.objects.select_related("callout__alert__community", "grid")
    call = get_object_or_404(rows, pk=pk, callout__alert__identifier=identifier)
    require(permissions.may_mark_visit, request.user, call)
    services.note_visit(call, by=request.user, now=timezone.now())
    messages.success(request, _("The visit is noted."))
    return redirect("alerts:callout", identifier=identifier)


def _board(request: HttpRequest, identifier: str) -> dict:
    rows = Alert.objects.select_related("community", "callout").prefetch_related("infos")
    alert = get_object_or_404(rows, identifier=identifier, callout__isnull=False)
    require(permissions.may_see_callout, request.user, alert)
    sees_all = permissions.may_see_deliveries(request.user, alert)
    return {
        "alert": alert,
        "board": selectors.call_board(alert, request.user),
        "sees_all": sees_all,
        "may_visit": not sees_all or permissions.may_mark_visits(request.user, alert),  # else it is their own grid
        "now": timezone.now(),
    }
