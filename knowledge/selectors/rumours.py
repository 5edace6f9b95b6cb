"""Questions about rumours: which one somebody means, what waits, what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from community.places.models import Community
from knowledge.chat.claims import Wording, bare_link, is_covered, is_same, likeness, says_flee, wording_of
from knowledge.models import Rumour, Telling
from portal.lib.language import language_of_text

MOST_KEPT = 1_000  # rumours of a community that are compared with: the latest
MOST_WORDINGS = 30  # of one rumour


@dataclass(frozen=True)
class Claim:
    """A rumour as the chat meets it. A telling that no checker saw is compared with only if it is the first."""

    rumour: int
    is_published: bool
    says_flee: bool
    wordings: tuple[Wording, ...]
    links: frozenset[str]


@dataclass(frozen=True)
class Met:
    """The rumour of a claim. `is_covered`: its verdict may be said of these words, as they add nothing to it."""

    rumour: Rumour
    is_covered: bool


def claim_met(community: Community | None, text: str) -> Met | None:
    """The rumour that `text` is a wording of: the nearest, of those as near one with a verdict, then the latest."""
    mine = _wording(text) if text.strip() else None
    if community is None or mine is None:
        return None
    found: list[tuple[bool, float, bool, int, int]] = []
    for at, claim in enumerate(_claims_of(community)):
        near = [one for one in claim.wordings if is_same(mine, one)]
        if near:
            covered = [one for one in near if is_covered(mine, one)]
            nearest = max(likeness(mine, one) for one in covered or near)
            found.append((bool(covered), nearest, claim.is_published, -at, claim.rumour))
    if not found:
        return None
    best = max(found)
    rumour = Rumour.objects.alive().filter(pk=best[-1]).first()
    return Met(rumour, best[0]) if rumour else None


def rumour_told(community: Community, words: str, link: str) -> Rumour | None:
    """The rumour that somebody tells again: by its words; by its link where there are no words to compare.

    A link alone says nothing of the words beside it. A verdict takes no words that add to it, and what tells people
    to flee goes with what does so too.
    """
    met = claim_met(community, words)
    if met and (met.is_covered or met.rumour.status != Rumour.Status.PUBLISHED):
        return met.rumour if met.rumour.says_flee or not says_flee(words) else None
    bare = bare_link(link) if link else ""
    claims = _claims_of(community) if bare else ()
    for claim in sorted(claims, key=lambda one: not one.is_published):  # what a checker saw at that link comes first
        is_open = not claim.wordings and not claim.is_published and (claim.says_flee or not says_flee(words))
        if bare in claim.links and (not words or is_open):
            return Rumour.objects.alive().filter(pk=claim.rumour).first()
    return None


def _wording(words: str) -> Wording:
    return wording_of(words, language_of_text(words, default="en"))


def _claims_of(community: Community) -> tuple[Claim, ...]:
    rows = Rumour.objects.alive().filter(community=community)
    state = rows.aggregate(at=Max("changed"), last=Max("pk"), many=Count("pk"))
    if not state["many"]:
        return ()
    last = Telling.objects.aggregate(last=Max("pk"))["last"] or 0
    return _claims(community.pk, state["at"], (state["many"], state["last"], last))


@lru_cache(maxsize=64)
def _claims(community: int, changed: datetime, numbers: tuple[int, ...]) -> tuple[Claim, ...]:
    """All that is alive there, the latest first. Kept until anything changes: every writer sets `changed`."""
    rows = list(Rumour.objects.alive().filter(community=community).order_by("-changed", "-pk")[:MOST_KEPT])
    tellings: dict[int, list[Telling]] = {row.pk: [] for row in rows}
    for telling in Telling.objects.filter(rumour__in=tellings).order_by("-is_accepted", "pk"):
        tellings[telling.rumour_id].append(telling)
    return tuple(_claim(row, tellings[row.pk]) for row in rows)


def _claim(row: Rumour, tellings: list[Telling]) -> Claim:
    is_published = row.status == Rumour.Status.PUBLISHED
    accepted = [one for one in tellings if one.is_accepted]
    first = min((one for one in tellings if one.words), key=lambda one: one.pk, default=None)
    words = {*row.claim.values(), *(one.words for one in accepted[:MOST_WORDINGS])}
    if first is not None and not is_published:
        words.add(first.words)
    if row.is_lightly_false:
        words = {one for one in words if not says_flee(one)}
    return Claim(
        rumour=row.pk,
        is_published=is_published,
        says_flee=row.says_flee,
        wordings=tuple({_wording(one) for one in words if one}),
        links=frozenset(bare_link(one.link) for one in (accepted if is_published else tellings) if one.link),
    )


def published_rumours(community: Community | None, now: datetime) -> list[Rumour]:
    """Verdicts, those that still hold first, the latest first."""
    rows = Rumour.objects.published().order_by("-published_at", "-pk")
    if community is not None:
        rows = rows.filter(community=community)
    listed = list(rows[:100])
    return [row for row in listed if not row.has_lapsed(now)] + [row for row in listed if row.has_lapsed(now)]


def desk_rumours(communities: Iterable[Community], status: str) -> QuerySet[Rumour]:
    """What waits, the most told first; what was published or set aside, the latest first."""
    rows = Rumour.objects.filter(community__in=communities, status=status).select_related("community", "checker")
    rows = rows.annotate(people=Count("tellings__who", distinct=True), told=Coalesce(Sum("tellings__times"), 0))
    waiting = status in (Rumour.Status.RECEIVED, Rumour.Status.CHECKING)
    order = ["-says_flee", "-people", "created", "pk"] if waiting else ["-changed", "-pk"]
    return rows.order_by(*order).prefetch_related("tellings")


def alike_at_desk(rumour: Rumour) -> list[Rumour]:
    """Others of the place that it could be joined with: alive, the latest first."""
    rows = Rumour.objects.alive().filter(community=rumour.community).exclude(pk=rumour.pk)
    return list(rows.order_by("-changed", "-pk").prefetch_related("tellings")[:50])
