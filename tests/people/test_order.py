"""Who hears first: people who need help, then the nearest, ring by ring; nobody twice, nobody left out."""

import math

import pytest

from community.messaging import services
from community.people.models import Resident
from community.people.selectors import count_residents_in_area, residents_in_area
from community.people.services import change_resident, import_residents, say_needs_help
from community.places import geometry
from tests.factories import NOON
from tests.factories.messaging import HOUR
from tests.factories.people import resident
from tests.factories.places import CommunityFactory

NORTH, WEST = 38.9, -77.03


@pytest.fixture
def community(db):
    return CommunityFactory()


def lives(community, metres, **fields) -> Resident:
    """Somebody `metres` north of the middle."""
    number = Resident.objects.count() + 100
    at = NORTH + metres / geometry.METRES_A_DEGREE
    return resident(number, community=community, latitude=at, longitude=WEST, **fields)


def second_place(person, metres):
    at = NORTH + metres / geometry.METRES_A_DEGREE
    person.places.create(latitude=at, longitude=WEST, position=2)


def defined(community):
    return {"community": community.pk, "shape": geometry.circle(NORTH, WEST, 900)}


def everyone(community):
    found = list(residents_in_area(defined(community)))
    assert len(found) == len({one.key for one in found}) == sum(count_residents_in_area(defined(community)).values())
    return found


def test_need_then_nearness(community):
    far = lives(community, 850)
    near = lives(community, 50)
    between = lives(community, 450)
    helped = lives(community, 890, needs_help=True)
    rung = lives(community, 50, needs_call=True)
    two_places = lives(community, 800)
    second_place(two_places, 100)
    lives(community, 950)  # outside
    found = everyone(community)
    order = [helped, rung, near, two_places, between, far]
    assert [int(one.key) for one in found] == [one.pk for one in order]
    assert [one.priority for one in found] == [0, 0, 10, 10, 20, 30]
    for place, one in enumerate(found, start=1):  # whoever goes on where another stopped misses nobody
        rest = {later.key for later in residents_in_area(defined(community), after=one.position)}
        assert {later.key for later in found[place:]} <= rest


def test_who_is_marked_while_others_are_told_is_not_passed_over(community):
    helped, near = lives(community, 450, needs_help=True), lives(community, 50)
    marked = lives(community, 850)
    taken = residents_in_area(defined(community))
    assert [int(next(taken).key) for _time in range(2)] == [helped.pk, near.pk]
    Resident.objects.filter(pk=marked.pk).update(needs_help=True)
    anew = residents_in_area(defined(community), after=f"1:{near.pk:012d}")
    assert [int(one.key) for one in anew] == [helped.pk, marked.pk]  # the first has a row already
    assert [int(one.key) for one in taken] == [marked.pk]


@pytest.mark.city
def test_the_rows_are_made_and_sent_in_that_order(community, carrier, settings):
    settings.AUDIENCES = {"residents_in_area": "community.people.selectors.residents_in_area"}
    people = [lives(community, metres) for metres in (800, 500, 100)] + [lives(community, 850, needs_help=True)]
    shape = geometry.circle(NORTH, WEST, 900)
    broadcast = services.open_broadcast(
        key="alert:1",
        lane=0,
        texts={"en": "Go"},
        audience="residents_in_area",
        definition={"community": community.pk, "shape": shape},
        expires=NOON + HOUR,
        now=NOON,
    )
    assert services.fill_broadcast(broadcast, now=NOON)
    rows = services.claims.claim_due(limit=10, now=NOON).rows
    assert [row.to for row in rows] == [people[3].phone, people[2].phone, people[1].phone, people[0].phone]


def test_a_shape_in_two_parts_is_reached_as_well(community):
    left, right = geometry.circle(NORTH, WEST - 0.05, 400), geometry.circle(NORTH, WEST + 0.05, 400)
    shape = {"type": "MultiPolygon", "coordinates": [left["coordinates"], right["coordinates"]]}
    person = lives(community, 0)
    person.places.update(longitude=WEST + 0.05)
    definition = {"community": community.pk, "shape": shape}
    assert [int(one.key) for one in residents_in_area(definition)] == [person.pk]


def test_the_reach_of_an_area():
    latitude, longitude = geometry.middle(geometry.circle(NORTH, WEST, 900))
    assert (latitude, longitude) == (pytest.approx(NORTH), pytest.approx(WEST))
    assert math.isclose(geometry.reach_of(geometry.circle(NORTH, WEST, 900)), 900, rel_tol=0.01)


def test_the_register_may_say_who_needs_help(community):
    lines = [
        "phone,name,language,latitude,longitude,consent,需要帮助\n",
        f"+12025550101,A,en,{NORTH},{WEST},yes,是\n",
        f"+12025550102,B,en,{NORTH},{WEST},no,yes\n",
        f"+12025550103,C,en,{NORTH},{WEST},yes,\n",
    ]
    import_residents(lines, community=community, now=NOON)
    assert dict(Resident.objects.values_list("name", "needs_help")) == {"A": True, "B": False, "C": False}
    again = import_residents([lines[0], lines[1].replace("是", "否")], community=community, now=NOON)
    assert (again.updated, Resident.objects.get(name="A").needs_help) == (1, False)


def test_their_own_word_and_their_agreement(community):
    person = lives(community, 0)
    say_needs_help(person, True)
    assert Resident.objects.get(pk=person.pk).needs_help
    change_resident(person, name="", language="en", consent=False, household=None, now=NOON)
    assert not Resident.objects.get(pk=person.pk).needs_help
