"""manage.py doctor says what is wrong, and how to mend it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.messaging.services import send_text
from knowledge.models import Translation
from portal.lib.networks import Networks
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


def told():
    """What it says, and whether it found something that would not work."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError:
        return out.getvalue(), True
    return out.getvalue(), False


@pytest.fixture(autouse=True)
def healthy():
    CommunityFactory()
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def guides():
    call_command("load_knowledge", stdout=StringIO())


@pytest.mark.usefixtures("guides")
def test_a_laptop_is_well():
    words, ill = told()

    assert not ill, words
    assert "BAD" not in words
    assert "Communities: liuwan" in words
    assert "Migrations have run" in words


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN, TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"),
        ({"TWILIO_AUTH_TOKEN": "x", "TWILIO_FROM": "+12025550100"}, "Missing: TWILIO_ACCOUNT_SID"),
        ({"IS_PUBLIC": True, "IS_HTTPS": False, "PUBLIC_URL": "http://watch.example"}, "Serve it by https"),
        ({"IS_PUBLIC": True, "IS_HTTPS": True, "TRUSTED_PROXIES": Networks([])}, "Set TRUSTED_PROXIES"),
        ({"ALLOWED_HOSTS": ["*"]}, "Name the hosts"),
        ({"SMS_GATEWAYS": {"domestic": {"name": "domestic"}}}, "send.url: an http or https address is needed"),
        ({"IS_EMBEDDED": False, "REDIS_URL": "redis://127.0.0.1:1/0"}, "Is REDIS_URL right?"),
    ],
)
def test_what_would_not_work_is_named_with_its_remedy(settings, changes, remedy):
    for name, value in changes.items():
        setattr(settings, name, value)

    words, ill = told()

    assert ill
    assert any(line.startswith("BAD") and remedy in line for line in words.splitlines()), words


@pytest.mark.usefixtures("guides")
def test_guides_that_were_changed_behind_the_index_are_named():
    Translation.objects.filter(language="en", article__slug="flood").update(title="Something else")

    words, ill = told()

    assert ill
    assert "The index (en) differs from the database in 1 guides (flood). Mend: manage.py rebuild_index" in words
    call_command("rebuild_index", stdout=StringIO())
    assert told()[1] is False


def test_secrets_are_never_said(settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC1", "a very secret token"
    settings.REDIS_URL, settings.IS_EMBEDDED = "redis://:hunter2@127.0.0.1:1/0", False

    words, _ill = told()

    assert "secret token" not in words
    assert "hunter2" not in words
    assert settings.SECRET_KEY not in words


def test_the_carriers_own_answer_to_help_has_to_name_the_emergency_number(settings):
    assert "HELP" not in told()[0]

    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = "AC1", "x", "+12025550100"
    words, _ill = told()

    assert "HELP text" in words
    assert "Call 119/120/110 now" in words


def test_a_key_that_others_can_read_is_bad(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o644)

    words, ill = told()

    assert ill
    assert "chmod 600" in words


def test_texts_that_wait_for_minutes_point_to_the_worker():
    now = timezone.now()
    send_text(
        key="code:1",
        phone="+12025550101",
        body="Your code",
        language="en",
        expires=now + timedelta(hours=1),
        now=now - timedelta(minutes=9),
    )

    words, ill = told()

    assert ill
    assert "Is a worker running?" in words
