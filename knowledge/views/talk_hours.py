"""When volunteers answer in the chat: the week's hours and the days off, for those who run the duty."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from community.places.models import Community
from knowledge.forms import DayOffForm, HoursForm
from knowledge.models import TalkDayOff, TalkHours
from knowledge.permissions import communities_to_set_hours, may_set_hours
from knowledge.selectors import reach_of
from knowledge.services import LineGone, drop_hours, save_hours, take_day_off
from knowledge.services.handing import hours_words, when_words
from portal.lib.access import posted_from, require

DAYS = [
    ("1", gettext_lazy("Monday")), ("2", gettext_lazy("Tuesday")), ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")), ("5", gettext_lazy("Friday")), ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
]  # fmt: skip
AT_FIRST = {"days": list("12345"), "opens": "09:00", "closes": "17:00"}


@login_required
@require_safe
def talk_hours(request: HttpRequest) -> HttpResponse:
    """The week's table and the days off of every community where this person sets them."""
    return _page(request, _communities(request))


@login_required
@posted_from("knowledge:talk-hours")
def talk_hours_do(request: HttpRequest) -> HttpResponse:
    """Keep or drop a line of the table, or a day off."""
    communities, now = _communities(request), timezone.now()
    community = next((one for one in communities if one.slug == request.POST.get("community")), None)
    if community is None:
        raise Http404
    what, key = request.POST.get("do", ""), request.POST.get("row", "")
    row = TalkHours.objects.filter(community=community, pk=_number(key)).first()
    form: Form | None = None
    if key and what in ("save", "drop") and row is None:
        _say_that_it_is_gone(request)
    elif what == "save":
        form = HoursForm(request.POST, community=community, row=row)
        if form.is_valid():
            row = row or TalkHours(community=community)
            row.days, row.opens, row.closes = (form.cleaned_data[name] for name in ("days", "opens", "closes"))
            try:
                save_hours(row)
            except LineGone:
                _say_that_it_is_gone(request)
            except ValidationError as error:  # another officer was quicker
                form.add_error(None, error)
            else:
                messages.success(request, _("Kept. Residents read these hours from now on."))
    elif what == "drop" and row is not None:
        drop_hours(row)
        messages.success(request, _("Removed."))
    elif what == "off":
        form = DayOffForm(request.POST, today=_today(community, now))
        if form.is_valid():
            try:
                take_day_off(community, form.cleaned_data["day"], today=_today(community, now))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("No volunteer is offered on that day."))
    elif what == "on":
        for day in TalkDayOff.objects.filter(community=community, pk=_number(key)):
            drop_hours(day)
        messages.success(request, _("Removed."))
    if form is not None and not form.is_valid():
        return _page(request, communities, {(community.pk, what, key): form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("knowledge:talk-hours")


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 18 else None


def _say_that_it_is_gone(request: HttpRequest) -> None:
    messages.error(request, _("Somebody has removed this line meanwhile."))


def _communities(request: HttpRequest) -> list[Community]:
    require(may_set_hours, request.user)
    return communities_to_set_hours(request.user)


def _today(community: Community, now: datetime):
    return now.astimezone(community.zone).date()


def _page(
    request: HttpRequest,
    communities: list[Community],
    slips: dict[tuple[int, str, str], Form] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """`slips`: what was sent and is wrong, by its community, what was to be done, and with which line."""
    slips, now = slips or {}, timezone.now()
    places = []
    for community in communities:
        reach = reach_of(community, now)
        rows = list(TalkHours.objects.filter(community=community).order_by("days", "opens"))
        first = HoursForm(initial={} if rows else AT_FIRST, community=community)
        places.append(
            {
                "community": community,
                "words": hours_words(reach) if reach else "",
                "next": when_words(reach.opens_next, community, now) if reach and reach.opens_next else "",
                "is_open": bool(reach and reach.open_until),
                "lines": [
                    (row, slips.get((community.pk, "save", str(row.pk))) or _form_of(row, community)) for row in rows
                ],
                "new": slips.get((community.pk, "save", "")) or first,
                "off": TalkDayOff.objects.filter(community=community, day__gte=_today(community, now)).order_by("day"),
                "off_form": slips.get((community.pk, "off", "")) or DayOffForm(today=_today(community, now)),
                "today": _today(community, now),
            }
        )
    return render(request, "knowledge/talk_hours.html", {"places": places, "week": DAYS}, status=status)


def _form_of(row: TalkHours, community: Community) -> HoursForm:
    held = {"days": list(row.days), "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
    return HoursForm(initial=held, community=community, row=row)
