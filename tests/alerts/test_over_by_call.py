"""Who was told of a danger by call alone is told by call that it is over; by day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.alerts.selectors import is_night, preview_of
from community.alerts.selectors.ways import calls_from
from community.alerts.services import cancel_alert, clear_alert, update_alert
from community.messaging.models import OptOut
from community.messaging.services import fill_broadcast, send_due
from tests.factories import NOON
from tests.factories.alerts import approved, drafted, issued
from tests.factories.people import resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)  # NOON is eight in the evening at the place
LANDLINE, READER, BOTH, SILENT = (f"+1202555{number:04d}" for number in (1, 2, 3, 4))


@pytest.fixture
def street(telephone):
    """A landline, a reader, somebody who has both, and a landline that nobody picks up; a warning at eight."""
    resident(1, ways=["voice"], language="zh-hans")
    resident(2, ways=["sms"])
    resident(3, ways=["sms", "voice"])
    resident(4, ways=["voice"])
    telephone.habits = {LANDLINE: "1", BOTH: "1", SILENT: "no-answer"}
    alert = issued(severity="Extreme")
    telephone.carrier.deliver_everything(now=NOON)
    telephone.play()
    alert.refresh_from_db()
    return alert


def told(alert, now):
    alert.refresh_from_db()
    assert fill_broadcast(alert.broadcast, now=now)
    send_due(now=now)


def called(telephone, since=0) -> list[str]:
    return sorted(call.to for call in telephone.calls[since:])


@pytest.mark.city
@pytest.mark.parametrize(("end", "words"), [(clear_alert, "解除："), (cancel_alert, "已撤回：")])
def test_only_who_heard_it_by_call_alone_is_rung_when_it_is_over(street, telephone, end, words):
    before = len(telephone.calls)
    assert called(telephone) == [LANDLINE, BOTH, SILENT]
    draft = end(street, by=street.author, now=NOON + HOUR)
    problems = {one.code: one.message for one in preview_of(draft, list(draft.infos.all()), now=NOON + HOUR).problems}
    assert problems["rung_again"] == "1 person whom only a call had reached is rung, from 21:00 on."
    told(approved(draft, now=NOON + HOUR), NOON + HOUR)
    assert called(telephone, before) == [LANDLINE]
    assert words in telephone.calls[-1].said


def test_at_night_it_waits_for_the_morning_and_is_not_forgotten(street, telephone):
    before, midnight = len(telephone.calls), NOON + 4 * HOUR
    over = approved(clear_alert(street, by=street.author, now=midnight), now=midnight)
    told(over, midnight)
    assert called(telephone, before) == []
    row = over.broadcast.deliveries.get(channel="voice")
    morning = datetime(2026, 7, 9, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert row.due_at == morning and over.broadcast.expires > morning
    texts = over.broadcast.deliveries.exclude(channel="voice")
    assert texts.count() == 4 and not texts.filter(status="queued").exists()
    send_due(now=morning)
    assert called(telephone, before) == [LANDLINE]


def test_versions_in_between_count_and_whoever_read_one_of_them_is_not_rung(street, telephone):
    update = approved(update_alert(street, by=street.author, now=NOON), now=NOON)
    told(update, NOON)
    rows = update.broadcast.deliveries
    rows.filter(channel="voice").update(status="failed", error="busy")
    rows.filter(channel="sms").update(status="sent")
    before = len(telephone.calls)
    told(approved(clear_alert(update, by=street.author, now=NOON + HOUR), now=NOON + HOUR), NOON + HOUR)
    assert called(telephone, before) == [LANDLINE]


def test_stop_speaks_of_texts_and_who_allows_no_calls_any_more_gets_none(street, telephone):
    from community.people.models import Resident

    people = {one.phone: one for one in Resident.objects.all()}
    OptOut.objects.create(phone_index=people[LANDLINE].phone_index, at=NOON)
    before = len(telephone.calls)
    told(approved(clear_alert(street, by=street.author, now=NOON + HOUR), now=NOON + HOUR), NOON + HOUR)
    assert called(telephone, before) == [LANDLINE]


def test_an_exercise_rings_nobody_at_its_end(telephone):
    resident(1, ways=["voice"])
    alert = issued(severity="Extreme", exercise=True)
    told(alert, NOON)
    told(approved(clear_alert(alert, by=alert.author, now=NOON + HOUR), now=NOON + HOUR), NOON + HOUR)
    assert telephone.calls == []


ZONES = [ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.times(),
    st.integers(0, 14 * 60),
)
def test_no_call_of_an_end_comes_by_night_or_in_quiet_hours(moment, zone, begin, minutes):
    from community.alerts.models import Alert
    from community.places.models import Community

    begin = begin.replace(second=0, microsecond=0)
    end = (datetime.combine(moment, begin) + timedelta(minutes=minutes)).time()
    place = Community(time_zone=zone.key, quiet_from=begin, quiet_until=end)
    alert = Alert(community=place, severity="Severe", msg_type="Cancel", expires=moment + HOUR)
    at = calls_from(alert, moment)
    assert at >= moment
    assert not is_night(at, zone) and place.quiet_end(at) is None


def test_the_community_s_own_quiet_hours_are_kept_too():
    community = CommunityFactory(quiet_from=time(20), quiet_until=time(9, 30))
    alert = drafted(community=community)
    assert calls_from(alert, NOON + HOUR) == datetime(2026, 7, 9, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
