"""The page of the guides: topics, what a search found, and what both are narrowed to."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.selectors.facets import FACET_NAMES, NAMES, offered
from knowledge.services import urgent_in_search
from portal.lib.language import language_of_text
from portal.lib.limits import TooMany, address_of, spend

LONGEST_SEARCH = 400
A_PAGE, OF_A_SEARCH = 20, 12  # guides at once; of a search the first are what counts

URGENT = {
    "home-fire": "fire", "gas-leak": "gas", "carbon-monoxide": "hazmat", "cpr-aed": "aed", "choking": "people",
    "severe-bleeding": "aid", "earthquake": "quake", "flood": "flood", "electric-shock": "electrical",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One code of a facet as a link: it chooses, or takes the choice off again."""

    code: str
    label: str
    count: int
    query: str
    is_on: bool


@dataclass(frozen=True)
class Facet:
    code: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_on]


@require_safe
def article_list(request):
    """Topics, or what a search found, or what was chosen."""
    language, community = get_language() or "en", resolve_community()
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    exact = request.GET.get("exact") == "1"
    chosen = _chosen(request.GET)
    context = {"q": text, "longest": LONGEST_SEARCH, "language": language}
    if text:
        try:
            spend("knowledge-search", address_of(request), limit=120, seconds=60)
        except TooMany:
            return render(request, "knowledge/article_list.html", {**context, "too_many": True}, status=429)
    asked_in = language_of_text(text, default=language) if text else language
    before, crisis = urgent_in_search(text, language=asked_in, community=community, now=timezone.now())
    listing = selectors.list_guides(text, asked_in, community, chosen, exact=exact, crisis=crisis)
    opens_in = asked_in if asked_in != language else ""  # a guide that was asked for in Chinese opens in Chinese
    context |= {"before": before, "crisis": crisis}
    context |= {"facets": _facets(listing, chosen, _kept(text, exact, chosen)), "narrowed": bool(chosen)}
    if text or chosen:
        page = Paginator(listing.guides, OF_A_SEARCH if text else A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "listing": listing,
            "page": page,
            "results": selectors.results_of(
                page.object_list, listing.terms, asked_in, community, chosen, opens_in=opens_in
            ),
            "found_language": asked_in,
            "opens_in": f"?language={opens_in}" if opens_in else "",
            "query": _kept(text, exact, chosen).urlencode(),
            "as_typed": _kept(text, True, chosen).urlencode(),
            "everywhere": _kept(text, exact, selectors.Chosen()).urlencode(),
        }
    if not (text or chosen) or not (listing.guides or before):
        context["topics"] = selectors.articles_by_topic(language)
        titles = selectors.published_translations(URGENT, language)
        context["urgent"] = [(titles[slug], icon) for slug, icon in URGENT.items() if slug in titles]
    response = render(request, "knowledge/article_list.html", context)
    if crisis or (before and before.beside):  # such words are for nobody else's eyes
        add_never_cache_headers(response)
    return response


def _chosen(asked: QueryDict) -> selectors.Chosen:
    """The codes of an address that we know; others are left out."""
    return selectors.Chosen(
        **{facet: tuple(code for code in NAMES[facet] if code in asked.getlist(facet)) for facet in NAMES}
    )


def _kept(text: str, exact: bool, chosen: selectors.Chosen) -> QueryDict:
    """The address of a search."""
    query = QueryDict(mutable=True)
    if text:
        query["q"] = text
        if exact:
            query["exact"] = "1"
    for facet in NAMES:
        query.setlist(facet, list(getattr(chosen, facet)))
    return query


def _facets(listing: selectors.Listing, chosen: selectors.Chosen, kept: QueryDict) -> list[Facet]:
    """Every facet with the codes that would leave something, and those that are chosen."""
    found = []
    for facet, names in NAMES.items():
        on, choices = getattr(chosen, facet), []
        for code, label, count in offered(facet, listing.counts, on):
            query = kept.copy()
            query.setlist(facet, [one for one in names if (one in on) != (one == code)])
            choices.append(Choice(code, label, count, query.urlencode(), code in on))
        if choices:
            found.append(Facet(facet, str(FACET_NAMES[facet]), choices))
    return found
