"""What of the guides is carried away: pictures, the list of what this browser keeps, and what of it still holds."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.articles import CALLS
from knowledge.services.cards import guide_cards
from knowledge.services.wording import numbers_to_call


@require_safe
def kept(request):
    """The guides on this phone: the browser fills the list in, the site knows nothing of it."""
    return render(
        request,
        "knowledge/kept.html",
        {"numbers": numbers_to_call(resolve_community(), CALLS[0], list(CALLS))},
    )


@require_safe
def kept_guides(request):
    """What is published, by revision; nothing is said of who keeps it."""
    return JsonResponse(
        {"guides": selectors.published_revisions(resolve_community())}, headers={"Cache-Control": "no-cache"}
    )


@require_safe
def guide_card(request, slug, number):
    """One picture of a guide. A browser may keep it, and asks each time whether it still holds."""
    row = selectors.published_translation(slug, get_language())
    if row is None:
        raise Http404
    community = resolve_community()
    etag = f'"{selectors.revision_of(row, community)}-{row.language}-{number}"'
    if answer := get_conditional_response(request, etag=etag):
        return answer
    cards = guide_cards(row, community)
    if not 1 <= number <= len(cards):
        raise Http404
    return HttpResponse(
        cards[number - 1], content_type="image/svg+xml", headers={"ETag": etag, "Cache-Control": "no-cache"}
    )
