"""The boundary and the named areas, for maps."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.places.models import Community
from community.places.selectors import boundary_features, named_community
from portal.lib.problems import bare_problem


@require_safe
@cache_control(public=True, max_age=300)
def boundary(request):
    """/boundary.geojson: every community and its areas, or those of `?community=slug`."""
    rows = Community.objects.order_by("pk").prefetch_related("areas")
    try:
        named = named_community(request.GET.get("community", ""))
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    if named is not None:
        rows = rows.filter(pk=named.pk)
    return JsonResponse(
        {"type": "FeatureCollection", "features": boundary_features(list(rows))}, content_type="application/geo+json"
    )
