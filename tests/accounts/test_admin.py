"""Accounts in the admin: nobody raises themselves, and nobody locks everybody out."""

import pytest
from django.contrib.auth.models import Permission

from community.accounts.models import User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    """Somebody in the office who may look after accounts, and no more."""
    user = UserFactory(is_staff=True)
    names = ["view_user", "change_user", "add_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names, content_type__app_label="accounts"))
    client.force_login(user)
    return user


def page(user):
    return f"/admin/accounts/user/{user.pk}/change/"


def test_only_a_superuser_hands_out_what_opens_the_admin(client, clerk):
    everything = {"username": clerk.username, "name": "Me", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    every = list(Permission.objects.values_list("pk", flat=True))
    assert client.post(page(clerk), {**everything, "user_permissions": every}).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.name, clerk.is_superuser, clerk.user_permissions.count()) == ("Me", False, 3)


def test_a_clerk_changes_nobody_who_may_do_more(client, clerk):
    boss, neighbour = User.objects.create_superuser("boss", password="x"), UserFactory()
    assert client.get(page(boss)).status_code == 200  # to be read
    assert client.post(page(boss), {"username": "boss", "name": "Mine"}).status_code == 403
    assert client.get(f"/admin/accounts/user/{boss.pk}/password/").status_code == 403
    assert client.post(page(neighbour), {"username": "kim", "name": "Kim", "is_active": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nobody else may do everything"), ("zh-CN", "没有其他超级用户")]
)
@pytest.mark.parametrize("left", [{"is_superuser": "on"}, {"is_active": "on"}])
def test_the_last_one_who_may_do_everything_stays(client, language, words, left):
    boss = User.objects.create_superuser("boss", password="x")
    client.force_login(boss)
    form = {"username": "boss", "is_staff": "on", **left}
    answer = client.post(page(boss), form, headers={"accept-language": language})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    User.objects.create_superuser("second", password="x")
    assert client.post(page(boss), form).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Stations | station | change"), ("zh-CN", "站点 | 站点 | 修改")]
)
def test_permissions_are_told_in_the_readers_language(client, language, words):
    boss = User.objects.create_superuser("boss", password="x")
    client.force_login(boss)
    shown = client.get(page(boss), headers={"accept-language": language}).content.decode()
    assert words in shown
    assert "Can change" not in shown
