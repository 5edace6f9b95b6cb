"""Photos, to those who may see their report."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from community.hazards.selectors import report_with_key

DAY = 86_400  # seconds


@require_safe
def report_photo(request, reference, number, size):
    """`size` is "full" or "small". Always a JPEG of our own making."""
    report, _has_key = report_with_key(request.user, reference, request.GET.get("key", ""))
    if report is None or size not in {"full", "small"}:
        raise Http404
    photo = get_object_or_404(report.photos, pk=number)
    file = photo.image if size == "full" else photo.thumbnail
    try:
        with file.open("rb") as opened:
            data = opened.read()  # at most some hundred kB: re-encoded by us
    except OSError:
        raise Http404 from None
    response = HttpResponse(data, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{report.reference}-{photo.pk}.jpg"'
    # private: what is public today may be hidden tomorrow, so no shared cache keeps it
    response["Cache-Control"] = f"private, max-age={DAY}"
    return response
