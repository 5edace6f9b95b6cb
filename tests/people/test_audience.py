"""Whom a warning reaches."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.messaging.models import OptOut
from community.people.models import Resident, ResidentPlace
from community.people.selectors import (
    Alike,
    audiences,
    count_residents_in_area,
    count_ways_in_area,
    language_of_phone,
    phone_of_user,
    resident_of_phone,
    residents_in_area,
)
from community.places import geometry
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.people import UserFactory, resident
from tests.factories.places import AreaFactory, CommunityFactory, box
from tests.people.test_ways import keep

pytestmark = pytest.mark.django_db

LOWER = box(38.88, -77.03, 38.90, -77.005)


def defined(community, shape=LOWER):
    return {"community": community.pk, "shape": shape}


def phones(definition):
    found = list(residents_in_area(definition))
    assert [r.cursor for r in found] == sorted(r.cursor for r in found)
    assert len({r.key for r in found}) == len(found)
    return [r.number()[-2:] for r in found]


@pytest.fixture
def town(db):
    return CommunityFactory()


@pytest.mark.city
def test_people_inside_are_reached_in_their_language_and_nobody_else(town):
    inside = resident(1, language="zh-hans")
    resident(2, latitude=38.91)  # north of the area
    [reached] = residents_in_area(defined(town))
    assert (reached.key, reached.number(), reached.language) == (f"{inside.pk:012d}", "+12025550001", "zh-hans")
    assert list(residents_in_area(defined(town), after=reached.cursor)) == []


def test_people_are_met_in_the_smallest_named_area_that_holds_their_place(town):
    around = {"south": 38.85, "west": -77.1, "north": 38.95, "east": -76.95}
    assert AreaFactory(community=town).slug == "lower-street"
    AreaFactory(community=town, slug="all", shape=box(**around), **around)
    AreaFactory(community=CommunityFactory(slug="other"), slug="not-ours")
    for number, latitude in ((1, 38.89), (2, 38.91), (3, 38.99)):
        resident(number, latitude=latitude)
    resident(4, needs_help=True)
    found = residents_in_area(defined(town, box(**{**around, "north": 39.0})))
    assert {one.number()[-1]: one.area for one in found} == {
        "1": "lower-street",
        "2": "all",
        "3": "",
        "4": "lower-street",
    }


@pytest.mark.city
def test_a_place_within_its_own_radius_is_reached(town):
    north = 38.90 + 400 / geometry.METRES_A_DEGREE
    resident(1, latitude=north, radius=300)
    resident(2, latitude=north, radius=500)
    resident(3, latitude=39.3, longitude=-77.02, radius=50_000)  # 44 km away
    resident(4, latitude=39.3, longitude=-77.02, radius=40_000)
    assert phones(defined(town)) == ["02", "03"]


@pytest.mark.city
def test_any_of_five_places_counts_and_nobody_is_texted_twice(town):
    person = resident(1, latitude=10, longitude=10)
    for position in (2, 3, 4, 5):
        ResidentPlace.objects.create(
            resident=person, position=position, latitude=38.88 + position / 1000, longitude=-77.02
        )
    assert phones(defined(town)) == ["01"]


def said_stop(number, **fields):
    OptOut.objects.create(phone_index=blind_index(f"+1202555{number:04d}"), at=NOON)
    return resident(number, **fields)


@pytest.mark.city
def test_stop_speaks_of_texts_and_other_ways_still_reach_them(town, settings):
    settings.CARRIERS = {way: ["a carrier"] for way in ("sms", "voice", "push", "email")}
    resident(1)
    said_stop(2)
    said_stop(3, ways=["sms", "push", "email"])  # without device or mailbox
    said_stop(4, ways=["sms", "email"], email_sealed=seal("wang@example.org"))
    keep(said_stop(5, ways=["push"]))
    said_stop(6, ways=["sms"], needs_call=True)
    said_stop(7, consent=False)
    found = residents_in_area(defined(town))
    takers = {one.number()[-2:]: one.takes_texts for one in found}
    assert takers == {"06": False, "01": True, "02": False, "04": False, "05": False}
    assert count_residents_in_area(defined(town)) == {"en": 5}
    assert count_ways_in_area(defined(town)) == {
        Alike("en", ("sms", "voice"), True): 1,
        Alike("en", ("voice",), False): 2,
        Alike("en", ("email",), False): 1,
        Alike("en", ("push",), False): 1,
    }
    settings.CARRIERS = {"sms": ["a carrier"], "voice": []}  # nobody carries the others here
    assert phones(defined(town)) == ["01"]
    assert count_residents_in_area(defined(town)) == {"en": 1}


@pytest.mark.city
def test_no_consent_stop_and_another_community_keep_people_out(town):
    other = CommunityFactory(slug="other")
    resident(1, consent=False)
    resident(2, ways=["sms"])
    OptOut.objects.create(phone_index=blind_index("+12025550002"), at=NOON)
    resident(3, community=other)
    resident(4)
    assert phones(defined(town)) == ["04"]
    assert phones(defined(other)) == ["03"]
    assert count_residents_in_area(defined(town)) == {"en": 1}


def test_demo_residents_are_left_out_only_where_texts_could_leave(town, settings):
    resident(1, is_demo=True)
    resident(2)
    assert phones(defined(town)) == ["01", "02"]
    settings.TWILIO_ACCOUNT_SID = "AC1"
    assert phones(defined(town)) == ["02"]
    assert count_residents_in_area(defined(town)) == {"en": 1}
    settings.TWILIO_API_URL = "http://127.0.0.1:9"
    assert phones(defined(town)) == ["01", "02"]


@pytest.mark.city
@pytest.mark.parametrize(("read", "asked"), [(6, 1), (7, 2), (9, 100)])
def test_pages_give_the_same_people_whatever_their_size(town, monkeypatch, read, asked):
    """Five places a person are read together wherever a page ends."""
    monkeypatch.setattr(audiences, "READ", read)
    monkeypatch.setattr(audiences, "ASKED", asked)
    for number in range(1, 12):
        row = resident(number, latitude=38.89 if number % 3 else 38.91, language="en" if number % 2 else "zh-hans")
        for position in range(2, 2 + number % 5):
            ResidentPlace.objects.create(resident=row, position=position, latitude=38.91, longitude=-77.02)
    assert phones(defined(town)) == ["01", "02", "04", "05", "07", "08", "10", "11"]
    assert count_residents_in_area(defined(town)) == {"en": 4, "zh-hans": 4}


def test_an_audience_asks_a_few_questions_however_many_people(town, django_assert_max_num_queries):
    for number in range(1, 8):
        resident(number)
    with django_assert_max_num_queries(6):  # the named areas, two for those in need, the places, two for a ring
        assert len(list(residents_in_area(defined(town)))) == 7
    with django_assert_max_num_queries(2):
        assert count_residents_in_area(defined(town)) == {"en": 7}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(
        st.tuples(st.floats(38.7, 39.1), st.floats(-77.3, -76.7), st.sampled_from([0, 0, 100, 2_000, 20_000])),
        max_size=12,
    ),
    middle=st.tuples(st.floats(38.85, 38.95), st.floats(-77.1, -76.9)),
    radius=st.floats(200, 15_000),
)
def test_the_audience_is_what_the_geometry_says(places, middle, radius):
    Resident.objects.all().delete()
    community = CommunityFactory()
    shape = geometry.circle(*middle, radius)
    expected = []
    for number, (latitude, longitude, around) in enumerate(places, start=1):
        resident(number, latitude=latitude, longitude=longitude, radius=around)
        if geometry.distances_to(shape, [latitude], [longitude])[0] <= around:
            expected.append(f"{number:02d}")
    assert sorted(phones(defined(community, shape))) == expected
    assert sum(count_residents_in_area(defined(community, shape)).values()) == len(expected)


def test_a_number_leads_to_its_owner_and_language(town):
    other = CommunityFactory(slug="other")
    here, there = resident(1, language="zh-hans"), resident(1, community=other)
    assert resident_of_phone("+12025550001", town) == here
    assert resident_of_phone("+12025550001") == there
    assert resident_of_phone("+12025550002") is None
    assert language_of_phone("+12025550001") == "en"
    assert language_of_phone("+12025550002") is None


def test_an_account_has_the_number_that_its_owner_confirmed(town):
    user, stranger = UserFactory(), UserFactory()
    row = resident(1, user=user)
    assert phone_of_user(user) == "+12025550001"
    assert phone_of_user(stranger) is None
    assert phone_of_user(None) is None
    Resident.objects.filter(pk=row.pk).update(consent=False)
    assert phone_of_user(user) is None
