"""A data folder of the test's own: the index lives there."""

import shutil

import pytest

from knowledge.models import IndexGeneration
from knowledge.selectors.finding import _guides, _suggester
from knowledge.selectors.guides import _library
from knowledge.selectors.rumours import _claims
from knowledge.services.articles import build_index
from tests.factories.knowledge import load_content
from tests.factories.places import CommunityFactory


@pytest.fixture(autouse=True)
def _own_index(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    kept = (_library, _claims, _guides, _suggester)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.fixture
def community(db):
    return CommunityFactory()


@pytest.fixture(scope="session")
def built_index(tmp_path_factory):
    """Where the index of the real articles is kept from the first test that built it."""
    return tmp_path_factory.mktemp("guides") / "index"


@pytest.fixture
def guides(community, settings, built_index):
    """The real articles, in a community in China; their index as the first test built it."""
    load_content()
    IndexGeneration.objects.update(number=1, mark="as in the files")
    if built_index.exists():
        shutil.copytree(built_index, settings.DATA_DIR / "index")
    else:
        build_index()
        shutil.copytree(settings.DATA_DIR / "index", built_index)
    return community
