"""The register: hazards by place, with their history."""

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.hazards.models import InspectedPlace, Visit
from community.hazards.permissions import may_triage
from community.hazards.selectors import KINDS, SHOWN, entries_of, register_lines, register_page, reports_page
from portal.lib.access import require
from portal.lib.tables import csv_lines

COLUMNS = ("place", "kind", "open", "past", "again", "last_inspected", "by", "next_due", "late", "open_reports")
MOST_VISITS = 20  # on the page of a place


def _filters(request):
    kind, show = request.GET.get("kind", ""), request.GET.get("show", "")
    return {"kind": kind if kind in KINDS else "", "show": show if show in SHOWN else ""}


@login_required
@require_safe
def register_list(request):
    """Places with what is wrong there, in pages."""
    require(may_triage, request.user)
    chosen, after = _filters(request), request.GET.get("after", "")
    entries, following = register_page(request.user, timezone.now(), after=after, **chosen)
    context = {**chosen, "entries": entries, "following": following, "after": after}
    return render(request, "hazards/register_list.html", context)


@login_required
@require_safe
def register_place(request, pk):
    """One place: what is open, or what is past, and its inspections."""
    require(may_triage, request.user)
    place = get_object_or_404(InspectedPlace.objects.for_staff(request.user).with_names(), pk=pk)
    past, after = request.GET.get("show") == "past", request.GET.get("after", "")
    reports, following = reports_page(place, is_open=not past, after=after)
    done = Visit.objects.with_names().filter(place=place, status=Visit.Status.DONE)
    context = {
        "entry": entries_of([place], timezone.now())[0],
        "reports": reports,
        "following": following,
        "after": after,
        "past": past,
        "visits": done.order_by("-done_at")[:MOST_VISITS],
    }
    return render(request, "hazards/register_place.html", context)


@login_required
@require_safe
def register_csv(request):
    """The register as a table, filtered as the list is."""
    require(may_triage, request.user)
    entries = register_lines(request.user, timezone.now(), **_filters(request))
    answer = StreamingHttpResponse(csv_lines(_lines(entries)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


def _lines(entries):
    yield COLUMNS
    for entry in entries:
        newest, _more = reports_page(entry.place, is_open=True) if entry.open else ([], "")
        yield (
            str(entry.place),
            entry.place.kind,
            entry.open,
            entry.past,
            "; ".join(f"{kind} {number}" for kind, number in entry.again),
            entry.last.done_at.isoformat(timespec="seconds") if entry.last else "",
            str(entry.last.done_by or "") if entry.last else "",
            entry.next_due,
            "late" if entry.is_late else "",
            " ".join(report.reference for report in newest),
        )
