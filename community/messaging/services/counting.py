"""Keeping the board's counts: parts that changed are counted again, and the whole is put right by the difference."""

from django.db import transaction

from community.messaging.models import Broadcast, ChangedPart, KeptCount
from community.messaging.selectors.counting import Sums, as_json, from_json, kept_sums, sums_by_part

PARTS = 10  # a transaction: ten thousand people, so that nobody waits long for the write lock
TURNS = 30  # in one call; then other work gets the thread


def keep_counts() -> int:
    """Count again what changed; how many parts. Safe at any time, from any number of processes, after any crash.

    Boards are right without it, and slow: whatever is not kept they count themselves.
    """
    kept = 0
    for pk in set(ChangedPart.objects.order_by().values_list("broadcast", flat=True).distinct()):
        for _turn in range(TURNS):
            parts = _keep(pk)
            kept += parts
            if parts < PARTS:
                break
    return kept


def _keep(pk: int) -> int:
    """Count again at most PARTS parts of one broadcast; how many. None where another process is at it."""
    broadcast = Broadcast.objects.filter(pk=pk).only("audience").first()
    if broadcast is None or not broadcast.audience:  # gone; or one phone, which is counted when it is asked for
        ChangedPart.objects.filter(broadcast=pk).delete()
        return 0
    KeptCount.objects.get_or_create(broadcast=broadcast, part=KeptCount.WHOLE)
    with transaction.atomic():
        mine = KeptCount.objects.select_for_update(skip_locked=True)
        whole = mine.filter(broadcast=broadcast, part=KeptCount.WHOLE).first()
        if whole is None:
            return 0
        changed = ChangedPart.objects.filter(broadcast=broadcast)
        parts = sorted(changed.order_by().values_list("part", flat=True).distinct()[:PARTS])
        # forgotten first, counted afterwards: what is named from here on is named again
        changed.filter(part__in=parts).delete()
        before, present = kept_sums(pk, parts), sums_by_part(pk, parts)
        total = from_json(whole.sums)
        rows = []
        for part in parts:
            sums = present.get(part, Sums())
            total.subtract(before.get(part, Sums()))
            total.update(sums)
            rows.append(KeptCount(broadcast=broadcast, part=part, sums=as_json(sums)))
        rows.append(KeptCount(broadcast=broadcast, part=KeptCount.WHOLE, sums=as_json(total)))
        KeptCount.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["broadcast", "part"], update_fields=["sums"]
        )
    return len(parts)
