"""People with roles, and residents with phones in the fictional range."""

import factory

from community.accounts.models import User
from community.people.models import Membership, Resident, ResidentPlace, Role
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.places import CommunityFactory


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"Person {n}")


def member(*roles: Role | str, community=None, **fields) -> User:
    """A user who holds `roles` in `community` (default the usual one)."""
    user = UserFactory(**fields)
    community = community or CommunityFactory()
    for role in roles:
        Membership.objects.create(user=user, community=community, role=role)
    return user


def resident(number: int, *, community=None, language="en", latitude=38.89, longitude=-77.02, radius=0, **fields):
    """A resident who agreed to be texted, at +1202555{number:04}, with one place (by default in Lower Street)."""
    phone = f"+1202555{number:04d}"
    row = Resident.objects.create(
        community=community or CommunityFactory(),
        phone_sealed=seal(phone),
        phone_index=blind_index(phone),
        language=language,
        **{"consent": True, "consent_at": NOON, "source": "import", "created": NOON, **fields},
    )
    ResidentPlace.objects.create(resident=row, latitude=latitude, longitude=longitude, radius=radius)
    return row
