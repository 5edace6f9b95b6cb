"""Where it goes: outlines uploaded and simplified, boxes, and several ways together."""

import json
import math

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from shapely.geometry import shape as shapely_shape

from community.alerts.forms.areas import moved_to_wgs84
from community.alerts.models import Alert
from community.people.models import Role
from community.people.registers import wgs84_to_gcj02
from community.places import geometry
from community.places.models import Community
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support.composing import fields
from tests.support.sessions import client

LATITUDE, LONGITUDE = 38.89, -77.02


def square(half=0.001, latitude=LATITUDE, longitude=LONGITUDE):
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return {"type": "Polygon", "coordinates": [[[longitude + x, latitude + y] for x, y in corners]]}


def star(radii, latitude=LATITUDE, longitude=LONGITUDE):
    """An outline with one corner a radius (in metres), all round."""
    turn = 2 * math.pi / len(radii)
    ring = [
        [longitude + r * math.cos(i * turn) / 86_000, latitude + r * math.sin(i * turn) / 111_000]
        for i, r in enumerate(radii)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def elsewhere_than_china():
    """There nobody shifts coordinates, and nothing is asked."""
    Community.objects.filter(pk=CommunityFactory().pk).update(region="US")


def upload(geojson, name="area.geojson"):
    text = geojson if isinstance(geojson, bytes) else json.dumps(geojson).encode()
    return SimpleUploadedFile(name, text, "application/geo+json")


@hypothesis_settings(max_examples=25)
@given(st.lists(st.floats(200, 3000), min_size=101, max_size=600))
def test_a_simpler_outline_leaves_nobody_out(radii):
    shape = geometry.checked_shape(star(radii))
    cover, beyond = geometry.covering(shape)
    exact, given = shapely_shape(cover), shapely_shape(shape)
    assert exact.covers(given)
    assert sum(len(ring) for ring in cover["coordinates"]) <= 100
    corners = [(y, x) for x, y in exact.exterior.coords]
    away = geometry.distances_to(shape, *zip(*corners, strict=True))
    assert away.max() <= beyond * 1.01 + 1


def test_a_small_outline_stays_as_it_is():
    shape = geometry.checked_shape(square())
    assert geometry.covering(shape) == (shape, 0.0)


def test_many_islands_become_one_cover():
    islands = [square(0.0002, LATITUDE + row * 0.002, LONGITUDE + column * 0.002)["coordinates"]
               for row in range(8) for column in range(8)]  # fmt: skip
    shape = geometry.checked_shape({"type": "MultiPolygon", "coordinates": islands})
    cover, beyond = geometry.covering(shape)
    assert shapely_shape(cover).covers(shapely_shape(shape)) and beyond > 50


@pytest.mark.django_db
def test_an_uploaded_file_of_two_areas_warns_both():
    elsewhere_than_china()
    features = [{"type": "Feature", "properties": {}, "geometry": one} for one in (square(), square(longitude=-77.018))]
    file = upload({"type": "FeatureCollection", "features": features})
    sent = fields(area_kind="polygon", outline=file, save="1")
    answer = client(member(Role.OFFICER)).post("/desk/alerts/new/", sent)
    assert answer.status_code == 302
    alert = Alert.objects.get()
    assert len(alert.areas) == 2
    page = client(alert.author).get(f"/desk/alerts/{alert.identifier}/edit/").content.decode()
    assert "FeatureCollection" in page and 'value="polygon"' in page


@pytest.mark.django_db
def test_the_metres_that_a_simpler_outline_reaches_further_are_said():
    elsewhere_than_china()
    radii = [300 + 40 * math.sin(i / 3) for i in range(400)]
    sent = fields(area_kind="polygon", outline=upload(star(radii)), preview="1")
    page = client(member(Role.OFFICER)).post("/desk/alerts/new/", sent).content.decode()
    assert "The outline had too many corners. 100 are kept, and it reaches" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"PK\x03\x04", "This file is not GeoJSON."),
        (b'{"a":"' + b"x" * 1_000_001 + b'"}', "This file is larger than 1 MB."),
        (json.dumps({"type": "Point", "coordinates": [1, 2]}).encode(), "Use a Polygon"),
    ],
)
def test_a_bad_file_is_said_and_nothing_is_lost(file, words):
    sent = fields(area_kind="polygon", outline=upload(file), save="1", headline_en="Kept words")
    answer = client(member(Role.OFFICER)).post("/desk/alerts/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Alert.objects.exists()
    assert "Kept words" in page
    assert words in page or "olygon" in page


@pytest.mark.django_db
def test_in_china_the_map_is_asked_for_with_five_corners_shown_and_nothing_is_lost():
    here = square()
    assert CommunityFactory().region == "CN"
    browser = client(member(Role.OFFICER))
    sent = fields(area_kind="polygon", save="1")
    page = browser.post("/desk/alerts/new/", sent | {"outline": upload(here)}).content.decode()
    assert "Say which map this file comes from" in page and "-77.021000, 38.889000" in page
    assert 'name="crs"' in page and not Alert.objects.exists()
    again = sent | {"polygon": json.dumps(here), "uploaded": "1", "crs": "wgs84"}
    assert browser.post("/desk/alerts/new/", again).status_code == 302


def test_a_shifted_outline_is_moved_back():
    shifted = square(latitude=39.9, longitude=116.4)
    shifted["coordinates"] = [
        [list(reversed(wgs84_to_gcj02(y, x))) for x, y in ring] for ring in shifted["coordinates"]
    ]  # fmt: skip
    moved = moved_to_wgs84(shifted, "gcj02")["coordinates"][0][0]
    assert moved == pytest.approx([116.399, 39.899], abs=1e-6)


@pytest.mark.django_db
def test_a_box_and_several_ways_together():
    browser = client(member(Role.OFFICER))
    edges = {"south": 38.889, "west": -77.021, "north": 38.891, "east": -77.019}
    assert browser.post("/desk/alerts/new/", fields(area_kind="box", save="1", **edges)).status_code == 302
    assert Alert.objects.get().area["polygon"]["type"] == "Polygon"
    half = browser.post("/desk/alerts/new/", fields(area_kind="box", save="1", south=38.889))
    assert half.status_code == 422
    circle = {"latitude": 38.9, "longitude": -77.03, "radius": 200}
    sent = fields(area_kind="several", save="1", **circle, polygon=json.dumps(square()))
    assert browser.post("/desk/alerts/new/", sent).status_code == 302
    alert = Alert.objects.order_by("pk").last()
    assert [set(part) - {"words", "geocodes"} for part in alert.area["areas"]] == [{"named"}, {"circle"}, {"polygon"}]
