"""What of the guides a household can tick off at home."""

from dataclasses import dataclass, field

from community.places.models import Community
from knowledge.articles import LANGUAGES, Item, listed, mark_of
from knowledge.models import Translation
from knowledge.selectors.guides import Part, parts_of

# For every home, in this order, and the sections that are done at leisure.
HOUSEHOLD = {
    "emergency-kit": ("steps", "different"),
    "family-plan": ("steps", "different"),
    "medicines-and-powered-devices": ("before", "different"),
    "insurance-and-papers": ("before", "steps"),
    "smoke-alarm-extinguisher": ("before", "different"),
    "drills-at-home": ("before", "steps"),
}
# Other guides, where they have a list of what to prepare; what is done in danger is read, not ticked off.
PARTS = ("before", "during", "after")
TOPICS_AT_HOME = {"nature", "fire", "household", "hazmat", "people", "water", "health"}
FEWEST = 3


@dataclass(frozen=True)
class Line:
    mark: str  # the same in every language of the guide, while its words stay
    item: Item


@dataclass(frozen=True)
class Checklist:
    row: Translation
    parts: list[tuple[Part, list[Line]]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.row.article.slug

    @property
    def lines(self) -> int:
        return sum(len(lines) for _part, lines in self.parts)


def checklists(language: str, community: Community | None) -> dict[str, list[Checklist]]:
    """Every list by topic; those for every home first, under ""."""
    rows = Translation.objects.filter(language=language, article__is_published=True).select_related("article")
    others = rows.filter(article__topic__in=TOPICS_AT_HOME).exclude(article__slug__in=HOUSEHOLD)
    home = {row.article.slug: row for row in rows.filter(article__slug__in=HOUSEHOLD)}
    found: dict[str, list[Checklist]] = {}
    for row in [*(home[slug] for slug in HOUSEHOLD if slug in home), *others.order_by("article__topic", "title")]:
        made = _checklist(row, None, community)
        if made is not None:
            found.setdefault("" if made.slug in HOUSEHOLD else row.article.topic, []).append(made)
    return found


def checklist_of(slug: str, language: str, community: Community | None) -> Checklist | None:
    """The list made of a published guide, in `language` or else another; None where it has none."""
    rows = Translation.objects.filter(article__slug=slug, article__is_published=True).select_related("article")
    found = {row.language: row for row in rows}
    row = found.get(language) or next(iter(found.values()), None)
    return None if row is None else _checklist(row, found.get(LANGUAGES[0]), community)


def has_checklist(row: Translation, parts: list[Part]) -> bool:
    return _chosen(row, parts) != []


def _chosen(row: Translation, parts: list[Part]) -> list[Part]:
    if row.article.slug in HOUSEHOLD:
        names = HOUSEHOLD[row.article.slug]
        return sorted((part for part in parts if part.id in names), key=lambda part: names.index(part.id))
    before = next((part for part in parts if part.id == "before"), None)
    if row.article.topic not in TOPICS_AT_HOME or before is None or len(listed(before.source)) < FEWEST:
        return []
    return [part for part in parts if part.id in PARTS]


def _checklist(row: Translation, first: Translation | None, community: Community | None) -> Checklist | None:
    """`first` is the same guide in the language that lines are known by: a tick outlives a change of language."""
    same = {part.id: listed(part.source) for part in parts_of(first, community)} if first is not None else {}
    made = []
    for part in _chosen(row, parts_of(row, community)):
        items = listed(part.source)
        known = same.get(part.id, [])
        if len(known) != len(items):
            known = items
        lines = [Line(mark_of(part.id, one.text), item) for item, one in zip(items, known, strict=True)]
        if lines:
            made.append((part, lines))
    return Checklist(row, made) if made else None
