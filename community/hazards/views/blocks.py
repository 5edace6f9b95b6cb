"""Blocked senders at the desk: the list, one with its history, blocking from a report, lifting, answering appeals."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.hazards.forms import BlockForm, BlockPhoneForm
from community.hazards.models import Block, Report
from community.hazards.permissions import may_block, may_read_blocks
from community.hazards.selectors import blocks_of, desk_communities, sender_of_report, waiting_at_desk
from community.hazards.services import DAYS, block_phone, block_sender_of, keep_block, lift_block
from community.people.permissions import BOARD, communities_with
from portal.lib.access import posted_from, require
from portal.lib.moves import LostRace

PAGE = 50


def _lengths():
    """[(days, words)]."""
    words = {1: _("A day"), 7: _("A week"), 30: _("30 days"), 365: _("A year"), 0: _("Until it is lifted")}
    return [(days, words[days]) for days in (*DAYS, 0)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_list(request):
    """Who is blocked; a number can be typed in."""
    require(may_read_blocks, request.user)
    mine = desk_communities(request.user).defer("shape").order_by("pk")
    form = BlockPhoneForm(request.POST or None, communities=mine)
    if request.method == "POST":
        require(may_block, request.user)
        if form.is_valid():
            data = {name: form.cleaned_data[name] for name in ("phone", "why", "days", "note")}
            require(may_block, request.user, form.cleaned_data["community"])
            try:
                block = block_phone(form.cleaned_data["community"], **data, by=request.user, now=timezone.now())
            except ValidationError as error:
                _add(form, error, "phone")
            else:
                messages.success(request, _("Blocked. What tells of danger still comes through."))
                return redirect("hazards:block-detail", pk=block.pk)
    over = request.GET.get("over") == "1"
    rows = blocks_of(communities_with(request.user, BOARD).values("pk"), timezone.now(), over=over)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "over": over,
        "form": form,
        "communities": list(mine),
        "reasons": Block.Reason.choices,
        "lengths": _lengths(),
        "may_block": may_block(request.user),
        "waiting": waiting_at_desk(request.user, timezone.now()),
    }
    return render(request, "hazards/block_list.html", context, status=422 if form.errors else 200)


def _add(form, error, otherwise):
    """The service's words beside the fields that it speaks of."""
    for name, problems in error.message_dict.items():
        form.add_error(name if name in form.fields else otherwise, problems)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_new(request, reference):
    """Block whoever sent this report."""
    require(may_block, request.user)
    rows = Report.objects.for_staff(request.user).with_names()
    report = get_object_or_404(rows, reference=reference.upper())
    require(may_block, request.user, report.community)
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            block = block_sender_of(report, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            _add(form, error, "kind")
        else:
            messages.success(request, _("Blocked. What tells of danger still comes through."))
            return redirect("hazards:block-detail", pk=block.pk)
    known = {kind for kind, _index in sender_of_report(report).known_as()}
    context = {
        "report": report,
        "community": report.community,
        "form": form,
        "kinds": [(value, label) for value, label in Block.Kind.choices if value in known],
        "reasons": Block.Reason.choices,
        "lengths": _lengths(),
    }
    return render(request, "hazards/block_new.html", context, status=422 if form.errors else 200)


def _block(request, pk):
    require(may_read_blocks, request.user)
    rows = Block.objects.filter(community__in=communities_with(request.user, BOARD)).select_related(
        "community", "report", "by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def block_detail(request, pk):
    return _detail(request, _block(request, pk))


def _detail(request, block, *, status=200, problem=""):
    context = {
        "entry": block,
        "community": block.community,
        "in_force": block.is_in_force(timezone.now()),
        "events": block.events.select_related("by"),
        "may_block": may_block(request.user, block.community),
        "problem": problem,
    }
    return render(request, "hazards/block_detail.html", context, status=status)


@login_required
@posted_from("hazards:block-detail", "pk")
def block_lift(request, pk):
    block = _block(request, pk)
    require(may_block, request.user, block.community)
    try:
        lift_block(block, words=request.POST.get("words", "").strip()[:600], by=request.user, now=timezone.now())
    except LostRace:
        messages.error(request, _("Somebody else has lifted it meanwhile."))
    else:
        messages.success(request, _("Lifted. Reports of this sender are taken again."))
    return redirect("hazards:block-detail", pk=block.pk)


@login_required
@posted_from("hazards:block-detail", "pk")
def block_keep(request, pk):
    """Answer an appeal: it stays."""
    block = _block(request, pk)
    require(may_block, request.user, block.community)
    try:
        keep_block(block, words=request.POST.get("words", "")[:600], by=request.user, now=timezone.now())
    except ValidationError as error:
        return _detail(request, block, status=422, problem=" ".join(error.messages))
    except LostRace:
        messages.error(request, _("Somebody else has answered it meanwhile."))
    else:
        messages.success(request, _("Answered. The sender reads it on their page."))
    return redirect("hazards:block-detail", pk=block.pk)
