"""iCalendar: read back by the library, as a calendar would."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from drills.models import CalendarAddress
from drills.services import (
    calendar_address,
    cancel_drill,
    cancel_sign_up,
    change_drill,
    renew_calendar_address,
    sign_up,
)
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def soon():
    return (timezone.now() + dt.timedelta(days=3)).replace(minute=0, second=0, microsecond=0)


def read(client, address="/drills/calendar.ics", **headers):
    response = client.get(address, **headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    return calendar, {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_drill_is_an_event_with_the_wall_time_of_its_place(client, soon):
    drill = DrillFactory(starts=soon, latitude=38.9, longitude=-77.0, title={"en": "Flood; drill, no. 1\nnow"})
    calendar, events = read(client)
    event = events[f"{drill.uid}@drills.shouwang"]
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["dtstart"].dt == soon
    assert event["dtstart"].dt.utcoffset() == 8 * HOUR
    assert str(event["summary"]) == "Drill: Flood; drill, no. 1\nnow"
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")
    assert event["geo"].to_ical() == "38.9;-77.0"
    assert str(event["url"]) == f"http://127.0.0.1:8000/drills/{drill.pk}/"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert all(len(line) <= 75 for line in calendar.to_ical().split(b"\r\n"))


def test_changes_keep_the_uid_and_raise_the_sequence_and_cancelled_ones_say_so(client, soon):
    drill = DrillFactory(starts=soon)
    uid = f"{drill.uid}@drills.shouwang"
    drill = change_drill(drill, by=drill.organiser, now=NOON, starts=soon + HOUR, ends=soon + 3 * HOUR)
    assert (read(client)[1][uid]["sequence"], read(client)[1][uid]["dtstart"].dt) == (1, soon + HOUR)
    cancel_drill(drill, by=drill.organiser, now=NOON)
    event = read(client)[1][uid]
    assert (event["sequence"], str(event["status"])) == (2, "CANCELLED")
    assert list(read(client, f"/drills/{drill.pk}/drill.ics")[1]) == [uid]


def test_drafts_are_in_no_calendar(client, soon):
    draft = DrillFactory(status="draft", starts=soon)
    cancelled = DrillFactory(status="draft", starts=soon)
    cancel_drill(cancelled, by=cancelled.organiser, now=NOON)
    assert read(client)[1] == {}
    assert client.get(f"/drills/{draft.pk}/drill.ics").status_code == 404


def test_the_calendar_speaks_the_readers_language(client, soon):
    DrillFactory(starts=soon)
    _calendar, events = read(client, HTTP_ACCEPT_LANGUAGE="zh-CN")
    (event,) = events.values()
    assert str(event["summary"]).startswith("演练：防汛演练")
    assert event["summary"].params["LANGUAGE"] == "zh-Hans"
    assert str(event["location"]) == "东门"


def test_a_drill_across_a_change_of_clocks_has_the_rules_of_its_zone(client):
    zone = ZoneInfo("America/New_York")
    year = timezone.now().year + 1
    day = next(dt.date(year, 11, n) for n in range(1, 8) if dt.date(year, 11, n).weekday() == 6)
    starts, ends = (dt.datetime(day.year, day.month, day.day, hour, 30, tzinfo=zone) for hour in (0, 3))
    drill = DrillFactory(time_zone="America/New_York", starts=starts, ends=ends)
    calendar, events = read(client)
    event = events[f"{drill.uid}@drills.shouwang"]
    assert (event["dtstart"].to_ical(), event["dtend"].to_ical()) == (
        f"{day:%Y%m%d}T003000".encode(),
        f"{day:%Y%m%d}T033000".encode(),
    )
    assert event["dtend"].dt.astimezone(dt.UTC) - event["dtstart"].dt.astimezone(dt.UTC) == 4 * HOUR
    (rules,) = calendar.walk("VTIMEZONE")
    assert rules.to_tz().utcoffset(starts.replace(tzinfo=None)) == -4 * HOUR
    assert rules.to_tz().utcoffset(ends.replace(tzinfo=None)) == -5 * HOUR


def test_a_private_address_shows_ones_own_drills_until_it_is_renewed(soon):
    person, other = UserFactory(), UserFactory()
    mine, theirs, gone = (DrillFactory(starts=soon, capacity=1) for _n in range(3))
    now = timezone.now()
    sign_up(theirs, by=other, now=now)
    sign_up(mine, by=person, now=now)
    sign_up(theirs, by=person, now=now)  # on the waiting list
    cancel_sign_up(sign_up(gone, by=person, now=now), by=person, now=now)
    address = f"/drills/calendar/{calendar_address(person, now=now).token}.ics"

    stranger = Client()
    _calendar, events = read(stranger, address)
    assert {uid.split("@")[0]: str(event["status"]) for uid, event in events.items()} == {
        str(mine.uid): "CONFIRMED",
        str(theirs.uid): "TENTATIVE",
        str(gone.uid): "CANCELLED",
    }
    assert list(read(stranger)[1]) == list(events)  # the same uid in both feeds
    assert stranger.get(address)["Cache-Control"] == "private, no-cache"

    renew_calendar_address(person, now=now)
    assert stranger.get(address).status_code == 404
    assert CalendarAddress.objects.get().user == person
    assert stranger.get("/drills/calendar/x.ics").status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(client, soon):
    DrillFactory(starts=soon)
    tag = client.get("/drills/calendar.ics")["ETag"]
    again = client.get("/drills/calendar.ics", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("count", [1, 3])
def test_questions_to_the_database_do_not_grow(client, django_assert_num_queries, soon, count):
    for _n in range(count):
        DrillFactory(starts=soon)
    with django_assert_num_queries(2):
        read(client)
