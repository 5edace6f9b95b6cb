"""The nearest stations, in order, whatever the shape of the earth."""

import datetime as dt
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.messaging.models import Broadcast, Lane
from community.places.geometry import distance
from community.stations import selectors
from community.stations.models import Station
from community.stations.selectors import (
    area_named_in,
    is_warned,
    nearest,
    open_stations,
    trusted_stations,
)
from tests.factories import NOON
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def warn(community, **fields):
    return Broadcast.objects.create(
        **{
            "key": f"alert:{Broadcast.objects.count()}",
            "lane": Lane.WARNING,
            "texts": {"en": "Flood"},
            "audience": "residents_in_area",
            "definition": {"community": community.pk},
            "opened_at": NOON - HOUR,
            "expires": NOON + HOUR,
            **fields,
        }
    )


@pytest.mark.city
def test_nearest_are_in_order_with_distances():
    far = StationFactory(latitude=38.95, longitude=-77.0)
    near = StationFactory(latitude=38.901, longitude=-77.0)
    other_kind = StationFactory(latitude=38.9, longitude=-77.0, kind=Station.Kind.AED)

    found = nearest(38.90, -77.0)
    assert [row.pk for row in found] == [other_kind.pk, near.pk, far.pk]
    assert found[0].distance == 0
    assert found[1].distance == pytest.approx(111, abs=1)
    assert [row.pk for row in nearest(38.90, -77.0, kind="emergency_station", limit=1)] == [near.pk]
    assert [row.pk for row in nearest(38.90, -77.0, radius=200)] == [other_kind.pk, near.pk]
    assert nearest(38.80, -77.0, radius=0.5) == []


def test_a_station_across_the_date_line_or_a_continent_away_is_found():
    fiji = StationFactory(latitude=-17.0, longitude=179.999)
    pole = StationFactory(latitude=89.9, longitude=10.0)

    assert nearest(-17.0, -179.999, radius=500)[0].pk == fiji.pk
    assert nearest(-17.0, -179.999)[0].distance == pytest.approx(213, abs=2)
    assert nearest(89.9, -170.0, limit=1)[0].pk == pole.pk


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.tuples(st.floats(38.5, 39.5), st.floats(-77.5, -76.5)), max_size=12),
    limit=st.integers(1, 5),
)
def test_rings_find_what_measuring_everything_finds(points, limit):
    small, selectors.SMALL = selectors.SMALL, 0
    Station.objects.all().delete()
    for latitude, longitude in points:
        StationFactory(latitude=latitude, longitude=longitude)

    try:
        found = [row.distance for row in nearest(38.9, -77.0, limit=limit)]
    finally:
        selectors.SMALL = small
    everything = sorted(distance(38.9, -77.0, *point) for point in points)[:limit]
    assert len(found) == len(everything)
    assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(found, everything, strict=True))


def test_large_registers_are_searched_in_rings(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(selectors, "SMALL", 5)
    for n in range(6):
        StationFactory(latitude=38.9 + n / 1000)
    with django_assert_num_queries(3):  # is it large, one ring, the rows
        assert len(nearest(38.9, -77.0, limit=5)) == 5
    with django_assert_num_queries(7):
        assert len(nearest(38.9, -77.0, limit=100)) == 6


def test_open_stations_leave_out_closed_and_forgotten_ones():
    aed = StationFactory(kind=Station.Kind.AED)
    limited = StationFactory(status="degraded")
    good = StationFactory()
    StationFactory(status="closed")
    StationFactory(confirmed_at=None)

    community = CommunityFactory()
    assert [row.pk for row in open_stations(community, NOON, 10)] == [good.pk, aed.pk, limited.pk]
    assert [row.pk for row in open_stations(community, NOON, 1)] == [good.pk]


def test_while_a_warning_runs_the_pages_name_those_of_the_last_two_hours():
    community = CommunityFactory()
    fresh = StationFactory(confirmed_at=NOON - 2 * HOUR)
    older = StationFactory(confirmed_at=NOON - 2 * HOUR - dt.timedelta(seconds=1))

    warn(community, exercise=True)
    assert [row.pk for row in open_stations(community, NOON)] == [fresh.pk, older.pk]
    warn(community)
    assert [row.pk for row in open_stations(community, NOON)] == [fresh.pk]


@pytest.mark.city
def test_while_a_warning_runs_only_the_last_two_hours_count():
    community = CommunityFactory()
    fresh = StationFactory(confirmed_at=NOON - 2 * HOUR, latitude=38.91)
    older = StationFactory(confirmed_at=NOON - 2 * HOUR - dt.timedelta(seconds=1), latitude=38.90)
    closed = StationFactory(status="closed", confirmed_at=NOON, latitude=38.90)

    def named():
        found = trusted_stations(community, NOON, latitude=38.90, longitude=-77.0)
        return [row.pk for row in found.stations], [row.pk for row in found.unsure], found.warned

    assert named() == ([older.pk, fresh.pk], [], False)
    warn(community, exercise=True)
    warn(community, stopped_at=NOON)
    warn(community, expires=NOON)
    warn(community, lane=Lane.REMINDER)
    assert named()[2] is False
    warn(community)
    assert named() == ([fresh.pk], [], True)
    Station.objects.filter(pk=fresh.pk).update(confirmed_at=NOON - 3 * HOUR)
    assert named() == ([], [older.pk, fresh.pk], True)
    assert closed.pk not in named()[1]


def test_another_communitys_warning_is_not_ours():
    ours, theirs = CommunityFactory(), CommunityFactory(slug="theirs")
    warn(theirs)
    assert (is_warned(ours, NOON), is_warned(theirs, NOON), is_warned(None, NOON)) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("where to go from Lower Street?", "lower-street"),
        ("LOWER STREET", "lower-street"),
        ("下街最近的站点在哪", "lower-street"),
        ("near lower-street please", "lower-street"),
        ("Lower Street East, where?", "lower-street-east"),
        ("I am in a lower streetcar", None),
        ("", None),
    ],
)
def test_areas_are_known_by_their_names(text, slug):
    community = CommunityFactory()
    AreaFactory(community=community)
    AreaFactory(community=community, slug="lower-street-east", name={"en": "Lower Street East", "zh-hans": "下街东"})
    found = area_named_in(text, community)
    assert (found.slug if found else None) == slug
