"""Which part of another sender's message lies in the community, however its outline is written."""

import numpy as np
import pytest

from community.alerts.cap.placing import placed
from community.places import geometry
from tests.factories.places import EAST, NORTH, SOUTH, WEST, box
from tests.support.upstream import FAR, SQUARE, cap_xml, codes, info_xml, only, polygon

HOME = box(SOUTH, WEST, NORTH, EAST)


def test_only_what_touches_the_community_is_here():
    here = placed(only(cap_xml()), HOME)
    assert here.touches
    assert geometry.contains(here.shape, 38.89, -77.02)
    assert not geometry.contains(here.shape, 38.91, -76.99)
    assert not placed(only(polygon(FAR)), HOME).touches


def test_a_country_is_cut_to_the_community():
    found = placed(only(polygon("30,-90 50,-90 50,-60 30,-60 30,-90")), HOME)
    west, south, east, north = (
        np.array(found.shape["coordinates"][0]).T[[0, 1]].min(axis=1).tolist()
        + np.array(found.shape["coordinates"][0]).T.max(axis=1).tolist()
    )
    assert WEST - 0.02 < west < WEST
    assert NORTH < north < NORTH + 0.02
    assert (south, east) != (30, -60)


def test_what_was_swapped_is_turned_round_where_only_that_makes_sense():
    turned = " ".join(",".join(reversed(pair.split(","))) for pair in SQUARE.split())
    found = placed(only(polygon(turned)), HOME)
    assert found.touches
    assert codes(found.findings) == ["swapped"]
    assert geometry.contains(found.shape, 38.89, -77.02)


def test_circles_of_every_size():
    def circle(text):
        area = f"<area><areaDesc>x</areaDesc><circle>{text}</circle></area>"
        return placed(only(cap_xml(infos=[info_xml(areas=[area])])), HOME)

    assert circle("38.9,-77.0 1").touches
    assert circle("38.9,-77.0 0").touches
    assert circle("38.0,-77.0 3000").touches
    assert circle("-77.0,38.9 1").touches  # swapped
    assert not circle("0,0 1").touches
    assert not circle("-38.9,103 9000").touches


def test_without_a_shape_the_codes_decide():
    area = (
        "<area><areaDesc>Tuolumne</areaDesc><geocode><valueName>SAME</valueName><value>006109</value></geocode></area>"
    )
    message = only(cap_xml(infos=[info_xml(areas=[area])]))
    assert placed(message, HOME).touches  # nobody can tell: a person must look
    assert placed(message, HOME, ["006109"]).touches
    assert placed(message, HOME, ["SAME 006109"]).touches
    assert not placed(message, HOME, ["006003"]).touches


def test_only_the_infos_that_lie_here_are_taken():
    far = f"<area><areaDesc>far</areaDesc><polygon>{FAR}</polygon></area>"
    message = only(cap_xml(infos=[info_xml(areas=[far], event="Snow"), info_xml(event="Flood")]))
    assert [info.event for info in placed(message, HOME).infos] == ["Flood"]


def test_several_outlines_and_crossing_ones_become_one_area():
    bow = "38.88,-77.03 38.90,-77.00 38.90,-77.03 38.88,-77.00 38.88,-77.03"
    areas = [f"<area><areaDesc>x</areaDesc><polygon>{bow}</polygon><polygon>{SQUARE}</polygon></area>"]
    found = placed(only(cap_xml(infos=[info_xml(areas=areas)])), HOME)
    assert codes(found.findings) == ["polygon_crossing"]
    assert geometry.contains(found.shape, 38.881, -77.02)


@pytest.mark.parametrize("kind", ["star", "comb", "spiral", "noise"])
def test_outlines_that_mean_harm_are_thinned_first(kind):
    turn = np.linspace(0, 2 * np.pi, 30_000)
    if kind == "star":
        lats, lons = 38.9 + 0.1 * np.sin(turn * 14_999), -77 + 0.1 * np.cos(turn * 14_999)
    elif kind == "comb":
        x = np.linspace(0, 0.1, 30_000)
        lats, lons = 38.85 + x + np.where(np.arange(30_000) % 2, 0.05, 0), -77.05 + x
    elif kind == "spiral":
        lats, lons = 38.9 + turn / 60 * np.sin(turn * 50), -77 + turn / 60 * np.cos(turn * 50)
    else:
        noise = np.random.default_rng(7)
        lats, lons = 38.9 + noise.normal(0, 0.05, 30_000), -77 + noise.normal(0, 0.05, 30_000)
    text = " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in zip(lats, lons, strict=True))
    found = placed(only(polygon(text)), HOME)
    assert found.touches
    assert geometry.checked_shape(found.shape) == found.shape
