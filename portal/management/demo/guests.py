"""Who the demo's page offers to be, and where its tour leads."""

from typing import Any

from community.accounts.models import User
from community.people.models import Membership
from community.places.models import Community
from portal.management.demo.accounts import ACCOUNTS
from portal.management.demo.tour import TOUR

DEMO_USERNAMES = [account.username for account in ACCOUNTS]


def demo_people(community: Community) -> list[dict[str, Any]]:
    """The demo's accounts in `community`, with the words for their roles, in the order in which the demo made them."""
    memberships = (
        Membership.objects.filter(community=community, user__username__in=DEMO_USERNAMES)
        .select_related("user")
        .order_by("user__pk", "pk")
    )
    people: dict[int, dict[str, Any]] = {}
    for membership in memberships:
        entry = people.setdefault(membership.user_id, {"user": membership.user, "roles": []})
        entry["roles"].append(membership.get_role_display())
    return list(people.values())


def tour(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of the tour, each with the person who takes it."""
    by_name = {entry["user"].username: entry for entry in people}
    steps = []
    for step in TOUR:
        entry = by_name.get(step.username)
        if step.username and entry is None:
            continue  # that account was taken away
        steps.append(
            {
                "title": step.title,
                "text": step.text,
                "url": step.url,
                "label": step.label,
                "user": entry["user"] if entry else None,
                "role": entry["roles"][0] if entry else "",
            }
        )
    return steps


def demo_user(community: Community, username: str) -> User | None:
    """A demo account of `community` that holds no role in a real one."""
    if username not in DEMO_USERNAMES:
        return None
    user = User.objects.filter(username=username, is_active=True, memberships__community=community).first()
    if user is None or user.memberships.filter(community__is_demo=False).exists():
        return None
    return user
