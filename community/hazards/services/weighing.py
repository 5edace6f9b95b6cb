"""How pressing each report is, kept in its row, so that the desk's order is read along an index."""

from collections.abc import Sequence

from community.hazards.models import Report
from community.hazards.selectors.urgency import A_POINT, weights_of

AT_ONCE = 500
FIELDS = ("points", "reasons", "counts_from")


def lay_weights(reports: Sequence[Report]) -> list[Report]:
    """Set `points`, `reasons` and `counts_from` of `reports`, kept or not; those that changed. Nothing is written."""
    changed = []
    for number, reasons in weights_of(reports).items():
        row, points = reports[number], sum(row[1] for row in reasons)
        values = (points, reasons, row.created - points * A_POINT)
        if tuple(getattr(row, name) for name in FIELDS) != values:
            row.points, row.reasons, row.counts_from = values
            changed.append(row)
    return changed


def weigh(*reports: Report | None) -> None:
    """Keep anew how pressing they are. Within the transaction of whatever changed it."""
    for row in lay_weights([row for row in reports if row is not None]):
        Report.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in FIELDS})


def weigh_open() -> int:
    """Every open report, after a category's weight changed or a station came or went; how many stand elsewhere now."""
    count, last = 0, 0
    while rows := list(Report.objects.open().filter(pk__gt=last).select_related("category").order_by("pk")[:AT_ONCE]):
        last = rows[-1].pk
        changed = lay_weights(rows)
        Report.objects.bulk_update(changed, FIELDS, batch_size=100)
        count += len(changed)
    return count
