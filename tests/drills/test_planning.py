"""From plan to end, and what people are told."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.messaging.models import Broadcast, Delivery
from community.messaging.services import fill_broadcast
from community.people.models import Role
from drills.models import Drill, SignUp
from drills.selectors import instant_of, people_to_remind, upcoming, when_words
from drills.services import (
    NotNow,
    abort_drill,
    cancel_drill,
    change_drill,
    end_drill,
    plan_drill,
    publish_drill,
    remind_due,
    sign_up,
    start_drill,
)
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, member, resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
WORDS = {"title": {"en": "Flood drill"}, "place": {"en": "East gate"}}


def planned(**fields):
    fields = {"starts": NOON + 96 * HOUR, "ends": NOON + 98 * HOUR, **WORDS, **fields}
    return plan_drill(community=CommunityFactory(), by=member(Role.ORGANISER), now=NOON, **fields)


def test_a_drill_goes_from_plan_to_end_and_its_history_says_who():
    drill = planned()
    organiser = drill.organiser
    assert (drill.status, drill.time_zone, drill.is_public) == ("draft", "Asia/Shanghai", False)
    assert not upcoming(drill.community, NOON, 5)
    publish_drill(drill, by=organiser, now=NOON)
    assert list(upcoming(drill.community, NOON, 5)) == [drill]
    start_drill(drill, by=organiser, now=drill.starts)
    end_drill(drill, by=organiser, now=drill.ends)
    assert list(drill.events.order_by("pk").values_list("kind", "from_status", "to_status", "by")) == [
        ("planned", "", "draft", organiser.pk),
        ("published", "draft", "published", organiser.pk),
        ("started", "published", "running", organiser.pk),
        ("ended", "running", "ended", organiser.pk),
    ]


@pytest.mark.parametrize("status", Drill.Status.values)
def test_every_step_from_every_state(status):
    verbs = {
        "published": publish_drill,
        "running": start_drill,
        "ended": end_drill,
        "cancelled": cancel_drill,
        "aborted_real": abort_drill,
    }
    for to, verb in verbs.items():
        drill = DrillFactory(status=status)
        if to in Drill.MOVES[status]:
            verb(drill, by=drill.organiser, now=NOON)
            assert Drill.objects.get(pk=drill.pk).status == to
            assert drill.events.count() == 1
        else:
            with pytest.raises(IllegalMove):
                verb(drill, by=drill.organiser, now=NOON)
            assert Drill.objects.get(pk=drill.pk).status == status
            assert not drill.events.exists()


def test_the_second_click_is_told():
    drill = DrillFactory()
    again = Drill.objects.get()
    start_drill(drill, by=drill.organiser, now=NOON)
    with pytest.raises(LostRace):
        cancel_drill(again, by=drill.organiser, now=NOON)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValidationError) as wrong:
        planned(time_zone="Mars/Olympus", capacity=0, latitude=91.0)
    assert sorted(wrong.value.message_dict) == ["capacity", "latitude", "time_zone"]
    with pytest.raises(ValidationError):
        planned(ends=NOON)
    assert not Drill.objects.exists()
    drill = DrillFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.update(ends=drill.starts)
    with pytest.raises(NotNow):
        publish_drill(DrillFactory(status="draft", starts=NOON - 5 * HOUR), by=drill.organiser, now=NOON)


@pytest.fixture
def signed_up():
    """A drill in a week with two people who have numbers and one who has none."""
    drill = DrillFactory(starts=NOON + 168 * HOUR)
    for n, language in ((101, "en"), (102, "zh-hans")):
        person = UserFactory()
        resident(n, user=person, language=language)
        sign_up(drill, by=person, now=NOON)
    sign_up(drill, by=UserFactory(), now=NOON)
    return drill


def texts_of(key):
    broadcast = Broadcast.objects.get(key=key)
    fill_broadcast(broadcast, now=NOON)
    return broadcast, sorted(Delivery.objects.filter(broadcast=broadcast).values_list("language", flat=True))


@pytest.mark.city
def test_reminders_go_once_at_72_and_3_hours_to_those_with_numbers(signed_up):
    drill = signed_up
    moments = [drill.starts - delta for delta in (73 * HOUR, 72 * HOUR, 71 * HOUR, 4 * HOUR, 3 * HOUR, 2 * HOUR)]
    assert [remind_due(now=now) for now in moments] == [0, 1, 0, 0, 1, 0]
    broadcast, languages = texts_of(f"drill:{drill.pk}:72h")
    assert languages == ["en", "zh-hans"]
    assert broadcast.expires == drill.starts
    assert broadcast.texts["en"].startswith(f"Reminder of a drill: {drill.title['en']}, Wed 15 Jul 20:00-22:00, East")
    assert broadcast.texts["zh-hans"].startswith(f"演练提醒：{drill.title['zh-hans']}，7 月 15 日 20:00")
    assert f"/drills/{drill.pk}/" in broadcast.texts["en"]
    assert texts_of(f"drill:{drill.pk}:3h")[1] == ["en", "zh-hans"]


def test_a_reminder_that_is_due_by_night_waits_for_the_morning():
    """Of a drill at nine; three hours before is six, and the quiet hours end at seven."""
    town = CommunityFactory(quiet_from=dt.time(22), quiet_until=dt.time(7))
    nine = dt.datetime(2026, 7, 15, 1, 0, tzinfo=dt.UTC)
    drill = DrillFactory(community=town, starts=nine, ends=nine + HOUR)
    assert remind_due(now=nine - 3 * HOUR) == 1
    assert Broadcast.objects.get(key=f"drill:{drill.pk}:3h").hold_until == nine - 2 * HOUR


def test_a_reminder_that_is_too_late_is_not_sent(signed_up):
    assert remind_due(now=signed_up.starts - 40 * HOUR) == 0
    assert remind_due(now=signed_up.starts - dt.timedelta(minutes=10)) == 0
    assert remind_due(now=signed_up.starts + HOUR) == 0


@pytest.mark.parametrize("status", ["draft", "cancelled", "ended"])
def test_only_announced_drills_are_reminded_of(status):
    drill = DrillFactory(status=status, starts=NOON + 72 * HOUR)
    assert remind_due(now=NOON) == 0
    assert drill.reminded_at is None


def test_the_audience_goes_on_after_anybody_and_gives_nobody_twice(signed_up):
    definition = {"drill": signed_up.pk}
    first, second = people_to_remind(definition)
    assert [first.phone, second.phone] == ["+12025550101", "+12025550102"]
    assert list(people_to_remind(definition, after=first.key)) == [second]
    assert list(people_to_remind(definition, after=second.key)) == []
    late = UserFactory()
    resident(103, user=late)
    sign_up(signed_up, by=late, now=NOON)
    assert [row.phone for row in people_to_remind(definition, after=second.key)] == ["+12025550103"]
    SignUp.objects.filter(user=late).update(status="cancelled")
    assert len(list(people_to_remind(definition))) == 2


def test_consent_and_demo_residents(signed_up, settings):
    for n, fields in ((104, {"consent": False}), (105, {"is_demo": True})):
        person = UserFactory()
        resident(n, user=person, **fields)
        sign_up(signed_up, by=person, now=NOON)

    def phones():
        return [row.phone[-3:] for row in people_to_remind({"drill": signed_up.pk})]

    assert phones() == ["101", "102", "105"]
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_API_URL = "AC1", settings.TWILIO_API_DEFAULT
    assert phones() == ["101", "102"]


def test_the_audience_costs_two_questions(signed_up, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(people_to_remind({"drill": signed_up.pk}))


def test_another_time_is_texted_and_reminded_of_anew(signed_up):
    drill = signed_up
    assert remind_due(now=drill.starts - 72 * HOUR) == 1
    old = Broadcast.objects.get()
    moved = change_drill(
        drill,
        by=drill.organiser,
        now=drill.starts - 71 * HOUR,
        starts=drill.starts + 24 * HOUR,
        ends=drill.ends + 24 * HOUR,
    )
    old.refresh_from_db()
    assert old.stopped_at is not None
    assert (moved.sequence, moved.moves) == (1, 1)
    broadcast, languages = texts_of(f"drill:{drill.pk}:moved:1")
    assert languages == ["en", "zh-hans"]
    assert "Thu 16 Jul 20:00" in broadcast.texts["en"]
    assert remind_due(now=moved.starts - 72 * HOUR) == 1
    assert Broadcast.objects.filter(key=f"drill:{drill.pk}:72h:1").exists()


def test_other_changes_are_not_texted_but_reach_calendars():
    drill = DrillFactory()
    assert change_drill(drill, by=drill.organiser, now=NOON, place={"en": "West gate"}).sequence == 1
    assert change_drill(drill, by=drill.organiser, now=NOON, audience={"en": "All"}).sequence == 1
    assert change_drill(drill, by=drill.organiser, now=NOON, place={"en": "West gate"}).sequence == 1
    assert not Broadcast.objects.exists()
    assert list(drill.events.order_by("pk").values_list("note", flat=True)) == ["place", "audience"]
    with pytest.raises(IllegalMove):
        change_drill(DrillFactory(status="running"), by=drill.organiser, now=NOON, place={"en": "x"})


def test_cancelling_tells_those_who_meant_to_come_and_stops_what_is_queued(signed_up):
    drill = signed_up
    remind_due(now=drill.starts - 72 * HOUR)
    cancel_drill(Drill.objects.get(), by=drill.organiser, now=drill.starts - 71 * HOUR, note="Storm")
    assert Broadcast.objects.get(key=f"drill:{drill.pk}:72h").stopped_at is not None
    broadcast, languages = texts_of(f"drill:{drill.pk}:cancelled")
    assert languages == ["en", "zh-hans"]
    assert "is cancelled" in broadcast.texts["en"]
    assert drill.events.get(kind="cancelled").note == "Storm"
    assert remind_due(now=drill.starts - 3 * HOUR) == 0


def test_a_draft_is_cancelled_in_silence():
    cancel_drill(DrillFactory(status="draft"), by=UserFactory(), now=NOON)
    assert not Broadcast.objects.exists()


def test_a_real_emergency_stops_the_drill_and_says_so(signed_up):
    drill = Drill.objects.get()
    start_drill(drill, by=drill.organiser, now=drill.starts)
    abort_drill(drill, by=drill.organiser, now=drill.starts, note="Dam")
    assert "real emergency" in texts_of(f"drill:{drill.pk}:aborted")[0].texts["en"]


# --- clocks that change ----------------------------------------------------------------------------------------------
NEW_YORK = ZoneInfo("America/New_York")


def test_wall_times_around_a_change_of_clocks():
    spring, autumn = dt.date(2026, 3, 8), dt.date(2026, 11, 1)
    assert instant_of(spring, dt.time(1, 59), NEW_YORK).astimezone(dt.UTC).hour == 6
    assert instant_of(spring, dt.time(3, 0), NEW_YORK).astimezone(dt.UTC).hour == 7
    for minute in (0, 30, 59):
        with pytest.raises(ValueError, match="does not exist"):
            instant_of(spring, dt.time(2, minute), NEW_YORK)
    # said twice that night: the first is meant
    assert instant_of(autumn, dt.time(1, 30), NEW_YORK).astimezone(dt.UTC).hour == 5


def test_a_drill_across_the_change_keeps_its_wall_times():
    day = dt.date(2026, 11, 1)
    drill = DrillFactory(
        time_zone="America/New_York",
        starts=instant_of(day, dt.time(0, 30), NEW_YORK),
        ends=instant_of(day, dt.time(3, 30), NEW_YORK),
    )
    drill.refresh_from_db()
    assert drill.lasts == 4 * HOUR  # one hour of that night comes twice
    assert when_words(drill) == (
        "Sunday 1 November 2026, 12:30\u00a0am to 3:30\u00a0am (00:30 to 03:30) (Eastern Time)"
    )


def test_a_change_of_day_does_not_move_the_wall_time():
    before = DrillFactory(
        time_zone="America/New_York",
        starts=instant_of(dt.date(2026, 10, 31), dt.time(9), NEW_YORK),
    )
    after = instant_of(dt.date(2026, 11, 2), dt.time(9), NEW_YORK)
    moved = change_drill(before, by=before.organiser, now=NOON, starts=after, ends=after + HOUR)
    assert after.astimezone(dt.UTC) - before.starts.astimezone(dt.UTC) == 49 * HOUR
    assert "9\u00a0am to 10\u00a0am (09:00 to 10:00)" in when_words(moved)
