"""A circle around a place named in words, and several outlines at once: with a map and without."""

import json

import pytest

from community.alerts.models import Alert
from community.alerts.selectors import known_places, places_called
from community.people.models import Building, Grid, Role
from tests.alerts.test_drawing import elsewhere_than_china, square
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory
from tests.support.composing import fields
from tests.support.sessions import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    community = CommunityFactory()
    AreaFactory(community=community)
    StationFactory(
        slug="school", name={"en": "Hillside School", "zh-hans": "山坡小学"}, latitude=38.89, longitude=-77.01
    )
    StationFactory(slug="depot", name={"en": "Hillside Depot", "zh-hans": "山坡仓库"}, latitude=38.9, longitude=-77.0)
    grid = Grid.objects.create(community=community, slug="g1", name={"en": "Grid 1"})
    Building.objects.create(
        grid=grid,
        slug="b3",
        name={"en": "Building 3", "zh-hans": "3号楼"},
        address="8 Wharf Lane 码头巷8号",
        latitude=38.891,
        longitude=-77.021,
    )
    return community


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Hillside School", ["Hillside School"]),
        ("hillside  school", ["Hillside School"]),
        ("山坡小学", ["Hillside School"]),
        ("wharf lane", ["Building 3"]),
        ("码头巷 8号", ["Building 3"]),
        ("3号楼", ["Building 3"]),
        ("下街", ["Lower Street"]),
        ("Hillside", ["Hillside School", "Hillside Depot"]),
        ("12 Hill Road", ["Hillside School", "Hillside Depot"]),
        ("Hillside School, 12 Hill Road", ["Hillside School"]),
        ("Atlantis", []),
        (" ,. ", []),
    ],
)
def test_a_place_is_found_by_its_name_or_address_in_either_language(town, words, names):
    assert [place.name for place in places_called(known_places(town), words)] == names


def circle(**changes):
    return fields(area_kind="circle", radius="250", **changes)


def test_a_circle_around_an_address_needs_no_map(town):
    officer = client(member(Role.OFFICER))
    page = officer.get("/desk/alerts/new/").content.decode()
    assert '<option value="Hillside School, 12 Hill Road">' in page and 'list="places"' in page
    officer.post("/desk/alerts/new/", circle(place="8 wharf lane", save="1"))
    alert = Alert.objects.get()
    assert alert.area == {"circle": {"latitude": 38.891, "longitude": -77.021, "radius": 250}}
    # moved on the map afterwards: the pin counts, not the words that it began with
    officer.post(
        f"/desk/alerts/{alert.identifier}/edit/",
        circle(place="8 wharf lane", place_found="8 wharf lane", latitude="38.89", longitude="-77.02", save="1"),
    )
    alert.refresh_from_db()
    assert alert.area["circle"]["latitude"] == 38.89


@pytest.mark.parametrize(
    ("language", "several", "none"),
    [
        ("en", "Several places fit. Write one of them in full: Hillside School, 12 Hill Road;", "is called Atlantis"),
        ("zh-CN", "有几处都符合。请写全其中一处：山坡小学", "没有叫“Atlantis”的"),
    ],
)
def test_words_that_fit_several_places_or_none_are_asked_again(town, language, several, none):
    officer = client(member(Role.OFFICER), language)
    for words, saying in (("Hillside", several), ("Atlantis", none)):
        answer = officer.post("/desk/alerts/new/", circle(place=words, latitude="38.8", longitude="-77", save="1"))
        page = answer.content.decode()
        assert answer.status_code == 422 and saying in page
        assert f'value="{words}"' in page
    assert not Alert.objects.exists()


def test_several_outlines_written_line_by_line(town):
    elsewhere_than_china()
    officer = client(member(Role.OFFICER))
    text = (
        "38.890, -77.020\r\n38.891 -77.020\r\n38.891, -77.019\r\n\r\n38.893,-77.015\r\n38.894,-77.015\r\n38.894;-77.014"
    )
    officer.post("/desk/alerts/new/", fields(area_kind="polygon", polygon=text, save="1"))
    alert = Alert.objects.get()
    assert [part["shape"]["type"] for part in alert.areas] == ["Polygon", "Polygon"]
    assert alert.areas[0]["shape"]["coordinates"][0][0] in ([-77.02, 38.89], [-77.02, 38.891], [-77.019, 38.891])
    # and they come back to the map as they are
    page = officer.get(f"/desk/alerts/{alert.identifier}/edit/").content.decode()
    assert "FeatureCollection" in page and "New outline" in page


@pytest.mark.parametrize(
    "text", ["38.89, -77.02\n38.9, -77.02", "38.89, -77.02\nhere\n38.9, -77.01", "one, two\nthree"]
)
def test_lines_that_are_no_corners_are_refused(town, text):
    elsewhere_than_china()
    answer = client(member(Role.OFFICER)).post("/desk/alerts/new/", fields(area_kind="polygon", polygon=text, save="1"))
    assert answer.status_code == 422 and "This is not GeoJSON" in answer.content.decode()


def test_several_outlines_drawn_are_several_areas(town):
    elsewhere_than_china()
    shapes = [square(latitude=38.89), square(latitude=38.895)]
    drawn = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": s} for s in shapes],
    }
    client(member(Role.OFFICER)).post(
        "/desk/alerts/new/", fields(area_kind="polygon", polygon=json.dumps(drawn), save="1")
    )
    assert len(Alert.objects.get().areas) == 2
