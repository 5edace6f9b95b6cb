"""Checklists: those to start from, and the versions that a community makes of its own."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from community.hazards.models import Category, Checklist, ChecklistItem
from community.hazards.services.categories import ensure_categories
from community.places.models import Community
from portal.lib.ids import new_reference
from portal.lib.moves import LostRace

STARTING = Path(__file__).resolve().parent.parent / "starting_checklists.toml"


@dataclass(frozen=True)
class ItemWords:
    """One item as it was typed; `code` is that of the version before, "" of a new one."""

    words: dict[str, str]
    finding: dict[str, str]
    category: Category
    urgency: str
    help: dict[str, str] = field(default_factory=dict)
    code: str = ""


@transaction.atomic
def ensure_checklists(community: Community) -> int:
    """Give `community` the checklists to start from that it lacks; how many. Its own words are never touched."""
    kinds = {category.code: category for category in ensure_categories(community)}
    known = set(Checklist.objects.filter(community=community).values_list("slug", flat=True))
    starting = tomllib.loads(STARTING.read_text(encoding="utf-8"))["checklist"]
    new = [(number, one) for number, one in enumerate(starting, start=1) if one["slug"] not in known]
    for number, one in new:
        fields = {name: one[name] for name in ("slug", "name", "intro", "source", "source_date")}
        row = Checklist.objects.create(community=community, position=10 * number, **fields)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=row, position=10 * place, **{**item, "category": kinds[item["category"]]})
            for place, item in enumerate(one["item"], start=1)
        )
    return len(new)


@transaction.atomic
def write_checklist(
    before: Checklist | None,
    *,
    community: Community,
    words: dict[str, Any],
    items: Sequence[ItemWords],
    by: Any,
    now: datetime,
) -> Checklist:
    """The version of `before` that holds from today, or a new checklist; rounds keep the version they started with.

    `words` has `name`, `intro`, `source` and `source_date`; `items` stand in their order. A version with which no
    round was ever started goes. Raises LostRace where somebody else has changed or withdrawn `before` meanwhile.
    """
    if before is not None and not Checklist.objects.filter(pk=before.pk, is_active=True).update(is_active=False):
        raise LostRace(before, "changed")
    row = Checklist.objects.create(
        community=community,
        slug=before.slug if before else new_reference("list").lower(),
        position=before.position if before else 1000,
        since=now.astimezone(community.zone).date(),
        written_by=by,
        **words,
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=row,
            code=one.code or new_reference("item").lower(),
            words=one.words,
            help=one.help,
            finding=one.finding,
            category=one.category,
            urgency=one.urgency,
            position=10 * place,
        )
        for place, one in enumerate(items, start=1)
    )
    if before is not None and not before.rounds.exists():
        before.delete()
    return row


def copy_checklist(row: Checklist, *, by: Any, now: datetime) -> Checklist:
    """A checklist of its own with the same items."""
    ends = {"en": " (copy)", "zh-hans": "（副本）"}
    words = {
        "name": {language: f"{text}{ends.get(language, ' *')}" for language, text in row.name.items()},
        **{name: getattr(row, name) for name in ("intro", "source", "source_date")},
    }
    items = [
        ItemWords(one.words, one.finding, one.category, one.urgency, one.help, one.code)
        for one in row.items.filter(is_active=True).select_related("category")
    ]
    return write_checklist(None, community=row.community, words=words, items=items, by=by, now=now)


@transaction.atomic
def offer_checklist(row: Checklist, *, offered: bool) -> bool:
    """Offer the latest version for new rounds, or no longer; False where a later version is in force."""
    same = Checklist.objects.filter(community=row.community_id, slug=row.slug)
    if same.filter(pk__gt=row.pk).exists():
        return False
    same.filter(pk=row.pk).update(is_active=offered)
    return True
