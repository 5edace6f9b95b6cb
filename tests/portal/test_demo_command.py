"""Loading the demo: by command, side by side, and without a single text."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from community.accounts.models import User
from community.messaging.models import Delivery
from community.messaging.services import send_due, sweep
from community.places.models import Community
from community.stations.models import Station
from portal.management.commands.up import Command
from portal.management.demo.accounts import ACCOUNTS
from portal.management.demo.load import load_demo
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_the_demo_causes_no_text_and_no_call_to_the_carrier(carrier):
    load_demo("us", password="a demo password", now=timezone.now())
    before = list(Delivery.objects.order_by("pk").values_list("pk", "status"))
    assert before

    for later in (timedelta(0), timedelta(minutes=5), timedelta(days=2)):
        sweep(now=timezone.now() + later)
        send_due(now=timezone.now() + later)

    assert list(Delivery.objects.order_by("pk").values_list("pk", "status")) == before
    assert carrier.messages == []
    assert carrier.requests == 0


def test_both_presets_can_live_side_by_side():
    now = timezone.now()

    load_demo("us", password="a demo password", now=now)
    load_demo("cn", password="a demo password", now=now)

    assert sorted(Community.objects.values_list("slug", "region")) == [("liuwan", "CN"), ("willow-bend", "US")]
    assert Station.objects.count() == 16


def test_if_empty_leaves_a_real_site_alone():
    CommunityFactory()

    call_command("demo", "--if-empty", stdout=(out := StringIO()))

    assert out.getvalue() == ""
    assert not User.objects.filter(username="officer").exists()


@pytest.mark.parametrize(("region", "slug"), [("US", "willow-bend"), ("CN", "liuwan"), ("DE", "liuwan")])
def test_the_command_prints_the_accounts_and_a_password_that_it_keeps(settings, tmp_path, region, slug):
    settings.DEFAULT_REGION, settings.DATA_DIR, settings.DEMO_PASSWORD = region, tmp_path, ""

    call_command("demo", stdout=(first := StringIO()))
    call_command("demo", stdout=(second := StringIO()))

    password = re.search(r"Demo password: (\S+)", first.getvalue())[1]
    assert password in second.getvalue()
    assert (tmp_path / "demo_password").read_text() == password
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600
    assert User.objects.get(username="officer").check_password(password)
    assert Community.objects.get().slug == slug


def test_starting_says_what_to_open_and_as_whom(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO_PASSWORD = tmp_path, ""
    assert "Demo" not in Command().greeting("127.0.0.1", 8123)
    call_command("demo", stdout=StringIO())

    said = Command().greeting("0.0.0.0", 8123)

    assert "http://127.0.0.1:8123/demo/" in said
    assert "http://127.0.0.1:8123/chat/" in said
    assert all(account.username in said for account in ACCOUNTS)
    assert (tmp_path / "demo_password").read_text() in said
