"""Inspections: rounds at the desk, visits on a phone, the register of places."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.hazards.forms import RoundForm, VisitForm
from community.hazards.models import InspectedPlace, Round, Visit
from community.hazards.permissions import may_plan_rounds, may_triage, may_visit
from community.hazards.selectors import late_marked, missed_visits, register, register_entry, rounds_for, visits_for
from community.hazards.services import place_of, plan_round, record_visit, stop_round
from community.people.models import Membership, Role
from community.places.models import Community
from portal.lib.access import posted_from, require
from portal.lib.ids import new_token
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.tables import csv_lines

MOST_ROUNDS = 100  # of the list at the desk; older ones stand in the register
COLUMNS = ("place", "kind", "open", "past", "again", "last_inspected", "by", "next_due", "late", "open_reports")


@login_required
@require_safe
def visit_list(request):
    """Where the signed-in person is to go."""
    require(may_visit, request.user)
    return render(request, "hazards/visit_list.html", {"visits": visits_for(request.user, timezone.now())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request, pk):
    """The checklist at one place; once answered, what came of it. With Accept: application/json it answers in JSON."""
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


def _take(request, row):
    wants_json = "application/json" in request.headers.get("Accept", "")
    form = VisitForm(row, request.POST, request.FILES)
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"words": [str(one) for errors in form.errors.values() for one in errors]}, status=422)
        return _checklist(request, row, form, status=422)
    try:
        row = record_visit(row, by=request.user, language=request.LANGUAGE_CODE, now=timezone.now(), **form.kept())
    except (IllegalMove, LostRace):
        words = _("Somebody else has answered for this place meanwhile, or the round was stopped. Nothing was sent.")
        if wants_json:
            return JsonResponse({"words": [words]}, status=409)
        messages.error(request, words)
        return redirect(row)
    if wants_json:
        return JsonResponse({"reference": str(row.pk), "url": row.get_absolute_url()}, status=201)
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
    """Plan a round."""
    require(may_plan_rounds, request.user)
    planning = Membership.objects.filter(user=request.user, role__in=[Role.OFFICER, Role.ADMIN]).values("community")
    rows = Community.objects.order_by("pk")
    community = (rows if request.user.is_superuser else rows.filter(pk__in=planning)).first()
    if community is None:
        return render(request, "hazards/round_new.html", {"form": None}, status=404)
    form = RoundForm(request.POST if request.method == "POST" else None, community=community)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            places = [place_of(community, **thing) for thing in form.places()]
            try:
                row = plan_round(
                    data["checklist"],
                    places=places,
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
        status = 422
    return render(request, "hazards/round_new.html", {"form": form}, status=status)


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


@login_required
@require_safe
def register_list(request):
    require(may_triage, request.user)
    return render(request, "hazards/register_list.html", {"entries": register(request.user, timezone.now())})


@login_required
@require_safe
def register_place(request, pk):
    require(may_triage, request.user)
    place = get_object_or_404(InspectedPlace.objects.for_staff(request.user).with_names(), pk=pk)
    visits = Visit.objects.with_names().filter(place=place, status=Visit.Status.DONE).order_by("-done_at")[:20]
    context = {"entry": register_entry(place, timezone.now()), "visits": visits}
    return render(request, "hazards/register_place.html", context)


@login_required
@require_safe
def register_csv(request):
    """The register as a table."""
    require(may_triage, request.user)
    answer = StreamingHttpResponse(
        csv_lines(_lines(register(request.user, timezone.now()))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


def _lines(entries):
    yield COLUMNS
    for entry in entries:
        yield (
            str(entry.place),
            entry.place.kind,
            len(entry.open),
            len(entry.past),
            "; ".join(f"{kind} {number}" for kind, number in entry.again),
            entry.last.done_at.isoformat(timespec="seconds") if entry.last else "",
            str(entry.last.done_by or "") if entry.last else "",
            entry.next_due,
            "late" if entry.is_late else "",
            " ".join(report.reference for report in entry.open),
        )
