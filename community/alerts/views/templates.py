"""Templates at the desk: what there is to start from, written and approved in peacetime."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.alerts import permissions, selectors, services
from community.alerts.forms import TemplateForm
from community.alerts.models import AlertTemplate, CapCategory, CapUrgency, Certainty, Severity
from community.places.models import Community
from portal.lib.access import posted_from, require


@login_required
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    require(permissions.may_read_desk, request.user)
    mine = selectors.communities_to_read(request.user)
    now = timezone.now()
    shelves = [
        {
            "community": community,
            "may_write": permissions.may_write_template(request.user, community),
            "rows": [(row, row.is_approved(now)) for row in selectors.templates_of(community)],
        }
        for community in mine
    ]
    return render(request, "alerts/template_list.html", {"shelves": shelves})


@login_required
@require_safe
def template_detail(request: HttpRequest, pk: int) -> HttpResponse:
    template = _template(request, pk)
    events = list(template.events.select_related("by"))
    context = {
        "template": template,
        "events": events,
        "seen": events[-1].pk if events else 0,
        "texts": selectors.template_texts(template),
        "event": selectors.event_words(template.event, get_language() or settings.LANGUAGE_CODE),
        "is_approved": template.is_approved(timezone.now()),
        "may_write": permissions.may_write_template(request.user, template.community),
        "may_approve": permissions.may_approve_template(request.user, template),
        "wrote": permissions.wrote_template(request.user, template),
        "copiers": selectors.communities_to_draft_for(request.user) if template.community is None else [],
    }
    return render(request, "alerts/template_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    require(permissions.may_draft, request.user)
    community = _community(request)
    template = AlertTemplate(
        community=community,
        category=CapCategory.SAFETY.value,
        severity=Severity.MODERATE.value,
        urgency=CapUrgency.IMMEDIATE.value,
        certainty=Certainty.LIKELY.value,
    )
    return _write(request, template)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    template = _template(request, pk)
    require(permissions.may_write_template, request.user, template.community)
    return _write(request, template)


@login_required
@posted_from("alerts:template-detail", "pk")
def template_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a general template the community's own."""
    template = _template(request, pk)
    require(permissions.may_draft, request.user)
    own = services.copy_template(template, _community(request), by=request.user, now=timezone.now())
    messages.success(request, _("This is your own copy. Change it, then let a second person approve it."))
    return redirect(own)


@login_required
@posted_from("alerts:template-detail", "pk")
def template_approve(request: HttpRequest, pk: int) -> HttpResponse:
    template = _template(request, pk)
    require(permissions.may_approve_template, request.user, template)
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() else None
    try:
        services.approve_template(template, by=request.user, now=timezone.now(), seen=number)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("Approved. It has to be read again within a year."))
    return redirect(template)


@login_required
@posted_from("alerts:template-detail", "pk")
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    template = _template(request, pk)
    require(permissions.may_write_template, request.user, template.community)
    is_active = request.POST.get("use") == "1"
    services.retire_template(template, by=request.user, now=timezone.now(), is_active=is_active)
    return redirect(template)


def _write(request: HttpRequest, template: AlertTemplate) -> HttpResponse:
    form = TemplateForm(request.POST or None, template=template)
    if request.method == "POST" and form.is_valid():
        if not template.slug:
            template.slug = selectors.free_slug(template.community, form.slug())
        try:
            services.write_template(template, by=request.user, now=timezone.now(), **form.values())
        except ValidationError as error:
            for field, texts in error.message_dict.items():
                form.add_error(field if field in form.fields else None, texts)
        else:
            messages.success(request, _("Saved. A second person has to approve it in peacetime."))
            return redirect(template)
    context: dict[str, Any] = {
        "form": form,
        "template": template,
        "events": selectors.event_names(),
        "blanks": selectors.known_blanks(),
    }
    return render(request, "alerts/template_form.html", context, status=422 if form.errors else 200)


def _community(request: HttpRequest) -> Community:
    slug = (request.POST or request.GET).get("community", "")
    for row in selectors.communities_to_draft_for(request.user):
        if not slug or row.slug == slug:
            return row
    raise PermissionDenied(_("You write no alerts for this community."))


def _template(request: HttpRequest, pk: int) -> AlertTemplate:
    """One that this person may read: their communities' own, and the general ones."""
    require(permissions.may_read_desk, request.user)
    rows = AlertTemplate.objects.visible_to(request.user).select_related("community", "approved_by", "changed_by")
    return get_object_or_404(rows, pk=pk)
