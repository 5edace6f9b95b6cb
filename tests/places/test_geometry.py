"""Shapes on the ground."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.places import geometry
from community.places.geometry import BadShape
from tests.factories.places import box

latitudes = st.floats(-60, 60)
longitudes = st.floats(-170, 170)


def ring(*corners):
    return {"type": "Polygon", "coordinates": [[[lon, lat] for lat, lon in corners]]}


# --- measuring ---


def test_distance_agrees_with_the_great_circle():
    # Washington Monument to the Capitol: 2.22 km
    assert geometry.distance(38.88948, -77.03524, 38.88977, -77.00905) == pytest.approx(2266, rel=0.005)


def test_distance_goes_the_short_way_over_the_180th_meridian():
    assert geometry.distance(0, 179.9, 0, -179.9) == pytest.approx(0.2 * geometry.METRES_A_DEGREE)


@given(latitudes, longitudes, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_distance_is_within_half_a_percent_of_the_haversine(lat, lon, up, aside):
    other = lat + up, lon + aside
    a = math.sin(math.radians(up) / 2) ** 2
    a += math.cos(math.radians(lat)) * math.cos(math.radians(other[0])) * math.sin(math.radians(aside) / 2) ** 2
    exact = 2 * geometry.EARTH_RADIUS * math.asin(math.sqrt(a))
    assert geometry.distance(lat, lon, *other) == pytest.approx(exact, rel=0.005, abs=0.01)


@given(latitudes, longitudes, st.floats(50, 20_000), st.floats(0, 2 * math.pi), st.floats(0, 2))
def test_a_point_is_in_a_circle_if_it_is_as_near_as_the_radius(lat, lon, radius, turn, share):
    circle = geometry.circle(lat, lon, radius)
    up = share * radius / geometry.METRES_A_DEGREE
    at = lat + up * math.sin(turn), lon + up * math.cos(turn) / math.cos(math.radians(lat))
    away = geometry.distance(lat, lon, *at)

    if away < radius * 0.998:  # the edges of 64 corners run 0.12 % inside
        assert geometry.contains(circle, *at)
    elif away > radius * 1.0001 + 0.1:
        assert not geometry.contains(circle, *at)


@given(latitudes, longitudes, st.floats(50, 20_000), st.integers(3, 40))
def test_a_box_holds_its_shape(lat, lon, radius, corners):
    shape = geometry.circle(lat, lon, radius, points=corners)
    south, west, north, east = geometry.bounds(shape)
    points = np.array(shape["coordinates"][0])
    assert (points[:, 1] >= south).all()
    assert (points[:, 1] <= north).all()
    assert (points[:, 0] >= west).all()
    assert (points[:, 0] <= east).all()


@given(latitudes, longitudes, st.floats(1, 50_000))
def test_a_widened_box_holds_every_point_that_near(lat, lon, metres):
    tight = geometry.Box(lat, lon, lat, lon)
    wide = geometry.widened(tight, metres)
    assert geometry.distance(lat, lon, wide.north, lon) >= metres
    assert geometry.distance(lat, lon, wide.south, lon) >= metres
    assert geometry.distance(lat, lon, lat, wide.east) >= metres
    assert geometry.distance(lat, lon, lat, wide.west) >= metres


@given(latitudes, longitudes, st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_distance_to_a_shape_is_to_its_nearest_edge(lat, lon, up, aside):
    shape = box(lat - 0.01, lon - 0.01, lat + 0.01, lon + 0.01)
    at = lat + up, lon + aside
    nearest = min(max(at[0], lat - 0.01), lat + 0.01), min(max(at[1], lon - 0.01), lon + 0.01)
    [away] = geometry.distances_to(shape, [at[0]], [at[1]])
    assert away == pytest.approx(geometry.distance(*at, *nearest), rel=0.005, abs=0.5)


def test_many_points_are_tested_at_once_edges_included():
    shape = box(0, 0, 1, 1)
    assert geometry.contains_many(shape, [0.5, 0, 1.1], [0.5, 0, 0.5]).tolist() == [True, True, False]
    assert geometry.distances_to(shape, [0.5, 0], [0.5, 0]).tolist() == [0, 0]


def test_a_hole_is_outside():
    shape = box(0, 0, 1, 1)
    shape["coordinates"].append([[0.4, 0.4], [0.4, 0.6], [0.6, 0.6], [0.6, 0.4], [0.4, 0.4]])
    assert not geometry.contains(shape, 0.5, 0.5)
    assert geometry.contains(shape, 0.2, 0.2)


def test_area_and_reach_of_a_square():
    shape = box(-0.05, -0.05, 0.05, 0.05)
    assert geometry.area_km2(shape) == pytest.approx(11.119**2, rel=0.001)
    assert geometry.reach(shape) == pytest.approx(11_119 / math.sqrt(2), rel=0.001)


def test_the_centre_of_a_crescent_lies_inside_it():
    crescent = ring((0, 0), (0, 3), (3, 3), (3, 0), (2.9, 0), (2.9, 2.9), (0.1, 2.9), (0.1, 0), (0, 0))
    assert geometry.contains(crescent, *geometry.centre(crescent))


# --- simplifying ---


@given(st.integers(200, 2_000), st.integers(8, 120), st.floats(0, 0.4))
def test_a_simplified_shape_has_few_corners_and_says_how_far_it_moved(corners, most, rough):
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    far = 0.02 * (1 + rough * np.sin(turn * 17))
    points = [[float(x), float(y)] for x, y in zip(far * np.cos(turn), 38 + far * np.sin(turn), strict=True)]
    shape = geometry.checked_shape({"type": "Polygon", "coordinates": [[*points, points[0]]]})

    simple, error = geometry.simplify(shape, most)

    assert sum(len(ring) for ring in simple["coordinates"]) <= most
    assert geometry.checked_shape(simple) == simple
    # nobody inside the old shape is further from the new one than the error says
    inside = np.array(shape["coordinates"][0])
    assert geometry.distances_to(simple, inside[:, 1], inside[:, 0]).max() <= error * 1.01 + 0.5


def test_a_small_shape_is_left_as_it_is():
    assert geometry.simplify(box(0, 0, 1, 1)) == (geometry.checked_shape(box(0, 0, 1, 1)), 0.0)


def test_forty_thousand_corners_become_a_hundred():
    turn = np.linspace(0, 2 * math.pi, 41_008, endpoint=False)
    points = [[float(math.cos(t)), float(math.sin(t) * (1 + 0.1 * math.sin(400 * t)))] for t in turn]
    shape = geometry.checked_shape({"type": "Polygon", "coordinates": [[*points, points[0]]]})
    simple, error = geometry.simplify(shape)
    assert len(simple["coordinates"][0]) <= 100
    assert 0 < error < 15_000


def test_a_hundred_islands_still_hold_everybody():
    islands = [box(n // 10, n % 10, n // 10 + 0.5, n % 10 + 0.5)["coordinates"] for n in range(100)]
    simple, _error = geometry.simplify({"type": "MultiPolygon", "coordinates": islands}, most=20)
    assert geometry.contains_many(simple, [0.2, 9.2], [0.2, 9.2]).all()


# --- checking ---


def test_a_feature_is_taken_for_its_geometry():
    feature = {"type": "Feature", "properties": {}, "geometry": box(0, 0, 1, 1)}
    assert geometry.checked_shape(json.dumps(feature)) == geometry.checked_shape(box(0, 0, 1, 1))
    assert geometry.checked_shape({"type": "FeatureCollection", "features": [feature]})["type"] == "Polygon"


def test_a_ring_drawn_clockwise_is_turned_and_heights_are_dropped():
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0, 9], [0, 1, 9], [1, 1, 9], [1, 0, 9], [0, 0, 9]]]}
    assert geometry.checked_shape(clockwise)["coordinates"][0][0] == [0, 0]
    assert geometry.area_km2(geometry.checked_shape(clockwise)) > 0


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("", "not_geojson"),
        ("hello", "not_geojson"),
        ("[" * 100_000, "not_geojson"),
        (None, "not_geojson"),
        ([1, 2], "not_geojson"),
        ({"type": "Polygon"}, "not_geojson"),
        ({"type": "Polygon", "coordinates": [[["0", "0"], ["1", "1"]]]}, "not_geojson"),
        ({"type": "Polygon", "coordinates": []}, "not_an_area"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "not_an_area"),
        ({"type": "MultiPolygon", "coordinates": [7]}, "not_an_area"),
        ({"type": "Polygon", "coordinates": [7]}, "not_an_area"),
        ({"type": "Point", "coordinates": [1, 2]}, "not_an_area"),
        ({"type": "Feature", "geometry": None}, "not_an_area"),
        ({"type": "FeatureCollection", "features": []}, "not_an_area"),
        (ring((0, 0), (0, 1), (0, 0)), "not_an_area"),
        (ring((0, 0), (0, 1), (1, 1), (1, 0)), "open_ring"),
        (ring((0, 0), (1, 1), (0, 1), (1, 0), (0, 0)), "self_crossing"),
        (ring((0, 0), (0, 1), (0, 2), (0, 0)), "self_crossing"),  # a line and back
        (ring((95, 0), (95, 1), (96, 1), (95, 0)), "out_of_range"),
        (ring((float("nan"), 0), (0, 1), (1, 1), (float("nan"), 0)), "out_of_range"),
        (box(0, 0, 30, 30), "too_large"),
    ],
)
def test_a_bad_shape_says_what_is_wrong(shape, code):
    with pytest.raises(BadShape) as wrong:
        geometry.checked_shape(shape)
    assert wrong.value.code == code


def test_too_many_corners_are_refused_before_they_are_looked_at():
    with pytest.raises(BadShape, match="too_large"):
        geometry.checked_shape({"type": "Polygon", "coordinates": [[[0, 0]] * 60_000]})


@given(
    st.sampled_from(["Polygon", "MultiPolygon"]),
    st.recursive(st.none() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=5)),
)
def test_nonsense_is_refused_and_never_breaks(kind, coordinates):
    with pytest.raises(BadShape):
        geometry.checked_shape({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(("at", "radius"), [((91, 0), 10), ((0, 181), 10), ((0, 0), 0), ((0, 0), math.nan)])
def test_a_circle_that_cannot_be_is_refused(at, radius):
    with pytest.raises(BadShape, match="out_of_range"):
        geometry.circle(*at, radius)
