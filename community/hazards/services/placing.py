"""Which square of the map a report stands in, kept in its row, so that the map is counted along an index."""

from collections.abc import Iterable

from community.hazards.models import Report, public_place
from portal.lib.squares import square_at

AT_ONCE = 5_000


def lay_squares(reports: Iterable[Report]) -> list[Report]:
    """Set `square` of `reports`, kept or not; those that changed. Nothing is written.

    Of the rounded place: of the exact one, a square's edge would say on which side of it somebody lives.
    """
    changed = []
    for row in reports:
        place = row.public_position
        square = square_at(*place) if place else None
        if row.square != square:
            row.square = square
            changed.append(row)
    return changed


def place_anew() -> int:
    """Every report, after the rounding of a category changed; how many stand in another square now."""
    count, last = 0, 0
    rows = Report.objects.filter(latitude__isnull=False).order_by("pk")
    bare = rows.values_list("pk", "latitude", "longitude", "category__round_to", "square")
    while some := list(bare.filter(pk__gt=last)[:AT_ONCE]):
        last = some[-1][0]
        for key, latitude, longitude, decimals, square in some:
            place = public_place(latitude, longitude, decimals)
            if place and square_at(*place) != square:
                count += Report.objects.filter(pk=key).update(square=square_at(*place))
    return count
