"""The list, one station, its poster, and who may say that it is open."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.people.models import Role
from community.stations.models import Station, StationEvent
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def lately():
    return timezone.now() - dt.timedelta(minutes=10)


def listed(response):
    return [station.slug for station in response.context["found"].stations]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("address", ["/stations/", "/stations/?near=38.9,-77.0", "/stations/?area=lower-street"])
def test_three_stations_cost_no_more_questions_than_one(client, lately, language, address):
    AreaFactory()

    def questions():
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address, HTTP_ACCEPT_LANGUAGE=language)
        return len(asked), len(listed(response))

    StationFactory(confirmed_at=lately)
    one = questions()
    StationFactory(confirmed_at=lately)
    StationFactory(confirmed_at=lately)
    assert (questions(), one[1]) == ((one[0], 3), 1)
    assert one[0] < 10


def test_an_empty_list_says_what_to_do_next(client):
    CommunityFactory()
    page = client.get("/stations/").content.decode()
    assert 'class="empty"' in page
    assert "All stations" in page


def test_filters_and_distance(client, lately):
    AreaFactory()
    east = StationFactory(slug="east", longitude=-76.99, confirmed_at=lately, step_free=True, animals=True)
    west = StationFactory(slug="west", longitude=-77.02, confirmed_at=lately, kind=Station.Kind.SHELTER)
    StationFactory(slug="closed", longitude=-77.021, confirmed_at=lately, status="closed")
    StationFactory(slug="forgotten", longitude=-77.022, confirmed_at=None)

    assert listed(client.get("/stations/")) == ["east", "west", "forgotten", "closed"]
    assert listed(client.get("/stations/?near=38.9,-77.02")) == ["west", "closed", "forgotten", "east"]
    assert listed(client.get("/stations/?near=38.9,-77.02&open=1")) == ["west", "east"]
    assert listed(client.get("/stations/?latitude=38.9&longitude=-76.99&open=1")) == ["east", "west"]
    assert listed(client.get("/stations/?kind=shelter")) == [west.slug]
    assert listed(client.get("/stations/?step_free=1&animals=1")) == [east.slug]
    page = client.get("/stations/?area=lower-street&open=1")
    assert listed(page) == ["west", "east"]
    assert "2 stations, nearest first, from Lower Street." in page.content.decode()
    zh = client.get("/stations/?area=lower-street&open=1", **CHINESE).content.decode()
    assert "下街" in zh
    assert 'lang="zh-Hans"' in zh


@pytest.mark.parametrize(
    "question",
    ["near=here", "near=91,0", "near=nan,0", "near=1", "near=1,2,3", "kind=castle", "area=nowhere", "latitude=x"]
    + ["community=atlantis"],
)
def test_a_question_that_cannot_be_read_is_said_to_be_so(client, question):
    AreaFactory()
    StationFactory()
    response = client.get("/stations/?" + question)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert client.get("/stations.geojson?" + question).status_code == 400


def test_long_lists_come_in_pages(client, lately):
    for _n in range(53):
        StationFactory(confirmed_at=lately)
    first = client.get("/stations/?open=1")
    assert len(listed(first)) == 50
    assert 'href="?open=1&amp;page=2"' in first.content.decode()
    assert len(listed(client.get("/stations/?open=1&page=2"))) == 3


@pytest.mark.parametrize(
    ("fields", "level", "english", "chinese"),
    [
        ({"capacity": 300, "places_free": 212}, "clear", "300 places, 212 still free.", "共 300 个位置，还空 212 个。"),
        ({"capacity": 300, "places_free": 0}, "moderate", "Open, but full", "已开放，但满了"),
        ({"status": "degraded"}, "moderate", "Open with limits. You can come.", "有限开放，可以来"),
        ({"status": "closed"}, "severe", "Closed. Do not come here.", "已关闭，不要来"),
        ({"confirmed_at": None}, "unknown", "Nobody has confirmed it yet.", "还没有人确认过。"),
        ({"stale": True}, "unknown", "We cannot tell whether it is open", "暂时无法确认是否开放"),
    ],
)
def test_a_station_says_whether_to_come(client, lately, fields, level, english, chinese):
    if fields.pop("stale", False):
        fields["confirmed_at"] = lately - dt.timedelta(days=3)
    StationFactory(slug="hill", **{"confirmed_at": lately, **fields})

    page = client.get("/stations/hill/").content.decode()
    assert f'class="now" data-level="{level}"' in page
    assert english in page
    assert chinese in client.get("/stations/hill/", **CHINESE).content.decode()
    # where anybody can read it: we never promise safety
    assert "safe" not in page.split("<main")[1].split("</main>")[0].lower()


def test_a_names_markup_stays_text(client, lately):
    StationFactory(slug="x", name={"en": "<script>alert(1)</script>"}, confirmed_at=lately)
    for address in ("/stations/", "/stations/x/", "/stations/x/poster/"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_poster_is_in_both_languages_and_leads_to_the_page(client, settings):
    settings.PUBLIC_URL = "https://liuwan.example"
    StationFactory(slug="hill", name={"en": "Hillside School", "zh-hans": "山坡小学"})
    page = client.get("/stations/hill/poster/").content.decode()
    for words in ("Hillside School", "山坡小学", "https://liuwan.example/stations/hill/", 'class="qr"', "119"):
        assert words in page
    assert "style=" not in page


def test_unknown_stations_are_not_found(client):
    CommunityFactory()
    for end in ("", "poster/"):
        assert client.get(f"/stations/nowhere/{end}").status_code == 404


def test_only_those_who_speak_for_a_station_may_change_it(client):
    StationFactory(slug="hill")
    address = "/stations/hill/status/"
    assert client.get(address).status_code == 302
    client.force_login(member(Role.RESIDENT))
    assert client.get(address).status_code == 403
    assert client.post(address, {"status": "closed"}).status_code == 403
    client.force_login(member(Role.STATION_LEAD))
    assert client.get(address).status_code == 200
    assert not StationEvent.objects.exists()


def test_a_lead_confirms_and_everybody_reads_it(client, django_user_model):
    StationFactory(slug="hill", capacity=300, confirmed_at=None)
    lead = member(Role.STATION_LEAD)
    client.force_login(lead)
    assert "Confirm or change its state" in client.get("/stations/hill/").content.decode()
    response = client.post(
        "/stations/hill/status/",
        {"status": "degraded", "places_free": "12", "note_en": "East gate only", "note_zh-hans": "只开东门"},
    )
    assert (response.status_code, response["Location"]) == (302, "/stations/hill/")
    client.logout()
    assert "East gate only" in client.get("/stations/hill/").content.decode()
    assert "只开东门" in client.get("/stations/hill/", **CHINESE).content.decode()
    event = StationEvent.objects.get()
    assert (event.by, event.to_status, event.kind) == (lead, "degraded", "changed")


@pytest.mark.parametrize(
    "bad", [{"status": "stale"}, {"status": ""}, {"status": "active", "places_free": "301"},
            {"status": "active", "places_free": "-1"}, {"status": "active", "places_free": "many"}]
)  # fmt: skip
def test_what_cannot_be_is_shown_again_with_the_reason(client, bad):
    station = StationFactory(slug="hill", capacity=300, places_free=5)
    client.force_login(member(Role.OFFICER))
    response = client.post("/stations/hill/status/", {**bad, "note_en": "kept words"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in page
    assert "kept words" in page
    station.refresh_from_db()
    assert station.places_free == 5
    assert not StationEvent.objects.exists()


def test_the_map_has_the_lists_numbers(client, lately):
    StationFactory(slug="b", latitude=38.91, confirmed_at=lately)
    StationFactory(slug="a", latitude=38.90, confirmed_at=lately, name={"en": "A", "zh-hans": "甲"})
    body = client.get("/stations.geojson?near=38.9,-77.0").json()
    assert body["type"] == "FeatureCollection"
    assert [(f["properties"]["slug"], f["properties"]["number"]) for f in body["features"]] == [("a", 1), ("b", 2)]
    assert body["features"][0]["geometry"] == {"type": "Point", "coordinates": [-77.0, 38.9]}
    assert body["features"][0]["properties"]["level"] == "clear"
    assert [f["id"] for f in client.get("/stations.geojson?slug=b").json()["features"]] == ["b"]
    assert client.get("/stations.geojson", **CHINESE).json()["features"][1]["properties"]["name"] == "甲"
