"""Who should take a report, by the community's rules."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from community.hazards.models import AssignmentRule, Report
from community.people.permissions import STAFF


def suggested_for(report: Report) -> Any | None:
    """Whom the closest rule names: area and kind, else the area, else the kind, else neither; None where none does.

    Of a role, whoever has the fewest open reports; a person who no longer works there is passed over.
    """
    rules = AssignmentRule.objects.filter(
        Q(category=report.category_id) | Q(category=None),
        Q(area=report.area_id) | Q(area=None),
        community=report.community_id,
    )
    for rule in sorted(rules, key=lambda row: (row.area_id is None, row.category_id is None)):
        held: dict[str, Any] = {"memberships__community": report.community_id}
        held |= {"memberships__role": rule.role} if rule.role else {"memberships__role__in": list(STAFF)}
        people = get_user_model().objects.filter(is_active=True, **held)
        if rule.person_id:
            people = people.filter(pk=rule.person_id)
        ours = Q(assigned_reports__stands_open=1, assigned_reports__community=report.community_id)
        found = (
            people.annotate(busy=Count("assigned_reports", filter=ours, distinct=True)).order_by("busy", "pk").first()
        )
        if found is not None:
            return found
    return None
