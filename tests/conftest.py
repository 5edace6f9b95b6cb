"""What every test may ask for."""

import pytest

from tests.factories import NOON


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
    cache.clear()


@pytest.fixture
def now():
    return NOON
