"""Rumours: told, taken on, answered with sources and an end date, checked again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from community.places.models import Community
from knowledge.chat import says_flee
from knowledge.chat.masked import without_numbers
from knowledge.models import Rumour, RumourEvent, Telling
from knowledge.selectors import rumour_told
from portal.lib.language import language_of_text
from portal.lib.live import publish
from portal.lib.moves import IllegalMove, move
from portal.lib.sealing import blind_index

S, V = Rumour.Status, Rumour.Verdict
LONGEST_LIFE = timedelta(days=366)


@transaction.atomic
def tell_rumour(community: Community, *, words: str, link: str = "", who: str, now: datetime) -> Rumour:
    """Keep a claim, with those that say the same. `who`: any words that stay the same for one person.

    A claim on which a verdict stands is told on to that rumour: the answer is its page. Its words count there, and no
    verdict is said of them before a checker has seen them. Phone numbers and mail addresses are not kept.
    """
    words = without_numbers(words.strip()[:1000])
    rumour = rumour_told(community, words, link)
    if rumour is None:
        rumour = Rumour.objects.create(
            community=community, says_flee=says_flee(words), created=now, changed=now, status=S.RECEIVED
        )
        _note(rumour, "received", by=None, now=now)
    who = blind_index(f"rumour:{who}")
    again = Telling.objects.filter(rumour=rumour, who=who, words=words, link=link)
    if not again.update(times=F("times") + 1, at=now):
        language = language_of_text(words, default="en")
        Telling.objects.create(rumour=rumour, words=words, link=link, language=language, who=who, at=now)
    Rumour.objects.filter(pk=rumour.pk).update(changed=now, says_flee=rumour.says_flee or says_flee(words))
    publish("desk", "rumour", id=rumour.pk)
    return rumour


def take_rumour(rumour: Rumour, *, by: Any, now: datetime) -> None:
    """`by` checks it. Raises IllegalMove, LostRace."""
    _moved(rumour, S.CHECKING, "taken", by=by, now=now, checker=by)


def put_back(rumour: Rumour, *, by: Any, now: datetime) -> None:
    """Nobody checks it any more. Raises IllegalMove, LostRace."""
    _moved(rumour, S.RECEIVED, "put_back", by=by, now=now, checker=None)


def drop_rumour(rumour: Rumour, *, note: str, by: Any, now: datetime) -> None:
    """Set aside what is no claim. Raises ValidationError without a reason; IllegalMove, LostRace."""
    if not note.strip():
        raise ValidationError({"note": [_("Say why.")]})
    _moved(rumour, S.SUPERSEDED, "dropped", by=by, now=now, note=note.strip())


@transaction.atomic
def publish_verdict(
    rumour: Rumour,
    *,
    claim: Mapping[str, str],
    verdict: str,
    why: Mapping[str, str],
    sources: Sequence[Mapping[str, str]],
    valid_until: datetime,
    from_authority: bool,
    by: Any,
    now: datetime,
) -> None:
    """Say what was found, in every language of the community, with its sources and until when it holds.

    What tells people to flee is called false only where an authority says so (`from_authority`: one of the sources
    is its statement). Raises ValidationError by field, IllegalMove, LostRace.
    """
    wrong: dict[str, list[str]] = {}
    for name, words in (("claim", claim), ("why", why)):
        missing = [code for code in rumour.community.languages if not words.get(code, "").strip()]
        if missing:
            names = ", ".join(str(dict(settings.LANGUAGES)[code]) for code in missing)
            wrong[name] = [_("Write it in every language: %(names)s.") % {"names": names}]
    if verdict not in V.values:
        wrong["verdict"] = [_("Choose a verdict.")]
    if not sources or not all(one.get("authority") and one.get("title") for one in sources):
        wrong["sources"] = [_("Name at least one source: who says it, and in what.")]
    if valid_until <= now:
        wrong["valid_until"] = [_("This day is over.")]
    elif valid_until > now + LONGEST_LIFE:
        wrong["valid_until"] = [_("A verdict holds for a year at most.")]
    seen = list(rumour.tellings.all())
    flees = rumour.says_flee or any(says_flee(words) for words in [*claim.values(), *(one.words for one in seen)])
    if verdict == V.FALSE and flees and not from_authority:
        wrong["verdict"] = [
            _("This claim tells people to flee. Call it false only with the statement of the authority that knows.")
        ]
    if wrong:
        raise ValidationError(wrong)
    _moved(
        rumour,
        S.PUBLISHED,
        "published",
        by=by,
        now=now,
        claim=dict(claim),
        verdict=verdict,
        why=dict(why),
        sources=[dict(one) for one in sources],
        valid_until=valid_until,
        says_flee=flees,
        from_authority=from_authority,
        published_at=now,
        checker=by,
    )
    Telling.objects.filter(pk__in=[one.pk for one in seen]).update(is_accepted=True)


@transaction.atomic
def check_again(rumour: Rumour, *, by: Any, now: datetime) -> Rumour:
    """A verdict is no longer sure, or has run out: it is taken back, and the claim is checked anew. The new rumour.

    Raises IllegalMove, LostRace.
    """
    if rumour.status != S.PUBLISHED:
        raise IllegalMove(rumour, S.SUPERSEDED)
    fresh = Rumour.objects.create(
        community=rumour.community,
        status=S.CHECKING,
        claim=rumour.claim,
        why=rumour.why,
        sources=rumour.sources,
        says_flee=rumour.says_flee,
        checker=by,
        created=rumour.created,
        changed=now,
    )
    _into(rumour, fresh, "again", by=by, now=now)
    return fresh


@transaction.atomic
def merge_rumours(rumour: Rumour, into: Rumour, *, by: Any, now: datetime) -> None:
    """Two that say the same: `rumour` and all its wordings go into `into`. Raises ValidationError, IllegalMove."""
    if into.pk == rumour.pk or into.community_id != rumour.community_id or into.status == S.SUPERSEDED:
        raise ValidationError({"into": [_("It cannot be joined with this one.")]})
    if rumour.status == S.PUBLISHED:
        raise IllegalMove(rumour, S.SUPERSEDED)
    flees = rumour.says_flee or any(says_flee(one.words) for one in rumour.tellings.all())
    if into.status == S.PUBLISHED and into.is_lightly_false and flees:
        raise ValidationError(
            {
                "into": [
                    _(
                        "This one tells people to flee, and the other was called false without the statement of the "
                        "authority that knows. Check this one by itself."
                    )
                ]
            }
        )
    Telling.objects.filter(rumour=rumour).update(is_accepted=True)  # whoever joins them says that they say the same
    _into(rumour, into, "merged", by=by, now=now)


def _into(rumour: Rumour, other: Rumour, kind: str, *, by: Any, now: datetime) -> None:
    _moved(rumour, S.SUPERSEDED, kind, by=by, now=now, superseded_by=other)
    Telling.objects.filter(rumour=rumour).update(rumour=other)
    Rumour.objects.filter(pk=other.pk).update(changed=now, says_flee=other.says_flee or rumour.says_flee)
    _note(other, kind, by=by, now=now, note=str(rumour))


@transaction.atomic
def _moved(rumour: Rumour, to: str, kind: str, *, by: Any, now: datetime, note: str = "", **changes: Any) -> None:
    move(rumour, to, changed=now, **changes)
    _note(rumour, kind, by=by, now=now, note=note)
    publish("desk", "rumour", id=rumour.pk)


def _note(rumour: Rumour, kind: str, *, by: Any, now: datetime, note: str = "") -> None:
    RumourEvent.objects.create(rumour=rumour, kind=kind, by=by, note=note, at=now)
