"""Following a report, a kind of hazard or an area: by text, e-mail or notification, and the way out."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.hazards.forms import FollowForm
from community.hazards.models import Category, Following, Report
from community.hazards.selectors import categories_of, report_with_key
from community.hazards.services import (
    CODE_LIFE,
    ask_to_follow,
    confirm_following,
    follow_by_push,
    offered_ways,
    stop_all_following,
    stop_following,
)
from community.messaging.carriers.push import public_key
from community.people.forms import CodeForm, SubscriptionForm
from community.people.models import Way
from community.people.services import WrongCode
from community.places.models import Community, NamedArea
from community.places.selectors import resolve_community
from portal.lib.limits import TooMany, address_of, spend

ASKED = "follow_request"  # session key: a primary key, never an address
BROWSERS = {"limit": 20, "seconds": 3600}  # an address may enter so many an hour


@dataclass(frozen=True)
class What:
    """What somebody wants to follow: a report, else a kind, an area, or a kind in an area; perhaps nothing yet."""

    community: Community
    report: Report | None = None
    has_key: bool = False
    category: Category | None = None
    area: NamedArea | None = None

    @property
    def is_chosen(self):
        return bool(self.report or self.category or self.area)

    @property
    def query(self):
        """What stands in the address, so that it is found again."""
        chosen = {
            "community": "" if self.report else self.community.slug,
            "category": self.category.code if self.category else "",
            "area": self.area.slug if self.area else "",
            "key": self.report.tracking_token if self.report and self.has_key else "",
        }
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def push_path(self):
        if self.report:
            path = reverse("hazards:follow-report-push", args=[self.report.reference])
        else:
            path = reverse("hazards:follow-push")
        return f"{path}?{self.query}"

    def fields(self):
        return {"community": self.community, "report": self.report, "category": self.category, "area": self.area}


def _what(request, reference, sent):
    """404 where it is not theirs to see."""
    if reference:
        report, has_key = report_with_key(request.user, reference, sent.get("key", ""))
        if report is None:
            raise Http404
        return What(report.community, report, has_key)
    named = sent.get("community", "")
    community = resolve_community(named) or (Community.objects.order_by("pk").first() if not named else None)
    if community is None:
        raise Http404
    category = categories_of(community).filter(code=sent.get("category", "")).first()
    area = NamedArea.objects.filter(community=community, slug=sent.get("area", "")).defer("shape").first()
    return What(community, category=category, area=area)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, reference=""):
    what = _what(request, reference, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST" or not what.is_chosen:
        first = next((way for way in offered_ways() if way != Way.PUSH), "")
        form = FollowForm(community=what.community, initial={"channel": first})
        return _page(request, what, form, 200 if request.method != "POST" else 422)
    form = FollowForm(request.POST, community=what.community)
    if not form.is_valid():
        return _page(request, what, form, 422)
    channel = form.cleaned_data["channel"]
    try:
        asked = ask_to_follow(
            **what.fields(),
            channel=channel,
            to=form.cleaned_data["to"],
            language=request.LANGUAGE_CODE,
            is_reporter=what.has_key,
            address=address_of(request),
            now=timezone.now(),
        )
    except ValidationError as wrong:
        for problem in wrong.messages:
            form.add_error("email" if channel == Way.EMAIL else "phone", problem)
        return _page(request, what, form, 422)
    except TooMany as limit:
        form.add_error(None, _too_many(limit))
        return _page(request, what, form, 429)
    request.session[ASKED] = asked.pk
    return redirect("hazards:follow-code")


def _page(request, what, form, status=200):
    ways = offered_ways()
    context = {
        "community": what.community,
        "what": what,
        "categories": categories_of(what.community),
        "areas": NamedArea.objects.filter(community=what.community).defer("shape").order_by("pk"),
        "form": form,
        "ways": ways,
        "push_key": public_key(settings.VAPID_PRIVATE_KEY) if Way.PUSH in ways else "",
    }
    return render(request, "hazards/follow.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_code(request):
    asked = Following.objects.filter(pk=request.session.get(ASKED), confirmed_at=None).select_related("community")
    row = asked.select_related("report", "category", "area").first()
    if row is None:
        return redirect("hazards:report-list")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                confirm_following(row, code=form.cleaned_data["code"], address=address_of(request), now=timezone.now())
            except WrongCode as wrong:
                form.add_error("code", _wrong_code(wrong))
            except ValidationError as full:
                form.add_error("code", full.messages[0])
            except TooMany as limit:
                form.add_error("code", _too_many(limit))
                status = 429
            else:
                del request.session[ASKED]
                messages.success(request, _("We tell you what becomes of it. This page ends it, whenever you like."))
                return redirect(row.stop_path)
    minutes = int(CODE_LIFE[Way(row.channel)].total_seconds()) // 60
    context = {"form": form, "row": row, "minutes": minutes, "community": row.community}
    return render(request, "hazards/follow_code.html", context, status=status)


def _wrong_code(wrong):
    if not wrong.tries_left:
        return _("This code is wrong or too old. Begin again.")
    return _("This is not the code. Look at the newest message and type its six digits.")


def _too_many(limit):
    minutes = max(1, round(limit.seconds / 60))
    return _("Too many codes were asked for. Try again in %(minutes)d min.") % {"minutes": minutes}


@never_cache
@require_POST
def follow_push(request, reference=""):
    """What the page's script tells: a browser's subscription, as JSON. Answers 201, 200 for one that is known."""
    what = _what(request, reference, request.GET)  # the body is the browser's
    try:
        spend("follow-browser", address_of(request), **BROWSERS)
        given = json.loads(request.body)
    except TooMany as limit:
        answer = JsonResponse({"detail": _too_many(limit)}, status=429)
        answer["Retry-After"] = str(limit.seconds)
        return answer
    except (ValueError, RecursionError):  # brackets in brackets
        given = None
    device = SubscriptionForm(given if isinstance(given, dict) else {})
    try:
        if not device.is_valid():
            raise ValidationError(_("This is not a push subscription of a browser."))
        row, made = follow_by_push(
            **what.fields(),
            **device.cleaned_data,
            language=request.LANGUAGE_CODE,
            is_reporter=what.has_key,
            now=timezone.now(),
        )
    except ValidationError as wrong:
        return JsonResponse({"detail": wrong.messages[0]}, status=422)
    messages.success(request, _("This device will tell you."))
    return JsonResponse({"status": "kept", "url": row.stop_path}, status=201 if made else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_stop(request, token):
    """Out of every message: what goes to that address, and the end of one thing or of all."""
    row = Following.objects.confirmed().filter(token=token).first()
    if row is None:
        return render(request, "hazards/follow_stop.html", {"row": None}, status=404)
    mine = Following.objects.confirmed().filter(address_index=row.address_index)
    if request.method == "POST":
        if request.POST.get("what") == "all":
            stop_all_following(row)
            return render(request, "hazards/follow_stop.html", {"row": row, "ended": True})
        one = get_object_or_404(mine, pk=_number(request.POST.get("what", "")))
        stop_following(one)
        if one.token == token:
            return render(request, "hazards/follow_stop.html", {"row": row, "ended": True})
        messages.success(request, _("Ended."))
        return redirect(row.stop_path)
    rows = list(mine.select_related("report", "category", "area", "community").order_by("pk"))
    response = render(request, "hazards/follow_stop.html", {"row": row, "rows": rows})
    response["X-Robots-Tag"] = "noindex"
    return response


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
