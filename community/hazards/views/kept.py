"""What a browser kept, and sends itself: at once, or when there is a network again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from community.hazards.forms import ReportForm, VisitForm
from community.hazards.models import CLIENT_ID, Visit
from community.hazards.permissions import may_enter, may_visit
from community.hazards.services import HeldGone, SenderBlocked, record_visit, refusal
from community.hazards.views.held import photos_gone, room_for_photos
from community.hazards.views.inspections import too_late
from community.hazards.views.public import FILINGS, community_for, filed, form_page
from portal.lib.limits import TooMany, address_of, check, spend
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.origins import is_own


@csrf_exempt  # written hours ago, its token may be gone; no other site's page can set the header that stands for it
@require_POST
def report_kept(request):
    """Take a report under the id that its browser gave it (Idempotency-Key); 201 with its number and private address.

    Sent again, it is the same report. `writer` is who was signed in when it was written: nobody else's name goes on it.
    What cannot be taken is 422 with `errors` by field, or the form with its words to whoever accepts text/html.
    """
    key = kept_as(request)
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
            room_for_photos(request)
        photos = {"photos": request.FILES.getlist("photos")}
        form = ReportForm(data, photos, community=community, may_enter=entering)
        if not form.is_valid():
            return _mistakes(request, form)
        if not entering:
            spend("hazard-report", address_of(request), **FILINGS)
        report = filed(request, form, by=writer)
    except HeldGone:
        form.add_error("photos", photos_gone())
        return _mistakes(request, form)
    except SenderBlocked as blocked:
        return refused(403, [refusal(blocked.block)], appeal=blocked.block.page)
    except TooMany as limit:
        words = [_("Many reports came from this connection. Wait a little, then send again.")]
        return refused(429, words, {"Retry-After": str(limit.seconds)})
    return JsonResponse({"reference": report.reference, "url": f"{report.tracking_path}&new=1"}, status=201)


def kept_as(request) -> str:
    """The id that the browser gave to what it kept (Idempotency-Key). Raises PermissionDenied."""
    key = request.headers.get("Idempotency-Key", "")
    if not CLIENT_ID <= len(key) <= 64 or not is_own(request.headers.get("Origin"), request.get_host()):
        raise PermissionDenied
    return key


@csrf_exempt  # as above
@require_POST
def visit_kept(request, pk):
    """Take the answers of a visit under the id that its browser gave them; 201 with the address of what came of it.

    Sent again, they are the same answers. `writer` is who gave them: 401 to anybody else, so that the browser waits for
    that person. What cannot be taken is 422, or 409 where others were faster, with `words`.
    """
    key = kept_as(request)
    if not request.user.is_authenticated or request.POST.get("writer", "") != str(request.user.pk):
        return refused(401, [_("Sign in as the person who wrote this down, then send it again.")])
    row = Visit.objects.visible_to(request.user).with_names().filter(pk=pk).first()
    if row is None or not may_visit(request.user, row.round.community):
        return refused(404, [_("This visit is not here any more.")])
    form = VisitForm(row, {**request.POST.dict(), "client_id": key}, request.FILES)
    if not form.is_valid():
        return refused(422, [str(word) for found in form.errors.values() for word in found])
    try:
        row = record_visit(row, by=request.user, language=request.LANGUAGE_CODE, now=timezone.now(), **form.kept())
    except (IllegalMove, LostRace):
        return refused(409, [too_late()])
    return JsonResponse({"reference": str(row.pk), "url": row.get_absolute_url()}, status=201)


def _mistakes(request, form):
    if "text/html" in request.headers.get("Accept", ""):
        return form_page(request, form, status=422, keep_photos=False)
    words = [str(word) for found in form.errors.values() for word in found]
    return refused(422, words, errors=form.errors)


def refused(status: int, words: list[str], headers: dict[str, str] | None = None, **more: Any) -> JsonResponse:
    """A problem document (RFC 9457) with `words` to be read to the reporter, a list."""
    body = {"type": "about:blank", "title": words[0], "status": status, "words": words, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)
