"""Open311 GeoReport v2 for other programs: discovery, services, requests, tokens."""

import hashlib
import re
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from community.hazards import open311
from community.hazards.selectors import open311 as questions
from community.hazards.serializers import NewRequestSerializer, attribute_rows, request_row, service_row
from community.hazards.services import file_report
from community.places.models import Community
from portal.lib.language import known_language
from portal.lib.limits import TooMany, address_of, spend

GUESSES = {"limit": 60, "seconds": 3600}  # wrong keys that an address may show
FILINGS = {"limit": 1000, "seconds": 3600}  # what a program may file
ATTRIBUTE = re.compile(r"attribute\[([\w-]+)\](?:\[\])?")
CHANGED = "2026-11-26T00:00:00Z"  # when this interface last changed


class Refused(Exception):
    """What a client is told: an HTTP status, and why."""

    def __init__(self, code: int, *reasons: str):
        super().__init__(code)
        self.code, self.reasons = code, reasons


def spoken(*methods):
    """A view of `methods` that returns a Document, or (Document, status); its errors are documents too."""

    def decorate(view):
        @csrf_exempt  # the key, not a cookie, says who asks
        @wraps(view)
        def answered(request, form, **named):
            language = known_language(request.GET.get("locale", "")) or translation.get_language()
            with translation.override(language):
                return _answered(request, form, view, methods, named)

        return answered

    return decorate


def _answered(request, form, view, methods, named):
    try:
        if request.method not in {*methods, "HEAD"}:
            raise Refused(405, _("This address does not take %(method)s.") % {"method": request.method})
        document, status = view(request, **named), 200
        if isinstance(document, tuple):
            document, status = document
    except Refused as refused:
        document, status = open311.errors([(refused.code, why) for why in refused.reasons]), refused.code
    except open311.BadParameter as bad:
        why = _("%(name)s cannot be read.") % {"name": bad.name}
        document, status = open311.errors([(400, why)]), 400
    except TooMany as many:
        document, status = open311.errors([(429, _("Too many at once. Try again later."))]), 429
        response = _response(document, form, status)
        response["Retry-After"] = str(many.seconds)
        return response
    response = _response(document, form, status)
    if status == 200:
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = tag
        return get_conditional_response(request, etag=tag, response=response)
    if status == 405:
        response["Allow"] = ", ".join(methods)
    return response


def _response(document, form, status):
    response = HttpResponse(document.written(form), status=status, content_type=open311.FORMATS[form])
    response["Content-Language"] = translation.get_language()
    response["Access-Control-Allow-Origin"] = "*"  # nothing here depends on a cookie
    response["Vary"] = "Accept-Language"
    return response


@spoken("GET")
def discovery(request):
    """Where the interface is, and what it speaks."""
    about = request.build_absolute_uri(reverse("about"))
    endpoint = {
        "specification": open311.SPECIFICATION,
        "url": request.build_absolute_uri(reverse("hazards:open311-services", args=["xml"])).rsplit("/", 1)[0],
        "changeset": CHANGED,
        "type": "test" if Community.objects.filter(is_demo=True).exists() else "production",
        "formats": ["text/xml", "application/json"],
    }
    contact = _("Ask the people behind this site: %(url)s") % {"url": about}
    said = {"changeset": CHANGED, "contact": contact, "key_service": contact, "endpoints": [endpoint]}
    return open311.Document("discovery", "", [said])


@spoken("GET")
def services(request):
    rows = questions.services_of(_community(request.GET))
    return open311.Document("services", "service", [service_row(row) for row in rows])


@spoken("GET")
def service(request, code):
    row = _service(_community(request.GET), code)
    return open311.Document("service_definition", "", [{"service_code": row.code, "attributes": attribute_rows(row)}])


@spoken("GET", "POST")
def requests(request):
    return _file(request) if request.method == "POST" else _list(request)


@spoken("GET")
def one_request(request, reference):
    community = _community(request.GET)
    row = questions.requests_of(community, ids=[reference]).first() if "\0" not in reference else None
    if row is None:
        raise Refused(404, _("There is no public request of this number."))
    return open311.Document("service_requests", "request", [_row(request, row)])


@spoken("GET")
def token(request, token):
    """Requests have their number at once here, and no other token."""
    row = questions.requests_of(None, ids=[token]).first() if "\0" not in token else None
    if row is None:
        raise Refused(404, _("There is no request of this token."))
    said = {"service_request_id": row.reference, "token": token}
    return open311.Document("service_requests", "request", [said])


def _list(request):
    asked = request.GET
    if any("\0" in value for value in asked.values()):
        raise open311.BadParameter(next(name for name, value in asked.items() if "\0" in value))
    states = open311.listed(asked.get("status", ""))
    if not set(states) <= set(open311.STATES):
        raise Refused(400, _("status is open or closed."))
    start, end = (open311.moment(name, asked.get(name, "")) for name in ("start_date", "end_date"))
    rows = questions.requests_of(
        _community(asked),
        ids=open311.listed(asked.get("service_request_id", "")),
        codes=open311.listed(asked.get("service_code", "")),
        states=states,
        between=open311.span(start, end, timezone.now()),
        updated_since=open311.moment("updated_after", asked.get("updated_after", "")),
    )
    page, size = _number(asked, "page", 1, 1_000_000), _number(asked, "page_size", open311.MOST, open311.MOST)
    shown = rows[(page - 1) * size : page * size]
    return open311.Document("service_requests", "request", [_row(request, row) for row in shown])


def _row(request, row):
    return request_row(row, request, extended=request.GET.get("extensions", "").lower() == "true")


def _number(asked, name, otherwise, most):
    text = asked.get(name, "")
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise open311.BadParameter(name)
    return min(int(text), most)


def _file(request):
    sent = request.POST
    key = sent.get("api_key", "") or request.GET.get("api_key", "")
    if not questions.knows_key(key):
        spend("open311-guess", address_of(request), **GUESSES)
        raise Refused(403, _("api_key is missing.") if not key else _("Nobody holds this api_key."))
    new = NewRequestSerializer(data=_sent(request))
    if not new.is_valid():
        raise Refused(404 if new.leads_nowhere else 400, *new.reasons)
    values = new.validated_data
    program = questions.key_of_program(key, values["community"])
    if program is None:
        raise Refused(403, _("This api_key does not count here."))
    spend("open311-file", str(program.pk), **FILINGS)
    again = request.headers.get("Idempotency-Key", "")
    row = file_report(
        **values,
        channel="open311",
        api_key=program,
        client_id=_client_id(program, again) if again else "",
        now=timezone.now(),
    )
    said = {"service_request_id": row.reference, "service_notice": _("In danger, call first."), "account_id": None}
    return open311.Document("service_requests", "request", [said]), 201


def _sent(request):
    """The fields of a form, urlencoded or multipart; an empty one counts as absent."""
    sent = {name: value for name, value in request.POST.items() if value.strip() and name != "api_key"}
    if not sent.get("jurisdiction_id") and request.GET.get("jurisdiction_id"):
        sent["jurisdiction_id"] = request.GET["jurisdiction_id"]
    answers = {
        found[1]: request.POST.getlist(name)
        for name in request.POST
        if (found := ATTRIBUTE.fullmatch(name)) is not None
    }
    return {**sent, "answers": answers, "media": request.FILES.getlist("media") + request.FILES.getlist("media[]")}


def _client_id(program, again):
    return f"open311:{program.pk}:" + hashlib.sha256(f"{settings.SECRET_KEY}:{again}".encode()).hexdigest()[:40]


def _community(asked):
    name = asked.get("jurisdiction_id", "")
    found = questions.jurisdiction(name) if "\0" not in name else None
    if found is None and name:
        raise Refused(404, _("There is no jurisdiction of this jurisdiction_id."))
    return found


def _service(community, code):
    row = questions.services_of(community).filter(code=code).first() if "\0" not in code else None
    if row is None:
        raise Refused(404, _("There is no service of this service_code."))
    return row
