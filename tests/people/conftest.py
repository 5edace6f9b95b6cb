"""Where the stories of people happen."""

import pytest

from tests.factories.places import AreaFactory, CommunityFactory


@pytest.fixture
def town(db):
    return AreaFactory(community=CommunityFactory(region="US")).community
