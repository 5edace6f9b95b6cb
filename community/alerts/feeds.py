"""CAP, Atom, RSS and GeoJSON, each with a validator of its content: a poll that brings nothing new costs a 304.

Feeds and GeoJSON come in the reader's language, or in that of `?language=`; of one community by `?community=`.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from community.alerts.cap import listing, writing
from community.alerts.cap.signing import BadIdentity
from community.alerts.models import Alert
from community.alerts.selectors import alert_xml, current_alerts, features_of, feed_of, last_change
from community.alerts.services.signing import signed, signing_identity, version_of
from community.places.selectors import named_community
from portal.lib.problems import bare_problem


@require_safe
def alert_cap(request: HttpRequest, identifier: str) -> HttpResponse:
    """/cap/<identifier>.xml: one public alert as CAP 1.2."""
    rows = Alert.objects.public().select_related("community", "replaces").prefetch_related("infos")
    alert = get_object_or_404(rows, identifier=identifier)
    sent = alert.sent or alert.created
    xml = alert_xml(alert)
    media_type = f"{writing.MEDIA_TYPE}; charset=utf-8"
    # who has this version already costs no signature
    return _answer(request, lambda: signed(xml), media_type, int(sent.timestamp()), version=version_of(xml))


@require_safe
def cap_certificate(request: HttpRequest) -> HttpResponse:
    """/cap/certificate.pem: by which our signatures are checked."""
    try:
        identity = signing_identity()
    except BadIdentity:
        raise Http404 from None
    pem = identity.certificate_pem.encode()
    return _answer(request, pem, "application/x-pem-file", int(identity.certificate.not_valid_before_utc.timestamp()))


@require_safe
def alerts_atom(request: HttpRequest) -> HttpResponse:
    return _feed(request, listing.atom, "application/atom+xml; charset=utf-8")


@require_safe
def alerts_rss(request: HttpRequest) -> HttpResponse:
    return _feed(request, listing.rss, "application/rss+xml; charset=utf-8")


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


def _answer(
    request: HttpRequest, body: bytes | Callable[[], bytes], media_type: str, changed: int, version: str = ""
) -> HttpResponse:
    """`body`, or a 304 for whoever has it; one that has a `version` is made only where it is wanted."""
    if isinstance(body, bytes):
        # the words depend on the reader's language: so does the tag
        version = hashlib.sha256(body).hexdigest()[:32]
    etag = quote_etag(version)
    response = HttpResponse(content_type=media_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=30)
    found = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    if found is not None and found is not response:
        return found
    response.content = body if isinstance(body, bytes) else body()
    return response
