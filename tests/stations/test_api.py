"""GET stations/ and stations/<slug>/."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from community.stations.models import Station
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def lately():
    return timezone.now() - dt.timedelta(minutes=10)


def slugs(answer):
    return [row["slug"] for row in answer.json()["results"]]


@pytest.mark.city
def test_near_answers_in_order_and_without_a_next_page(api, lately):
    for n in range(103):
        StationFactory(slug=f"s{n:03}", latitude=38.80 + n / 1000, confirmed_at=lately)
    answer = api.get("/api/v1/stations/?near=38.80,-77.0").json()
    assert answer["next"] is None
    assert [row["slug"] for row in answer["results"]] == [f"s{n:03}" for n in range(100)]
    assert answer["results"][1]["distance"] == pytest.approx(111.2, abs=0.5)
    assert slugs(api.get("/api/v1/stations/?near=38.80,-77.0&radius=250")) == ["s000", "s001", "s002"]


def test_lists_come_by_cursor(api):
    for _n in range(3):
        StationFactory()
    first = api.get("/api/v1/stations/?limit=2").json()
    assert len(first["results"]) == 2
    second = api.get(first["next"]).json()
    assert len(second["results"]) == 1
    assert second["next"] is None
    assert first["results"][0]["distance"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_questions_to_the_database_do_not_grow(api, django_assert_num_queries, count):
    for _n in range(count):
        StationFactory()
    with django_assert_num_queries(2):
        api.get("/api/v1/stations/")
    with django_assert_num_queries(4):
        api.get("/api/v1/stations/?near=38.9,-77.0")


def test_kind_and_status_are_filters_and_staleness_is_a_status(api, lately):
    StationFactory(slug="open", confirmed_at=lately)
    StationFactory(slug="aed", kind=Station.Kind.AED, confirmed_at=lately)
    StationFactory(slug="old", confirmed_at=lately - dt.timedelta(days=9))
    StationFactory(slug="closed", status="closed")
    assert slugs(api.get("/api/v1/stations/?status=active&kind=emergency_station")) == ["open"]
    assert slugs(api.get("/api/v1/stations/?status=stale")) == ["old"]
    assert slugs(api.get("/api/v1/stations/?status=closed&near=38,-77")) == ["closed"]
    assert api.get("/api/v1/stations/old/").json()["status"] == "stale"


def test_one_station_with_all_its_words(api, lately):
    StationFactory(
        slug="hill", confirmed_at=lately, capacity=300, places_free=212, equipment=["aed"], name={"en": "Hill"}
    )
    body = api.get("/api/v1/stations/hill/").json()
    assert (body["name"], body["status"], body["places_free"], body["equipment"]) == (
        {"en": "Hill"}, "active", 212, ["aed"],
    )  # fmt: skip
    assert body["url"] == "http://testserver/stations/hill/"
    assert body["community"] == "liuwan"
    assert dt.datetime.fromisoformat(body["confirmed_at"]) == lately


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("near=x", "near"),
        ("near=inf,1", "near"),
        ("near=200,0", "near"),
        ("radius=5", "radius"),
        ("near=1,1&radius=-5", "radius"),
        ("near=1,1&radius=nan", "radius"),
        ("kind=castle", "kind"),
        ("status=sunk", "status"),
        ("community=nowhere", "community"),
    ],
)
def test_bad_questions_are_problems_by_field(api, question, name):
    CommunityFactory()
    answer = api.get("/api/v1/stations/?" + question)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert list(answer.json()["errors"]) == [name]


def test_what_is_not_there_is_a_404_problem(api):
    answer = api.get("/api/v1/stations/nowhere/")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_reading_only(api):
    StationFactory(slug="hill")
    assert api.post("/api/v1/stations/", {}).status_code == 405
    assert api.delete("/api/v1/stations/hill/").status_code == 405
