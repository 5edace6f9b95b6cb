"""The public map of hazards."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.hazards.selectors import listed_reports
from community.places.selectors import named_community
from portal.lib.problems import bare_problem
from portal.lib.words import said

MOST = 1000


@require_safe
def hazards_geojson(request):
    """Public reports as a FeatureCollection, each place rounded to about 100 m. Filters: category, state, community."""
    try:
        community = named_community(request.GET.get("community", ""))
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    rows = listed_reports(
        community, category=request.GET.get("category", ""), state=request.GET.get("state", "")
    ).filter(latitude__isnull=False)[:MOST]
    return JsonResponse(
        {"type": "FeatureCollection", "features": [_feature(request, row) for row in rows]},
        content_type="application/geo+json",
    )


def _feature(request, row):
    latitude, longitude = row.public_position
    return {
        "type": "Feature",
        "id": row.reference,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "reference": row.reference,
            "name": row.headline,
            "category": row.category.code,
            "category_label": said(row.category.name),
            "status": row.status,
            "status_label": row.get_status_display(),
            "urgency": row.urgency,
            "level": row.level,
            "address": row.place,
            "created": row.created.isoformat(),
            "url": request.build_absolute_uri(reverse("hazards:report-detail", args=[row.reference])),
        },
    }
