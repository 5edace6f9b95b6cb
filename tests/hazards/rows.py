"""Many public reports at once, written as the services leave them."""

from datetime import timedelta

from community.hazards.models import Report
from community.hazards.services import lay_squares, lay_weights
from portal.lib.ids import new_reference, new_token
from tests.factories import NOON
from tests.factories.hazards import HERE, category


def many_reports(count, *, at=HERE, start=NOON, apart=timedelta(minutes=1), community=None, **fields) -> list[Report]:
    """`count` of them, each `apart` later than the one before."""
    kind = fields.pop("category", None) or category(community=community)
    rows = [
        Report(
            community=kind.community,
            category=kind,
            reference=new_reference("H"),
            tracking_token=new_token(),
            description=fields.get("description", f"Number {number}."),
            latitude=at[0],
            longitude=at[1],
            language="en",
            status=fields.get("status", "triaged"),
            is_public=True,
            created=start + number * apart,
            updated=start + number * apart,
        )
        for number in range(count)
    ]
    lay_squares(rows)
    lay_weights(rows)
    return Report.objects.bulk_create(rows)
