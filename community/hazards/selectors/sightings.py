"""What passers-by said."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from community.hazards.models import Report, Sighting


@dataclass(frozen=True, slots=True)
class Seen:
    """How many say that it is gone, and how many that it is still there."""

    gone: int = 0
    there: int = 0

    def __bool__(self) -> bool:
        return bool(self.gone or self.there)


def seen_of(reports: Iterable[Report]) -> dict[int, Seen]:
    """{key of a report: what was said}, of those of which anything was; one question however many."""
    rows = Sighting.objects.filter(report__in=[row.pk for row in reports]).values_list("report")
    counted = rows.annotate(gone=Count("pk", filter=Q(is_gone=True)), there=Count("pk", filter=Q(is_gone=False)))
    return {key: Seen(gone, there) for key, gone, there in counted.order_by()}
