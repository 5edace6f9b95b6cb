"""Who may."""

from typing import Any

from community.people.models import Role
from community.people.permissions import communities_with, has_role
from community.places.models import Community

EDITORS = frozenset({Role.EDITOR, Role.ADMIN})
ANSWERERS = frozenset({Role.VOLUNTEER, Role.GRID_WORKER, Role.OFFICER, Role.ADMIN})
HOUR_SETTERS = frozenset({Role.OFFICER, Role.ADMIN})
CHECKERS = frozenset({Role.EDITOR, Role.OFFICER, Role.ADMIN})


def may_edit_guides(user: Any) -> bool:
    """Write, read a second time, publish and withdraw guides: they serve every community of the site."""
    return has_role(user, *EDITORS)


def may_check_rumours(user: Any, community: Community | None = None) -> bool:
    """Take rumours on and publish verdicts."""
    return has_role(user, *CHECKERS, community=community)


def communities_to_check(user: Any) -> list[Community]:
    """Where `user` checks rumours."""
    return list(communities_with(user, CHECKERS))


def may_answer_talks(user: Any, community: Community | None = None) -> bool:
    """Be on duty in the chat, and answer residents there."""
    return has_role(user, *ANSWERERS, community=community)


def communities_to_answer(user: Any) -> list[Community]:
    """Where `user` may answer residents."""
    return list(communities_with(user, ANSWERERS))


def may_set_hours(user: Any, community: Community | None = None) -> bool:
    """Say when volunteers answer in the chat, and on which days none does."""
    return has_role(user, *HOUR_SETTERS, community=community)


def communities_to_set_hours(user: Any) -> list[Community]:
    """Where `user` sets those hours."""
    return list(communities_with(user, HOUR_SETTERS))
