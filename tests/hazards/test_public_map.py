"""The public map: single reports from near, counted by squares from afar; the list says the same without a script."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services import hide_report, place_anew, save_category
from tests.factories.hazards import HERE, ReportFactory, category, public_report
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.hazards.rows import many_reports

pytestmark = pytest.mark.django_db
MAP = "/hazards.geojson"
THERE = (38.8963, -77.0301)  # a kilometre away
BOX = "-77.05,38.87,-77.0,38.91"


def features(client, zoom, box=BOX, **more):
    return client.get(MAP, {"bbox": box, "zoom": zoom, **more}).json()["features"]


def shown(found):
    """{what a pin stands for: how often}"""
    return sorted(one["properties"].get("count", 1) for one in found)


@pytest.fixture
def crowd():
    """Forty reports around HERE, twenty of them about roads; one of a gas leak THERE."""
    many_reports(20, at=HERE)
    many_reports(20, at=HERE, category=category("road"))
    public_report(latitude=THERE[0], longitude=THERE[1], category=category("gas"))


def test_from_afar_many_reports_are_one_number_and_a_lone_one_is_itself(client, crowd):
    many, lone = sorted(features(client, 13), key=lambda one: one["properties"].get("count", 0), reverse=True)

    assert many["properties"]["count"] == 40
    assert many["properties"]["name"] == "40 reports"
    west, south, east, north = many["bbox"]
    longitude, latitude = many["geometry"]["coordinates"]
    assert west <= longitude <= east and south <= latitude <= north
    assert west <= HERE[1] <= east and south <= HERE[0] <= north
    assert lone["properties"]["category"] == "gas" and lone["geometry"]["coordinates"] == [-77.03, 38.896]


def test_its_number_leads_to_the_list_of_just_those(client, crowd):
    many_reports(20, at=HERE, category=category("road"))
    many = next(one for one in features(client, 13, category="road") if "count" in one["properties"])
    assert many["properties"]["count"] == 40
    address = urlsplit(many["properties"]["url"])
    assert parse_qs(address.query)["category"] == ["road"]

    page = client.get(f"{address.path}?{address.query}").content.decode()

    assert page.count("<article") == 20 and "You see one square of the map." in page
    assert client.get("/hazards/", {"square": many["id"], "category": "gas"}).content.decode().count("<article") == 0
    assert (
        client.get("/hazards/", {"square": "9"}).content.decode().count("<article") == 20
    )  # no square: the whole list


def test_from_near_what_can_stand_side_by_side_does(client, crowd):
    near = ReportFactory.latitude + 0.003
    for east in range(5):
        public_report(latitude=near, longitude=HERE[1] + east / 100_000)
    box = f"{HERE[1] - 0.001},{near - 0.0004},{HERE[1] + 0.001},{near + 0.0004}"

    assert shown(features(client, 18, box)) == [1, 1, 1, 1, 1]
    assert 40 in shown(features(client, 18))  # forty at one rounded place stay a number however near


def test_a_handful_is_shown_one_by_one_from_everywhere(client):
    for _one in range(3):
        public_report()
    assert shown(features(client, 9)) == [1, 1, 1]


def test_only_what_the_list_shows_is_counted(client, crowd):
    Report.objects.filter(category__code="road").update(status="rejected")
    Report.objects.filter(pk__in=Report.objects.filter(category__code="flooding")[:5]).update(is_public=False)

    assert shown(features(client, 13)) == [1] * 16
    assert shown(features(client, 13, state="done")) == []
    Report.objects.filter(category__code="flooding", is_public=True).update(status="closed")
    assert shown(features(client, 13)) == [1]
    assert shown(features(client, 13, state="all")) == [1] * 16


def test_a_square_says_no_more_than_the_rounded_place(client):
    """Two homes that round to the same place stand in one square, though the map's lines run between them."""
    exact = [(38.88951, -77.02049), (38.89049, -77.01951)]
    made = [public_report(latitude=latitude, longitude=longitude) for latitude, longitude in exact]
    assert len({row.square for row in made}) == 1

    row = category()
    row.round_to = 4
    save_category(row)
    place_anew()

    assert len(set(Report.objects.values_list("square", flat=True))) == 2
    assert place_anew() == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"zoom": "x", "bbox": BOX},
        {"zoom": "23", "bbox": BOX},
        {"zoom": "-1", "bbox": BOX},
        {"zoom": "13"},
        {"bbox": "1,2"},
        {"bbox": "nan,0,1,1", "zoom": "3"},
        {"square": "7"},
        {"zoom": "9" * 5000, "bbox": BOX},
    ],
)
def test_what_cannot_be_shown_is_said(client, asked):
    answer = client.get(MAP, asked)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_a_plain_box_gives_single_reports(client, crowd):
    assert len(client.get(MAP, {"bbox": BOX}).json()["features"]) == 41
    assert len(client.get(MAP, {"bbox": "-77.031,38.895,-77.029,38.898"}).json()["features"]) == 1


def test_the_whole_world_at_the_deepest_zoom_is_still_few_features(client, crowd):
    assert sum(shown(features(client, 22, "-180,-90,180,90"))) == 41


def test_a_map_costs_the_same_for_few_and_for_many(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(MAP, {"bbox": BOX, "zoom": 13}).status_code == 200
        return len(queries)

    many_reports(40, at=HERE)
    few = cost()
    many_reports(200, at=THERE)
    assert cost() == few


def test_without_a_script_an_area_is_chosen_from_a_list(client):
    area = AreaFactory(slug="lower-street")
    public_report(latitude=None, longitude=None, area=area, description="Here")
    public_report(latitude=None, longitude=None, description="Somewhere")

    page = client.get("/hazards/", {"area": "lower-street", "state": "all"}).content.decode()

    assert "Here" in page and "Somewhere" not in page
    assert re.search(r'<option value="lower-street" selected>', page)
    assert '<input type="hidden" name="state" value="all">' in page
    assert client.get("/hazards/", {"area": "atlantis"}).content.decode().count("<article") == 2


def test_of_several_communities_each_has_its_own(client):
    other = CommunityFactory(slug="elsewhere")
    many_reports(40, at=HERE)
    many_reports(33, at=HERE, community=other)

    assert shown(features(client, 13)) == [73]
    assert shown(features(client, 13, community="elsewhere")) == [33]


def test_a_number_stands_where_most_of_its_reports_are(client):
    many_reports(36, at=HERE)
    many_reports(4, at=(HERE[0] + 0.004, HERE[1] + 0.004))
    [many] = [one for one in features(client, 9) if "count" in one["properties"]]
    west, south, east, north = many["bbox"]
    longitude, latitude = many["geometry"]["coordinates"]
    quarter = (HERE[1] - west) / (east - west) > 0.5, (HERE[0] - south) / (north - south) > 0.5
    assert many["properties"]["count"] == 40
    assert ((longitude - west) / (east - west) > 0.5, (latitude - south) / (north - south) > 0.5) == quarter


def test_counts_are_kept_only_while_nothing_changes(client):
    rows = [public_report(latitude=38.89 + n / 5000, longitude=-77.02) for n in range(35)]
    whole = "/hazards.geojson?bbox=-78,38,-76,40&zoom=9"

    def counted():
        return sum(one["properties"].get("count", 1) for one in client.get(whole).json()["features"])

    assert counted() == 35
    with CaptureQueriesContext(connection) as asked:
        assert counted() == 35
    assert not [query for query in asked if "GROUP BY" in query["sql"]]
    hide_report(rows[0], why="private", by=member("officer"), now=timezone.now())
    assert counted() == 34


def test_a_wide_box_is_a_map_from_afar_whatever_zoom_it_names(client):
    for n in range(12):
        public_report(latitude=38.89 + n / 2000, longitude=-77.02)
    near = client.get("/hazards.geojson?bbox=-78,38,-76,40&zoom=17").json()["features"]
    assert len(near) == 12 and not any("count" in one["properties"] for one in near)
