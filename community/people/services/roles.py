"""Giving and taking roles."""

from typing import Any

from community.people.models import Membership, Role
from community.places.models import Community
from community.places.selectors import only_community


def give_role(user: Any, role: Role | str, community: Community) -> Membership:
    """Let `user` act as `role` in `community`; giving twice is giving once."""
    membership, _created = Membership.objects.get_or_create(user=user, community=community, role=Role(role))
    return membership


def take_role(user: Any, role: Role | str, community: Community) -> bool:
    """Take a role back. False where the user did not hold it."""
    taken, _rows = Membership.objects.filter(user=user, community=community, role=role).delete()
    return bool(taken)


def make_resident_account(user: Any) -> Membership | None:
    """What a new account may do: be a resident of the only community. None where there are several, or none."""
    community = only_community()
    return give_role(user, Role.RESIDENT, community) if community else None
