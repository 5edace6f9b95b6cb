"""The shell's own pages: the first page, the light one, the board, the demo's tour, health, errors."""

import base64
import errno
import hashlib
import sys
from http import HTTPStatus
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from community.hazards.models import Category
from community.messaging.selectors.health import gauges, health, spool_gauge, spool_state
from community.people.permissions import BOARD, has_role
from community.places.models import Community
from portal import selectors
from portal.lib.language import known_language
from portal.lib.limits import address_of
from portal.lib.metrics import exposition
from portal.lib.problems import bare_problem
from portal.lib.words import said
from portal.management.demo.accounts import demo_password
from portal.management.demo.guests import demo_people, demo_user, tour

LITE_STYLE = (Path(__file__).parent / "templates" / "lite.css").read_bytes()
LITE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(LITE_STYLE).digest()).decode()}'"
STATIC = Path(__file__).parent / "static"
# as one file: a worker that starts without a network has what it needs
SERVICE_WORKER = b"".join((STATIC / name).read_bytes() for name in ("outbox.js", "kept.js", "sw.js"))
LITE_STATIONS = 6  # 14 kB hold no more, in either language


# --- for everybody ---------------------------------------------------------------------------------------------------
@require_safe
def home(request):
    now = timezone.now()
    community = selectors.chosen_community(request.GET.get("community", ""))
    context = {"community": community}
    if community:
        context |= {"situation": selectors.situation(community, now), "issuer": said(community.issuer)}
        context |= selectors.home_page(community, now)
    return render(request, "home.html", context)


@require_safe
@never_cache
def now(request):
    """The parts of the first page that live.js fetches again: `?part=now` (the block) or `?part=also` (the rest)."""
    community = selectors.chosen_community(request.GET.get("community", ""))
    if community is None:
        raise Http404
    context = {
        "community": community,
        "issuer": said(community.issuer),
        "situation": selectors.situation(community, timezone.now()),
    }
    return render(request, "_also.html" if request.GET.get("part") == "also" else "_now.html", context)


@csp_replace({"style-src": [LITE_HASH], "script-src": ["'none'"]})
@require_safe
def lite(request):
    """The first page, the stations and two forms in one request of at most 14 kB."""
    now = timezone.now()
    community = selectors.chosen_community(request.GET.get("community", ""))
    context = {"community": community}
    if community:
        context |= {
            "situation": selectors.situation(community, now),
            "issuer": said(community.issuer),
            "stations": selectors.open_now(community, now, LITE_STATIONS),
            "categories": Category.objects.filter(community=community, is_active=True),
        }
    return render(request, "lite.html", context)


@require_safe
def signed_in(request):
    """Where people land who went to no page in particular: where their work is, residents on the first page."""
    return redirect(selectors.workplace(request.user))


@require_safe
def about(request):
    community = selectors.chosen_community()
    return render(
        request,
        "about.html",
        {
            "community": community,
            "issuer": said(community.issuer) if community else "",
            "chat_days": settings.CHAT_KEPT_DAYS,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def set_language(request, code):
    """Remember a language and go back. A link, so that it works everywhere; it changes only the reader's cookie.

    What a page holds that is kept nowhere (answers of a quiz) comes as a form, and goes back as one.
    """
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.method == "POST":
        response.status_code = HTTPStatus.TEMPORARY_REDIRECT
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


# --- for officers ----------------------------------------------------------------------------------------------------
@require_safe
@never_cache
def desk(request):
    return board_page(request, "board.html")


@require_safe
@never_cache
def desk_fragment(request):
    return board_page(request, "_board.html")


def board_page(request, template):
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    community = selectors.chosen_community(request.GET.get("community", ""))
    if community is None or not has_role(request.user, *BOARD, community=community):
        raise PermissionDenied
    return render(request, template, {"community": community, "board": selectors.board(community, timezone.now())})


# --- the demo --------------------------------------------------------------------------------------------------------
@require_safe
@never_cache
def demo(request):
    community = demo_community()
    people = demo_people(community)
    context = {
        "community": community,
        "people": people,
        "steps": tour(people),
        "password": "" if settings.IS_PUBLIC else demo_password(),
    }
    return render(request, "demo.html", context)


@require_POST
def demo_sign_in(request):
    """Become one of the demo's people. On a public address, not its administrator."""
    user = demo_user(demo_community(), request.POST.get("username", ""))
    if user is None or (settings.IS_PUBLIC and user.is_staff):
        raise PermissionDenied
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "demo")


def demo_community() -> Community:
    community = Community.objects.filter(is_demo=True).order_by("pk").first()
    if community is None:
        raise Http404
    return community


# --- for machines ----------------------------------------------------------------------------------------------------
@require_safe
def service_worker(request):
    """From the root, since a worker may not look after more than what stands below it."""
    return HttpResponse(
        SERVICE_WORKER,
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )


@require_safe
def healthz(request):
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """The process can do its work: the database answers. What else should work, and does not, is said in words."""
    checks = {"receipts": spool_state()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = "ok"
        checks["queue"] = "late" if selectors.queue_state(timezone.now())["late"] else "ok"
        checks |= {check.part.value: check.words for check in health(timezone.now())}
    except DatabaseError as error:
        checks["database"] = type(error).__name__
    # a late queue and a silent clock are for people to look at; taking the site away would not mend them
    ready = checks["database"] == "ok"
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


@require_safe
@never_cache
def metrics(request):
    """Prometheus's text format, for METRICS_ALLOW only: how fast people are being reached is not for everybody."""
    if forged(request) or not settings.METRICS_ALLOW.holds(address_of(request)):
        return HttpResponse("METRICS_ALLOW\n", status=403, content_type="text/plain")
    try:
        figures = gauges(timezone.now())
    except DatabaseError:
        figures = [spool_gauge()]
    return HttpResponse(generate_latest() + exposition(figures), content_type=CONTENT_TYPE_LATEST)


def forged(request) -> bool:
    """Whether a proxy that we were not told of stands before us: everybody would look like a neighbour."""
    return "X-Forwarded-For" in request.headers and not settings.TRUSTED_PROXIES.holds(request.META["REMOTE_ADDR"])


# --- when it goes wrong ----------------------------------------------------------------------------------------------
def is_api(request) -> bool:
    return request.path.startswith("/api/")


def bad_request(request, exception=None):
    if is_api(request):
        return bare_problem(400, _("This request could not be read."))
    return render(request, "error.html", {"status": 400}, status=400)


def forbidden(request, exception=None):
    if is_api(request):
        return bare_problem(403, _("Not allowed."))
    return render(request, "error.html", {"status": 403, "reason": str(exception or "")}, status=403)


def csrf_failure(request, reason=""):
    if is_api(request):
        return bare_problem(403, _("Not allowed."))
    return render(request, "error.html", {"status": "csrf"}, status=403)


def not_found(request, exception=None):
    if is_api(request):
        return bare_problem(404, _("Not found."))
    return render(request, "error.html", {"status": 404}, status=404)


def server_error(request):
    """In both languages at once, and needing nothing that may be what broke."""
    away = is_storage_away(sys.exc_info()[1])
    status, again = (503, {"Retry-After": "30"}) if away else (500, None)
    if is_api(request):
        away_words = "Nothing can be stored just now. Try again in a minute. / 暂时无法保存，请过一分钟再试。"
        return bare_problem(status, away_words if away else "Something broke here. / 这里出了故障。", again)
    numbers = ["110", "119", "120"] if settings.DEFAULT_REGION == "CN" else ["911"]
    if settings.DEFAULT_REGION not in ("CN", "US"):
        numbers = ["112"]
    style = {"tokens": "tokens.css", "base": "base.css", "components": "components.css"}
    try:
        style = {name: static(file) for name, file in style.items()}
    except ValueError:  # static files not collected
        style = {name: settings.STATIC_URL + file for name, file in style.items()}
    words = render_to_string("500.html", {"numbers": numbers, **style})
    return HttpResponse(words, status=status, headers=again)


def is_storage_away(error: BaseException | None) -> bool:
    """Whether the database does not answer, or a disk is full: nothing is broken, and later it works again."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return full or isinstance(error, OperationalError | InterfaceError)
