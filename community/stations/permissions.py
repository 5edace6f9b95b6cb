"""Who may speak for a station."""

from typing import Any

from community.people.models import Role
from community.people.permissions import has_role
from community.stations.models import Station


def may_confirm(user: Any, station: Station) -> bool:
    """Say whether it is open: its lead; any station lead where nobody leads it; officers and administrators."""
    if not getattr(user, "is_authenticated", False):
        return False
    if station.lead_id == user.pk:
        return True
    roles = [Role.OFFICER, Role.ADMIN]
    if station.lead_id is None:
        roles.append(Role.STATION_LEAD)
    return has_role(user, *roles, community=station.community)
