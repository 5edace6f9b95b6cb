"""Whom nothing but a call reached: when it is over, a text would not find them either."""

from collections.abc import Collection

from django.db.models import Q

from community.messaging.models import Delivery, Reached

Status = Delivery.Status
MAYBE = [Status.SENDING, Status.UNKNOWN, Status.SENT, Status.DELIVERED]  # it reached them, or may have
READS = [Reached.How.REPLY, Reached.How.PAGE]  # whoever did this has read it
PAGE = 500  # people a statement


def heard_by_call(broadcasts: Collection[int], keys: Collection[str]) -> set[str]:
    """Those of `keys` whom `broadcasts` (primary keys) reached, or may have reached, by a call and by nothing else.

    A text, a push or a letter counts where it was delivered; where a channel's carrier reports nothing at all, where
    it was taken.
    """
    rows = Delivery.objects.filter(broadcast__in=broadcasts, recipient__in=keys)
    called = rows.filter(channel="voice", status__in=MAYBE).values_list("recipient", flat=True)
    found = set(called)
    if not found:
        return set()
    delivered = Delivery.objects.filter(broadcast__in=broadcasts, status=Status.DELIVERED)
    mute = [way for way in ("sms", "push", "email") if not delivered.filter(channel=way).exists()]
    read = rows.exclude(channel="voice").filter(
        Q(status=Status.DELIVERED) | Q(status=Status.SENT, channel__in=mute), recipient__in=found
    )
    known = Reached.objects.filter(broadcast__in=broadcasts, recipient__in=found, how__in=READS)
    return found.difference(read.values_list("recipient", flat=True), known.values_list("recipient", flat=True))


def count_heard_by_call(broadcasts: Collection[int]) -> int:
    """How many people `heard_by_call` would give, whoever they are."""
    called = Delivery.objects.filter(broadcast__in=broadcasts, channel="voice", status__in=MAYBE)
    keys = sorted(set(called.values_list("recipient", flat=True)))
    return sum(len(heard_by_call(broadcasts, keys[start : start + PAGE])) for start in range(0, len(keys), PAGE))
