"""subscriptions/mine/: choosing through the API, for whoever proved the number."""

import pytest
from django.core import signing
from rest_framework.test import APIClient

from community.people.models import Device, Resident
from tests.factories.people import UserFactory, resident
from tests.people.test_subscribing_api import PHONE, api, body  # noqa: F401
from tests.people.test_ways import WANG, browser, keep
from tests.support.codes import code_of

pytestmark = pytest.mark.django_db

MINE = "/api/v1/subscriptions/mine/"


@pytest.fixture
def mine(api):  # noqa: F811
    """A client that subscribed and holds its token."""
    api.post("/api/v1/subscriptions/", body())
    answer = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code_of()})
    return APIClient(headers={"subscription-token": answer.json()["token"]})


@pytest.mark.city
def test_a_client_chooses_how_warnings_come(mine):
    kept = mine.get(MINE).json()
    assert (kept["phone"], kept["ways"], kept["needs_call"], kept["email"]) == (
        "•••• 23",
        ["sms", "voice", "push", "email"],
        False,
        "",
    )
    assert len(kept["push_key"]) == 87
    changed = mine.patch(MINE, {"ways": ["voice", "sms"], "needs_call": True, "language": "en"}).json()
    assert (changed["ways"], changed["needs_call"], changed["language"]) == (["voice", "sms"], True, "en")
    assert mine.patch(MINE, {"needs_call": False}).json()["ways"] == ["voice", "sms"]


@pytest.mark.city
def test_a_client_says_that_its_owner_needs_help_and_takes_it_back(mine):
    assert mine.get(MINE).json()["needs_help"] is False
    assert mine.patch(MINE, {"needs_help": True}).json()["needs_help"] is True
    assert mine.patch(MINE, {"language": "en"}).json()["needs_help"] is True  # what is absent stays
    assert mine.patch(MINE, {"needs_help": False}).json()["needs_help"] is False
    mine.patch(MINE, {"needs_help": True})
    mine.delete(MINE)
    assert not Resident.objects.get().needs_help


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ways": ["email"]}, "ways"),
        ({"ways": []}, "ways"),
        ({"ways": ["sms", "sms"]}, "ways"),
        ({"ways": ["pigeon"]}, "ways"),
        ({"ways": "sms"}, "ways"),
        ({"language": "fr"}, "language"),
        ({"needs_call": "perhaps"}, "needs_call"),
        ({"needs_help": "perhaps"}, "needs_help"),
    ],
)
def test_a_bad_choice_names_its_field_and_changes_nothing(mine, change, field):
    answer = mine.patch(MINE, {"language": "en", **change})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [field]
    person = Resident.objects.get()
    assert (person.language, len(person.ways)) == ("zh-hans", 4)


@pytest.mark.city
def test_a_client_adds_and_removes_a_mailbox(mine):
    assert mine.post(f"{MINE}email/", {"email": "wang"}).status_code == 400
    assert mine.post(f"{MINE}email/", {"email": WANG}).status_code == 202
    assert mine.post(f"{MINE}email/verify/", {"code": "nothing"}).status_code == 400
    kept = mine.post(f"{MINE}email/verify/", {"code": code_of("mailbox")})
    assert (kept.status_code, kept.json()["email"]) == (200, "w••••@example.org")
    assert mine.delete(f"{MINE}email/").status_code == 204
    assert mine.get(MINE).json()["email"] == ""


@pytest.mark.city
def test_a_client_adds_and_removes_a_browser(mine):
    given = browser()
    first, again = (mine.post(f"{MINE}devices/", {**given, "name": "Mine"}) for _time in range(2))
    assert (first.status_code, again.status_code, first.json()["name"]) == (201, 200, "Mine")
    assert "push.example.org" not in mine.get(MINE).content.decode()
    inside = mine.post(f"{MINE}devices/", {**given, "endpoint": "https://169.254.169.254/latest"})
    assert (inside.status_code, list(inside.json()["errors"])) == (400, ["endpoint"])
    pk = first.json()["id"]
    assert [mine.delete(f"{MINE}devices/{pk}/").status_code for _time in range(2)] == [204, 404]


@pytest.mark.city
def test_a_client_stops_everything(mine):
    assert mine.delete(MINE).status_code == 204
    assert mine.get(MINE).status_code == 401
    person = Resident.objects.get()
    assert (person.consent, person.places.count()) == (False, 0)


@pytest.mark.parametrize("token", ["", "x", "1:2:3"])
def test_a_stranger_sees_and_changes_nothing(mine, token):
    theirs, _made = keep(resident(7))
    stranger = APIClient(headers={"subscription-token": token} if token else {})
    answers = [
        stranger.get(MINE),
        stranger.patch(MINE, {"language": "en"}),
        stranger.delete(MINE),
        stranger.post(f"{MINE}email/", {"email": WANG}),
        stranger.delete(f"{MINE}email/"),
        stranger.post(f"{MINE}email/verify/", {"code": "123456"}),
        stranger.post(f"{MINE}devices/", browser()),
        stranger.delete(f"{MINE}devices/{theirs.pk}/"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert mine.delete(f"{MINE}devices/{theirs.pk}/").status_code == 404
    assert Device.objects.get() == theirs


def test_a_token_for_something_else_or_of_yesterday_opens_nothing(mine, monkeypatch):
    person = Resident.objects.get()
    other = signing.dumps(person.pk, salt="people.subscription")
    assert APIClient(headers={"subscription-token": other}).get(MINE).status_code == 401
    with monkeypatch.context() as yesterday:
        yesterday.setattr("time.time", lambda: 1_700_000_000.0)
        old = signing.dumps(person.pk, salt="people.mine")
    assert APIClient(headers={"subscription-token": old}).get(MINE).status_code == 401


def test_an_account_that_once_proved_the_number_needs_no_token(mine):
    user = UserFactory()
    Resident.objects.update(user=user)
    signed_in = APIClient()
    signed_in.force_authenticate(user)
    assert signed_in.get(MINE).status_code == 200
    other = APIClient()
    other.force_authenticate(UserFactory())
    assert other.get(MINE).status_code == 401
