"""Subscribing by the API: for apps, and against guessing."""

import pytest
from rest_framework.test import APIClient

from community.messaging.models import Broadcast
from community.people.models import Resident
from tests.people.test_subscribing import PHONE, asked
from tests.support.codes import code_of, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(town):
    return APIClient()


def body(**changes):
    place = {"name": "Home", "latitude": 38.89, "longitude": -77.02, "radius": 500}
    return {"phone": "(202) 555-0123", "language": "zh-CN", "places": [place], **changes}


@pytest.mark.city
def test_a_client_subscribes_five_places(api):
    places = [{"latitude": 38.89 + n / 100, "longitude": -77.02, "radius": 3000} for n in range(5)]
    answer = api.post("/api/v1/subscriptions/", body(places=places))
    assert answer.status_code == 202
    assert answer.json()["status"] == "code_sent"
    assert "555" not in answer.content.decode()

    kept = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code_of()})
    assert kept.status_code == 200
    assert kept.json()["language"] == "zh-hans"
    assert [place["radius"] for place in kept.json()["places"]] == [3000] * 5
    assert Resident.objects.get().phone == PHONE


def test_a_client_may_bind_its_tries_to_its_own_request(api):
    mine = api.post("/api/v1/subscriptions/", body()).json()["request"]
    code = code_of()
    other = api.post("/api/v1/subscriptions/", body()).json()["request"]
    for _try in range(4):
        api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": wrong(code), "request": other})
    answer = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code, "request": mine})
    assert answer.status_code == 200
    forged = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code, "request": "1:x:y"})
    assert forged.status_code == 400


@pytest.mark.city
def test_a_stranger_who_knows_the_number_cannot_use_up_its_tries(api):
    mine = api.post("/api/v1/subscriptions/", body()).json()["request"]
    code = code_of()
    strangers = [APIClient(REMOTE_ADDR=f"203.0.113.{n}") for n in range(12)]
    for stranger in strangers:
        for _try in range(4):
            guess = stranger.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": wrong(code)})
            assert guess.status_code == 400
    # neither theirs, even where they guess right at last, nor anybody's beyond what guessing is worth
    assert strangers[0].post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code}).status_code == 400
    late = APIClient(REMOTE_ADDR="203.0.113.99")
    assert late.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code}).status_code == 400
    answer = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code, "request": mine})
    assert answer.status_code == 200


def test_without_the_token_each_caller_has_three_tries_of_its_own(api):
    api.post("/api/v1/subscriptions/", body())
    code = code_of()
    stranger = APIClient(REMOTE_ADDR="203.0.113.7")
    for _try in range(3):
        assert stranger.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": wrong(code)}).status_code == 400
    assert stranger.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code}).status_code == 400
    api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": wrong(code)})
    assert api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code}).status_code == 200


def test_what_its_holder_has_used_up_is_closed_to_everybody(api):
    mine = api.post("/api/v1/subscriptions/", body()).json()["request"]
    code = code_of()
    for _try in range(3):
        api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": wrong(code), "request": mine})
    for token in ({"request": mine}, {}):
        answer = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code, **token})
        assert answer.status_code == 400


def test_guessing_through_the_api_does_not_spend_the_tries_of_a_page(api, client):
    client.post("/subscribe/", asked())
    code = code_of()
    for _try in range(5):
        assert api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": code}).status_code == 400
    assert client.post("/subscribe/code/", {"code": code}).status_code == 302


def test_one_answer_for_a_wrong_code_and_a_number_that_never_asked(api):
    api.post("/api/v1/subscriptions/", body())
    code = wrong(code_of())
    answers = [
        api.post("/api/v1/subscriptions/verify/", {"phone": phone, "code": code}) for phone in (PHONE, "+12025550199")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
    assert answers[0]["Content-Type"] == "application/problem+json"


def test_guesses_are_limited_by_address(api):
    for _try in range(30):
        api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": "000000"})
    answer = api.post("/api/v1/subscriptions/verify/", {"phone": PHONE, "code": "000000"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "hello"}, "phone"),
        ({"phone": None}, "phone"),
        ({"language": "fr"}, "language"),
        ({"places": []}, "places"),
        ({"places": None}, "places"),
        ({"places": [{"latitude": 38.89, "longitude": -77.02}] * 6}, "places"),
        ({"places": [{"latitude": 138.89, "longitude": -77.02}]}, "places"),
        ({"places": [{"latitude": 38.89, "longitude": -77.02, "radius": 90_000}]}, "places"),
        ({"places": [{"latitude": 10, "longitude": 10}]}, "places"),
        ({"community": "atlantis"}, "community"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_bad_request_names_the_field(api, changes, field, language):
    answer = api.post("/api/v1/subscriptions/", body(**changes), headers={"accept-language": language})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    assert not Broadcast.objects.exists()


def test_a_body_that_is_no_object_is_a_bad_request(api):
    answer = api.post("/api/v1/subscriptions/", "[1, 2]", content_type="application/json")
    assert answer.status_code == 400
    answer = api.post("/api/v1/subscriptions/", "{", content_type="application/json")
    assert answer.status_code == 400


def test_a_repeat_with_the_same_key_sends_one_code(api):
    headers = {"Idempotency-Key": "k1"}
    first = api.post("/api/v1/subscriptions/", body(), headers=headers)
    again = api.post("/api/v1/subscriptions/", body(), headers=headers)
    assert first.json() == again.json()
    assert Broadcast.objects.count() == 1
