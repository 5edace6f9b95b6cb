"""How the rows of a broadcast stand, counted one by one."""

from collections import Counter

from community.messaging.models import Broadcast, Delivery


def delivery_tally(broadcast: Broadcast, **only: str) -> dict[str, int]:
    """Rows of `broadcast` (those of a language or a channel) at each status; every status is named."""
    counted = Counter(broadcast.deliveries.filter(**only).values_list("status", flat=True))
    return {status: counted[status] for status in Delivery.Status.values}
