"""Reporting a hazard, and what is open around here."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.hazards.forms import ReportForm, checked_position
from community.hazards.models import Category, Urgency
from community.hazards.permissions import may_enter
from community.hazards.selectors import (
    PERIODS,
    categories_of,
    categories_reported,
    figures_mark,
    listed_reports,
    numbers_to_call,
    open_draft,
    page_of,
    similar_reports,
    statistics,
)
from community.hazards.services import DraftEnded, HeldGone, SenderBlocked, file_report, send_draft
from community.hazards.views.blocked import blocked_page, sender_of_request
from community.hazards.views.held import held_names, holder_of, photos_gone, photos_kept, room_for_photos
from community.hazards.views.preview import preview_page, seen_by_others, wants_preview
from community.places.models import Community, NamedArea
from community.places.selectors import resolve_community
from portal.lib.ids import new_token
from portal.lib.limits import TooMany, address_of, check, spend
from portal.lib.unchanged import unless_known

FILINGS = {"limit": 20, "seconds": 3600}  # as over the API
PAGE = 20
KEPT = 600  # seconds that figures hold
LABELS = {"category": "id_category", "description": "id_description", "address": "id_address", "photos": "id_photos"}


def community_for(request) -> Community | None:
    """The community that a page speaks for: named in the address, holding the pin, the only one, else the first."""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        position = checked_position(float(sent.get("latitude", "")), float(sent.get("longitude", "")))
    except ValueError:
        position = None
    found = resolve_community(sent.get("community", ""), *(position or (None, None)))
    return found or Community.objects.order_by("pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request):
    """The form; a report that was filed is shown on its tracking page."""
    community = community_for(request)
    if community is None:
        return render(request, "hazards/report_new.html", {"community": None}, status=404)
    if request.method != "POST":
        initial = {"client_id": new_token(), "category": request.GET.get("category", "")}
        form = ReportForm(community=community, may_enter=may_enter(request.user, community), initial=initial)
        return form_page(request, form)
    staff = may_enter(request.user, community)
    try:
        if not staff:  # before photos are decoded
            check("hazard-report", address_of(request), **FILINGS)
            room_for_photos(request)
        photos = {"photos": request.FILES.getlist("photos")}
        form = ReportForm(request.POST, photos, community=community, may_enter=staff)
        if not form.is_valid():
            return form_page(request, form, status=422)
        if wants_preview(request):
            return preview_page(request, form) or _gone(request, form)
        if "change" in request.POST:
            return form_page(request, form)
        if not staff:
            spend("hazard-report", address_of(request), **FILINGS)
        report = filed(request, form, by=request.user)
    except TooMany as limit:
        return _too_many(request, ReportForm(request.POST, community=community), limit)
    except HeldGone:
        return _gone(request, form)
    except SenderBlocked as refused:
        return blocked_page(request, refused.block, form)
    return redirect(f"{report.tracking_path}&new=1")


@require_POST
def report_preview(request):
    """What others will see, for the page whose photos are still in its browser; mistakes are 422, in the form."""
    community = community_for(request)
    if community is None:
        raise Http404
    form = ReportForm(request.POST, community=community, may_enter=may_enter(request.user, community))
    if not form.is_valid():
        return form_page(request, form, status=422, keep_photos=False)
    return render(request, "hazards/_preview.html", seen_by_others(request, form))


def _too_many(request, form, limit, **page):
    """What was typed, with a word on the limit."""
    form.add_error(None, _("Many reports came from this connection. Wait a little, then send again."))
    response = form_page(request, form, status=429, **page)
    response["Retry-After"] = str(limit.seconds)
    return response


def _gone(request, form, **page):
    """What was typed, with a word on photos that were kept for it too long ago."""
    form.add_error("photos", photos_gone())
    return form_page(request, form, status=422, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def report_card(request, token):
    """The form behind a one-time link, with what was said filled in. Opening it uses nothing up; sending it does."""
    draft = open_draft(token, now=timezone.now())
    if draft is None:
        return private(render(request, "hazards/report_card_ended.html", status=410))
    staff = may_enter(request.user, draft.community)
    if request.method != "POST":
        initial = {
            "category": draft.category.code if draft.category else "",
            "address": draft.address,
            "area": draft.area.slug if draft.area else "",
            "description": draft.description,
        }
        form = ReportForm(community=draft.community, may_enter=staff, initial=initial)
        return private(form_page(request, form, is_card=True))
    try:
        if not staff:  # before photos are decoded
            check("hazard-report", address_of(request), **FILINGS)
            room_for_photos(request)
    except TooMany as limit:
        return private(_too_many(request, ReportForm(request.POST, community=draft.community), limit, is_card=True))
    photos = {"photos": request.FILES.getlist("photos")}
    form = ReportForm(request.POST, photos, community=draft.community, may_enter=staff)
    if not form.is_valid():
        return private(form_page(request, form, status=422, is_card=True))
    if wants_preview(request):
        return private(preview_page(request, form) or _gone(request, form, is_card=True))
    if "change" in request.POST:
        return private(form_page(request, form, is_card=True))
    fields = _fields(request, form, request.user)
    for name in ("reporter_phone", "urgency"):  # who began it by text is told by text
        if not fields[name]:
            fields.pop(name)
    try:
        if not staff:
            spend("hazard-report", address_of(request), **FILINGS)
        report = send_draft(draft, now=timezone.now(), **{**fields, "channel": "chat"})
    except TooMany as limit:
        return private(_too_many(request, form, limit, is_card=True))
    except DraftEnded:
        return private(render(request, "hazards/report_card_ended.html", status=410))
    except HeldGone:
        return private(_gone(request, form, is_card=True))
    except SenderBlocked as refused:
        return private(blocked_page(request, refused.block, form))
    return redirect(f"{report.tracking_path}&new=1")


def private(response):
    """Not for caches nor for search engines."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def filed(request, form, *, by):
    """The report of a valid `form`, written by `by` (a User or nobody)."""
    fields = _fields(request, form, by)
    return file_report(community=form.community, client_id=form.cleaned_data["client_id"], now=timezone.now(), **fields)


def _fields(request, form, by):
    data = form.cleaned_data
    return {
        "category": data["category"],
        "description": data["description"],
        "language": request.LANGUAGE_CODE,
        "channel": data["told"] or "web",
        "on_behalf": bool(data["told"]),
        "latitude": data["latitude"],
        "longitude": data["longitude"],
        "address": data["address"],
        "area": data["area"],
        "photos": data["photos"],
        "held": held_names(request),
        "holder": holder_of(request),
        "reporter_name": data["reporter_name"],
        "reporter_phone": data["reporter_phone"],
        "urgency": Urgency.IMMEDIATE if data["danger"] == "yes" or data["answers_danger"] else None,
        "answers": data["answers"],
        "by": by if by is not None and by.is_authenticated else None,
        "sender": sender_of_request(request),
    }


def form_page(request, form, status=200, is_card=False, keep_photos=True):
    """The form, with what was typed and what is wrong. The page sends a card itself: its link is used up by it.

    Photos that came along are kept for it; not (`keep_photos`) where the page of before has them still.
    """
    community = form.community
    held, lost = photos_kept(request, form, is_staff=form.may_enter, keep=keep_photos)
    return render(
        request,
        "hazards/report_new.html",
        {
            "community": community,
            "form": form,
            "categories": categories_of(community),
            "areas": NamedArea.objects.filter(community=community).defer("shape").order_by("pk"),
            "calls": numbers_to_call(community),
            "held": held,
            "photos_lost": lost,
            "is_card": is_card,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_similar(request):
    """Look-alikes of what is being written, as a fragment: a kind and a place give at most five.

    Words are posted: what somebody writes about a place stands in no log of addresses.
    """
    sent = request.POST if request.method == "POST" else request.GET
    community = community_for(request)
    category = Category.objects.filter(community=community, code=sent.get("category", "")).first()
    area = NamedArea.objects.filter(community=community, slug=sent.get("area", "")).defer("shape").first()
    reports = []
    try:
        position = checked_position(float(sent.get("latitude", "")), float(sent.get("longitude", "")))
    except ValueError:
        position = None
    if category is not None:
        words = sent.get("description", "")[:4000]
        reports = similar_reports(category, *(position or (None, None)), words=words, area=area)
    return render(request, "hazards/_similar.html", {"reports": reports})


@require_safe
def report_statistics(request):
    """What became of the reports of the last months, as pictures drawn here and as tables."""
    community = community_for(request)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    mark = cache.get(figures_mark(community.pk), "") if community else ""
    found = community and cache.get_or_set(
        f"hazards:statistics:{community.pk}:{mark}:{days}:{get_language()}",
        lambda: statistics(community, days=days, now=timezone.now()),
        KEPT,
    )
    return render(
        request,
        "hazards/report_statistics.html",
        {"community": community, "figures": found, "days": days, "periods": PERIODS},
    )


@require_safe
def report_list(request):
    """Public reports: cards first, the map second."""
    community = community_for(request)
    category, state = request.GET.get("category", ""), request.GET.get("state", "")
    kinds = list(categories_reported(community, category)) if community else []
    if category not in {kind.code for kind in kinds}:
        category = ""
    if state not in {"done", "all"}:
        state = ""
    areas = list(NamedArea.objects.filter(community=community).defer("shape").order_by("pk")) if community else []
    area = next((one for one in areas if one.slug == request.GET.get("area", "")), None)
    chosen = {"category": category, "state": state, "area": area.slug if area else ""}
    square = request.GET.get("square", "")
    try:
        rows = listed_reports(community, **chosen, square=square)
    except ValidationError:
        square, rows = "", listed_reports(community, **chosen)
    page = page_of(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""), size=PAGE)
    context = {"community": community, "page": page, "kinds": kinds, "areas": areas, "square": square, **chosen}
    answer = render(request, "hazards/report_list.html", context)
    patch_cache_control(answer, private=True, no_cache=True)
    return unless_known(request, answer)
