"""The desk's pages of alerts: what waits, one alert to decide on, and how far it has got."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.alerts import permissions, selectors, services
from community.alerts.forms import ReturnForm
from community.alerts.models import Alert
from portal.lib.access import posted_from, require
from portal.lib.moves import IllegalMove, LostRace


@login_required
@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    require(permissions.may_read_desk, request.user)
    return render(request, "alerts/desk_list.html", _lists(request))


@login_required
@require_safe
def desk_list_fragment(request: HttpRequest) -> HttpResponse:
    require(permissions.may_read_desk, request.user)
    return render(request, "alerts/_desk_list.html", _lists(request))


@login_required
@require_safe
def desk_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """Before it is issued: what would be sent, to whom. Afterwards: how far it has got."""
    alert = _alert(request, identifier)
    now = timezone.now()
    before = alert.status in (*Alert.OPEN, Alert.Status.SUBMITTED)
    return render(
        request,
        "alerts/desk_detail.html",
        {
            **_about(request, alert),
            "form": ReturnForm(),
            "before": before,
            "preview": selectors.preview_of(alert, list(alert.infos.all()), now=now) if before else None,
            "board": selectors.delivery_board(alert, now),
            "calling": selectors.calling_of(alert, now),
            "in_need": 0 if before or alert.is_over else selectors.count_in_need(alert, request.user),
            "may_retract": alert.is_replaceable and permissions.may_retract(request.user, alert),
            "may_issue_alone": permissions.may_issue_alone(request.user, alert),
            "now": now,
        },
    )


@login_required
@require_safe
def tally(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    board = selectors.delivery_board(alert, timezone.now())
    return render(request, "alerts/_tally.html", {"alert": alert, "board": board})


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_submit(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_write, request.user, alert)
    return _decide(
        request,
        alert,
        lambda now: services.submit_alert(alert, by=request.user, now=now),
        _("Sent in. A second person has to approve it."),
    )


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_approve(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_decide, request.user, alert)
    return _issue(request, alert)


@reauthentication_required  # a screen left open must not warn a town; the form is sent on after the password
def _issue(request: HttpRequest, alert: Alert) -> HttpResponse:
    seen = request.POST.get("seen", "")
    return _decide(
        request,
        alert,
        lambda now: services.approve_alert(
            alert, by=request.user, now=now, seen=int(seen) if seen.isascii() and seen.isdigit() else None
        ),
        _("Approved. It goes out at its hour.") if alert.publish_at else _("It is on its way."),
    )


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_retract(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_retract, request.user, alert)
    return _retract(request, alert)


@reauthentication_required
def _retract(request: HttpRequest, alert: Alert) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _decide(
        request,
        alert,
        lambda now: services.retract_alert(alert, by=request.user, now=now, reason=reason),
        _("Taken back. Everybody who got it is told."),
    )


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_withdraw(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_write, request.user, alert)
    return _decide(
        request,
        alert,
        lambda now: services.withdraw_alert(alert, by=request.user, now=now),
        _("Taken back. Nothing was sent."),
    )


@login_required
@require_safe
def calling(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who is being rung, and the countdown."""
    return render(request, "alerts/_calling.html", _calling(request, _alert(request, identifier)))


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_issue_alone(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_issue_alone, request.user, alert)
    return _issue_alone(request, alert)


@reauthentication_required
def _issue_alone(request: HttpRequest, alert: Alert) -> HttpResponse:
    seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
    return _decide(
        request,
        alert,
        lambda now: services.issue_alone(
            alert,
            by=request.user,
            now=now,
            reason=reason[:2000],
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
        ),
        _("It is on its way. All approvers and administrators are told that you issued it alone."),
    )


def _calling(request: HttpRequest, alert: Alert) -> dict:
    last = alert.events.order_by("-pk").values_list("pk", flat=True).first()
    return {
        "alert": alert,
        "calling": selectors.calling_of(alert, timezone.now()),
        "may_issue_alone": permissions.may_issue_alone(request.user, alert),
        "seen": last or 0,
    }


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_return(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_decide, request.user, alert)
    note = request.POST.get("note", "")
    return _decide(
        request,
        alert,
        lambda now: services.return_alert(alert, by=request.user, now=now, note=note),
        _("Returned with your comment."),
    )


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_update(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_write, request.user, alert)
    return _follow_up(request, alert, services.update_alert)


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_cancel(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_write, request.user, alert)
    return _follow_up(request, alert, services.cancel_alert)


@login_required
@posted_from("alerts:desk-detail", "identifier")
def alert_all_clear(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _alert(request, identifier)
    require(permissions.may_write, request.user, alert)
    return _follow_up(request, alert, services.clear_alert)


def _follow_up(request: HttpRequest, alert: Alert, write) -> HttpResponse:
    """A new message, prefilled; nothing is sent before two people have read it."""
    try:
        new = write(alert, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("This alert is no longer in force."))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        return redirect("alerts:compose-edit", identifier=new.identifier)
    return redirect("alerts:desk-detail", identifier=alert.identifier)


def _decide(request: HttpRequest, alert: Alert, act, success: str) -> HttpResponse:
    try:
        act(timezone.now())
    except IllegalMove:
        messages.error(request, _("Someone has already decided on this alert."))
    except LostRace:
        messages.error(request, _("This alert has changed since you read it. Read it again, then decide."))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, success)
    return redirect("alerts:desk-detail", identifier=alert.identifier)


def _alert(request: HttpRequest, identifier: str) -> Alert:
    rows = Alert.objects.visible_to(request.user).select_related(
        "community", "author", "submitted_by", "approved_by", "replaces", "replaces__community", "broadcast", "callout"
    )
    return get_object_or_404(rows.prefetch_related("infos"), identifier=identifier)


def _about(request: HttpRequest, alert: Alert) -> dict:
    events = list(alert.events.select_related("by"))
    return {
        "alert": alert,
        "events": events,
        "seen": events[-1].pk if events else 0,
        "reports": list(alert.reports.all()),
        "followers": list(alert.replaced_by.exclude(pk=alert.pk).order_by("pk")),
        "changes": selectors.differences(alert.replaces, alert, list(alert.infos.all())),
        "upstream": selectors.news_of(alert) if alert.is_relay else [],
        "part_names": selectors.part_names(),
        "may_write": permissions.may_write(request.user, alert),
        "may_decide": permissions.may_decide(request.user, alert),
        "has_written": permissions.has_written(request.user, alert),
        "may_follow_up": alert.is_replaceable,
    }


def _lists(request: HttpRequest) -> dict:
    now = timezone.now()
    return {
        "lists": selectors.desk_list(request.user, now),
        "may_draft": permissions.may_draft(request.user),
        "from_authorities": selectors.waiting_for(request.user, now),
        "now": now,
    }
