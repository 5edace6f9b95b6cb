"""The boundary and the named areas, for maps."""

from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.places.models import Community
from community.places.selectors import boundary_features


@require_safe
@cache_control(public=True, max_age=300)
def boundary(request):
    """/boundary.geojson: every community and its areas, or those of `?community=slug`."""
    rows = Community.objects.order_by("pk").prefetch_related("areas")
    if slug := request.GET.get("community", ""):
        rows = rows.filter(slug=slug)
    return JsonResponse(
        {"type": "FeatureCollection", "features": boundary_features(list(rows))}, content_type="application/geo+json"
    )
