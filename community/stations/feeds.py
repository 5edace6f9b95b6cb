"""/stations.geojson: what the map shows, numbered as the list is."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.places.selectors import named_community
from community.stations.forms import find
from community.stations.models import Station
from community.stations.selectors import status_words
from portal.lib.problems import bare_problem
from portal.lib.words import said


@require_safe
def station_map(request):
    """The stations that /stations/ lists for the same question, in the same order; `number` is their place in it.

    `?slug=` gives one station.
    """
    now = timezone.now()
    slug = request.GET.get("slug", "")
    if slug:
        stations, is_read = list(Station.objects.filter(slug=slug)), True
    else:
        try:
            named_community(request.GET.get("community", ""))
        except ValidationError as unknown:
            return bare_problem(400, unknown.messages[0])
        found = find(request.GET, now)
        stations, is_read = found.stations, found.form.is_valid()
    features = [station_feature(station, number, now) for number, station in enumerate(stations, 1)]
    body = {"type": "FeatureCollection", "features": features}
    response = JsonResponse(body, content_type="application/geo+json", status=200 if is_read else 400)
    response["Cache-Control"] = "private, max-age=30"
    return response


def station_feature(station, number, now):
    return {
        "type": "Feature",
        "id": station.slug,
        "geometry": {"type": "Point", "coordinates": [station.longitude, station.latitude]},
        "properties": {
            "number": number,
            "slug": station.slug,
            "name": said(station.name),
            "names": station.name,
            "kind": station.kind,
            "kind_label": str(station.get_kind_display()),
            "status": str(station.status_at(now)),
            "status_label": status_words(station, now),
            "level": station.level_at(now),
            "confirmed_at": station.confirmed_at,
            "address": said(station.address),
            "phone": station.phone,
            "capacity": station.capacity,
            "places_free": station.places_free,
            "step_free": station.step_free,
            "animals": station.animals,
            "equipment": station.equipment,
            "url": station.get_absolute_url(),
        },
    }
