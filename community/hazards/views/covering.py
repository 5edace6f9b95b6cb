"""Covering faces and plates: the photo with marks on it, and what others would see."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.hazards.forms import CoverForm, marks_in
from community.hazards.models import Report, ReportPhoto, Why
from community.hazards.permissions import may_hide, may_triage, may_unhide
from community.hazards.services import cover_photo, tried_cover, uncover_photo
from community.hazards.views.photos import jpeg, picture
from portal.lib.access import require
from portal.lib.moves import LostRace


def _staffs(request, reference, number):
    require(may_triage, request.user)
    rows = Report.objects.for_staff(request.user).with_names()
    report = get_object_or_404(rows, reference=reference.upper())
    photos = list(ReportPhoto.everything.filter(report=report).select_related("report", "covered_by", "hidden_by"))
    photo = next((one for one in photos if one.pk == number), None)
    if photo is None:
        raise Http404
    return report, photo, photos


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo_cover(request, reference, number):
    """Mark parts, look at the result, keep it; or take the cover off."""
    report, photo, photos = _staffs(request, reference, number)
    require(may_hide, request.user, report)
    if request.method != "POST":
        return _page(request, report, photo, photos, CoverForm(size=photo.size, marks=photo.marks))
    if photo.original_gone:
        raise Http404
    seen, now = request.POST.get("seen", ""), timezone.now()
    if "undo" in request.POST:
        return _answer(request, photo, lambda: uncover_photo(photo, seen=seen, by=request.user, now=now))
    form = CoverForm(request.POST, size=photo.size)
    if not form.is_valid():
        return _page(request, report, photo, photos, form, status=422)
    if "show" in request.POST:
        return _page(request, report, photo, photos, form, tried=True)
    marks = form.cleaned_data["marks"]
    return _answer(request, photo, lambda: cover_photo(photo, marks=marks, seen=seen, by=request.user, now=now))


def _answer(request, photo, change):
    try:
        change()
    except LostRace:
        messages.error(request, _("Somebody else has changed this photo meanwhile. Look at it again."))
    else:
        messages.success(
            request,
            _("Kept. Others see the photo with these parts covered.")
            if photo.is_covered
            else _("The cover is off. Others see the photo whole again."),
        )
    return redirect("hazards:photo-cover", reference=photo.report.reference, number=photo.pk)


def _page(request, report, photo, photos, form, *, tried=False, status=200):
    tenths = range(10, 100, 10)
    context = {
        "report": report,
        "community": report.community,
        "photo": photo,
        "number": photos.index(photo) + 1,
        "photos": photos,
        "form": form,
        "tried": ";".join(",".join(line) for line in form.lines) if tried else "",
        "across": [(tenth, photo.width * tenth // 100) for tenth in tenths],
        "down": [(tenth, photo.height * tenth // 100) for tenth in tenths],
        "letters": max(photo.size) // 40,
        "private": Why.PRIVATE,
        "may_unhide": may_unhide(request.user, report),
    }
    return render(request, "hazards/photo_cover.html", context, status=status)


@login_required
@require_safe
def photo_original(request, reference, number, size):
    """For staff alone: what lies under a cover ("full", "small"), or how it would look with `marks` ("trial")."""
    report, photo, _photos = _staffs(request, reference, number)
    if size == "trial":
        try:
            response = jpeg(tried_cover(photo, marks_in(request.GET.get("marks", ""), photo.size)), "trial.jpg")
        except (ValueError, OSError):
            raise Http404 from None
    elif size in {"full", "small"}:
        file = photo.image if size == "full" else photo.thumbnail
        response = picture(file, f"{report.reference}-{photo.pk}-original.jpg")
    else:
        raise Http404
    response["Cache-Control"] = "private, no-store"
    return response
