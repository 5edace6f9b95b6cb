"""Who is rung for a warning, and when: the severity and the clock of the place decide."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.alerts.selectors import is_night, ways_of
from community.messaging.services import fill_broadcast
from community.people.models import Role
from tests.factories.alerts import drafted, issued, submitted
from tests.factories.people import member, resident
from tests.factories.places import CommunityFactory

SHANGHAI, NEW_YORK, KATHMANDU = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")
AT_ONCE = (("sms", "voice"), ("push", "email"))
LATER = (("sms",), ("voice", "push", "email"))
NO_CALL = (("sms",), ("push", "email"))


@pytest.mark.parametrize("zone", [SHANGHAI, NEW_YORK, KATHMANDU, ZoneInfo("UTC")])
@pytest.mark.parametrize(
    ("hour", "night"),
    [("21:59:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("06:59:59", True), ("07:00", False)],
)
def test_the_night_is_the_place_s_own(zone, hour, night):
    here = datetime.combine(datetime(2026, 3, 2), time.fromisoformat(hour), zone)
    assert is_night(here, zone) is night
    assert is_night(here.astimezone(UTC), zone) is night


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([SHANGHAI, NEW_YORK, KATHMANDU]),
)
def test_nine_hours_of_every_day_are_night(moment, zone):
    hours = [is_night(moment + timedelta(hours=n), zone) for n in range(24)]
    # on the two days on which clocks are changed an hour is missing or comes twice
    assert sum(hours) in ((8, 9, 10) if zone == NEW_YORK else (9,))


@pytest.mark.parametrize(
    ("severity", "by_day", "at_night"),
    [
        ("Extreme", AT_ONCE, AT_ONCE),
        ("Severe", LATER, AT_ONCE),
        ("Moderate", LATER, NO_CALL),
        ("Minor", LATER, NO_CALL),
        ("Unknown", LATER, NO_CALL),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_how_bad_and_how_late(db, severity, by_day, at_night, zone):
    alert = drafted(severity=severity, community=CommunityFactory(time_zone=zone))
    for hour, expected in ((12, by_day), (3, at_night)):
        now = datetime(2026, 7, 1, hour, tzinfo=ZoneInfo(zone))
        alert.expires = now + timedelta(hours=1)
        ways = ways_of(alert, now=now)
        assert (ways.at_once, ways.then, ways.after) == (*expected, 90)


def test_what_waits_for_the_morning_may_ring_then(db):
    community = CommunityFactory(time_zone="Asia/Shanghai", quiet_from=time(22), quiet_until=time(7))
    alert = drafted(severity="Moderate", community=community)
    night = datetime(2026, 7, 1, 3, tzinfo=SHANGHAI)
    alert.expires = night + timedelta(hours=12)
    assert ways_of(alert, now=night).then == ("voice", "push", "email")


@pytest.mark.parametrize("words", [{"exercise": True}, {"test": True}, {"all_clear": True}])
def test_what_wakes_nobody(db, words):
    alert = drafted(severity="Extreme")
    for name, value in words.items():
        setattr(alert, name, value)
    assert ways_of(alert, now=datetime(2026, 7, 1, 3, tzinfo=UTC)).at_once == ("sms",)
    assert "voice" not in ways_of(alert, now=datetime(2026, 7, 1, 12, tzinfo=UTC)).then


@pytest.mark.city
def test_an_extreme_warning_rings_everybody_and_the_board_counts_people(db, settings, client):
    settings.CARRIERS = {way: ["community.messaging.carriers.demo.DemoCarrier"] for way in ("sms", "voice")}
    settings.CONTACTS = {"residents_in_area": "tests.alerts.test_ways.by_text_and_call"}
    resident(101, language="en")
    resident(102, language="zh-hans")
    alert = issued(severity="Extreme")
    alert.refresh_from_db()
    assert fill_broadcast(alert.broadcast, now=alert.sent)
    rows = alert.broadcast.deliveries
    assert sorted(rows.values_list("channel", flat=True)) == ["sms", "sms", "voice", "voice"]
    rows.filter(channel="sms", language="en").update(status="failed")
    rows.filter(channel="voice").update(status="delivered")
    client.force_login(member(Role.OFFICER, community=alert.community))
    counts = client.get(f"/api/v1/alerts/{alert.identifier}/deliveries/").json()
    assert (counts["total"], counts["delivered"], counts["failed"], counts["reached"]) == (2, 2, 0, 0)
    assert {way: tally["delivered"] for way, tally in counts["by_channel"].items()} == {"sms": 0, "voice": 2}
    page = client.get(f"/desk/alerts/{alert.identifier}/")
    assert page.context["board"].total == 2


def by_text_and_call(keys):
    from community.people.models import Resident
    from portal.lib.recipients import Address

    people = {f"{one.pk:012d}": one.phone for one in Resident.objects.all()}
    return {key: [Address("sms", people[key]), Address("voice", people[key])] for key in keys}


def test_an_exercise_is_never_spoken_to_anybody(db, settings):
    settings.CARRIERS = {way: ["community.messaging.carriers.demo.DemoCarrier"] for way in ("sms", "voice")}
    settings.CONTACTS = {"residents_in_area": "tests.alerts.test_ways.by_text_and_call"}
    resident(101, language="en")
    alert = issued(severity="Extreme", exercise=True)
    alert.refresh_from_db()
    fill_broadcast(alert.broadcast, now=alert.sent)
    assert set(alert.broadcast.deliveries.values_list("channel", flat=True)) == {"sms"}
    assert submitted(exercise=True).broadcast is None
