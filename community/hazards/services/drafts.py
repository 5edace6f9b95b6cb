"""Reports in the making: begun in a chat, sent once, from there or by their link."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.hazards.models import Draft, Report
from community.hazards.selectors import area_named_in, categories_of
from community.hazards.services.reports import file_report
from community.hazards.services.texted import take_unnamed_photos
from community.hazards.words import OTHER, hazard_in, place_in
from community.places.models import Community
from portal.lib.ids import new_token
from portal.lib.sealing import seal, unseal

LIFE = timedelta(hours=1)
KEPT = timedelta(days=1)


class DraftEnded(Exception):
    """It was sent, dropped, or is older than an hour."""


def begin_draft(community: Community, *, words: str, language: str, phone: str = "", now: datetime) -> Draft:
    """A draft with what `words` say already. `phone` is E.164, "" where nobody is to be told."""
    draft = Draft(
        token=new_token(),
        community=community,
        language=language,
        phone_sealed=seal(phone) if phone else None,
        created=now,
        expires=now + LIFE,
    )
    _understand(draft, words)
    draft.save(force_insert=True)
    return draft


def _understand(draft: Draft, words: str) -> None:
    hazard = hazard_in(words)
    draft.description = words[:4000]
    draft.urgency = hazard.urgency
    if hazard.code != OTHER:
        draft.category = categories_of(draft.community).filter(code=hazard.code).first()
    draft.address = draft.address or place_in(words)
    draft.area = draft.area or area_named_in(draft.community, words)


def say_more(draft: Draft, *, words: str) -> None:
    """What it is: `words` replace none, and are added to some."""
    _understand(draft, f"{draft.description} {words}".strip())
    draft.save()


def place_draft(draft: Draft, *, words: str) -> None:
    """Where it is."""
    draft.address, draft.area = words[:300], area_named_in(draft.community, words)
    draft.save()


def change_draft(draft: Draft, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(changes))


def end_draft(draft: Draft, *, now: datetime) -> bool:
    """Drop it: neither the talk nor the link leads anywhere. False where it had ended before."""
    return bool(Draft.objects.filter(pk=draft.pk, ended_at=None).update(ended_at=now))


@transaction.atomic
def send_draft(draft: Draft, *, now: datetime, **fields: Any) -> Report:
    """File it, once. `fields` (of file_report) win over what the draft holds. Raises DraftEnded."""
    claimed = Draft.objects.filter(pk=draft.pk, ended_at=None, expires__gt=now).update(ended_at=now)
    if not claimed:
        raise DraftEnded
    phone = unseal(draft.phone_sealed) if draft.phone_sealed else ""
    said: dict[str, Any] = {
        "category": draft.category,
        "description": draft.description,
        "address": draft.address,
        "area": draft.area,
        "urgency": draft.urgency or None,
        "reporter_phone": phone,
        "language": draft.language,
        "channel": "chat",
    }
    report = file_report(community=draft.community, now=now, **{**said, **fields})
    Draft.objects.filter(pk=draft.pk).update(report=report)
    if phone:
        take_unnamed_photos(report, phone=phone, now=now)
    return report


def forget_drafts(*, now: datetime) -> int:
    """Drop what was never sent, and what was, a day later; how many."""
    return Draft.objects.filter(created__lt=now - KEPT).delete()[0]
