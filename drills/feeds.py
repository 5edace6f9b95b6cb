"""iCalendar: everybody's drills, one drill, and a person's own."""

import hashlib

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.places.selectors import resolve_community
from drills.calendars import calendar_of
from drills.models import CalendarAddress, Drill, SignUp
from drills.selectors import entries, recent_until
from portal.lib.language import bcp47

MOST = 500


@require_safe
def drill_calendar(request):
    """Announced drills of a year back and all that come; called-off ones say so, so that calendars forget them."""
    slug = request.GET.get("community", "")
    community = resolve_community(slug)
    if slug and community is None:
        raise Http404
    rows = Drill.objects.public().filter(ends__gt=recent_until(timezone.now())).select_related("community")
    if community is not None:
        rows = rows.filter(community=community)
    name = _("Drills in %(place)s") % {"place": community} if community else _("Drills")
    return _answer(request, entries(list(rows.order_by("starts", "pk")[:MOST])), name, "public, max-age=300")


@require_safe
def one_drill(request, pk):
    drill = get_object_or_404(Drill.objects.public().select_related("community"), pk=pk)
    response = _answer(request, entries([drill]), str(drill), "public, max-age=300")
    response["Content-Disposition"] = f'attachment; filename="drill-{drill.pk}.ics"'
    return response


@require_safe
def private_calendar(request, token):
    """The drills one person signed up for; the address itself is the key."""
    address = get_object_or_404(CalendarAddress.objects.select_related("user"), token=token, user__is_active=True)
    signups = (
        SignUp.objects.filter(user=address.user, drill__published_at__isnull=False)
        .filter(drill__ends__gt=recent_until(timezone.now()))
        .select_related("drill__community")
        .order_by("drill__starts", "pk")[:MOST]
    )
    rows = list(signups)
    mine = {row.drill_id: row.status for row in rows}
    return _answer(request, entries([row.drill for row in rows], mine), _("My drills"), "private, no-cache")


def _answer(request, found, name, cache_control):
    body = calendar_of(found, name=name, language=bcp47(get_language() or "en"))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = cache_control
    response["Referrer-Policy"] = "no-referrer"
    return response
