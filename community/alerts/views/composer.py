"""Writing an alert: works as a plain form with a Preview button; with a script the preview keeps up by itself."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.alerts import permissions, services
from community.alerts.forms import PLAIN, ComposeForm, initial_of
from community.alerts.models import Alert, AlertTemplate, MsgType
from community.alerts.selectors import (
    communities_to_draft_for,
    draft_from_reports,
    event_names,
    part_names,
    preview_of,
    report_rows,
    starting_values,
    templates_for,
)
from community.places.models import Community
from portal.lib.access import require
from portal.lib.moves import IllegalMove, LostRace

FIELDS = {
    "area": "area_kind",
    "infos": None,
    "blanks": None,
    "references": None,
    "community": None,
    "hazard": None,
}  # where a service's error shows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose_new(request: HttpRequest) -> HttpResponse:
    require(permissions.may_draft, request.user)
    now = timezone.now()
    reports = report_rows(request.POST.getlist("hazard") or _asked_for(request), request.user)
    community = _community(request, reports)
    started = draft_from_reports(reports, now) if reports else {}
    template = _template(request, community)
    if template is not None:
        started |= starting_values(template, community, now)
    initial = initial_of(started, community, now)
    form = ComposeForm(
        request.POST or None, request.FILES or None, community=community, template=template, initial=initial
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = _preview(request, form, None)
            else:
                alert = services.draft_alert(
                    by=request.user, now=now, community=community, from_reports=reports, **form.values()
                )
                return _saved(request, alert)
        except ValidationError as error:
            _show(form, error)
    return _page(request, form, community, preview, reports=reports)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose_edit(request: HttpRequest, identifier: str) -> HttpResponse:
    alert = _visible(request, identifier)
    require(permissions.may_write, request.user, alert)
    now = timezone.now()
    if not alert.is_open:
        messages.error(request, _("This alert can no longer be changed. Write an update instead."))
        return redirect("alerts:desk-detail", identifier=identifier)
    form = _form_of(
        alert, request.POST or None, now, _template(request, alert.community, alert), files=request.FILES or None
    )
    preview = preview_of(alert, list(alert.infos.all()), now=now) if request.method != "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = _preview(request, form, alert)
            else:
                return _saved(request, services.edit_alert(alert, by=request.user, now=now, **form.values()))
        except ValidationError as error:
            _show(form, error)
        except (IllegalMove, LostRace):
            messages.error(request, _("Somebody sent this alert in meanwhile: your changes were not saved."))
            return redirect("alerts:desk-detail", identifier=identifier)
    return _page(request, form, alert.community, preview, alert=alert, reports=list(alert.reports.all()))


@login_required
@require_POST
def compose_preview(request: HttpRequest) -> HttpResponse:
    """The preview alone, of words that nobody has saved."""
    require(permissions.may_draft, request.user)
    identifier = request.POST.get("identifier", "")
    alert = _visible(request, identifier) if identifier else None
    if alert is not None:
        template = _template(request, alert.community, alert)
        form = _form_of(alert, request.POST, timezone.now(), template, files=request.FILES or None)
    else:
        community = _community(request, report_rows(request.POST.getlist("hazard"), request.user))
        form = ComposeForm(
            request.POST, request.FILES or None, community=community, template=_template(request, community)
        )
    preview = None
    if form.is_valid():
        try:
            preview = _preview(request, form, alert)
        except ValidationError as error:
            _show(form, error)
    return render(
        request, "alerts/_preview.html", {"preview": preview, "form": form, "part_names": part_names(), "alert": alert}
    )


def _preview(request: HttpRequest, form: ComposeForm, alert: Alert | None) -> Any:
    now = timezone.now()
    kept: dict[str, Any] = {"msg_type": MsgType.ALERT.value, "replaces": None}
    if alert is not None:
        kept = {"msg_type": alert.msg_type, "replaces": alert.replaces, "test": alert.test}
        if form.is_cancel:
            kept["response_types"] = alert.response_types
        if alert.is_bound:
            kept |= {name: getattr(alert, name) for name in (*services.AUTHORITYS, "exercise")}
    values = kept | form.values()
    built, rows = services.assemble_alert(by=request.user, now=now, community=form.community, **values)
    if alert is not None:
        built.pk, built.identifier = alert.pk, alert.identifier
        if alert.is_bound:
            services.keep_to_authority(alert, built, rows)
    return preview_of(built, rows, now=now)


def _saved(request: HttpRequest, alert: Alert) -> HttpResponse:
    if "submit" in request.POST:
        try:
            services.submit_alert(alert, by=request.user, now=timezone.now())
        except (IllegalMove, LostRace):
            messages.error(request, _("Somebody was faster. Read it again, then decide."))
        else:
            messages.success(request, _("Sent in. A second person has to approve it."))
    else:
        messages.success(request, _("Saved as a draft."))
    return redirect("alerts:desk-detail", identifier=alert.identifier)


def _page(request: HttpRequest, form: ComposeForm, community: Community, preview: Any, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "community": community,
        "communities": communities_to_draft_for(request.user),
        "preview": preview,
        "part_names": part_names(),
        "events": event_names(),
        "templates": [] if form.is_bound_to_authority else templates_for(community, form.alert),
        **more,
    }
    return render(request, "alerts/compose.html", context, status=422 if form.errors else 200)


def _show(form: ComposeForm, error: ValidationError) -> None:
    """A service's errors, beside the fields they are about."""
    for field, texts in error.message_dict.items():
        name = FIELDS.get(field, field)
        form.add_error(name if name in form.fields else None, texts)


def _community(request: HttpRequest, reports: list) -> Community:
    """The reports' community; else the one asked for; else the first that this person writes for. 403 where none."""
    mine = communities_to_draft_for(request.user)
    slug = (request.POST or request.GET).get("community", "")
    wanted = [row for row in mine if reports and row.pk == reports[0].community_id]
    if not reports:
        wanted = [row for row in mine if not slug or row.slug == slug]
    if not wanted:
        raise PermissionDenied(_("You write no alerts for this community."))
    return wanted[0]


def _visible(request: HttpRequest, identifier: str) -> Alert:
    rows = Alert.objects.visible_to(request.user).select_related(
        "community", "author", "replaces", "replaces__community", "from_template"
    )
    return get_object_or_404(rows.prefetch_related("infos", "community__areas", "reports"), identifier=identifier)


def _asked_for(request: HttpRequest) -> list[str]:
    """References of the reports that a link brought: `?hazard=` or, from the triage desk, `?report=`."""
    if request.method == "POST":
        return []
    return [*request.GET.getlist("hazard"), *request.GET.getlist("report")]


def _template(request: HttpRequest, community: Community, alert: Alert | None = None) -> AlertTemplate | None:
    """The template asked for, else the one that `alert` came from. One that fits: an end for an end."""
    held = alert.from_template if alert is not None else None
    source = request.POST if request.method == "POST" else request.GET
    if "template" not in source:
        return held
    slug = source["template"]
    if held is not None and held.slug == slug:
        return held
    return next((row for row in templates_for(community, alert) if row.slug == slug), None)


def _form_of(
    alert: Alert, data: Any, now: datetime, template: AlertTemplate | None, *, files: Any = None
) -> ComposeForm:
    """The form of a draft; what a cancellation keeps as it was comes from the draft itself.

    Words that keep to their template are shown with their blanks, so that they follow the area and the time.
    """
    values = {name: getattr(alert, name) for name in (*PLAIN, "area", "colour")} | {
        "infos": [_words(info) for info in alert.infos.all()],
        "response_types": alert.response_types,
        "blanks": alert.blanks,
    }
    if template is not None and template != alert.from_template:
        values |= starting_values(template, alert.community, now)
        values["expires"] = max(alert.expires, values["expires"])
    elif template is not None and alert.keeps_template:
        values["infos"] = starting_values(template, alert.community, now)["infos"]
    initial = initial_of(values, alert.community, now)
    return ComposeForm(data, files, community=alert.community, alert=alert, template=template, initial=initial)


def _words(info: Any) -> dict[str, str]:
    return {name: getattr(info, name) for name in ("language", "headline", "description", "instruction", "text")}
