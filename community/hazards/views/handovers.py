"""What was passed on, at the desk: the record of it, and what is stuck on its way to another server."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.hazards.forms import HandoverForm, NumberForm, PhonedForm
from community.hazards.models import Forward, Handover, Report
from community.hazards.permissions import may_refer
from community.hazards.selectors import passed_on
from community.hazards.services import amend_handover, give_up_forward, name_forward, try_forward_again
from community.hazards.views.desk import returns_to
from portal.lib.access import posted_from, require
from portal.lib.moves import IllegalMove, LostRace


@login_required
@require_safe
def handover_list(request):
    """What is stuck, what they say is done, whom to ask again, and what is on its way."""
    require(may_refer, request.user)
    return _page(request)


def _page(request, status=200, **typed):
    parts = passed_on(request.user, timezone.now())
    return render(request, "hazards/handover_list.html", {"parts": parts, **typed}, status=status)


@login_required
@posted_from("hazards:triage")
def handover_amend(request, pk):
    """Who has it there, and their number, once they are known."""
    mine = Handover.objects.filter(report__in=Report.objects.for_staff(request.user))
    handover = get_object_or_404(mine.select_related("report__community"), pk=pk)
    report = handover.report
    require(may_refer, request.user, report.community)
    form = HandoverForm(request.POST)
    form.report = report
    try:
        if not form.is_valid():
            raise ValidationError([words for problems in form.errors.values() for words in problems])
        data = {name: form.cleaned_data[name] for name in ("taken_by", "their_reference", "look_again")}
        amend_handover(handover, **data, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The hand-over is kept."))
    return redirect(returns_to(request, report))


@login_required
@posted_from("hazards:handover-list")
def forward_again(request, pk):
    """Try it now; of what was stuck, whoever says so has asked them."""
    forward = _mine(request, pk)
    return _moved(request, forward, try_forward_again, _("%(reference)s is tried again now."))


@login_required
@posted_from("hazards:handover-list")
def forward_name(request, pk):
    """They have it: follow it under the number that they told."""
    forward, form = _mine(request, pk), NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, wrong=forward.pk, named=form)
    return _moved(request, forward, name_forward, _("%(reference)s is followed there now."), **form.cleaned_data)


@login_required
@posted_from("hazards:handover-list")
def forward_phone(request, pk):
    """Give the server up: they were told by phone."""
    forward, form = _mine(request, pk), PhonedForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, wrong=forward.pk, phoned=form)
    return _moved(request, forward, give_up_forward, _("%(reference)s: kept whom you told."), **form.cleaned_data)


def _mine(request, pk):
    rows = Forward.objects.filter(report__in=Report.objects.for_staff(request.user))
    forward = get_object_or_404(rows.select_related("report__community", "endpoint", "handover"), pk=pk)
    require(may_refer, request.user, forward.report.community)
    return forward


def _moved(request, forward, service, words, **given):
    reference = {"reference": forward.report.reference}
    try:
        service(forward, by=request.user, now=timezone.now(), **given)
    except (IllegalMove, LostRace):
        messages.error(request, _("Somebody else has moved %(reference)s meanwhile.") % reference)
    else:
        messages.success(request, words % reference)
    return redirect("hazards:handover-list")
