"""One report: where it stands, what happened, and what its reporter adds with the tracking key."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.hazards.forms import ChangeForm, NewsForm
from community.hazards.models import Report, ReportPhoto
from community.hazards.permissions import REPORTER_MAY_MOVE_TO, may_triage
from community.hazards.selectors import numbers_to_call, report_with_key, seen_of, sender_of, similar_reports
from community.hazards.services import (
    ASKED_IN,
    NewsClosed,
    add_news,
    change_words,
    is_fresh,
    move_report,
    say_same,
    say_seen,
    withdraw_report,
)
from portal.lib.limits import TooMany, address_of, spend
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.phones import masked
from portal.lib.sealing import unseal

S = Report.Status
STEPS = (
    pgettext_lazy("report", "Received"),
    pgettext_lazy("report", "Looked at"),
    pgettext_lazy("report", "Somebody is on it"),
    pgettext_lazy("report", "Fixed"),
    pgettext_lazy("report", "Checked and closed"),
)
AT_STEP = {S.SUBMITTED: 0, S.REOPENED: 0, S.TRIAGED: 1, S.ASSIGNED: 2, S.INTERIM: 2, S.FIXED: 3, S.VERIFIED: 4}
NEWS = {"limit": 20, "seconds": 3600}  # an address may add so much an hour
VOICES = {"limit": 6, "seconds": 86400}  # words on one hazard from one network: what a browser calls itself is free


def visible_report(request, reference):
    """The report and whether the caller holds its key; 404 where it is not theirs to see."""
    key = request.POST.get("key", "") or request.GET.get("key", "")
    report, has_key = report_with_key(request.user, reference, key)
    if report is None:
        raise Http404
    return report, has_key


@require_safe
def report_detail(request, reference):
    report, has_key = visible_report(request, reference)
    return _page(request, report, has_key)


def _page(request, report, has_key, *, status=200, form=None, reopening=None, changing=None, too_many=False):
    context = _context(request, report, has_key, form, reopening)
    context["too_many"] = too_many
    if has_key and is_fresh(report, timezone.now()):
        said = {"description": report.description, "address": report.address}
        context["changing"] = changing or ChangeForm(initial=said)
    response = render(request, "hazards/report_detail.html", context, status=status)
    if has_key or not report.is_public:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def _context(request, report, has_key, form, reopening):
    step = AT_STEP.get(S(report.status))
    fresh = has_key and report.status == S.SUBMITTED and report.duplicate_of_id is None
    phone = unseal(report.reporter_phone_sealed) if has_key and report.reporter_phone_sealed else ""
    duplicate = report.duplicate_of if report.status == S.DUPLICATE else None
    is_own = has_key or (request.user.is_authenticated and request.user.pk == report.reporter_id)
    is_staff = may_triage(request.user, report.community)
    takes_news = report.takes_news(timezone.now())
    return {
        "community": report.community,
        "report": report,
        "has_key": has_key,
        "key": report.tracking_token if has_key else "",
        "is_new": has_key and "new" in request.GET,
        "events": [event for event in report.events.all() if event.is_public or (has_key and event.is_for_reporter)],
        "photos": ReportPhoto.everything.filter(report=report).select_related("report")
        if is_own
        else report.photos.all(),
        "is_own": is_own,
        "warnings": _warnings(report),
        # the reporter has just told it: they are asked once somebody says that it is fixed
        "asks_seen": report.status in ASKED_IN and (not has_key or report.status == S.FIXED),
        "is_withdrawn": _is_withdrawn(report),
        "seen": seen_of([report]).get(report.pk),
        "steps": _steps(report, step),
        "calls": numbers_to_call(report.community, report.category.call_first),
        "call_first": has_key and report.is_open and (report.category.call_first or report.urgency == "immediate"),
        "similar": _alike(report) if fresh else [],
        "their_reference": _number_there(report),
        "duplicate": duplicate if duplicate and (duplicate.is_public or is_own) else None,
        "phone": masked(phone) if phone else "",
        "takes_news": takes_news,
        "may_reopen": has_key and takes_news and S.REOPENED in Report.MOVES[S(report.status)],
        "is_staff": is_staff,
        "where": report.place if is_own or is_staff else report.public_where,
        "form": form or NewsForm(),
        "reopening": reopening or NewsForm(),
    }


def _is_withdrawn(report):
    """Whether its reporter took it back: then nobody has judged it."""
    if report.status != S.REJECTED:
        return False
    last = report.events.filter(to_status=S.REJECTED).order_by("-at", "-pk").first()
    return last is not None and last.by_id is None


def _warnings(report):
    """[(alert, its words)]: the public warnings that grew out of it, of an app above this one, newest first."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = report.alerts.public().prefetch_related("infos").order_by("-sent")
    return [(alert, alert.info_in(language)) for alert in rows]


def _number_there(report):
    """Under which number the agency has it that the report was passed on to; "" where that is not known."""
    last = report.handovers.last() if report.status == S.REFERRED else None
    return last.their_reference if last else ""


def _alike(report):
    return similar_reports(
        report.category,
        report.latitude,
        report.longitude,
        words=report.description,
        area=report.area,
        but=report,
    )


def _steps(report, step):
    """[(words, "done" | "now" | "next")]; empty where the report left the usual way."""
    if report.status == S.CLOSED and not report.referred_to:
        return [(words, "done") for words in STEPS]
    if step is None:
        return []
    return [(words, "done" if n < step else "now" if n == step else "next") for n, words in enumerate(STEPS)]


def _keyed(request, reference):
    report, has_key = visible_report(request, reference)
    if not has_key:
        raise PermissionDenied(_("Only whoever reported it can do this, at the private address of the report."))
    return report


def _limited(request, report, typed, **forms):
    """The page again with a word on the limit, or None while there is room."""
    try:
        spend("hazard-news", address_of(request), **NEWS)
    except TooMany as limit:
        typed.add_error(None, _("Many messages came from this connection. Wait a little, then send again."))
        response = _page(request, report, True, status=429, **forms)
        response["Retry-After"] = str(limit.seconds)
        return response
    return None


@require_POST
def report_news(request, reference):
    """Words for those who work on it."""
    report = _keyed(request, reference)
    form = NewsForm(request.POST)
    if not form.is_valid():
        return _page(request, report, True, status=422, form=form)
    if refused := _limited(request, report, form, form=form):
        return refused
    try:
        add_news(report, words=form.cleaned_data["words"], now=timezone.now())
    except NewsClosed:
        messages.error(request, _("Nothing has changed here for six months. Report it again: that reaches somebody."))
    else:
        messages.success(request, _("Sent to those who work on it."))
    return redirect(report.tracking_path)


@require_POST
def report_seen(request, reference):
    """Somebody passed by: gone, or still there."""
    report, has_key = visible_report(request, reference)
    back = redirect(report.tracking_path if has_key else report.get_absolute_url())
    is_gone = {"gone": True, "there": False}.get(request.POST.get("seen", ""))
    if is_gone is None:
        messages.error(request, _("Say whether it is gone or still there."))
        return back
    try:
        spend("hazard-news", address_of(request), **NEWS)
        if not has_key and not request.user.is_authenticated:
            spend("hazard-seen", f"{report.pk} {sender_of(address=address_of(request)).address}", **VOICES)
        say_seen(report, is_gone=is_gone, who=_voice(request, report, has_key), now=timezone.now())
    except TooMany as limit:
        response = _page(request, report, has_key, status=429, too_many=True)
        response["Retry-After"] = str(limit.seconds)
        return response
    except IllegalMove:
        messages.error(request, _("It has moved on meanwhile. Read it again, then decide."))
    else:
        messages.success(request, _("Thank you. Those who work on it see it."))
    return back


def _voice(request, report, has_key):
    """Who speaks, as far as can be told without asking a name: one address and browser is one voice."""
    if has_key:
        return "reporter"
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    return f"{address_of(request)} {request.headers.get('User-Agent', '')}"


@require_POST
def report_reopen(request, reference):
    """It is not fixed after all."""
    report = _keyed(request, reference)
    form = NewsForm(request.POST)
    if not form.is_valid():
        return _page(request, report, True, status=422, reopening=form)
    if refused := _limited(request, report, form, reopening=form):
        return refused
    assert S.REOPENED in REPORTER_MAY_MOVE_TO
    try:
        move_report(
            report,
            to=S.REOPENED,
            by=None,
            note=form.cleaned_data["words"],
            note_is_public=False,
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
        )
    except (IllegalMove, LostRace):
        messages.error(request, _("It has moved on meanwhile. Read it again, then decide."))
    else:
        messages.success(request, _("Opened again. Somebody will look at it."))
    return redirect(report.tracking_path)


@require_POST
def report_change(request, reference):
    """Other words, soon after sending."""
    report = _keyed(request, reference)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, report, True, status=422, changing=form)
    if refused := _limited(request, report, form, changing=form):
        return refused
    try:
        change_words(report, **form.cleaned_data, now=timezone.now())
    except LostRace:
        messages.error(request, _("It is too late to change it: somebody may be looking at it. Write news instead."))
    else:
        messages.success(request, _("Changed."))
    return redirect(report.tracking_path)


@require_POST
def report_withdraw(request, reference):
    """Take it back, soon after sending."""
    report = _keyed(request, reference)
    try:
        withdraw_report(report, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("It is too late to take it back: somebody may be looking at it. Write news instead."))
    else:
        messages.success(request, _("Taken back. Nobody will act on it."))
    return redirect(report.tracking_path)


@require_POST
def report_same(request, reference):
    """It is the same as another that is public."""
    report = _keyed(request, reference)
    other = Report.objects.public().filter(reference=request.POST.get("other", "").upper()).first()
    if other is None:
        raise Http404
    try:
        say_same(report, other, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Thank you. The two will be looked at together."))
    return redirect(report.tracking_path)
