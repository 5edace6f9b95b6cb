"""Who works on hazards, and an agency that hears of them."""

import pytest

from community.hazards.services import forwarding
from tests.factories.people import member
from tests.support.agency import Agency


@pytest.fixture
def officer():
    return member("officer")


@pytest.fixture
def worker():
    return member("grid_worker")


@pytest.fixture
def agency(settings, monkeypatch):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    monkeypatch.setattr(forwarding, "POST_SECONDS", 0.6)
    monkeypatch.setattr(forwarding, "ASK_SECONDS", 0.6)
    with Agency() as far_end:
        yield far_end
