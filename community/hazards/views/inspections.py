"""Inspections: rounds at the desk, visits on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.hazards.forms import RoundForm, VisitForm
from community.hazards.models import Round, Visit
from community.hazards.permissions import may_plan_rounds, may_triage, may_visit
from community.hazards.selectors import late_marked, missed_visits, rounds_for, visits_for
from community.hazards.services import place_of, plan_round, record_visit, stop_round
from community.hazards.views.checklists import chosen_community
from portal.lib.access import posted_from, require
from portal.lib.ids import new_token
from portal.lib.moves import IllegalMove, LostRace

MOST_ROUNDS = 100  # of the list at the desk; older ones stand in the register


@login_required
@require_safe
def visit_list(request):
    """Where the signed-in person is to go."""
    require(may_visit, request.user)
    return render(request, "hazards/visit_list.html", {"visits": visits_for(request.user, timezone.now())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request, pk):
    """The checklist at one place; once answered, what came of it."""
    row = get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)
    require(may_visit, request.user, row.round.community)
    if request.method == "POST":
        return _take(request, row)
    if row.status == Visit.Status.DONE or row.round.stopped_at:
        findings = row.findings.select_related("item__category", "report")
        return render(request, "hazards/visit_done.html", {"visit": row, "findings": findings})
    return _checklist(request, row, VisitForm(row, initial={"client_id": new_token()}))


def _checklist(request, row, form, status=200):
    late_marked([row], timezone.now())
    lost = bool(request.FILES)
    return render(request, "hazards/visit.html", {"visit": row, "form": form, "photos_lost": lost}, status=status)


def too_late() -> str:
    return _("Somebody else has answered for this place meanwhile, or the round was stopped. Nothing was sent.")


def _take(request, row):
    form = VisitForm(row, request.POST, request.FILES)
    if not form.is_valid():
        return _checklist(request, row, form, status=422)
    try:
        row = record_visit(row, by=request.user, language=request.LANGUAGE_CODE, now=timezone.now(), **form.kept())
    except (IllegalMove, LostRace):
        messages.error(request, too_late())
    else:
        messages.success(request, _("The inspection is kept. Thank you."))
    return redirect(row)


@login_required
@require_safe
def round_list(request):
    """Rounds of the desk, what was missed above them."""
    require(may_triage, request.user)
    context = {
        "missed": missed_visits(request.user, timezone.now()),
        "rounds": list(rounds_for(request.user).prefetch_related("visits")[:MOST_ROUNDS]),
        "may_plan": may_plan_rounds(request.user),
    }
    return render(request, "hazards/round_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request):
    """Plan a round in one of the communities of whoever plans."""
    require(may_plan_rounds, request.user)
    community, communities = chosen_community(request)
    context = {"community": community, "communities": communities}
    if request.method != "POST":
        form = RoundForm(community=community)
        return render(request, "hazards/round_new.html", {**context, "form": form})
    if request.POST.get("step") == "add":  # one line more for a place: nothing is wrong yet
        form = RoundForm(request.POST, community=community, more=1)
        return render(request, "hazards/round_new.html", {**context, "form": form})
    form = RoundForm(request.POST, community=community)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = plan_round(
                data["checklist"],
                places=[place_of(community, **thing) for thing in form.places()],
                due=data["due"],
                who=data["who"],
                repeats=data["repeats"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, [one for problems in error.message_dict.values() for one in problems])
        else:
            messages.success(request, _("The round is planned."))
            return redirect(row)
    return render(request, "hazards/round_new.html", {**context, "form": form, "checked": True}, status=422)


@login_required
@require_safe
def round_detail(request, pk):
    require(may_triage, request.user)
    row = get_object_or_404(rounds_for(request.user), pk=pk)
    visits = late_marked(Visit.objects.with_names().filter(round=row).order_by("pk"), timezone.now())
    context = {"round": row, "visits": visits, "may_plan": may_plan_rounds(request.user, row.community)}
    return render(request, "hazards/round_detail.html", context)


@login_required
@posted_from("hazards:round-detail", "pk")
def round_stop(request, pk):
    row = get_object_or_404(Round.objects.filter(pk__in=rounds_for(request.user).values("pk")), pk=pk)
    require(may_plan_rounds, request.user, row.community)
    if stop_round(row, by=request.user, now=timezone.now()):
        messages.success(request, _("The round is stopped."))
    return redirect(row)
