"""Photos, to those who may see their report."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from community.hazards.models import ReportPhoto
from community.hazards.permissions import may_triage
from community.hazards.selectors import report_with_key


@require_safe
def report_photo(request, reference, number, size, version=""):
    """`size` is "full" or "small". Always a JPEG of our own making, and as others see it; its older addresses end."""
    report, has_key = report_with_key(request.user, reference, request.GET.get("key", ""))
    if report is None or size not in {"full", "small"}:
        raise Http404
    user = request.user
    is_own = has_key or (user.is_authenticated and user.pk == report.reporter_id)
    photos = ReportPhoto.everything if is_own or may_triage(user, report.community) else ReportPhoto.objects
    photo = get_object_or_404(photos, report=report, pk=number, version=version)
    file = photo.shown(size)
    tag = f'"{photo.pk}-{file.name.rsplit("/", 1)[-1]}"'  # a changed picture has another name
    response = get_conditional_response(request, etag=tag) or picture(file, f"{report.reference}-{photo.pk}.jpg")
    # nobody shares it, and a browser asks again each time: what is public now may be hidden in a minute
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def picture(file, name):
    """A stored JPEG as an answer, to be seen and never run; 404 where it is not there."""
    try:
        with file.open("rb") as opened:
            return jpeg(opened.read(), name)  # at most some hundred kB: re-encoded by us
    except OSError:
        raise Http404 from None


def jpeg(data, name):
    response = HttpResponse(data, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
