"""Open311 GeoReport v2 for other programs: discovery, services, requests, tokens."""

import hashlib
import re
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from community.hazards import open311
from community.hazards.selectors import open311 as questions
from community.hazards.selectors import sender_of
from community.hazards.serializers import NewRequestSerializer, attribute_rows, request_row, service_row
from community.hazards.services import NewsClosed, SenderBlocked, add_comment, file_report, read_photos, refusal
from community.places.models import Community
from portal.lib.language import known_language
from portal.lib.limits import TooMany, address_of, check, spend

GUESSES = {"limit": 60, "seconds": 3600}  # wrong keys that an address may show
LONGEST_COMMENT = 2000  # characters
FILINGS = {"limit": 1000, "seconds": 3600}  # what a program may file
ATTRIBUTE = re.compile(r"attribute\[([\w-]+)\](?:\[\])?")
CHANGED = "2026-11-26T15:00:00Z"  # when this interface last changed


EXTENSIONS = {  # what goes beyond the standard, by the name of its parameter, field or header
    "page": gettext_lazy("Which page of a list, 1 the first."),
    "page_size": gettext_lazy("How many rows a page, 1,000 at most."),
    "updated_after": gettext_lazy("Only what changed since then."),
    "comments": gettext_lazy("POST api_key and description to requests/ID/comments: words for those who work on it."),
    "locale": gettext_lazy("The language of the answer: en or zh-hans."),
    "media": gettext_lazy("Pictures in a multipart request, four at most, each as a field of this name."),
    "extensions": gettext_lazy(
        "true: each request with all its pictures (media) and what was said of it in public (updates)."
    ),
    "expected_datetime": gettext_lazy("By when it is to be fixed, where its kind has such a level."),
    "Idempotency-Key": gettext_lazy("A header: what is sent again with the same one is the same request."),
}


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
        "extensions": [{"name": name, "description": str(words)} for name, words in EXTENSIONS.items()],
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


@spoken("POST")
def comments(request, reference):
    """Words of a program on a public request; the desk reads them. Not in the standard."""
    program = _program(request)
    row = questions.requests_of(_community(request.GET), ids=[reference]).first() if "\0" not in reference else None
    if row is None:
        raise Refused(404, _("There is no public request of this number."))
    if program.community_id not in (None, row.community_id):
        raise Refused(403, _("This api_key does not count here."))
    words = request.POST.get("description", "").replace("\0", "").strip()
    if not words or len(words) > LONGEST_COMMENT:
        raise Refused(400, _("description: Write at most %(number)d letters.") % {"number": LONGEST_COMMENT})
    spend("open311-file", str(program.pk), **FILINGS)
    try:
        add_comment(row, words=words, program=program, now=timezone.now())
    except NewsClosed:
        raise Refused(400, _("This request is over, and too old for comments.")) from None
    said = {"service_request_id": row.reference, "service_notice": None, "account_id": None}
    return open311.Document("service_requests", "request", [said]), 201


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


def _program(request):
    """Whose program asks, while it may still file."""
    key = request.POST.get("api_key", "") or request.GET.get("api_key", "")
    program = questions.program_of(key)
    if program is None:
        spend("open311-guess", address_of(request), **GUESSES)
        raise Refused(403, _("api_key is missing.") if not key else _("Nobody holds this api_key."))
    check("open311-file", str(program.pk), **FILINGS)
    return program


def _file(request):
    program = _program(request)
    new = NewRequestSerializer(data=_sent(request))
    if not new.is_valid():
        raise Refused(404 if new.leads_nowhere else 400, *new.reasons)
    values = new.validated_data
    if program.community_id not in (None, values["community"].pk):
        raise Refused(403, _("This api_key does not count here."))
    spend("open311-file", str(program.pk), **FILINGS)
    photos = _photos(request)  # decoded last: a picture costs more than all the rest
    again = request.headers.get("Idempotency-Key", "")
    sender = sender_of(device=values.pop("device_id", ""))  # the connection is the program's, not a person's
    try:
        row = file_report(
            **values,
            photos=photos,
            channel="open311",
            api_key=program,
            client_id=_client_id(program, again) if again else "",
            sender=sender,
            now=timezone.now(),
        )
    except SenderBlocked as blocked:
        raise Refused(403, refusal(blocked.block)) from None
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
    return {**sent, "answers": answers}


def _photos(request):
    try:
        return read_photos(request.FILES.getlist("media") + request.FILES.getlist("media[]"))
    except ValidationError as error:
        raise Refused(400, *[f"media: {words}" for words in error.messages]) from None


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
