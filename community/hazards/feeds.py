"""Public hazards for maps, tables and feed readers."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.hazards.models import Category, Report, headline_of, public_place
from community.hazards.open311 import UNSAYABLE
from community.hazards.selectors import listed_reports
from community.places.models import NamedArea
from community.places.selectors import named_community
from portal.lib.language import bcp47
from portal.lib.problems import bare_problem
from portal.lib.tables import csv_lines
from portal.lib.words import said

MOST = 1000
FEED = 50
FIELDS = (
    "reference", "description", "category_id", "category__code", "status", "urgency", "address", "area_id", "latitude",
    "longitude", "created", "category__round_to",
)  # fmt: skip
COLUMNS = (
    "reference", "category", "status", "urgency", "created", "updated", "fixed", "area", "latitude", "longitude",
    "address", "description",
)  # fmt: skip


@require_safe
def hazards_geojson(request):
    """Public reports as a FeatureCollection, places rounded as their kind says.

    Filters: category, area, state, community.
    """
    try:
        rows = _asked(request).filter(latitude__isnull=False)[:MOST]
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    return JsonResponse(
        {"type": "FeatureCollection", "features": list(_features(request, rows))},
        content_type="application/geo+json",
    )


def _asked(request):
    """The reports that the filters name. Raises ValidationError where there is no such community."""
    community = named_community(request.GET.get("community", ""))
    chosen = {name: request.GET.get(name, "") for name in ("category", "area", "state")}
    return listed_reports(community, **chosen)


@require_safe
def hazards_csv(request):
    """The same, as a table; every public report, not the newest thousand alone."""
    try:
        rows = _asked(request).prefetch_related(None)
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    answer = StreamingHttpResponse(csv_lines(_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hazards.csv"'
    return answer


def _lines(rows):
    yield COLUMNS
    for row in rows.iterator(chunk_size=1_000):
        latitude, longitude = row.public_position or (None, None)
        yield (
            row.reference,
            row.category.code,
            row.status,
            row.urgency,
            row.created.isoformat(timespec="seconds"),
            row.updated.isoformat(timespec="seconds"),
            row.fixed_at.isoformat(timespec="seconds") if row.fixed_at else "",
            row.area.slug if row.area else "",
            latitude,
            longitude,
            row.address,
            row.description,
        )


@require_safe
def hazards_atom(request):
    """The newest changes of public reports for feed readers. Filters as above."""
    try:
        rows = _asked(request).order_by("-updated", "-pk")[:FEED]
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    here = request.build_absolute_uri(reverse("hazards:report-list"))
    feed = Atom1Feed(
        title=_("Hazards near you"),
        link=here,
        description="",
        language=bcp47(get_language()),
        feed_url=request.build_absolute_uri(),
        feed_guid=here,
    )
    for row in rows:
        feed.add_item(
            title=_clean(_("%(state)s: %(note)s") % {"state": row.get_status_display(), "note": row.headline}),
            link=request.build_absolute_uri(row.get_absolute_url()),
            description=_clean(row.description),
            pubdate=row.created,
            updateddate=row.updated,
            categories=[said(row.category.name)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def report_atom(request, reference):
    """What happened to one public report, for feed readers."""
    report = get_object_or_404(Report.objects.public().with_names(), reference=reference.upper())
    here = request.build_absolute_uri(report.get_absolute_url())
    feed = Atom1Feed(
        title=_clean(f"{report.reference}: {report.headline}"),
        link=here,
        description="",
        language=bcp47(get_language()),
        feed_url=request.build_absolute_uri(),
        feed_guid=here,
    )
    for event in report.events.filter(is_public=True).order_by("-at", "-pk")[:FEED]:
        feed.add_item(
            title=_clean(event.label),
            link=here,
            unique_id=f"{here}#{event.pk}",
            description=_clean(event.note),
            pubdate=event.at,
            updateddate=event.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _features(request, rows):
    """One GeoJSON feature a report, from bare columns: a thousand are asked for with every look at the map."""
    here = request.build_absolute_uri(reverse("hazards:report-list"))
    names = {row.pk: said(row.name) for row in Category.objects.only("name")}
    areas = {row.pk: said(row.name) for row in NamedArea.objects.only("name")}
    states = {status.value: str(status.label) for status in Report.Status}
    urgent = {Report.Status(status): level for status, level in Report.LEVELS.items()}
    for row in rows.select_related(None).prefetch_related(None).values_list(*FIELDS):
        reference, description, kind, code, status, urgency, address, area, latitude, longitude, created, decimals = row
        place = public_place(latitude, longitude, decimals)
        yield {
            "type": "Feature",
            "id": reference,
            "geometry": {"type": "Point", "coordinates": [place[1], place[0]]},
            "properties": {
                "reference": reference,
                "name": headline_of(description),
                "category": code,
                "category_label": names[kind],
                "status": status,
                "status_label": states[status],
                "urgency": urgency,
                "level": urgent[status],
                "address": address or areas.get(area, ""),
                "created": created.isoformat(),
                "url": f"{here}{reference}/",
            },
        }


def _clean(words: str) -> str:
    return UNSAYABLE.sub("", words)
