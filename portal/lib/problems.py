"""Errors of the JSON API: application/problem+json (RFC 9457), with `errors` by field."""

import json

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from portal.lib.limits import TooMany
from portal.lib.moves import IllegalMove, LostRace


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT


class Unprocessable(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


def problem(status_code: int, title: str, detail: str = "", errors: dict | None = None) -> Response:
    body: dict = {"type": "about:blank", "title": str(title), "status": status_code}
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = errors
    response = Response(body, status=status_code, content_type="application/problem+json")
    return response


def problem_response(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler: every known error as a problem document, in the reader's language."""
    headers = {}
    if isinstance(error, IllegalMove):
        answer = problem(409, _("This step is not possible now."), _("The state has changed, or does not allow it."))
    elif isinstance(error, LostRace):
        answer = problem(409, _("Somebody else was faster."), _("Read it again, then decide."))
    elif isinstance(error, TooMany):
        answer = problem(429, _("Too many requests."), _("Wait a little, then try again."))
        headers["Retry-After"] = str(error.seconds)
    elif isinstance(error, Http404):
        answer = problem(404, _("Not found."))
    elif isinstance(error, PermissionDenied):
        answer = problem(403, _("Not allowed."), str(error))
    elif isinstance(error, ReauthenticationRequired):
        page = reverse("account_reauthenticate")
        answer = problem(403, _("Your password again."), _("Type it at %(page)s, then repeat this.") % {"page": page})
    elif isinstance(error, ModelError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        answer = problem(400, _("Some fields need another look."), errors=fields)
    elif isinstance(error, exceptions.ValidationError):
        detail = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        answer = problem(400, _("Some fields need another look."), errors=detail)
    elif isinstance(error, exceptions.APIException):
        answer = problem(error.status_code, str(error.detail))
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
    else:
        return None
    set_rollback()
    for name, value in headers.items():
        answer[name] = value
    return answer


def bare_problem(status_code: int, title: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """A problem document where no API view is at hand: unknown addresses, requests refused before routing."""
    body = {"type": "about:blank", "title": title, "status": status_code}
    return HttpResponse(json.dumps(body), status=status_code, content_type="application/problem+json", headers=headers)
