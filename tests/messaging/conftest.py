import pytest

from tests.factories.messaging import ALLOWED, AUDIENCE, CONTACTS


@pytest.fixture(autouse=True)
def _audience(settings):
    settings.AUDIENCES = {**settings.AUDIENCES, **AUDIENCE}
    settings.CONTACTS = {**settings.CONTACTS, **CONTACTS}
    ALLOWED.clear()
    settings.LANGUAGE_OF_PHONE = "tests.messaging.handlers.nobody_known"
    settings.SMS_HANDLERS = [
        "community.messaging.inbound.opt_out",
        "community.messaging.inbound.answer",
        "tests.messaging.handlers.broken",
        "community.messaging.inbound.about",
        "tests.messaging.handlers.echo",
    ]


@pytest.fixture
def impatient(settings):
    """A request times out soon: for stories about carriers that hang."""
    settings.CARRIER_TIMEOUT = 0.4
