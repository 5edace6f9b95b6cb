"""Rumours: what was found, a form to tell one, and the desk of those who check."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.places.selectors import resolve_community
from knowledge.forms import TellForm, VerdictForm
from knowledge.models import Rumour
from knowledge.permissions import communities_to_check, may_check_rumours
from knowledge.selectors import alike_at_desk, desk_rumours, is_for_nobody, published_rumours
from knowledge.services import (
    check_again,
    drop_rumour,
    merge_rumours,
    publish_verdict,
    put_back,
    take_rumour,
    tell_rumour,
    urgent_in_search,
)
from portal.lib.access import posted_from, require
from portal.lib.language import language_of_text
from portal.lib.limits import TooMany, address_of, spend
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.words import said

S = Rumour.Status
TELLS = {"limit": 10, "seconds": 3600}  # claims an hour from one address
RATING = {Rumour.Verdict.TRUE: 5, Rumour.Verdict.UNPROVEN: 3, Rumour.Verdict.FALSE: 1}  # of five, as ClaimReview asks
VIEWS = (S.RECEIVED, S.CHECKING, S.PUBLISHED, S.SUPERSEDED)
MOST = 200  # rows of one list at the desk


@require_http_methods(["GET", "HEAD", "POST"])
def rumour_list(request):
    """Verdicts, and a form to tell of a claim."""
    community = resolve_community()
    form, status = TellForm(), HTTPStatus.OK
    if request.method == "POST" and community is not None:
        form, status = TellForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                spend("rumours", address_of(request), **TELLS)
            except TooMany as limit:
                form.add_error(None, _("Many claims came from this connection. Wait a little, then send again."))
                answer = _listed(request, community, form, HTTPStatus.TOO_MANY_REQUESTS)
                answer["Retry-After"] = str(limit.seconds)
                return answer
            if is_for_nobody(form.cleaned_data["words"]):
                return _helped(request, community, form.cleaned_data["words"])
            return _told(request, community, form)
    return _listed(request, community, form, status)


def _helped(request, community, words):
    """A person in a crisis reads kind words and a line first; nothing of what they wrote is kept or shown again."""
    spoken = language_of_text(words, default=get_language())
    before, _crisis = urgent_in_search(words, language=spoken, community=community, now=timezone.now())
    answer = _listed(request, community, TellForm(), HTTPStatus.OK, before=before, found_language=spoken)
    add_never_cache_headers(answer)
    return answer


def _listed(request, community, form, status, **more):
    now = timezone.now()
    rows = published_rumours(community, now)
    for row in rows:
        row.lapsed = row.has_lapsed(now)
    context = {"rumours": rows, "form": form, "community": community, **more}
    return render(request, "knowledge/rumour_list.html", context, status=status)


def _told(request, community, form):
    who = f"user {request.user.pk}" if request.user.is_authenticated else address_of(request)
    now = timezone.now()
    rumour = tell_rumour(community, **form.cleaned_data, who=who, now=now)
    if rumour.status == S.PUBLISHED and not rumour.has_lapsed(now):
        messages.success(request, _("This has been checked already."))
        return redirect(rumour)
    messages.success(
        request, _("Thank you. We check it; the answer will stand here. Until then, please do not pass it on.")
    )
    return redirect("knowledge:rumour-list")


@require_safe
def rumour_detail(request, pk):
    """One verdict with its sources, also as ClaimReview; what replaced it leads on."""
    rumour = get_object_or_404(Rumour.objects.select_related("community", "superseded_by"), pk=pk)
    if rumour.status == S.SUPERSEDED and rumour.superseded_by and rumour.superseded_by.status == S.PUBLISHED:
        return redirect(rumour.superseded_by)
    if rumour.status != S.PUBLISHED:
        raise Http404
    lapsed = rumour.has_lapsed(timezone.now())
    context = {"rumour": rumour, "lapsed": lapsed, "review": None if lapsed else _claim_review(request, rumour)}
    return render(request, "knowledge/rumour_detail.html", context)


def _claim_review(request, rumour) -> SafeString:
    """The verdict for machines (https://schema.org/ClaimReview), as a block of data."""
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{settings.PUBLIC_URL}{rumour.get_absolute_url()}",
        "datePublished": rumour.published_at.date().isoformat(),
        "expires": rumour.valid_until.date().isoformat(),
        "inLanguage": request.LANGUAGE_CODE,
        "claimReviewed": said(rumour.claim),
        "reviewBody": said(rumour.why),
        "author": {"@type": "Organization", "name": said(rumour.community.issuer) or said(rumour.community.name)},
        "itemReviewed": {
            "@type": "Claim",
            "firstAppearance": {"@type": "CreativeWork", "dateCreated": rumour.created.date().isoformat()},
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATING[Rumour.Verdict(rumour.verdict)],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": rumour.get_verdict_display(),
        },
        "citation": [
            {"@type": "CreativeWork", "publisher": one["authority"], "name": one["title"], "url": one.get("url", "")}
            for one in rumour.sources
        ],
    }
    return SafeString(json_script(review).replace("application/json", "application/ld+json", 1))


# --- the desk --------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def rumour_desk(request):
    """What came in and how often; what is being checked; what was published."""
    require(may_check_rumours, request.user)
    communities = communities_to_check(request.user)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else S.RECEIVED
    counts = [(S(one), Rumour.objects.filter(community__in=communities, status=one).count()) for one in VIEWS]
    now = timezone.now()
    rows = list(desk_rumours(communities, view)[:MOST])
    for row in rows:
        row.lapsed = row.has_lapsed(now)
    return render(request, "knowledge/rumour_desk.html", {"counts": counts, "view": S(view), "rows": rows})


def _checkers(request, pk):
    require(may_check_rumours, request.user)
    rumour = get_object_or_404(Rumour.objects.select_related("community", "checker", "superseded_by"), pk=pk)
    require(may_check_rumours, request.user, rumour.community)
    return rumour


@login_required
@require_safe
def rumour_check(request, pk):
    """One claim, all its wordings, and what may be done with it."""
    return _checking(request, _checkers(request, pk))


def _checking(request, rumour, form=None, status=HTTPStatus.OK):
    held = {
        "claim": rumour.claim,
        "why": rumour.why,
        "sources": "\n".join(
            " | ".join(part for part in (one["authority"], one["title"], one.get("url", "")) if part)
            for one in rumour.sources
        ),
    }
    context = {
        "rumour": rumour,
        "tellings": rumour.tellings.all()[:100],
        "people": rumour.tellings.values("who").distinct().count(),
        "events": rumour.events.select_related("by"),
        "others": alike_at_desk(rumour) if rumour.status in (S.RECEIVED, S.CHECKING) else [],
        "form": form or VerdictForm(community=rumour.community, initial=held),
        "lapsed": rumour.has_lapsed(timezone.now()),
    }
    return render(request, "knowledge/rumour_check.html", context, status=status)


def _done(request, rumour, act, words):
    """Do it, say so, and go back to the rumour; what is too late is said too."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (IllegalMove, LostRace):
        messages.error(request, _("Somebody else has moved it meanwhile."))
    else:
        messages.success(request, words)
    return redirect("knowledge:rumour-check", pk=rumour.pk)


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_take(request, pk):
    rumour = _checkers(request, pk)
    return _done(request, rumour, lambda: take_rumour(rumour, by=request.user, now=timezone.now()), _("You check it."))


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_put_back(request, pk):
    rumour = _checkers(request, pk)
    return _done(
        request, rumour, lambda: put_back(rumour, by=request.user, now=timezone.now()), pgettext("rumour", "Put back.")
    )


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_drop(request, pk):
    rumour = _checkers(request, pk)
    note = request.POST.get("note", "")[:1000]
    return _done(
        request, rumour, lambda: drop_rumour(rumour, note=note, by=request.user, now=timezone.now()), _("Set aside.")
    )


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_merge(request, pk):
    rumour = _checkers(request, pk)
    chosen = request.POST.get("into", "")
    into = Rumour.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 18 else None
    if into is None:
        messages.error(request, _("Choose what it is joined with."))
        return redirect("knowledge:rumour-check", pk=pk)
    answer = _done(
        request, rumour, lambda: merge_rumours(rumour, into, by=request.user, now=timezone.now()), _("Joined.")
    )
    return redirect("knowledge:rumour-check", pk=into.pk) if rumour.status == S.SUPERSEDED else answer


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_again(request, pk):
    rumour = _checkers(request, pk)
    try:
        fresh = check_again(rumour, by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("Somebody else has moved it meanwhile."))
        return redirect("knowledge:rumour-check", pk=pk)
    messages.success(request, _("The verdict is taken back. You check the claim again."))
    return redirect("knowledge:rumour-check", pk=fresh.pk)


@login_required
@posted_from("knowledge:rumour-check", "pk")
def rumour_verdict(request, pk):
    rumour = _checkers(request, pk)
    form = VerdictForm(request.POST, community=rumour.community)
    if form.is_valid():
        try:
            publish_verdict(rumour, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name, problems)
        except (IllegalMove, LostRace):
            messages.error(request, _("Somebody else has moved it meanwhile."))
            rumour.refresh_from_db()
            return _checking(request, rumour, form, HTTPStatus.CONFLICT)
        else:
            messages.success(request, _("Published. The chat answers with it from now on."))
            return redirect("knowledge:rumour-check", pk=pk)
    return _checking(request, rumour, form, HTTPStatus.UNPROCESSABLE_ENTITY)
