"""The admin as a whole: who gets in, whose clock it goes by, and what it makes of odd requests."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from community.accounts.models import User
from community.people.models import Role
from portal.lib.readonly import in_words
from portal.lib.zones import zone_choices
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db


def lists():
    return [reverse(f"admin:{one._meta.app_label}_{one._meta.model_name}_changelist") for one in admin.site._registry]


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss", password="x")
    client.force_login(user)
    client.raise_request_exception = False
    return user


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_not_enter_is_told_so(client, role):
    client.force_login(member(role) if role else UserFactory())
    for address in ("/admin/", *(lists() if role == Role.ADMIN else lists()[:1])):
        told = client.get(address, follow=True)
        assert told.status_code == 403
        assert "Sign in with another role" in told.content.decode()


def test_strangers_are_asked_to_sign_in(client):
    for address in ("/admin/", *lists()):
        asked = client.get(address, follow=True)
        assert asked.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_odd_methods_change_nothing(client, boss, method):
    station = StationFactory()
    for address in (*lists(), f"/admin/stations/station/{station.pk}/change/", "/admin/stations/station/add/"):
        assert getattr(client, method)(address).status_code < 500
    station.refresh_from_db()


@pytest.mark.parametrize("pk", ["0", "9" * 30, "x", "_00", "-1", "1/../2", "%00"])
def test_no_row_is_no_server_error(client, boss, pk):
    for address in lists():
        assert client.get(f"{address}{pk}/change/").status_code < 500, address
    for act in ("delete", "history", "password"):
        assert client.get(f"/admin/accounts/user/{pk}/{act}/").status_code < 500, act


@pytest.mark.parametrize("ticked", ["x", "9" * 30, "-1"])
def test_rows_that_no_list_shows_are_not_acted_on(client, boss, ticked):
    station = StationFactory()
    asked = {"action": "delete_selected", "_selected_action": [ticked], "post": "yes"}
    for address in ("/admin/stations/station/", "/admin/people/grid/", "/admin/accounts/user/"):
        assert client.post(address, asked).status_code == 302
    station.refresh_from_db()


def test_a_moment_in_an_address_that_is_none_breaks_no_form(client, boss):
    assert client.get("/admin/people/dutyturn/add/?starts=zz&user=%00").status_code == 200


@pytest.mark.parametrize(
    ("zone", "shown", "named"), [("Asia/Shanghai", "20:00", "北京时间"), ("UTC", "12:00", "协调世界时")]
)
def test_times_are_those_of_the_place(client, boss, zone, shown, named):
    noon = datetime(2026, 7, 7, 12, 0, tzinfo=UTC)
    StationFactory(community=CommunityFactory(time_zone=zone), confirmed_at=noon)
    page = client.get("/admin/stations/station/", headers={"accept-language": "zh-CN"}).content.decode()
    assert shown in page
    assert f"本页时间：{named}" in page


def test_what_is_kept_as_json_is_said_in_words():
    assert in_words({"en": "Hall", "zh-hans": "会堂"}) == "English: Hall\n简体中文: 会堂"
    assert in_words([{"valueName": "SAME", "value": "051013"}, "fire"]) == "SAME: 051013\nfire"
    assert (in_words(None), in_words([]), in_words(3)) == ("", "", "3")


def test_zones_are_chosen_by_their_cities():
    keys = {key for _part, zones in zone_choices() for key, _words in zones}
    assert {"Asia/Shanghai", "America/New_York", "UTC"} < keys
    assert ("Asia/Shanghai", "Shanghai · Beijing time") in dict(zone_choices())["Asia"]
