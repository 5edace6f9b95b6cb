"""Public hazards for maps, tables and feed readers."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.hazards.models import Category, Report, headline_of, public_place, public_words
from community.hazards.open311 import UNSAYABLE
from community.hazards.selectors import clusters_of, last_change, listed_reports, listing_version, within_box
from community.places.models import NamedArea
from community.places.selectors import named_community
from portal.lib.language import bcp47
from portal.lib.problems import bare_problem
from portal.lib.squares import box_of, quadkey, read_box
from portal.lib.tables import csv_lines
from portal.lib.unchanged import unless_known
from portal.lib.words import said

MOST = 1000
FEED = 50
DEEPEST_ZOOM = 22
SETTLED = timedelta(seconds=2)
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

    Filters: category, area, state, community; `bbox` (west,south,east,north in degrees): by the rounded place. With
    `bbox` and `zoom` (of a map of 256-pixel pictures, 0 to 22) what is close together is one feature with its `count`.
    """
    try:
        community, rows = _asked(request)
        bbox, zoom = _view(request)
        clusters = []
        if zoom is not None:
            clusters, keys = clusters_of(rows, bbox, zoom, last_change(community))
            rows = rows.filter(pk__in=keys) if keys else rows.none()
        else:
            rows = rows.filter(latitude__isnull=False)
            rows = rows if bbox is None else within_box(rows, bbox, exact=False)
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    features = [*_cluster_features(request, clusters), *_features(request, rows[:MOST])]
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
    )
    return _kept_a_while(request, answer, community)


def _asked(request):
    """The community, and its reports that the filters name. Raises ValidationError where there is no such community."""
    community = named_community(request.GET.get("community", ""))
    chosen = {name: request.GET.get(name, "") for name in ("category", "area", "state", "square")}
    return community, listed_reports(community, **chosen)


def _view(request):
    """(bbox, zoom), None where they are not asked for. Raises ValidationError."""
    bbox = zoom = None
    if given := request.GET.get("bbox", ""):
        try:
            bbox = read_box(given)
        except ValueError:
            raise ValidationError(_("Write it as west,south,east,north in degrees.")) from None
    if given := request.GET.get("zoom", ""):
        if not (given.isascii() and given.isdigit() and int(given[:3]) <= DEEPEST_ZOOM):
            raise ValidationError(_("Zoom is a whole number from 0 to 22."))
        if bbox is None:
            raise ValidationError(_("Give the box with it: bbox=west,south,east,north."))
        zoom = int(given)
    return bbox, zoom


def _kept_a_while(request, answer, community, version=""):
    """Readers keep it half a minute, and ask then whether it changed."""
    patch_cache_control(answer, public=True, max_age=30)
    changed = last_change(community)
    if changed is not None and timezone.now() - changed < SETTLED:
        changed = None  # it may change once more within the second that a date names
    return unless_known(request, answer, version=version, changed=changed)


@require_safe
def hazards_csv(request):
    """The same, as a table; every public report, not the newest thousand alone."""
    try:
        community, rows = _asked(request)
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    rows = rows.prefetch_related(None)
    answer = StreamingHttpResponse(csv_lines(_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hazards.csv"'
    return _kept_a_while(request, answer, community, version=listing_version(rows))


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
            public_words(row.address, row.category.round_to),
            row.description,
        )


@require_safe
def hazards_atom(request):
    """The newest changes of public reports for feed readers. Filters as above."""
    try:
        community, rows = _asked(request)
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
    for row in rows.order_by("-updated", "-pk")[:FEED]:
        feed.add_item(
            title=_clean(_("%(state)s: %(note)s") % {"state": row.get_status_display(), "note": row.headline}),
            link=request.build_absolute_uri(row.get_absolute_url()),
            description=_clean(row.description),
            pubdate=row.created,
            updateddate=row.updated,
            categories=[said(row.category.name)],
        )
    answer = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return _kept_a_while(request, answer, community)


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
    answer = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return _kept_a_while(request, answer, report.community)


def _cluster_features(request, clusters):
    """One GeoJSON feature a cluster; its address lists what it holds."""
    kept = request.GET.copy()
    for name in ("bbox", "zoom", "square"):
        kept.pop(name, None)
    kept["square"] = ""
    here = request.build_absolute_uri(f"{reverse('hazards:report-list')}?{kept.urlencode()}")
    for one in clusters:
        square = quadkey(one.square, one.level)
        yield {
            "type": "Feature",
            "id": square,
            "bbox": [round(edge, 6) for edge in box_of(one.square, one.level)],
            "geometry": {"type": "Point", "coordinates": [round(one.longitude, 6), round(one.latitude, 6)]},
            "properties": {
                "count": one.count,
                "name": ngettext("%(count)d report", "%(count)d reports", one.count) % {"count": one.count},
                "url": f"{here}{square}",
            },
        }


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
                "address": public_words(address, decimals) or areas.get(area, ""),
                "created": created.isoformat(),
                "url": f"{here}{reference}/",
            },
        }


def _clean(words: str) -> str:
    return UNSAYABLE.sub("", words)
