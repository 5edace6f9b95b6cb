"""The desk's pages of other authorities' messages: what waits, one to decide on, and what was made of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.alerts import permissions, selectors, services
from community.alerts.forms import SetAsideForm
from community.alerts.models import Proposal
from portal.lib.access import posted_from, require
from portal.lib.moves import IllegalMove, LostRace


@login_required
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    require(permissions.may_read_desk, request.user)
    return render(request, "alerts/proposal_list.html", _lists(request))


@login_required
@require_safe
def proposal_list_fragment(request: HttpRequest) -> HttpResponse:
    require(permissions.may_read_desk, request.user)
    return render(request, "alerts/_proposal_list.html", _lists(request))


@login_required
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _proposal(request, pk), SetAsideForm())


@login_required
@require_safe
def proposal_message(request: HttpRequest, pk: int) -> HttpResponse:
    """The message as it came. As plain text: its words are somebody else's, and no page of ours."""
    return HttpResponse(_proposal(request, pk).raw, content_type="text/plain; charset=utf-8")


@login_required
@posted_from("alerts:proposal-detail", "pk")
def proposal_relay(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    require(permissions.may_answer, request.user, proposal)
    try:
        alert = services.relay_proposal(proposal, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("Someone has already decided on this message."))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("Drafted, in the authority's own words. Read it, then send it in."))
        return redirect("alerts:desk-detail", identifier=alert.identifier)
    return redirect(proposal)


@login_required
@posted_from("alerts:proposal-detail", "pk")
def proposal_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    require(permissions.may_answer, request.user, proposal)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, form, status=400)
    try:
        services.dismiss_proposal(proposal, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    except (IllegalMove, LostRace):
        messages.error(request, _("Someone has already decided on this message."))
        return redirect(proposal)
    messages.success(request, _("Set aside."))
    return redirect("alerts:proposal-list")


@login_required
@posted_from("alerts:proposal-detail", "pk")
def proposal_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    require(permissions.may_answer, request.user, proposal)
    try:
        services.reopen_proposal(proposal, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("Someone has already decided on this message."))
    return redirect(proposal)


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related("community", "source", "alert")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, proposal: Proposal, form: SetAsideForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "view": selectors.proposal_view(proposal, now),
        "proposal": proposal,
        "events": proposal.events.select_related("by"),
        "may_answer": permissions.may_answer(request.user, proposal),
        "is_over": proposal.is_over(now),
        "form": form,
    }
    return render(request, "alerts/proposal_detail.html", context, status=status)


def _lists(request: HttpRequest) -> dict:
    now = timezone.now()
    return {"lists": selectors.proposal_lists(request.user, now), "now": now}
