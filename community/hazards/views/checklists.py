"""Checklists at the desk: read, written anew, copied, offered or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.hazards.forms import ChecklistForm, stepped
from community.hazards.models import Checklist
from community.hazards.permissions import may_plan_rounds
from community.hazards.selectors import checklists_of, communities_to_plan, versions_of
from community.hazards.services import copy_checklist, offer_checklist, write_checklist
from portal.lib.access import posted_from, require
from portal.lib.moves import LostRace


def chosen_community(request):
    """(the community that the page is about, those to choose from). Raises Http404 where there is none."""
    communities = communities_to_plan(request.user)
    slug = request.GET.get("community", "")
    found = next((one for one in communities if one.slug == slug), None) if slug else next(iter(communities), None)
    if found is None:
        raise Http404
    return found, communities


def _own(request, pk):
    require(may_plan_rounds, request.user)
    row = get_object_or_404(Checklist.objects.select_related("community", "written_by"), pk=pk)
    if row.community not in communities_to_plan(request.user):
        raise Http404
    return row


@login_required
@require_safe
def checklist_list(request):
    """The latest version of each."""
    require(may_plan_rounds, request.user)
    community, communities = chosen_community(request)
    context = {"community": community, "communities": communities, "checklists": checklists_of(community)}
    return render(request, "hazards/checklist_list.html", context)


@login_required
@require_safe
def checklist_detail(request, pk):
    """One version, in every language, and the versions beside it."""
    row = _own(request, pk)
    versions = list(versions_of(row))
    items = row.items.filter(is_active=True).select_related("category")
    context = {"checklist": row, "items": items, "versions": versions, "is_latest": versions[0] == row}
    return render(request, "hazards/checklist_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_new(request):
    """Write a checklist."""
    require(may_plan_rounds, request.user)
    community, communities = chosen_community(request)
    return _edit(request, None, community, communities)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_change(request, pk):
    """Write the version that holds from today."""
    row = _own(request, pk)
    if not row.is_active:
        messages.error(request, _("This version is not in force any more."))
        return redirect(row)
    return _edit(request, row, row.community, [])


def _edit(request, row, community, communities):
    context = {"checklist": row, "community": community, "communities": communities}
    if request.method != "POST":
        return render(
            request, "hazards/checklist_form.html", {**context, "form": ChecklistForm(community=community, row=row)}
        )
    if (changed := stepped(request.POST)) is not None:  # nothing is kept yet, and nothing is wrong yet
        form = ChecklistForm(changed[0], community=community)
        return render(request, "hazards/checklist_form.html", {**context, "form": form, "moved": changed[1]})
    form = ChecklistForm(request.POST, community=community)
    if form.is_valid():
        try:
            made = write_checklist(row, community=community, by=request.user, now=timezone.now(), **form.kept())
        except LostRace:
            form.add_error(None, _("Somebody else has changed this checklist meanwhile. Open it again."))
        else:
            messages.success(request, _("The checklist is saved. Rounds that have begun keep the version they have."))
            return redirect(made)
    return render(request, "hazards/checklist_form.html", {**context, "form": form, "checked": True}, status=422)


@login_required
@posted_from("hazards:checklist-detail", "pk")
def checklist_copy(request, pk):
    made = copy_checklist(_own(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Copied. Change the copy as you like."))
    return redirect("hazards:checklist-change", pk=made.pk)


@login_required
@posted_from("hazards:checklist-detail", "pk")
def checklist_offer(request, pk):
    """Offer it for new rounds, or no longer."""
    row = _own(request, pk)
    if not offer_checklist(row, offered=request.POST.get("offered") == "yes"):
        messages.error(request, _("This version is not in force any more."))
    return redirect(row)
