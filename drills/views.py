"""Pages: the calendar, one drill, one's own drills, and those of the organiser."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.accounts.models import User
from community.people.models import Membership
from community.places.models import Community
from community.places.selectors import resolve_community
from drills.forms import CheckForm, DrillForm, ReasonForm
from drills.models import Drill, SignUp, SosTask
from drills.permissions import may_answer_sos, may_check_others, may_plan, may_run, may_see, may_watch
from drills.selectors import (
    attendance,
    drills_of_organiser,
    expected_people,
    place_in_queue,
    places_left,
    signup_of,
    sos_lines,
)
from drills.services import (
    NonceTaken,
    NotNow,
    abort_drill,
    calendar_address,
    cancel_drill,
    cancel_sign_up,
    change_drill,
    clear_task,
    end_drill,
    plan_drill,
    publish_drill,
    record_check,
    renew_calendar_address,
    sign_up,
    start_drill,
    take_task,
)
from portal.lib.access import posted_from, require
from portal.lib.ids import new_token
from portal.lib.moves import IllegalMove, LostRace

PAGE = 30
SIGNED_UP = {
    SignUp.Status.CONFIRMED: gettext_lazy("You are signed up. We look forward to seeing you."),
    SignUp.Status.WAITLISTED: gettext_lazy("All places are taken. You are on the waiting list."),
}


@require_safe
def drill_list(request):
    """What is to come; with ?past=1 what has been."""
    now = timezone.now()
    community = resolve_community(request.GET.get("community", ""))
    is_past = bool(request.GET.get("past"))
    if is_past:
        rows = Drill.objects.public().exclude(ends__gt=now, status__in=Drill.LIVE).order_by("-starts", "-pk")
    else:
        rows = Drill.objects.upcoming(now)
    if community is not None:
        rows = rows.filter(community=community)
    page = Paginator(rows.with_taken().select_related("community"), PAGE).get_page(request.GET.get("page"))
    for drill in page:
        drill.left = places_left(drill, drill.taken)
    context = {
        "page": page,
        "is_past": is_past,
        "drafts": list(drills_of_organiser(request.user, community).select_related("community")[:PAGE]),
        "may_plan": may_plan(request.user, community),
        "community": community,
    }
    return render(request, "drills/drill_list.html", context)


def _drill(request, pk) -> Drill:
    """The drill, if the reader may see it; 404 otherwise."""
    drill = get_object_or_404(Drill.objects.with_taken().select_related("community", "station", "organiser"), pk=pk)
    if not may_see(request.user, drill):
        raise Http404
    return drill


@require_safe
def drill_detail(request, pk):
    now = timezone.now()
    drill = _drill(request, pk)
    signup = signup_of(request.user, drill)
    context = {
        "drill": drill,
        "left": places_left(drill, drill.taken),
        "signup": signup,
        "has_place": signup is not None and signup.status in (*SignUp.COMING, SignUp.Status.OFFERED),
        "queue": place_in_queue(signup) if signup and signup.status == SignUp.Status.WAITLISTED else 0,
        "takes_sign_ups": drill.takes_sign_ups(now),
        "is_exercise_now": drill.status == Drill.Status.RUNNING,
        "may_run": may_run(request.user, drill),
        "may_watch": may_watch(request.user, drill),
        "reason_form": ReasonForm(),
    }
    return render(request, "drills/drill_detail.html", context)


@login_required
@require_POST
def drill_sign_up(request, pk):
    drill = _drill(request, pk)
    try:
        signup = sign_up(drill, by=request.user, now=timezone.now())
    except NotNow:
        messages.error(request, _("This drill takes no sign-ups now."))
    else:
        messages.success(request, SIGNED_UP.get(SignUp.Status(signup.status), SIGNED_UP[SignUp.Status.CONFIRMED]))
    return redirect(drill)


@login_required
@require_POST
def drill_withdraw(request, pk):
    drill = _drill(request, pk)
    signup = signup_of(request.user, drill)
    if signup is None:
        return redirect(drill)
    try:
        cancel_sign_up(signup, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("You were already seen at this drill."))
    else:
        messages.success(request, _("You have withdrawn. Your place goes to the next person."))
    return redirect(drill)


@login_required
@require_safe
def my_drills(request):
    """One's own sign-ups and private calendar address."""
    signups = (
        SignUp.objects.filter(user=request.user, drill__published_at__isnull=False)
        .exclude(status=SignUp.Status.CANCELLED)
        .select_related("drill__community")
        .order_by("-drill__starts", "-pk")[:50]
    )
    address = calendar_address(request.user, now=timezone.now())
    url = settings.PUBLIC_URL + reverse("drills:private-calendar", args=[address.token])
    response = render(request, "drills/my_drills.html", {"signups": signups, "calendar_url": url})
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def calendar_renew(request):
    renew_calendar_address(request.user, now=timezone.now())
    messages.success(request, _("Here is your new address. The old one answers no more."))
    return redirect("drills:my-drills")


# --- the organiser's pages -------------------------------------------------------------------------------------------
def _planning_community(user) -> Community:
    """The community that `user` plans for: the one asked for or the only one, else the first they organise in."""
    community = resolve_community()
    if community is None:
        membership = Membership.objects.filter(user=user).select_related("community").order_by("pk").first()
        community = membership.community if membership else None
    if community is None:
        raise Http404
    return community


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drill_new(request):
    community = _planning_community(request.user)
    require(may_plan, request.user, community)
    form = DrillForm(request.POST if request.method == "POST" else None, community=community)
    if request.method == "POST" and form.is_valid():
        try:
            drill = plan_drill(community=community, by=request.user, now=timezone.now(), **form.values())
        except ValidationError as wrong:
            _refuse(form, wrong)
        else:
            messages.success(request, _("Kept as a draft. Read it once more, then announce it."))
            return redirect(drill)
    return _form_page(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drill_edit(request, pk):
    drill = _drill(request, pk)
    require(may_run, request.user, drill)
    form = DrillForm(request.POST if request.method == "POST" else None, instance=drill, community=drill.community)
    if request.method == "POST" and form.is_valid():
        try:
            change_drill(drill, by=request.user, now=timezone.now(), **form.values())
        except IllegalMove:
            messages.error(request, _("This drill is running or over, and cannot be changed any more."))
            return redirect(drill)
        except ValidationError as wrong:
            _refuse(form, wrong)
        else:
            messages.success(request, _("Saved."))
            return redirect(drill)
    return _form_page(request, form, drill)


def _refuse(form, wrong: ValidationError) -> None:
    for name, texts in wrong.message_dict.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def _form_page(request, form, drill):
    context = {"form": form, "drill": drill}
    return render(request, "drills/drill_form.html", context, status=422 if form.errors else 200)


MOVES = {
    "publish": (publish_drill, gettext_lazy("Announced. People can sign up.")),
    "start": (start_drill, gettext_lazy("The drill runs.")),
    "end": (end_drill, gettext_lazy("The drill is over.")),
    "cancel": (cancel_drill, gettext_lazy("Cancelled. Those who signed up are told by text.")),
    "stop": (abort_drill, gettext_lazy("Stopped. Those who take part are told by text.")),
}


@login_required
@posted_from("drills:drill-detail", "pk")
def drill_move(request, pk, verb):
    """Publish, start, end, cancel, stop."""
    if verb not in MOVES:
        raise Http404
    drill = _drill(request, pk)
    require(may_run, request.user, drill)
    act, words = MOVES[verb]
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["note"] if form.is_valid() else ""
    extra = {"note": reason} if verb in ("cancel", "stop") else {}
    try:
        act(drill, by=request.user, now=timezone.now(), **extra)
    except NotNow:
        messages.error(request, _("This drill lies in the past. Give it another day first."))
    except (IllegalMove, LostRace):
        messages.error(request, _("This step is not possible now: somebody may have been faster."))
    else:
        messages.success(request, words)
    return redirect(reverse("drills:drill-run", args=[pk]) if verb == "start" else drill)


@login_required
@require_safe
def drill_run(request, pk):
    """At the gate: who is expected, who has come."""
    drill = _drill(request, pk)
    require(may_watch, request.user, drill)
    rows = expected_people(drill)
    for row in rows:
        row["nonce"] = new_token(16)
    context = {
        "drill": drill,
        "missing": [row for row in rows if row["signup"].status not in ("in", "out")],
        "seen": [row for row in rows if row["signup"].status in ("in", "out")],
        "counts": attendance(drill),
        "may_run": may_run(request.user, drill),
        "checkable": drill.status in Drill.CHECKABLE and may_check_others(request.user, drill),
    }
    return render(request, "drills/drill_run.html", context)


@login_required
@posted_from("drills:drill-run", "pk")
def drill_check(request, pk):
    drill = _drill(request, pk)
    require(may_check_others, request.user, drill)
    form = CheckForm(request.POST)
    person = None
    if form.is_valid():
        # only people of this drill: the gate is no way to look others up
        person = User.objects.filter(pk=form.cleaned_data["person"], signups__drill=drill).first()
    if person is None:
        messages.error(request, _("This check could not be read. Please press again."))
        return redirect("drills:drill-run", pk=pk)
    said = form.cleaned_data
    try:
        record_check(drill, nonce=said["nonce"], kind=said["kind"], person=person, by=request.user, now=timezone.now())
    except (NotNow, NonceTaken):
        messages.error(request, _("This drill takes no checks now."))
    return redirect("drills:drill-run", pk=pk)


# --- calls for help --------------------------------------------------------------------------------------------------
@login_required
@require_safe
def sos_list(request):
    """Every call for help that is not cleared, those that nobody has first; and the latest that were."""
    require(may_answer_sos, request.user)
    return render(request, "drills/sos_list.html", _sos(request))


@login_required
@require_safe
def sos_fragment(request):
    require(may_answer_sos, request.user)
    return render(request, "drills/_sos_list.html", _sos(request))


@login_required
@require_safe
def sos_bar(request):
    """What stands first on every page of the desk."""
    require(may_answer_sos, request.user)
    return render(request, "drills/_sos_bar.html", {"lines": sos_lines(request.user, timezone.now())})


def _sos(request):
    status, now = SosTask.Status, timezone.now()
    return {
        "waiting": sos_lines(request.user, now),
        "taken": sos_lines(request.user, now, status.TAKEN),
        "cleared": SosTask.objects.visible_to(request.user)
        .filter(status=status.CLEARED)
        .select_related("report", "community", "cleared_by")
        .defer("community__shape")
        .order_by("-cleared_at")[:20],
    }


@login_required
@require_POST
def sos_take(request, pk):
    task = _task(request, pk)
    try:
        take_task(task, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        task.refresh_from_db()
        if task.taken_by_id == request.user.pk:
            messages.info(request, _("You have it already."))
        else:
            messages.error(request, _("%(name)s was faster and has it.") % {"name": task.taken_by or "–"})
    else:
        words = _("%(reference)s is yours. The caller is told that your team has it.")
        messages.success(request, words % {"reference": task.report.reference})
    return redirect("drills:sos-list")


@login_required
@require_POST
def sos_clear(request, pk):
    task = _task(request, pk)
    try:
        clear_task(task, by=request.user, now=timezone.now(), outcome=request.POST.get("outcome", "")[:2000])
    except (IllegalMove, LostRace):
        messages.error(request, _("It was cleared already."))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("%(reference)s is cleared.") % {"reference": task.report.reference})
    return redirect("drills:sos-list")


def _task(request, pk) -> SosTask:
    rows = SosTask.objects.visible_to(request.user).select_related("report__community", "report__area", "taken_by")
    return get_object_or_404(rows, pk=pk)
