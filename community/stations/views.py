"""Pages: the list, one station, its poster, and the page on which its lead says that it is open."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.stations.forms import StatusForm, dress, find
from community.stations.models import Station
from community.stations.permissions import may_confirm
from community.stations.selectors import is_warned, public_url
from community.stations.services import confirm_station
from portal.lib.access import require
from portal.lib.language import bcp47
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.qr import qr
from portal.lib.words import said

EMERGENCY_LABELS = {
    "fire": gettext_lazy("Fire"),
    "ambulance": gettext_lazy("Ambulance"),
    "police": gettext_lazy("Police"),
}
CHIPS = ("open", "step_free", "animals")


@require_safe
def station_list(request):
    found = find(request.GET, timezone.now())
    context = {
        "found": found,
        "form": found.form,
        "chips": _chips(request),
        "kept": [(name, request.GET[name]) for name in CHIPS if request.GET.get(name)],
        "map_query": _query(request, {}),
        "page_query": _query(request, {"page": ""}),
        "asked_area": request.GET.get("area", ""),
        "asked_kind": request.GET.get("kind", ""),
        "kinds": Station.Kind.choices,
    }
    return render(request, "stations/station_list.html", context, status=200 if found.form.is_valid() else 422)


def _query(request, changes: dict[str, str]) -> str:
    """The address's question with `changes`, empty values left out."""
    asked = {**request.GET.dict(), **changes}
    return urlencode({name: value for name, value in asked.items() if value})


def _chips(request) -> list[dict[str, Any]]:
    """Filters as links: each turns itself on or off and keeps the others."""
    wanted = [
        ("open", "check", _("Open now")),
        ("step_free", "wheelchair", _("Step-free")),
        ("animals", "paw", _("Animals allowed")),
    ]
    chips = []
    for name, icon, label in wanted:
        on = request.GET.get(name) == "1"
        query = _query(request, {name: "" if on else "1", "page": ""})
        chips.append({"label": label, "icon": icon, "on": on, "query": query})
    return chips


@require_safe
def station_detail(request, slug):
    now = timezone.now()
    station = get_object_or_404(Station.objects.select_related("community"), slug=slug)
    dress(station, now)
    context = {
        "station": station,
        "steps": [line.strip() for line in said(station.directions).splitlines() if line.strip()],
        "warned": is_warned(station.community, now),
        "may_confirm": may_confirm(request.user, station),
        "qr": qr(public_url(station)),
    }
    return render(request, "stations/station_detail.html", context)


@require_safe
def station_poster(request, slug):
    """One sheet for the door, in both languages."""
    station = get_object_or_404(Station.objects.select_related("community"), slug=slug)
    context = {
        "station": station,
        "url": public_url(station),
        "qr": qr(public_url(station)),
        "sheets": [_sheet(station, language) for language in _reading_order()],
        "numbers": _numbers(station),
    }
    return render(request, "stations/station_poster.html", context)


def _reading_order() -> list[str]:
    """The reader's language first, then the others."""
    first = get_language() or settings.LANGUAGE_CODE
    return [first, *(code for code, _name in settings.LANGUAGES if code != first)]


def _sheet(station: Station, language: str) -> dict[str, str]:
    """What the poster says in one language."""
    number = station.community.sms_number
    with translation.override(language):
        return {
            "tag": bcp47(language),
            "name": said(station.name),
            "kind": str(station.get_kind_display()),
            "address": said(station.address),
            "scan": _("Scan the code: open or not, and how to get there. Nothing to install."),
            "text": _("No internet? Text STATION to %(number)s.") % {"number": number} if number else "",
        }


def _numbers(station: Station) -> list[tuple[str, str]]:
    """(service in every language, number) of the community's emergency numbers."""
    numbers = station.community.emergency_numbers
    shown = []
    for kind, label in EMERGENCY_LABELS.items():
        if numbers.get(kind):
            words = []
            for language in _reading_order():
                with translation.override(language):
                    words.append(str(label))
            shown.append((" · ".join(dict.fromkeys(words)), numbers[kind]))
    return shown


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def station_status(request, slug):
    """Say whether it is open: for its lead and for officers."""
    now = timezone.now()
    station = get_object_or_404(Station.objects.select_related("community"), slug=slug)
    require(may_confirm, request.user, station)
    first = {"status": station.status, "places_free": station.places_free, "note": station.status_note}
    form = StatusForm(request.POST if request.method == "POST" else None, initial=first, station=station)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_station(station, by=request.user, now=now, **form.cleaned_data)
        except (IllegalMove, LostRace):
            messages.error(request, _("Somebody else changed this station a moment ago. Look, then say it again."))
            return redirect("stations:station-status", slug=slug)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Thank you. Everybody can see it now."))
            return redirect(station)
    station.refresh_from_db(fields=["places_free"])  # what was typed and refused is not what is so
    dress(station, now)
    context = {"station": station, "form": form, "events": station.events.select_related("by")[:10]}
    return render(request, "stations/station_status.html", context, status=422 if form.errors else 200)
