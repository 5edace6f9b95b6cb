"""Other senders' messages become proposals: each once, tied to what it changes, in whatever order they come."""

import hashlib
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db import transaction

from community.alerts.cap.checking import end_of, findings_at, language_of, worst_grade, worst_of
from community.alerts.cap.placing import Placed, chosen_infos, placed
from community.alerts.cap.received import Finding, Received
from community.alerts.models import Proposal, ProposalEvent, ProposalReference, Severity, Source
from community.alerts.selectors.upstream import relayed_before, saying_of
from community.places.models import Community
from portal.lib.live import publish
from portal.lib.moves import try_move

REAL = ("Actual", "Exercise")
CHANGING = ("Update", "Cancel")
RANKS = [severity.value for severity in Severity]
NEWS_FOR = timedelta(hours=24)  # how long a cancellation is news
KEPT_FOR = timedelta(days=90)  # what nobody took and is long over


@transaction.atomic
def take_in(source: Source, message: Received, *, now: datetime) -> Proposal | None:
    """Keep `message` as a proposal to the officers of the source's community.

    None where it is known already or is not about this place. It is tied to the messages that it names, and to those
    that name it, whichever came first; what is replaced no longer waits.
    """
    # one message of a community at a time: of two that name each other, the second must see the first
    community = Community.objects.select_for_update(no_key=True).get(pk=source.community_id)
    key, name_key = keys_of(message.sender, message.identifier, message.sent)
    digest = message.digest()
    known = Proposal.objects.filter(community=community)
    if known.filter(key=key, digest=digest).exists():
        return None
    found = placed(message, community.shape, source.codes)
    # a later word on something that concerned this place concerns it too, wherever it lies now
    follows = _named_by(message, known).exists()
    named = ProposalReference.objects.filter(proposal__community=community)
    holds = message.msg_type == "Cancel" and not message.infos and bool(message.references)
    if not (found.touches and message.infos) and not follows and not holds:
        return None
    findings = list(found.findings)
    if message.infos and not found.touches:
        findings.append(Finding("moved_away"))
    if source.senders and message.sender not in source.senders:
        findings.append(Finding("sender_unexpected", message.sender[:80]))
    twin = known.filter(name_key=name_key).first()
    if twin is not None and (twin.key == key or message.msg_type == "Alert"):
        findings.append(Finding("identifier_reused", message.identifier[:80]))
    message = replace(message, findings=(*message.findings, *findings))
    proposal = _kept(source, community, message, found, key=key, name_key=name_key, digest=digest, now=now)
    _record(proposal, "received", now=now)
    _tie(proposal, message, known, named, now=now)
    _set_aside(proposal, holds and not follows, now=now)
    publish("desk", "proposal", id=proposal.pk)
    return proposal


@transaction.atomic
def forget_proposals(*, now: datetime) -> int:
    """Let go of what ended long ago and was never drafted from; how many."""
    old = Proposal.objects.filter(received__lt=now - KEPT_FOR, alert=None).exclude(status=Proposal.Status.TAKEN)
    return old.exclude(ends__gt=now - KEPT_FOR).delete()[1].get("alerts.Proposal", 0)


def keys_of(sender: str, identifier: str, sent: datetime | None) -> tuple[str, str]:
    """The key of one message, and of all that its sender calls by that name."""
    name = f"{sender.strip().casefold()},{identifier.strip()}"
    moment = sent.astimezone(UTC).isoformat(timespec="seconds") if sent else ""
    return _hashed(f"{name},{moment}"), _hashed(name)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _named_by(message: Received, known):
    """Which of `known` the message names: to the second where it says when, by name where no such one is known."""
    keys = [keys_of(to.sender, to.identifier, to.sent) for to in message.references]
    own = keys_of(message.sender, message.identifier, message.sent)[0]
    return known.filter(name_key__in=[name for _key, name in keys]).exclude(key=own)


def _kept(
    source: Source, community: Community, message: Received, found: Placed, *, now: datetime, **keys: str
) -> Proposal:
    infos = found.infos or message.infos
    chosen = chosen_infos(infos, language_of)
    worst = worst_of(infos)
    ends = end_of(message)
    if message.msg_type == "Cancel":
        ends = max(filter(None, [ends, (message.sent or now) + NEWS_FOR]))
    findings = findings_at(message, message.sent or now)  # what the hour adds is added when it is shown
    said = next(iter(chosen.values()), None)
    return Proposal.objects.create(
        community=community,
        source=source,
        sender=message.sender,
        identifier=message.identifier,
        sent=message.sent,
        cap_status=message.status,
        msg_type=message.msg_type,
        event=said.event if said else "",
        headline=((said.headline or said.event) if said else message.note or message.identifier)[:400],
        severity=worst.severity if worst else "Unknown",
        rank=RANKS.index(worst.severity) if worst else len(RANKS),
        ends=ends,
        infos=[saying_of(info) for info in infos],
        findings=[[one.code, one.value, one.where] for one in findings],
        grade=worst_grade(findings),
        shape=found.shape,
        shape_error=found.error,
        xml=zlib.compress(message.xml),
        received=now,
        **keys,
    )


def _tie(proposal: Proposal, message: Received, known, named, *, now: datetime) -> None:
    for to in message.references:
        key, name_key = keys_of(to.sender, to.identifier, to.sent)
        if key == proposal.key:
            continue
        older = known.filter(name_key=name_key).exclude(pk=proposal.pk).order_by("-sent", "-pk")
        target = older.filter(key=key).first() or older.first()
        words = f"{to.sender},{to.identifier}"[:400]
        ProposalReference.objects.create(proposal=proposal, key=key, name_key=name_key, words=words, target=target)
        if target is not None:
            _replace(target, proposal, now=now)
    # those that named it before it came
    for reference in named.filter(name_key=proposal.name_key, target=None).select_related("proposal"):
        reference.target = proposal
        reference.save(update_fields=["target"])
        _replace(proposal, reference.proposal, now=now)
        _set_aside(reference.proposal, False, now=now)


def _replace(older: Proposal, newer: Proposal, *, now: datetime) -> None:
    """What a later message changes no longer waits; what was drafted from it stays so."""
    if newer.msg_type in CHANGING and older.status in (Proposal.Status.WAITING, Proposal.Status.DISMISSED):
        if try_move(older, Proposal.Status.REPLACED):
            _record(older, "replaced", now=now, note=newer.identifier)
            publish("desk", "proposal", id=older.pk)


def _set_aside(proposal: Proposal, is_held: bool, *, now: datetime) -> None:
    """What needs nobody's decision does not ask for one: tests, acknowledgements, the end of what was never relayed."""
    if proposal.cap_status not in REAL or proposal.msg_type not in ("Alert", *CHANGING):
        note = f"{proposal.cap_status} {proposal.msg_type}"
    elif is_held or (proposal.msg_type == "Cancel" and _was_never_relayed(proposal)):
        note = "Cancel"
    else:
        return
    if try_move(proposal, Proposal.Status.DISMISSED):
        _record(proposal, "dismissed", now=now, note=note)


def _was_never_relayed(proposal: Proposal) -> bool:
    """Whether all that a cancellation takes back is known here, and nothing of it was drafted from."""
    targets = list(proposal.refers.values_list("target", flat=True))
    return bool(targets) and None not in targets and relayed_before(proposal) is None


def _record(proposal: Proposal, kind: str, *, now: datetime, note: str = "") -> None:
    ProposalEvent.objects.create(proposal=proposal, kind=kind, note=note, at=now)
