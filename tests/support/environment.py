"""The environment of a test run, set before Django reads it: nothing of the developer's own is touched."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="shouwang-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in (
    "PUBLIC_URL",
    "PORT",
    "TWILIO_MESSAGING_SERVICE_SID",
    "DEMO_PASSWORD",
    "TRUSTED_PROXIES",
    "ALLOWED_HOSTS",
    "DEBUG",
):
    os.environ.pop(_name, None)
os.environ.update(
    DJANGO_SETTINGS_MODULE="portal.settings",
    ENV_FILE=os.devnull,
    DATA_DIR=_folder,
    SECRET_KEY="a key for tests only, of some length",
    FIELD_ENCRYPTION_KEY="another key for tests only",
    TIME_ZONE="UTC",
    DEFAULT_LANGUAGE="en",
    DEFAULT_REGION="US",
    TWILIO_ACCOUNT_SID="",
    RATE_LIMIT_SCALE="1",
)
if _brokers := os.environ.get("CITY_REDIS", "").split():  # one for each worker of pytest-xdist
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = _brokers[int(_worker) % len(_brokers)]
if not os.environ.get("CITY"):  # set by tests.support.city beside DATABASE_URL and REDIS_URL
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
