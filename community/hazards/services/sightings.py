"""Neighbours say whether a hazard is gone. Anybody may; only the reporter and staff open a report again."""

from datetime import datetime

from django.db import transaction

from community.hazards.models import Report, Sighting
from portal.lib.live import publish
from portal.lib.moves import IllegalMove
from portal.lib.sealing import blind_index

S = Report.Status
ASKED_IN = frozenset({*Report.OPEN, S.FIXED, S.REFERRED})


@transaction.atomic
def say_seen(report: Report, *, is_gone: bool, who: str, now: datetime) -> None:
    """Keep what `who` (any words that stay the same for one person) saw; said again, the new word counts.

    Raises IllegalMove where nobody asks: the report is over, or is not in the list.
    """
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if held.status not in ASKED_IN:
        raise IllegalMove(held, held.status)
    Sighting.objects.update_or_create(
        report=held, who=blind_index(f"sighting:{who}"), defaults={"is_gone": is_gone, "at": now}
    )
    publish("desk", "report", reference=held.reference)


def forget_sightings(report: Report) -> None:
    """What was seen before a report was fixed, opened again or closed says nothing of it since."""
    Sighting.objects.filter(report=report).delete()
