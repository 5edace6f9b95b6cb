"""Answers that are sent again only where they changed."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag


def unless_known(
    request: HttpRequest, response: HttpResponseBase, *, version: str = "", changed: datetime | None = None
) -> HttpResponseBase:
    """`response` with its ETag, or a 304 for whoever has it. Only a 200 is compared.

    The tag is made of `version`, else of the content: with the reader's language and name in it, it differs by them.
    `changed`, where it is known: when anything in the answer last changed, for those who ask by date.
    """
    if response.status_code != 200:
        return response
    told = version.encode() if version else getattr(response, "content", b"")
    etag = quote_etag(hashlib.sha256(told).hexdigest()[:32])
    response["ETag"] = etag
    at = None
    if changed is not None:
        at = int(changed.timestamp())
        response["Last-Modified"] = http_date(at)
    compared: Any = response  # streams are answers, too
    found: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=at, response=compared)
    return found or response
