"""What the public sees of reports: looked at, taken away, put back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.hazards.forms import HideForm, ManyToPublishForm
from community.hazards.models import Report, ReportPhoto, Why
from community.hazards.permissions import may_block, may_hide, may_triage, may_unhide
from community.hazards.selectors import QUEUES, unpublished, waiting_at_desk
from community.hazards.services import (
    MOST_AT_ONCE,
    hide_line,
    hide_photo,
    hide_report,
    publish_reports,
    refuse_reports,
    unhide,
)
from portal.lib.access import posted_from, require
from portal.lib.moves import LostRace

PAGE = 50


@dataclass
class Part:
    """A report, one photo or one line of it, as the page offers it. `key` is its name in the form: report, photo-7."""

    key: str
    row: Any
    number: int = 0
    form: Any = None


def _staffs(request, reference):
    require(may_triage, request.user)
    rows = Report.objects.for_staff(request.user).with_names().select_related("hidden_by")
    return get_object_or_404(rows, reference=reference.upper())


def _parts(report):
    photos = ReportPhoto.everything.filter(report=report).select_related("hidden_by", "report")
    lines = [event for event in report.events.select_related("hidden_by", "by", "report") if event.may_be_hidden]
    return (
        Part("report", report),
        [Part(f"photo-{photo.pk}", photo, number) for number, photo in enumerate(photos, start=1)],
        [Part(f"line-{line.pk}", line) for line in lines],
    )


@login_required
@require_safe
def report_public(request, reference):
    """All of one report that others see, each part with the way to take it from them or to give it back."""
    return _page(request, _staffs(request, reference))


def _page(request, report, *, wrong=None, form=None, status=200):
    whole, photos, lines = _parts(report)
    for part in (whole, *photos, *lines):
        part.form = form if part.key == wrong else HideForm()
    context = {
        "report": report,
        "community": report.community,
        "whole": whole,
        "photos": photos,
        "lines": lines,
        "reasons": Why.choices,
        "may_hide": may_hide(request.user, report),
        "may_unhide": may_unhide(request.user, report),
        "may_block": may_block(request.user, report.community),
        "is_wrong": wrong,
    }
    return render(request, "hazards/report_public.html", context, status=status)


def _part(report, key):
    whole, photos, lines = _parts(report)
    found = next((part for part in (whole, *photos, *lines) if part.key == key), None)
    if found is None:
        raise Http404
    return found


HIDES = {"report": hide_report, "photo": hide_photo, "line": hide_line}


@login_required
@posted_from("hazards:report-public", "reference")
def report_hide(request, reference):
    """Take the report, a photo or a line from the public."""
    report = _staffs(request, reference)
    require(may_hide, request.user, report)
    part = _part(report, request.POST.get("part", ""))
    form = HideForm(request.POST)
    if not form.is_valid():
        return _page(request, report, wrong=part.key, form=form, status=422)
    hide = HIDES[part.key.split("-")[0]]
    try:
        hide(part.row, **form.cleaned_data, by=request.user, now=timezone.now())
    except LostRace:
        messages.error(request, _("Somebody else has hidden it meanwhile."))
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            form.add_error(name, problems)
        return _page(request, report, wrong=part.key, form=form, status=422)
    else:
        messages.success(request, _("Hidden. The public does not see it any more."))
    return redirect("hazards:report-public", reference=report.reference)


@login_required
@posted_from("hazards:report-public", "reference")
def report_unhide(request, reference):
    """Put back what was hidden."""
    report = _staffs(request, reference)
    require(may_unhide, request.user, report)
    part = _part(report, request.POST.get("part", ""))
    words = request.POST.get("words", "").strip()[:600]
    try:
        unhide(part.row, words=words, by=request.user, now=timezone.now())
    except LostRace:
        messages.error(request, _("Somebody else has put it back meanwhile."))
    else:
        messages.success(request, _("Put back."))
    return redirect("hazards:report-public", reference=report.reference)


@login_required
@require_safe
def moderation_queue(request):
    """What strangers sent and the public does not see: as it would see it, to publish or to refuse."""
    require(may_triage, request.user)
    return _queue(request, request.GET.get("queue", ""))


def _queue(request, queue, *, form=None, ticked=(), status=200):
    queue = queue if queue in QUEUES else "waiting"
    context = {
        "queue": queue,
        "page": Paginator(unpublished(request.user, queue), PAGE).get_page(request.GET.get("page")),
        "waiting": waiting_at_desk(request.user, timezone.now()),
        "reasons": Why.choices,
        "form": form or ManyToPublishForm(),
        "ticked": ticked,
        "became": request.session.pop("published", None) if status == 200 else None,
    }
    return render(request, "hazards/moderation.html", context, status=status)


@login_required
@posted_from("hazards:moderation")
def moderation_decide(request):
    """Publish or refuse all that were ticked; what became of each stands above the list."""
    require(may_triage, request.user)
    queue = request.POST.get("queue", "")
    ticked = dict(value.split("=", 1) for value in request.POST.getlist("report") if "=" in value)
    form = ManyToPublishForm(request.POST)
    if not form.is_valid():
        return _queue(request, queue, form=form, ticked=ticked, status=422)
    back = redirect(f"{reverse('hazards:moderation')}?queue={queue if queue in QUEUES else 'waiting'}")
    if not ticked or len(ticked) > MOST_AT_ONCE:
        words = _("Tick the reports first.") if not ticked else _("Move at most %(number)d reports at once.")
        messages.error(request, words % {"number": MOST_AT_ONCE} if ticked else words)
        return back
    rows = Report.objects.for_staff(request.user).with_names().filter(reference__in=ticked).order_by("created", "pk")
    chosen = [(row, ticked[row.reference]) for row in rows]
    decided = {"by": request.user, "now": timezone.now()}
    if form.cleaned_data["act"] == "publish":
        outcomes = publish_reports(chosen, **decided)
    else:
        outcomes = refuse_reports(chosen, why=form.cleaned_data["why"], words=form.cleaned_data["words"], **decided)
    request.session["published"] = [[one.reference, one.is_moved, one.words] for one in outcomes]
    return back
