"""The shell's own pages: the first page, the light one, health, errors."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from portal.lib.language import known_language


@require_safe
def home(request):
    return render(request, "home.html")


@require_safe
def lite(request):
    return render(request, "home.html")


@require_safe
def desk(request):
    return render(request, "home.html")


@require_safe
def demo(request):
    return render(request, "home.html")


def demo_sign_in(request):
    return render(request, "home.html")


@require_safe
def about(request):
    return render(request, "home.html")


@require_safe
def set_language(request, code):
    """Remember a language and go back. A link, so that it works everywhere; it changes only the reader's cookie."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = known_language(code)
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )
    return response


@require_safe
def healthz(request):
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """The process can do its work: the database answers."""
    checks = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = "ok"
    except Exception as error:
        checks["database"] = type(error).__name__
    ready = all(value == "ok" for value in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def bad_request(request, exception=None):
    return render(request, "error.html", {"status": 400}, status=400)


def forbidden(request, exception=None):
    return render(request, "error.html", {"status": 403, "reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "error.html", {"status": 404}, status=404)


def server_error(request):
    return render(request, "error.html", {"status": 500}, status=500)
