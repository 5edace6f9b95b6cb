"""Signing in, out and up, in both languages, without any e-mail."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token

from community.accounts.models import User
from community.people.models import Membership, Role
from tests.factories.people import UserFactory
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db

PASSWORD = "hill river 42 boat"


@pytest.fixture
def mei(db):
    user = UserFactory(username="mei", name="Mei")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="mei", password=PASSWORD, language="en", **data):
    return client.post(
        "/accounts/login/", {"login": username, "password": password, **data}, headers={"accept-language": language}
    )


# --- in ---


@pytest.mark.city
def test_signing_in_leads_home_under_a_new_session(client, mei):
    client.get("/subscribe/")
    client.session["before"] = 1
    session = client.session
    session["kept"] = "yes"
    session.save()
    before = session.session_key

    answer = sign_in(client)

    assert (answer.status_code, answer["Location"]) == (302, "/signed-in/")
    assert client.session["_auth_user_id"] == str(mei.pk)
    assert client.session.session_key != before


def test_signing_in_leads_to_the_page_that_asked_for_it(client, mei):
    assert sign_in(client, next="/drills/")["Location"] == "/drills/"
    client.logout()
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/signed-in/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "username and/or password you specified are not correct"), ("zh-CN", "用户名或密码不对")],
)
@pytest.mark.parametrize("username", ["mei", "nobody"])
def test_a_wrong_password_says_the_same_whether_the_name_exists(client, mei, language, words, username):
    answer = sign_in(client, username, "wrong", language)
    page = answer.content.decode()
    assert words in page
    assert "error-summary" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("language", "words"), [("en", "This field is required"), ("zh-CN", "这里要填写")])
def test_empty_fields_are_named(client, language, words):
    page = sign_in(client, "", "", language).content.decode()
    assert words in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(("language", "words"), [("en", "Too many failed"), ("zh-CN", "失败次数太多")])
def test_after_ten_wrong_passwords_from_one_address_even_the_right_one_waits(client, mei, language, words):
    for _try in range(10):
        sign_in(client, password="wrong")
    answer = sign_in(client, language=language)
    assert words in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_sign_in(client, mei):
    User.objects.update(is_active=False)
    answer = client.post("/accounts/login/", {"login": "mei", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


# --- out ---


def test_signing_out_asks_first_and_needs_a_post(client, mei):
    client.force_login(mei)
    page = client.get("/accounts/logout/").content.decode()
    assert "You are signed in as Mei." in page
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


# --- up ---


def sign_up(client, language="en", **changes):
    data = {"username": "lin", "password1": PASSWORD, "password2": PASSWORD, **changes}
    return client.post("/accounts/signup/", data, headers={"accept-language": language})


@pytest.mark.city
def test_a_new_account_is_a_resident_of_the_only_community_and_gets_no_mail(client):
    community = CommunityFactory()
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/signed-in/")
    lin = User.objects.get()
    assert (lin.username, lin.email) == ("lin", "")
    assert [(m.user, m.community, m.role) for m in Membership.objects.all()] == [(lin, community, Role.RESIDENT)]
    assert client.session["_auth_user_id"] == str(lin.pk)
    assert mail.outbox == []


def test_among_several_communities_nobody_is_put_into_one(client):
    CommunityFactory()
    CommunityFactory(slug="other")
    sign_up(client)
    assert User.objects.count() == 1
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"password2": "another one 12"}, "same password each time", "两次输入的密码不一样"),
        ({"password1": "short", "password2": "short"}, "too short", "密码太短，至少要 10 个字符"),
        ({"password1": "password123", "password2": "password123"}, "too common", "这个密码太常见"),
        ({"username": ""}, "This field is required", "这里要填写"),
        ({"username": "mei"}, "already exists", "已经有人用了"),
        ({"username": "a b!"}, "Enter a valid username", "用户名只能用"),
    ],
)
def test_a_bad_sign_up_is_explained_in_both_languages(client, mei, changes, english, chinese):
    CommunityFactory()
    assert english in sign_up(client, **changes).content.decode()
    assert chinese in sign_up(client, "zh-CN", **changes).content.decode()
    assert User.objects.count() == 1
    assert not Membership.objects.exists()


# --- passwords ---


def test_a_password_is_changed(client, mei):
    client.force_login(mei)
    new = "another river 7 bridge"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data).status_code == 302
    mei.refresh_from_db()
    assert mei.check_password(new)
    wrong = client.post("/accounts/password/change/", data, headers={"accept-language": "zh-CN"})
    assert "当前密码不对" in wrong.content.decode()


def test_a_forgotten_password_leads_to_a_person_and_no_mail_is_tried(client, mei):
    page = client.get("/accounts/password/reset/")
    assert "Ask an administrator" in page.content.decode()
    assert client.post("/accounts/password/reset/", {"email": "a@b.example"}).status_code == 405
    client.force_login(mei)
    for path in ("/accounts/email/", "/accounts/confirm-email/", "/accounts/password/reset/done/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"email": "a@b.example", "action_add": ""}).status_code == 404
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/", "/accounts/logout/"]
    + ["/accounts/password/change/", "/accounts/reauthenticate/"],
)
def test_every_page_stands_in_the_frame_in_both_languages(client, mei, path):
    CommunityFactory()
    if path.split("/")[2] in ("logout", "reauthenticate") or "change" in path:
        client.force_login(mei)
    english = client.get(path, headers={"accept-language": "en"}).content.decode()
    chinese = client.get(path, headers={"accept-language": "zh-CN"}).content.decode()
    for page, tag in ((english, "en"), (chinese, "zh-Hans")):
        assert f'<html lang="{tag}">' in page
        assert 'id="main"' in page
        assert page.count("btn--primary") == 1
        assert "style=" not in page
    title = chinese.split("<title>")[1].split("·")[0]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in title)


# --- tokens ---


@pytest.mark.city
def test_a_token_is_printed_and_stays_the_same(mei):
    first, again = io.StringIO(), io.StringIO()
    call_command("token", "mei", stdout=first)
    call_command("token", "mei", stdout=again)
    assert first.getvalue() == again.getvalue() == Token.objects.get(user=mei).key + "\n"


def test_no_token_for_nobody_or_a_closed_account(mei):
    with pytest.raises(CommandError):
        call_command("token", "nobody")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError):
        call_command("token", "mei")
    assert not Token.objects.exists()


# --- the admin ---


def test_an_administrator_opens_changes_and_never_deletes_an_account(client, mei):
    client.force_login(User.objects.create_superuser("root", password="x"))
    data = {"username": "wang", "name": "Wang", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/admin/accounts/user/add/", data).status_code == 302
    wang = User.objects.get(username="wang")
    assert wang.check_password(PASSWORD)
    assert wang.name == "Wang"

    page = f"/admin/accounts/user/{wang.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"username": "wang", "name": "Old Wang", "is_active": ""}).status_code == 302
    wang.refresh_from_db()
    assert (wang.name, wang.is_active) == ("Old Wang", False)
    assert client.post(f"/admin/accounts/user/{wang.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_accounts_does_not_ask_for_each_row(client, django_assert_max_num_queries, rows):
    client.force_login(User.objects.create_superuser("root", password="x"))
    UserFactory.create_batch(rows)
    with django_assert_max_num_queries(6):
        client.get("/admin/accounts/user/")
