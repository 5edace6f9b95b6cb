"""Night and day: what waits until people may be woken, and what never does; an exercise beside the real thing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from community.alerts.models import Alert
from community.alerts.selectors import preview_of
from community.alerts.services import approve_alert
from community.messaging import services
from community.messaging.models import Delivery
from community.people.models import Role
from community.places.models import Community
from portal.lib.sealing import seal
from tests.factories import NOON
from tests.factories.alerts import drafted, issued, submitted
from tests.factories.people import member, resident
from tests.factories.places import CommunityFactory

HOUR = dt.timedelta(hours=1)
NIGHT = dt.datetime(2026, 7, 8, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai
MORNING = dt.datetime(2026, 7, 8, 23, 0, tzinfo=dt.UTC)  # 07:00 there


@pytest.fixture
def town(db):
    return CommunityFactory(quiet_from=dt.time(22), quiet_until=dt.time(7))


def test_the_quiet_hours_are_those_of_the_places_own_clock(town):
    assert town.quiet_end(NOON) is None  # 20:00 there
    assert town.quiet_end(NIGHT) == MORNING
    assert town.quiet_end(MORNING) is None
    assert town.quiet_end(MORNING - dt.timedelta(seconds=1)) == MORNING


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC)),
    st.times(),
    st.times(),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu"]),
)
def test_quiet_hours_end_within_a_day_at_their_own_end(now, begin, end, zone):
    place = Community(time_zone=zone, quiet_from=begin, quiet_until=end)
    over = place.quiet_end(now)

    if begin == end:
        assert over is None
    if over is not None:
        assert now < over <= now + 25 * HOUR  # an hour longer on the night when clocks go back
        assert over.time() == end
    begins = place.quiet_begin(now)
    assert (begins is None) == (begin == end)
    if begins is not None:
        assert now < begins <= now + 25 * HOUR and begins.time() == begin


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"severity": "Extreme"}, False),
        ({"severity": "Severe"}, False),
        ({"severity": "Moderate", "expires": NIGHT + 12 * HOUR}, True),
        ({"severity": "Minor", "expires": NIGHT + 12 * HOUR}, True),
        # over by then: later would be never
        ({"severity": "Moderate", "expires": NIGHT + 2 * HOUR}, False),
        ({"severity": "Extreme", "exercise": True, "expires": NIGHT + 12 * HOUR}, True),
    ],
)
@pytest.mark.usefixtures("town")
def test_by_night_only_what_is_grave_wakes_people(carrier, values, waits):
    resident(101)
    issued(now=NIGHT, **values)

    carrier.work(NIGHT)
    assert len(carrier.messages) == (0 if waits else 1)
    carrier.work(MORNING)
    assert len(carrier.messages) == 1


@pytest.mark.usefixtures("town")
def test_an_exercise_that_is_over_before_the_morning_reaches_nobody(carrier):
    resident(101)
    issued(now=NIGHT, exercise=True, expires=NIGHT + HOUR)

    carrier.work(NIGHT)
    carrier.work(MORNING)
    assert carrier.messages == []
    assert Delivery.objects.get().error == "expired"


@pytest.mark.usefixtures("town")
def test_an_exercise_that_has_not_ended_when_the_quiet_hours_begin_is_broken_off(carrier, settings):
    """Neither its last texts nor what follows a text that did not arrive wakes anybody."""
    settings.CARRIERS = {**settings.CARRIERS, "email": ["community.messaging.carriers.demo.DemoEmailCarrier"]}
    evening = NIGHT - dt.timedelta(minutes=100)  # 21:50
    person = resident(101)
    person.email_sealed, person.ways = seal("wang@example.org"), ["sms", "email"]
    person.save()
    alert = issued(now=evening, exercise=True, expires=NIGHT + HOUR)
    broadcast = alert.broadcast
    assert broadcast.expires == evening + dt.timedelta(minutes=10)

    services.fill_broadcast(broadcast, now=evening)
    services.send_due(now=broadcast.expires)
    services.sweep(now=broadcast.expires + dt.timedelta(minutes=2))
    assert carrier.messages == []
    assert list(broadcast.deliveries.values_list("channel", "error")) == [("sms", "expired")]
    assert issued(now=evening, severity="Moderate", expires=NIGHT + HOUR).broadcast.expires == NIGHT + HOUR


@pytest.mark.parametrize(
    ("language", "words"), [("en", "begin at 22:00, before everybody"), ("zh-hans", "22:00 起为安静时段")]
)
def test_the_preview_of_an_exercise_says_that_the_evening_is_too_short(town, settings, language, words):
    settings.SMS_SEGMENTS_PER_SECOND = 0.001
    for number in (101, 102):
        resident(number)
    evening = NIGHT - dt.timedelta(minutes=100)
    alert = drafted(now=evening, exercise=True, expires=NIGHT + HOUR)
    with translation.override(language):
        problems = {one.code: one.message for one in preview_of(alert, list(alert.infos.all()), now=evening).problems}
    assert words in problems["cut_short"]


@pytest.mark.parametrize(
    ("language", "held", "never"),
    [
        ("en", "hold the texts back until 07:00", "nobody gets it"),
        ("zh-hans", "短信要等到 07:00", "没有人会收到"),
    ],
)
@pytest.mark.usefixtures("town")
def test_the_preview_says_what_the_night_does(language, held, never):
    def said(**values):
        alert = drafted(now=NIGHT, **values)
        with translation.override(language):
            found = preview_of(alert, list(alert.infos.all()), now=NIGHT)
        return found, {problem.code: problem.message for problem in found.problems}

    found, problems = said(severity="Moderate", expires=NIGHT + 12 * HOUR)
    assert held in problems["held"] and found.estimate.first_at == MORNING
    assert never in said(exercise=True, expires=NIGHT + HOUR)[1]["never_sent"]
    assert "wakes_people" in said(severity="Minor", expires=NIGHT + HOUR)[1]
    assert not {"held", "never_sent", "wakes_people"} & set(said(severity="Severe")[1])


@pytest.mark.city
def test_a_real_warning_ends_the_exercise_of_the_place_and_of_no_other(carrier):
    resident(101)
    running = issued(exercise=True)
    elsewhere = issued(exercise=True, community=CommunityFactory(slug="elsewhere"))
    issued(severity="Moderate")
    assert Alert.objects.get(pk=running.pk).status == "issued"

    real = issued(severity="Severe")

    running.refresh_from_db()
    assert running.status == "cancelled"
    assert (running.events.last().kind, running.events.last().note) == ("stopped", real.identifier)
    assert Alert.objects.get(pk=elsewhere.pk).status == "issued"
    carrier.work()
    assert [text for text in carrier.messages if "EXERCISE" in text.body] == []


@pytest.mark.parametrize(("language", "words"), [("en", "An exercise has to wait"), ("zh-hans", "演练须等")])
def test_no_exercise_begins_while_a_real_warning_is_in_force(db, language, words):
    issued(severity="Extreme")
    exercise = submitted(exercise=True)

    with translation.override(language), pytest.raises(ValidationError, match=words):
        approve_alert(exercise, by=member(Role.APPROVER), now=NOON)
    assert Alert.objects.get(pk=exercise.pk).status == "submitted"
