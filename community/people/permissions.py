"""Who may, by role."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from community.people.models import Membership, Role
from community.places.models import Community

STAFF = frozenset({Role.GRID_WORKER, Role.OFFICER, Role.APPROVER, Role.ADMIN})  # those who triage
BOARD = STAFF | {Role.AUDITOR}  # those who look at the desk's board


def has_role(user: Any, *roles: Role | str, community: Community | None = None) -> bool:
    """Whether `user` holds one of `roles`, in `community` or (None) in any. A superuser holds all, a stranger none."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if user.is_superuser:
        return True
    held = Membership.objects.filter(user=user, role__in=roles)
    if community is not None:
        held = held.filter(community=community)
    return held.exists()


def roles_of(user: Any, community: Community | None = None) -> set[str]:
    """The roles that `user` holds; empty for a stranger."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return set()
    held = Membership.objects.filter(user=user)
    if community is not None:
        held = held.filter(community=community)
    return set(held.values_list("role", flat=True))


def held_in(user: Any, roles: Iterable[Role | str]) -> QuerySet:
    """The keys of the communities in which `user` holds one of `roles`, for a query; a superuser holds none by name."""
    return Membership.objects.filter(user=user, role__in=list(roles)).values("community")


def communities_with(user: Any, roles: Iterable[Role | str]) -> QuerySet[Community]:
    """The communities in which `user` holds one of `roles`, the oldest first; for a superuser all. Without shapes."""
    rows = Community.objects.defer("shape").order_by("pk")
    return rows if user.is_superuser else rows.filter(pk__in=held_in(user, roles))


def may_manage_people(user: Any, community: Community | None = None) -> bool:
    """Give and take roles, read the register of residents."""
    return has_role(user, Role.ADMIN, community=community)
