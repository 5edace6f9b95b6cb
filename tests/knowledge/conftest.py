"""A data folder of the test's own: the index lives there."""

import pytest

from knowledge import selectors
from tests.factories.knowledge import load_content
from tests.factories.places import CommunityFactory


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    selectors._library.cache_clear()
    yield
    selectors._library.cache_clear()


@pytest.fixture
def community(db):
    return CommunityFactory()


@pytest.fixture
def guides(community):
    """The real articles, in a community in China."""
    load_content()
    return community
