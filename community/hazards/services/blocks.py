"""Blocking a sender, lifting it, and hearing who says that it is wrong."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.hazards.models import Block, BlockEvent, Origin, Report, Sender
from community.hazards.selectors import block_of, number_to_call, sender_of_report
from community.places.models import Community
from portal.lib.ids import new_token
from portal.lib.limits import spend
from portal.lib.live import publish
from portal.lib.moves import LostRace
from portal.lib.phones import masked
from portal.lib.sealing import blind_index, unseal

ADDRESS_DAYS = 30  # an address changes hands
DAYS = (1, 7, ADDRESS_DAYS, 365)  # that a block may hold; 0: until it is lifted
APPEALS = {"limit": 10, "seconds": 3600}  # an address may send
MOST_APPEAL = 2000  # letters
ORIGIN_KEPT = timedelta(days=30)  # this project's own choice, for PIPL article 19: the shortest time
INDEX_KEPT = timedelta(days=90)  # after the end of a block, so that an appeal can still be answered


class SenderBlocked(Exception):
    """Reports of this sender are not taken. Nothing was kept."""

    def __init__(self, block: Block):
        super().__init__(f"block {block.pk}")
        self.block = block


def admit(community: Community, sender: Sender, *, is_emergency: bool, now: datetime) -> Block | None:
    """Let a report in. The block of a sender whose emergency passes all the same, else None. Raises SenderBlocked."""
    block = block_of(community, sender, now)
    if block is None:
        return None
    counted = "passed" if is_emergency else "refused"
    Block.objects.filter(pk=block.pk).update(**{counted: F(counted) + 1}, last_at=now)
    if not is_emergency:
        raise SenderBlocked(block)
    return block


def block_sender(
    community: Community,
    *,
    kind: str,
    index: str,
    why: str,
    days: int,
    note: str = "",
    hint: str = "",
    report: Report | None = None,
    by: Any,
    now: datetime,
) -> Block:
    """Take no more reports from a sender, for `days` (one of DAYS; 0: until it is lifted). Raises ValidationError.

    `index` is the keyed hash (selectors.sender_of). An address is blocked for ADDRESS_DAYS at most.
    """
    if not index:
        raise ValidationError({"kind": _("This is not known of the sender.")})
    if why not in Block.Reason.values:
        raise ValidationError({"why": _("Choose a reason.")})
    if days not in (0, *DAYS):
        raise ValidationError({"days": _("Choose how long.")})
    if kind == Block.Kind.ADDRESS and not 0 < days <= ADDRESS_DAYS:
        words = _("An address changes hands: block it for %(days)d days at most.") % {"days": ADDRESS_DAYS}
        raise ValidationError({"days": words})
    same = Block.objects.filter(community=community, kind=kind, index=index, lifted_at=None)
    try:
        with transaction.atomic():
            for old in same.filter(until__lte=now):
                Block.objects.filter(pk=old.pk).update(lifted_at=old.until)
                BlockEvent.objects.create(block=old, kind="ended", at=old.until)
            block = Block.objects.create(
                community=community,
                kind=kind,
                index=index,
                hint=hint,
                report=report,
                why=why,
                note=note,
                token=new_token(),
                by=by,
                at=now,
                until=now + timedelta(days=days) if days else None,
            )
            BlockEvent.objects.create(block=block, kind="blocked", by=by, note=note, at=now)
            publish("desk", "block")
    except IntegrityError:
        raise ValidationError({"kind": _("This sender is blocked already.")}) from None
    return block


def block_sender_of(report: Report, *, kind: str, why: str, days: int, note: str = "", by: Any, now: datetime) -> Block:
    """Take no more reports from whoever sent `report`. Raises ValidationError by field."""
    hint = ""
    if kind == Block.Kind.PHONE and report.reporter_phone_sealed:
        hint = masked(unseal(report.reporter_phone_sealed))
    return block_sender(
        report.community,
        kind=kind,
        index=dict(sender_of_report(report).known_as()).get(kind, ""),
        why=why,
        days=days,
        note=note,
        hint=hint,
        report=report,
        by=by,
        now=now,
    )


def block_phone(community: Community, phone: str, *, why: str, days: int, note: str = "", by: Any, now: datetime):
    """Take no more reports from a phone (E.164). Raises ValidationError by field."""
    return block_sender(
        community,
        kind=Block.Kind.PHONE,
        index=blind_index(phone),
        hint=masked(phone),
        why=why,
        days=days,
        note=note,
        by=by,
        now=now,
    )


@transaction.atomic
def lift_block(block: Block, *, words: str = "", by: Any, now: datetime) -> None:
    """Take reports from this sender again. `words` are theirs to read. Raises LostRace where it was lifted before."""
    if not Block.objects.filter(pk=block.pk, lifted_at=None).update(lifted_at=now, lifted_by=by, appealed_at=None):
        raise LostRace(block, "lifted")
    BlockEvent.objects.create(block=block, kind="lifted", by=by, note=words, at=now)
    publish("desk", "block")


@transaction.atomic
def keep_block(block: Block, *, words: str, by: Any, now: datetime) -> None:
    """Answer an appeal: it stays. `words` are the sender's to read. Raises ValidationError, LostRace."""
    if not words.strip():
        raise ValidationError({"words": _("Say why. The sender reads it.")})
    if not Block.objects.filter(pk=block.pk, lifted_at=None, appealed_at__isnull=False).update(appealed_at=None):
        raise LostRace(block, "kept")
    BlockEvent.objects.create(block=block, kind="kept", by=by, note=words.strip(), at=now)
    publish("desk", "block")


def appeal(block: Block, *, words: str, address: str = "", now: datetime) -> bool:
    """The sender says that it is wrong; False where an appeal waits already or the block is over. Raises TooMany."""
    if address:
        spend("hazard-appeal", address, **APPEALS)
    with transaction.atomic():
        waiting = Block.objects.in_force(now).filter(pk=block.pk, appealed_at=None)
        if not waiting.update(appealed_at=now):
            return False
        BlockEvent.objects.create(block=block, kind="appeal", note=words[:MOST_APPEAL], at=now)
        publish("desk", "block")
    return True


def refusal(block: Block, *, by_text: bool = False) -> str:
    """What a blocked sender is told, complete: until when, why, what to do in danger, and how to say that it is wrong.

    `by_text`: they may answer the text itself.
    """
    said = {"why": block.get_why_display()}
    if block.until is None:
        words = _("We take no reports from you at present. Reason: %(why)s.") % said
    else:
        day = date_format(block.until.astimezone(block.community.zone), pgettext("format of a day", "l j F Y"))
        words = _("We take no reports from you until %(day)s. Reason: %(why)s.") % {**said, "day": day}
    number = number_to_call(block.community)
    if number:
        danger = _("In danger, call %(number)s. A report that says so still reaches us.") % {"number": number}
    else:
        danger = _("In danger, call your emergency number. A report that says so still reaches us.")
    if by_text:
        wrong = _("Is this wrong? Answer with the reason.")
    else:
        wrong = _("Is this wrong? Tell us here: %(url)s") % {"url": f"{settings.PUBLIC_URL}{block.page}"}
    return f"{words} {danger} {wrong}"


def forget_senders(*, now: datetime) -> int:
    """Erase whence reports came after ORIGIN_KEPT, and of whom a block was INDEX_KEPT after its end; how many."""
    gone, _rows = Origin.objects.filter(at__lte=now - ORIGIN_KEPT).delete()
    end = now - INDEX_KEPT
    old = Block.objects.filter(Q(lifted_at__lte=end) | Q(lifted_at=None, until__lte=end)).exclude(index="")
    return gone + old.update(index="", hint="")
