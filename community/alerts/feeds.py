"""CAP, Atom, RSS and GeoJSON, each with a validator of its content: a poll that brings nothing new costs a 304."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from community.alerts.cap import writing
from community.alerts.models import Alert
from community.alerts.selectors import alert_xml, current_alerts, features_of, feed_of, last_change
from community.places.selectors import named_community
from portal.lib.problems import bare_problem


@require_safe
def alert_cap(request: HttpRequest, identifier: str) -> HttpResponse:
    """/cap/<identifier>.xml: one public alert as CAP 1.2."""
    rows = Alert.objects.public().select_related("community", "replaces").prefetch_related("infos")
    alert = get_object_or_404(rows, identifier=identifier)
    sent = alert.sent or alert.created
    return _answer(request, alert_xml(alert), f"{writing.MEDIA_TYPE}; charset=utf-8", int(sent.timestamp()))


@require_safe
def alerts_atom(request: HttpRequest) -> HttpResponse:
    return _feed(request, writing.atom, "application/atom+xml; charset=utf-8")


@require_safe
def alerts_rss(request: HttpRequest) -> HttpResponse:
    return _feed(request, writing.rss, "application/rss+xml; charset=utf-8")


@require_safe
def alerts_geojson(request: HttpRequest) -> HttpResponse:
    """/alerts.geojson: the warnings in force; of `?community=slug`, or of all."""
    now = timezone.now()
    try:
        community = named_community(request.GET.get("community", ""))
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    body = json.dumps(features_of(current_alerts(community, now)), ensure_ascii=False, separators=(",", ":"))
    return _answer(request, body.encode(), "application/geo+json", int(last_change(now).timestamp()))


def _feed(request: HttpRequest, write: Callable[[Any], bytes], media_type: str) -> HttpResponse:
    try:
        community = named_community(request.GET.get("community", ""))
    except ValidationError as unknown:
        return bare_problem(400, unknown.messages[0])
    feed = feed_of(community, request.path)
    return _answer(request, write(feed), media_type, int(feed.updated.timestamp()))


def _answer(request: HttpRequest, body: bytes, media_type: str, changed: int) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    # the words depend on the reader's language: so does the tag
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=30)
    found = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    return found or response
