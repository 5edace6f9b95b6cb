"""Idempotency-Key on every POST of the API: a repeat gives the first answer again.

Scoped to caller, path and body; another body under the same key is 422, one still in flight 409. Kept 24 h, sealed.
"""

import base64
import hashlib
import json

from django.core.cache import caches
from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.lib.limits import address_of
from portal.lib.problems import bare_problem
from portal.lib.sealing import seal, unseal

DAY = 24 * 3600
UNDECIDED = {401, 403, 408, 429}  # the same request may fare better: who asks, or when, has changed
IN_FLIGHT = 60  # seconds: a crash between the mark and the answer must not lock the key for a day


class IdempotencyMiddleware:
    """Stands right around the API's views; pages keep their own client ids."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key or not request.path.startswith("/api/"):
            return self.get_response(request)
        if len(key) > 255:
            return bare_problem(400, _("This Idempotency-Key is too long."))
        kept = caches["answers"]
        name = _digest(_caller(request), request.path, key)
        body = _digest(request.headers.get("Content-Type", "").split(";")[0], _body(request))
        if not kept.add(name, {"body": body}, timeout=IN_FLIGHT):
            return self._repeat(kept.get(name), body)
        response = None
        try:
            response = self.get_response(request)
        finally:
            if response is None or response.streaming or not _decides(response.status_code):
                kept.delete(name)  # nothing was decided: the caller may try again
            else:
                answer = {
                    "status": response.status_code,
                    "type": response.headers.get("Content-Type", "application/json"),
                    "content": response.content.decode(),
                    "location": response.headers.get("Location", ""),
                }
                sealed = base64.b64encode(seal(json.dumps(answer))).decode()
                kept.set(name, {"body": body, "answer": sealed}, timeout=DAY)
        return response

    def _repeat(self, first, body):
        if first is None or ("answer" not in first and first["body"] == body):
            return bare_problem(409, _("The first request with this Idempotency-Key is still running."))
        if first["body"] != body:
            return bare_problem(422, _("This Idempotency-Key was used with another request."))
        answer = json.loads(unseal(base64.b64decode(first["answer"])))
        response = HttpResponse(answer["content"], status=answer["status"], content_type=answer["type"])
        if answer["location"]:
            response["Location"] = answer["location"]
        response["Idempotent-Replay"] = "true"
        return response


def _decides(status: int) -> bool:
    """Whether an answer settles its request, so that a repeat may have it again."""
    return status < 500 and status not in UNDECIDED


def _body(request) -> str:
    """The request's body, digested; a multipart body by its parts, since its boundary differs at each sending."""
    if not request.headers.get("Content-Type", "").startswith("multipart/"):
        return hashlib.sha256(request.body).hexdigest()
    digest = hashlib.sha256()
    for field, values in sorted(request.POST.lists()):
        digest.update(repr((field, values)).encode())
    for field, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((field, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _caller(request) -> str:
    # whoever proved a number may share an address with others who did: subscriptions/mine/
    token, proof = request.headers.get("Authorization", ""), request.headers.get("Subscription-Token", "")
    if token or proof:
        return f"{token}\0{proof}" if proof else token
    user = getattr(request, "user", None)
    return f"user {user.pk}" if user is not None and user.is_authenticated else address_of(request)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
