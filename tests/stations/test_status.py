"""Open, closed, or nobody can say: by Python and by the database alike."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.people.models import Role
from community.stations.models import Station, StationEvent
from community.stations.permissions import may_confirm
from community.stations.services import confirm_station
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory, box
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.mark.city
@pytest.mark.parametrize(
    ("status", "confirmed_at", "stale_after", "expected"),
    [
        ("active", NOON - HOUR, 24, "active"),
        ("active", NOON - 24 * HOUR, 24, "active"),
        ("active", NOON - 24 * HOUR - dt.timedelta(seconds=1), 24, "stale"),
        ("degraded", NOON - 2 * HOUR, 1, "stale"),
        ("degraded", NOON, 1, "degraded"),
        ("active", None, 24, "stale"),
        ("closed", None, 24, "closed"),
        ("closed", NOON - 400 * HOUR, 24, "closed"),
        ("active", NOON - 24 * 100 * HOUR, 24 * 101, "active"),
    ],
)
def test_python_and_the_database_agree_on_a_status(status, confirmed_at, stale_after, expected):
    station = StationFactory(status=status, confirmed_at=confirmed_at, stale_after=stale_after)

    assert station.status_at(NOON) == expected
    assert Station.objects.with_status_at(NOON).get().status_now == expected
    assert Station.objects.open_at(NOON).exists() == (expected in ("active", "degraded"))


def test_confirming_leaves_an_event_and_ends_staleness():
    lead = member(Role.STATION_LEAD)
    station = StationFactory(confirmed_at=NOON - 48 * HOUR, capacity=300)
    assert station.status_at(NOON) == "stale"

    confirm_station(station, status="active", by=lead, now=NOON, note="", places_free=212)

    station.refresh_from_db()
    assert (station.status_at(NOON), station.places_free, station.status_note) == ("active", 212, {})
    event = StationEvent.objects.get()
    assert (event.kind, event.from_status, event.to_status, event.by, event.at) == (
        "confirmed", "active", "active", lead, NOON,
    )  # fmt: skip


def test_closing_says_why_in_the_language_it_was_written_in():
    lead = member(Role.STATION_LEAD)
    station = StationFactory()

    confirm_station(station, status="closed", by=lead, now=NOON, note="洪水区，不要来")

    station.refresh_from_db()
    assert station.status_note == {"zh-hans": "洪水区，不要来"}
    assert StationEvent.objects.get().kind == "changed"


def test_more_free_places_than_places_are_refused_twice():
    station = StationFactory(capacity=10, places_free=3)

    with pytest.raises(ValidationError) as wrong:
        confirm_station(station, status="active", by=UserFactory(), now=NOON, places_free=11)
    assert list(wrong.value.message_dict) == ["places_free"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.update(places_free=11)
    assert not StationEvent.objects.exists()


def test_the_second_of_two_who_change_a_station_is_told():
    station = StationFactory()
    mine, theirs = Station.objects.get(), Station.objects.get()
    confirm_station(theirs, status="closed", by=UserFactory(), now=NOON)

    with pytest.raises(LostRace):
        confirm_station(mine, status="degraded", by=UserFactory(), now=NOON)
    with pytest.raises(IllegalMove):
        confirm_station(station, status="stale", by=UserFactory(), now=NOON)
    assert StationEvent.objects.count() == 1


def test_staleness_is_never_stored():
    station = StationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.filter(pk=station.pk).update(status="stale")


def test_who_may_speak_for_a_station():
    led = StationFactory(lead=UserFactory())
    free = StationFactory()
    elsewhere = CommunityFactory(slug="elsewhere", shape=box(10, 10, 11, 11), south=10, west=10, north=11, east=11)

    def allowed(user):
        return may_confirm(user, led), may_confirm(user, free)

    assert allowed(led.lead) == (True, False)
    assert allowed(member(Role.STATION_LEAD)) == (False, True)
    assert allowed(member(Role.OFFICER)) == (True, True)
    assert allowed(member(Role.OFFICER, community=elsewhere)) == (False, False)
    assert allowed(member(Role.RESIDENT)) == (False, False)
