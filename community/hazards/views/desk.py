"""The triage desk: what waits, one report beside it, and the moves that may be made."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from community.hazards.forms import DeskFilter, ManyForm, MessageForm, MoveForm, NoteForm, PlanForm
from community.hazards.models import Category, Report, ReportPhoto, Urgency
from community.hazards.permissions import may_assign, may_hand_out, may_move, may_refer, may_triage, moves_open_to
from community.hazards.selectors import (
    MOST_COUNTED,
    DeskKeys,
    agencies_for,
    desk_communities,
    desk_counts,
    desk_reports,
    people_to_assign,
    pressing,
    reasons_of,
    reporter_is_reached,
    seen_of,
    sender_of_report,
    servers_for,
    similar_reports,
    staff_reach,
    stuck_forwards,
    suggested_for,
    waiting_at_desk,
)
from community.hazards.services import (
    MOST_AT_ONCE,
    add_note,
    forward_report,
    move_report,
    move_reports,
    no_longer_major,
    plan_for,
    write_to_reporter,
)
from community.hazards.views.doors import doors
from community.people.models import Way
from community.places.models import NamedArea
from portal.lib.access import posted_from, require
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.sealing import unseal
from portal.lib.words import said

S = Report.Status
PAGE = 50
WARN = "/desk/alerts/new/"  # of an app above this one


@login_required
@require_safe
def triage(request):
    require(may_triage, request.user)
    return _desk(request)


@login_required
@require_safe
def triage_fragment(request):
    """The views or the list alone, for the live page: reports newer than `since` wait behind a link."""
    require(may_triage, request.user)
    part = request.GET.get("part", "list")
    if part not in {"list", "views"}:
        raise Http404
    return render(request, f"hazards/_triage_{part}.html", _lists(request))


@login_required
@require_safe
def triage_map(request):
    """The page of the list as GeoJSON: each report under its number in the list, where it exactly is."""
    require(may_triage, request.user)
    lists = _lists(request)
    query = QueryDict(_back(request, ""), mutable=True)
    features = []
    for number, row in enumerate(lists["page"], start=1):
        if row.latitude is None:
            continue
        query["report"] = row.reference
        features.append(
            {
                "type": "Feature",
                "id": row.reference,
                "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
                "properties": {
                    "number": number,
                    "name": row.headline,
                    "reference": row.reference,
                    "category_label": said(row.category.name),
                    "address": row.place,
                    "status_label": f"{row.get_urgency_display()} · {row.get_status_display()}",
                    "level": row.urgency_level,
                    "is_chosen": row.reference == lists["chosen"],
                    "url": f"{reverse('hazards:triage')}?{query.urlencode()}#detail",
                },
            }
        )
    answer = JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lists(request, chosen=None):
    asked = DeskFilter(request.GET)
    values = asked.values()
    now = timezone.now()
    rows = desk_reports(request.user, now, **values)
    since = asked.cleaned_data.get("since")
    fresh = 0
    if since is not None:
        fresh = rows.filter(created__gt=since).count()
        rows = rows.filter(created__lte=since)
    counts = desk_counts(request.user, now)
    current, count = next((view, count) for view, count in counts if view.key == values["view"])
    is_whole = not any(values[name] for name in ("words", "category", "area", "status")) and since is None
    # in order by their keys alone: whole rows are fetched for one page
    keys = DeskKeys(rows, now, view=current.key, count=count if is_whole else None)
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    found = {row.pk: row for row in rows.filter(pk__in=list(page)).order_by()}
    page.object_list = [found[pk] for pk in page if pk in found]
    seen = seen_of(page)
    for row in page:
        row.seen = seen.get(row.pk)
        row.late_at, row.pressing, row.why = row.late_since(now), pressing(row, now), reasons_of(row, now)
    return {
        "counts": counts,
        "most": MOST_COUNTED,
        "current": current,
        "page": page,
        "fresh": fresh,
        "since": since,
        "asked": values,
        "stuck": stuck_forwards(request.user).count() if may_refer(request.user) else None,
        "waiting": waiting_at_desk(request.user, now),
        "chosen": chosen or request.GET.get("report", "").upper(),
    }


def _desk(request, *, status=200, report=None, bound=None, **forms):
    lists = _lists(request)
    if report is None:
        report = _chosen(request, lists["page"])
    if report is not None:
        lists["chosen"] = report.reference
    now = timezone.now()
    query = request.GET.copy()
    query["since"] = now.isoformat()
    query["report"] = lists["chosen"]
    communities = list(desk_communities(request.user).defer("shape"))
    return render(
        request,
        "hazards/triage.html",
        {
            **lists,
            "live_query": query.urlencode(),
            "back": _back(request, lists["chosen"]),
            "categories": Category.objects.filter(community__in=communities),
            "areas": NamedArea.objects.filter(community__in=communities).defer("shape"),
            "states": Report.Status.choices,
            "people": people_to_assign(*communities),
            "several": doors(),
            "mapped": report.community if report else communities[0] if communities else None,
            "became": request.session.pop("moved", None),
            "detail": _detail(request, report, bound, **forms) if report else None,
        },
        status=status,
    )


def _back(request, reference):
    query = request.GET.copy()
    for name in ("since", "part"):
        query.pop(name, None)
    query["report"] = reference
    return query.urlencode()


def _chosen(request, page):
    asked = request.GET.get("report", "").upper()
    if not asked:
        return page[0] if page else None
    rows = Report.objects.for_staff(request.user).with_names().select_related("duplicate_of", "fixed_by", "verified_by")
    return get_object_or_404(rows, reference=asked)


def _detail(request, report, bound=None, note=None, plan=None, message=None):
    now = timezone.now()
    people = people_to_assign(report.community)
    open_moves = moves_open_to(request.user, report)
    offered = [door for door in doors() if door.to in open_moves]
    for door in offered:
        is_sent = bound is not None and bound.data.get("to") == door.to
        door.form = bound if is_sent else MoveForm(report=report, people=people)
        door.is_open = is_sent
        if door.to == S.TRIAGED and report.status == S.ASSIGNED:
            door.name, door.send = pgettext_lazy("move", "Hand back"), pgettext_lazy("move", "Hand it back")
    return {
        "report": report,
        "late_at": report.late_since(now),
        "pressing": pressing(report, now),
        "why": reasons_of(report, now),
        "photos": ReportPhoto.everything.filter(report=report).select_related("report"),
        "seen": seen_of([report]).get(report.pk),
        "warnings": report.alerts.order_by("-pk"),
        "events": report.events.select_related("by"),
        "reach": staff_reach(report.category),
        "similar": similar_reports(
            report.category,
            report.latitude,
            report.longitude,
            words=report.description,
            area=report.area,
            staff=True,
            but=report,
        ),
        "name": unseal(report.reporter_name_sealed) if report.reporter_name_sealed else "",
        "phone": unseal(report.reporter_phone_sealed) if report.reporter_phone_sealed else "",
        "reached": reporter_is_reached(report),
        "doors": offered,
        "people": people if may_hand_out(request.user, report) else [request.user],
        "suggested": suggested_for(report) if S.ASSIGNED in open_moves else None,
        "urgencies": Urgency.choices,
        "handovers": report.handovers.select_related("by", "forward__endpoint"),
        "servers": servers_for(report) if S.REFERRED in open_moves else [],
        "agencies": agencies_for(report) if S.REFERRED in open_moves else [],
        "may_refer": may_refer(request.user, report.community),
        "note": note or NoteForm(),
        "message": message or MessageForm(report=report),
        "plan": plan or PlanForm(instance=getattr(report, "plan", None)),
        "may_plan": (handing := may_hand_out(request.user, report)),
        "may_block": handing and bool(sender_of_report(report).known_as()),
        "errors": bound.errors if bound is not None and not any(door.is_open for door in offered) else {},
        "own_fix": report.status == S.FIXED and report.fixed_by_id == request.user.pk,
    }


def _staffs(request, reference):
    require(may_triage, request.user)
    rows = Report.objects.for_staff(request.user).with_names().select_related("duplicate_of")
    return get_object_or_404(rows, reference=reference.upper())


def returns_to(request, report):
    """Back to the same list; only its query is taken from the form."""
    query = QueryDict(request.POST.get("back", "")[:2000], mutable=True)
    query["report"] = report.reference
    return f"{reverse('hazards:triage')}?{query.urlencode()}"


@login_required
@posted_from("hazards:triage")
def triage_move(request, reference):
    report = _staffs(request, reference)
    form = MoveForm(request.POST, report=report, people=people_to_assign(report.community))
    if not form.is_valid():
        return _again(request, report, form)
    guards = form.guards()
    if guards["to"] in Report.MOVES[S(report.status)]:  # an impossible move is told as such to everybody
        require(may_move, request.user, report, guards["to"])
    if guards["to"] == S.ASSIGNED and guards["assigned_to"] is not None:
        require(may_assign, request.user, report, guards["assigned_to"])
    try:
        if (sending := form.sending()) is not None:
            forward_report(report, by=request.user, now=timezone.now(), **sending)
        else:
            move_report(report, by=request.user, now=timezone.now(), **guards)
    except (IllegalMove, LostRace):
        messages.error(request, _("Somebody else has moved %(reference)s meanwhile.") % {"reference": report.reference})
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            form.add_error(name, problems)
        return _again(request, report, form)
    else:
        words = {"reference": report.reference, "state": report.get_status_display()}
        messages.success(request, _("%(reference)s: %(state)s.") % words)
    return redirect(returns_to(request, report))


def _again(request, report, form=None, **forms):
    """The desk with what was typed, and what is missing."""
    request.GET = QueryDict(request.POST.get("back", "")[:2000])
    return _desk(request, status=422, report=report, bound=form, **forms)


@login_required
@posted_from("hazards:triage")
def triage_many(request):
    """One move for all that were ticked; what became of each stands above the list."""
    require(may_triage, request.user)
    ticked = dict(value.upper().split(":", 1) for value in request.POST.getlist("report") if ":" in value)
    mine = Report.objects.for_staff(request.user)
    people = people_to_assign(*desk_communities(request.user))
    form = ManyForm(request.POST, people=people, reports=mine)
    back = redirect(f"{reverse('hazards:triage')}?{QueryDict(request.POST.get('back', '')[:2000]).urlencode()}")
    if len(ticked) > MOST_AT_ONCE:
        messages.error(request, _("Move at most %(number)d reports at once.") % {"number": MOST_AT_ONCE})
        return back
    if not ticked:
        messages.error(request, _("Tick the reports first."))
        return back
    if "warn" in request.POST:
        if len(ticked) > PAGE:
            messages.error(request, _("Draft one warning from at most %(number)d reports.") % {"number": PAGE})
            return back
        chosen = mine.filter(reference__in=ticked).order_by("created", "pk")
        if len(set(chosen.values_list("community", flat=True))) > 1:
            messages.error(request, _("One draft is made from reports of one community."))
            return back
        known = chosen.values_list("reference", flat=True)
        return redirect(f"{WARN}?{urlencode([('report', reference) for reference in known])}")
    if not form.is_valid():
        for problem in (words for problems in form.errors.values() for words in problems):
            messages.error(request, problem)
        return back
    rows = mine.with_names().filter(reference__in=ticked).order_by("created", "pk")
    chosen = [(row, ticked[row.reference].lower()) for row in rows]
    outcomes = move_reports(chosen, by=request.user, now=timezone.now(), **form.guards())
    request.session["moved"] = [[one.reference, one.is_moved, one.words] for one in outcomes]
    return back


@login_required
@posted_from("hazards:triage")
def triage_message(request, reference):
    """Write to whoever reported it."""
    report = _staffs(request, reference)
    form = MessageForm(request.POST, report=report)
    if not form.is_valid():
        return _again(request, report, message=form)
    ways = write_to_reporter(report, words=form.cleaned_data["words"], by=request.user, now=timezone.now())
    if Way.SMS in ways:
        said = _("Texted to the reporter.")
    elif ways:
        said = _("Sent to the reporter's mailbox or device.")
    else:
        said = _("It stands on the reporter's page. There is no number to text.")
    messages.success(request, said)
    return redirect(returns_to(request, report))


@login_required
@posted_from("hazards:triage")
def triage_plan(request, reference):
    """Mark a major hazard and say what is planned; or take the mark away, with a reason."""
    report = _staffs(request, reference)
    require(may_hand_out, request.user, report)
    now = timezone.now()
    if "reason" in request.POST:
        reason = request.POST["reason"].strip()[:2000]
        if not reason:
            messages.error(request, _("Say why it is no longer a major hazard."))
        else:
            no_longer_major(report, reason=reason, by=request.user, now=now)
            messages.success(request, _("It is no longer marked as a major hazard."))
        return redirect(returns_to(request, report))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _again(request, report, plan=form)
    plan_for(report, **form.cleaned_data, by=request.user, now=now)
    messages.success(request, _("The plan is kept."))
    return redirect(returns_to(request, report))


@login_required
@posted_from("hazards:triage")
def triage_note(request, reference):
    report = _staffs(request, reference)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, report, note=form)
    add_note(
        report,
        words=form.cleaned_data["words"],
        is_public=form.cleaned_data["is_public"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("The note is kept."))
    return redirect(returns_to(request, report))
