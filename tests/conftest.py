"""What every test may ask for."""

import pytest
from hypothesis import settings as hypothesis_settings

from tests.factories import NOON

# no test asserts on time, Hypothesis's own deadline included: a busy machine is no fault
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


def pytest_collection_modifyitems(items):
    """Files that start whole sites take longest, so they begin first: none is left to run alone at the end."""
    items.sort(key=lambda item: not {"site", "town"} & vars(item.module).keys())


@pytest.fixture(autouse=True)
def _plain_world(settings, tmp_path):
    """Fast passwords, plain static files, a media folder of the test's own, no limits left over from other tests."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    # a warning that is issued at night rings people, and tests run at every hour: calls have tests of their own
    settings.CARRIERS = {**settings.CARRIERS, "voice": []}
    cache.clear()


@pytest.fixture
def now():
    return NOON


@pytest.fixture
def carrier(settings, client, db):
    """Twilio's far end, over real HTTP; see tests.support.carrier. Its webhooks come in through the test client."""
    from tests.support.carrier import Carrier, settings_for

    with Carrier(site=settings.PUBLIC_URL, client=client, clock=lambda: NOON) as far_end:
        for name, value in settings_for(far_end).items():
            setattr(settings, name, value)
        settings.CARRIERS = {"sms": ["community.messaging.carriers.twilio.TwilioCarrier"]}
        settings.SMS_SEGMENTS_PER_SECOND = 10_000.0  # the rate has tests of its own
        yield far_end


@pytest.fixture
def telephone(carrier, settings):
    """The same far end, which also makes calls: `carrier.phones` (tests.support.calls)."""
    settings.TWILIO_VOICE_FROM = settings.TWILIO_FROM
    settings.CARRIERS = {
        **settings.CARRIERS,
        "voice": ["community.messaging.carriers.twilio_voice.TwilioVoiceCarrier"],
    }
    settings.CARRIER_ROUTES = {**settings.CARRIER_ROUTES, "twilio_voice": {"per_second": 10_000.0}}
    return carrier.phones
