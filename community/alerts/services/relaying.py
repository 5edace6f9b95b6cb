"""What the duty officer makes of a proposal: a draft for two people, as always, or nothing, with the reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.alerts.models import (
    COLOUR,
    RELAYED_FROM,
    Alert,
    AlertEvent,
    CapCategory,
    Proposal,
    ProposalEvent,
    ResponseType,
)
from community.alerts.selectors.upstream import press_of, without_markup, words_by_language
from community.alerts.services.drafting import cancel_alert, clear_alert, draft_alert, edit_alert, update_alert
from community.places.models import Community
from portal.lib.live import publish
from portal.lib.moves import move

MOST_HEADLINE, MOST_WORDS = 160, 5000
RANKS = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")


@transaction.atomic
def relay_proposal(proposal: Proposal, *, by: Any, now: datetime) -> Alert:
    """Draft what the proposal calls for: a relay in the authority's own words and levels, or the update, the end or
    the all-clear of the relay that it changes. Nothing is sent before two people have read it.

    Raises IllegalMove and LostRace where somebody has decided on the proposal already, ValidationError where nothing
    can be made of it, in the reader's language.
    """
    # as in take_in: its end must not come between
    Community.objects.select_for_update(no_key=True).get(pk=proposal.community_id)
    proposal.refresh_from_db()
    before = proposal.status
    press = press_of(proposal, now)
    if before == Proposal.Status.WAITING and press.obstacle:
        raise ValidationError(press.obstacle)
    if press.kind == "relay" or press.alert is None:
        alert = _relayed(proposal, by=by, now=now)
    else:
        alert = _followed(proposal, press.kind, press.alert, by=by, now=now)
    move(proposal, Proposal.Status.TAKEN, alert=alert)
    _record(proposal, "taken", by=by, now=now, note=alert.identifier)
    words = f"{proposal.source.name}: {proposal.sender},{proposal.identifier}"
    AlertEvent.objects.create(
        alert=alert, kind="relayed", from_status=alert.status, to_status=alert.status, by=by, at=now, note=words
    )
    return alert


@transaction.atomic
def dismiss_proposal(proposal: Proposal, *, by: Any, now: datetime, reason: str) -> None:
    """Set it aside: not for us. Raises IllegalMove, LostRace, ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is not for this place.")]})
    move(proposal, Proposal.Status.DISMISSED)
    _record(proposal, "dismissed", by=by, now=now, note=reason.strip()[:2000])


@transaction.atomic
def reopen_proposal(proposal: Proposal, *, by: Any, now: datetime) -> None:
    """Take up again what was set aside. Raises IllegalMove, LostRace."""
    move(proposal, Proposal.Status.WAITING)
    _record(proposal, "reopened", by=by, now=now)


def _relayed(proposal: Proposal, *, by: Any, now: datetime) -> Alert:
    return draft_alert(
        by=by,
        now=now,
        community=proposal.community,
        kind=Alert.Kind.RELAY,
        exercise=proposal.is_exercise,
        infos=_infos(proposal),
        **_facts(proposal, now),
    )


def _followed(proposal: Proposal, kind: str, alert: Alert, *, by: Any, now: datetime) -> Alert:
    """The message that does to our relay what the authority's did to its own."""
    infos, note = _infos(proposal), proposal.identifier[:400]
    if kind in ("cancel", "clear"):
        end = cancel_alert if kind == "cancel" else clear_alert
        # words about a place that it has left would mislead here: then our own say that it is over
        moved = any(one[0] == "moved_away" for one in proposal.findings)
        return end(alert, by=by, now=now, note=note, infos=None if moved else infos, from_authority=True)
    if kind == "edit":
        return edit_alert(alert, by=by, now=now, infos=infos, from_authority=True, **_facts(proposal, now))
    return update_alert(alert, by=by, now=now, note=note, infos=infos, from_authority=True, **_facts(proposal, now))


def _facts(proposal: Proposal, now: datetime) -> dict[str, Any]:
    """Everything of a draft but its words."""
    grave = _grave(proposal)
    category = next((one for one in grave["categories"] if one in CapCategory.values), CapCategory.OTHER.value)
    onset, ends = _moment(grave["onset"]), proposal.ends
    responses = [one for one in grave["responses"] if one in ResponseType.values and one != ResponseType.ALL_CLEAR]
    return {
        "issuer": (proposal.source.issuer or grave["sender_name"] or proposal.sender)[:120],
        "event": (grave["event"] or _("Warning"))[:80],
        "category": category,
        "severity": grave["severity"],
        "urgency": grave["urgency"],
        "certainty": grave["certainty"],
        "expires": ends,
        "onset": onset if onset and ends and onset <= ends else None,
        "response_types": responses,
        "contact": without_markup(grave["contact"])[:200],
        "parameters": _parameters(proposal, grave),
        "area": {"polygon": proposal.shape or proposal.community.shape},
    }


def _parameters(proposal: Proposal, grave: Mapping[str, Any]) -> list[dict[str, str]]:
    """The authority's own, its colour among them, and which of its messages this is."""
    sent = proposal.sent.isoformat(timespec="seconds") if proposal.sent else ""
    pairs = [[RELAYED_FROM, f"{proposal.sender},{proposal.identifier},{sent}"], *grave["parameters"][:15]]
    if grave["colour"]:
        pairs.insert(1, [COLOUR, grave["colour"]])
    return [{"valueName": name[:100], "value": value[:500]} for name, value in pairs if name.strip() and value.strip()]


def _grave(proposal: Proposal) -> Mapping[str, Any]:
    """The gravest of the infos that people here will read."""
    infos = list(words_by_language(proposal).values())
    return min(infos, key=lambda info: RANKS.index(info["severity"]))


def _infos(proposal: Proposal) -> list[dict[str, str]]:
    """The authority's words, unaltered. A headline that is too long for ours stands whole above the description."""
    found = []
    for language, info in words_by_language(proposal).items():
        headline = " ".join(without_markup(info["headline"] or info["event"]).split())
        description = without_markup(info["description"])
        if len(headline) > MOST_HEADLINE:
            description = f"{headline}\n{description}".strip()
            headline = headline[: MOST_HEADLINE - 1].rstrip() + "…"
        found.append(
            {
                "language": language,
                "headline": headline,
                "description": _shortened(description),
                "instruction": _shortened(without_markup(info["instruction"])),
                "text": "",
            }
        )
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS - 1].rstrip() + "…"


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _record(proposal: Proposal, kind: str, *, by: Any, now: datetime, note: str = "") -> None:
    ProposalEvent.objects.create(proposal=proposal, kind=kind, by=by, note=note, at=now)
    publish("desk", "proposal", id=proposal.pk)
