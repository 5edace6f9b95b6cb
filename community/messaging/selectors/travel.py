"""How long a message takes from the carrier's hand to the phone, by what carriers have told of the latest ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.messaging.models import Receipt

LATELY = timedelta(days=30)
MEASURED, LEAST = 200, 10  # messages that it is judged by; fewer than ten say nothing


@dataclass(frozen=True)
class Travel:
    """From when a carrier took a message until it said that it was delivered."""

    half: timedelta  # half of them took no longer
    most: timedelta  # nine in ten
    measured: int


def travel_time(channel: str, now: datetime) -> Travel | None:
    """What the latest messages of `channel` took; None where too few were reported."""
    told = Receipt.objects.filter(
        status="delivered", at__gt=now - LATELY, at__lte=now, delivery__channel=channel, delivery__sent_at__isnull=False
    )
    pairs = told.order_by("-pk").values_list("at", "delivery__sent_at")[:MEASURED]
    # a receipt may overtake the answer to our own request
    took = sorted(max(at - sent, timedelta(0)) for at, sent in pairs if sent)
    if len(took) < LEAST:
        return None
    return Travel(took[len(took) // 2], took[len(took) * 9 // 10], len(took))
