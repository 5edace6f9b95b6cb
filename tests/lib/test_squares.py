"""Squares of the world map: numbers whose neighbours stand side by side."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.lib.squares import (
    DEEPEST,
    ancestor,
    box_of,
    from_quadkey,
    middle,
    quadkey,
    read_box,
    span,
    spans_over,
    square_at,
)

places = some.tuples(some.floats(-85, 85), some.floats(-180, 179.99))


@given(places, some.integers(1, DEEPEST))
def test_a_square_holds_its_place_and_is_one_range_of_numbers(place, level):
    latitude, longitude = place
    deepest = square_at(latitude, longitude)
    square = ancestor(deepest, level)

    west, south, east, north = box_of(square, level)
    assert west - 1e-9 <= longitude <= east + 1e-9 and south - 1e-9 <= latitude <= north + 1e-9
    first, last = span(square, level)
    assert first <= deepest <= last
    assert ancestor(square_at(*middle(square, level)), level) == square
    assert from_quadkey(quadkey(square, level)) == (square, level)


@given(places, some.floats(0, 3), some.floats(0, 3))
def test_a_box_is_covered_by_few_ranges(place, high, wide):
    latitude, longitude = place
    box = [longitude, latitude, min(180.0, longitude + wide), min(85.0, latitude + high)]

    ranges = spans_over(box)

    assert len(ranges) <= 64
    for at in ((latitude, longitude), (box[3], box[2]), ((latitude + box[3]) / 2, (longitude + box[2]) / 2)):
        assert any(first <= square_at(*at) <= last for first, last in ranges)


def test_the_quadkey_is_that_of_the_tile_system():
    # Microsoft, "Bing Maps Tile System": the tile in column 3, row 5 of level 3 is 213
    assert quadkey(ancestor(square_at(-57.0, -22.5), 3), 3) == "213"


def test_over_the_edge_of_the_map_is_its_last_row():
    assert ancestor(square_at(90, 0), 1) == ancestor(square_at(85, 0), 1)
    assert square_at(-90, 180) == 4**DEEPEST - 1


@pytest.mark.parametrize("text", ["", "4", "x", "0" * 21, "12 "])
def test_what_is_no_quadkey(text):
    with pytest.raises(ValueError, match="^" + re.escape(text) + "$"):
        from_quadkey(text)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "nan,0,1,1", "3,0,1,1", "0,0,181,1", "a,b,c,d"])
def test_what_is_no_box(text):
    with pytest.raises(ValueError, match=r"."):
        read_box(text)


def test_a_share_of_the_way_across_a_square():
    square = ancestor(square_at(38.9, -77.0), 12)
    west, south, east, north = box_of(square, 12)
    assert middle(square, 12, 0, 0) == pytest.approx((north, west))
    assert middle(square, 12, 1, 1) == pytest.approx((south, east))
    quarter = (square << 2) + 3  # the last one: south-east
    assert middle(square, 12, 0.75, 0.75) == pytest.approx(middle(quarter, 13))
