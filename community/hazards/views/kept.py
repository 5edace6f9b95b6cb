"""Reports that a browser kept, and sends itself: at once, or when there is a network again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from community.hazards.forms import ReportForm
from community.hazards.models import CLIENT_ID
from community.hazards.permissions import may_enter
from community.hazards.views.public import FILINGS, community_for, filed, form_page
from portal.lib.limits import TooMany, address_of, check, spend
from portal.lib.origins import is_own


@csrf_exempt  # written hours ago, its token may be gone; no other site's page can set the header that stands for it
@require_POST
def report_kept(request):
    """Take a report under the id that its browser gave it (Idempotency-Key); 201 with its number and private address.

    Sent again, it is the same report. `writer` is who was signed in when it was written: nobody else's name goes on it.
    What cannot be taken is 422 with `errors` by field, or the form with its words to whoever accepts text/html.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not CLIENT_ID <= len(key) <= 64 or not is_own(request.headers.get("Origin"), request.get_host()):
        raise PermissionDenied
    community = community_for(request)
    if community is None:
        return refused(404, [_("No community has been set up here yet. In danger, call your emergency number.")])
    writer = request.user if request.POST.get("writer", "") == str(request.user.pk or "") else None
    entering = writer is not None and may_enter(writer, community)
    if request.POST.get("told") and not entering:
        return refused(403, [_("Sign in as the person who wrote this down, then send it again.")])
    data = request.POST.copy()
    data["client_id"] = key
    try:
        if not entering:  # before photos are decoded
            check("hazard-report", address_of(request), **FILINGS)
        photos = {"photos": request.FILES.getlist("photos")}
        form = ReportForm(data, photos, community=community, may_enter=entering)
        if not form.is_valid():
            if "text/html" in request.headers.get("Accept", ""):
                return form_page(request, form, status=422)
            words = [str(word) for found in form.errors.values() for word in found]
            return refused(422, words, errors=form.errors)
        if not entering:
            spend("hazard-report", address_of(request), **FILINGS)
    except TooMany as limit:
        words = [_("Many reports came from this connection. Wait a little, then send again.")]
        return refused(429, words, {"Retry-After": str(limit.seconds)})
    report = filed(request, form, by=writer)
    return JsonResponse({"reference": report.reference, "url": f"{report.tracking_path}&new=1"}, status=201)


def refused(status: int, words: list[str], headers: dict[str, str] | None = None, **more: Any) -> JsonResponse:
    """A problem document (RFC 9457) with `words` to be read to the reporter, a list."""
    body = {"type": "about:blank", "title": words[0], "status": status, "words": words, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)
