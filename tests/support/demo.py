"""A demo site for the tests of one module: `town = demo_town()`."""

from typing import Any

import pytest

from tests.support.site import site


def demo_town(**environment: str) -> Any:
    """A fixture: the whole demo, running, for every test of the module that names it `town`."""

    @pytest.fixture(scope="module")
    def town(tmp_path_factory):
        with site(tmp_path_factory.mktemp("site"), demo=True, **environment) as run:
            run.start_all()
            yield run

    return town
