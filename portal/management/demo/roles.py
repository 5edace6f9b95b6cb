"""Making the demo's accounts."""

from django.contrib.auth.hashers import make_password

from community.accounts.models import User
from community.people.models import Role
from community.people.services import give_role
from community.places.models import Community
from portal.management.demo.accounts import ACCOUNTS, NEIGHBOURS


def make_accounts(community: Community, password: str) -> dict[str, User]:
    """The demo's accounts, all with `password`, none with a phone. The administrator may open /admin/."""
    people = {}
    # one hash for all: eleven would take seconds
    hashed = make_password(password)
    for account in ACCOUNTS:
        is_admin = account.role == Role.ADMIN
        people[account.username], _made = User.objects.update_or_create(
            username=account.username,
            defaults={"name": account.name, "password": hashed, "is_staff": is_admin, "is_superuser": is_admin},
        )
        give_role(people[account.username], account.role, community)
    return people


def make_neighbours(community: Community) -> list[User]:
    """Residents who sign up for drills. Nobody can sign in as one of them."""
    neighbours = []
    for number, name in enumerate(NEIGHBOURS, start=1):
        user, _made = User.objects.get_or_create(
            username=f"neighbour{number:02d}", defaults={"name": name, "password": make_password(None)}
        )
        give_role(user, Role.RESIDENT, community)
        neighbours.append(user)
    return neighbours
