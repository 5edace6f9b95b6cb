"""The hours of volunteers and their days off, set at the desk by those who run the duty; in both languages."""

import threading
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.people.models import Role
from knowledge.chat.hours import MIDNIGHT, overlap
from knowledge.forms import HoursForm
from knowledge.models import TalkDayOff, TalkHours
from knowledge.selectors import reach_of
from knowledge.services import save_hours
from tests.factories.knowledge import open_hours
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
PAGE, DO = "/desk/talks/hours/", "/desk/talks/hours/do/"
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
WEEKEND = {"community": "liuwan", "do": "save", "days": ["6", "7"], "opens": "10:00", "closes": "14:00"}


@pytest.fixture
def desk(client, community):
    client.force_login(member("officer", community=community))
    return client


def table():
    return [(row.days, row.opens, row.closes) for row in TalkHours.objects.order_by("pk")]


def test_an_officer_sets_the_week_and_residents_read_it(desk, community):
    page = desk.get(PAGE).content.decode()
    assert "No hours are set" in page and 'value="09:00"' in page
    assert "Kept." in desk.post(DO, WEEKEND, follow=True).content.decode()
    assert table() == [("67", time(10), time(14))]
    row = TalkHours.objects.get()
    kept = desk.post(DO, {**WEEKEND, "row": row.pk, "days": ["7", "6", "6"], "closes": "00:00"}, follow=True)
    assert table() == [("67", time(10), MIDNIGHT)]
    assert "Saturday, Sunday 10:00–24:00" in kept.content.decode()
    chinese = desk.get(PAGE, **CHINESE).content.decode()
    assert "居民看到" in chinese and "星期六" in chinese and "Save" not in chinese
    assert 'href="/desk/talks/hours/"' in desk.get("/desk/talks/").content.decode()
    assert (
        "Removed." in desk.post(DO, {"community": "liuwan", "row": row.pk, "do": "drop"}, follow=True).content.decode()
    )
    assert table() == [] and reach_of(community, timezone.now()) is None


@pytest.mark.parametrize(
    ("slip", "english", "chinese"),
    [
        ({"days": []}, "Choose at least one day.", "请至少选一天。"),
        ({"days": ["8"]}, "Choose at least one day.", "请至少选一天。"),
        ({"opens": ""}, "Say from when.", "请填写开始时间。"),
        ({"closes": "noon"}, "Write it as 09:00.", "请写成 09:00 的样子。"),
        ({"closes": "10:00"}, "They end before they begin.", "结束早于开始。"),
        (
            {"opens": "08:00", "closes": "12:30", "days": ["5", "6"]},
            "there are hours already: 12:00–13:00",
            "12:00–13:00",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(desk, community, slip, english, chinese):
    open_hours(community, "5", time(12), time(13))
    for language, words in (({}, english), (CHINESE, chinese)):
        answer = desk.post(DO, {**WEEKEND, **slip}, **language)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert len(table()) == 1


def test_a_line_may_touch_another_and_stay_over_itself(desk, community):
    row = open_hours(community, "67", time(9), time(10))
    assert desk.post(DO, WEEKEND).status_code == 302
    assert desk.post(DO, {**WEEKEND, "row": row.pk, "opens": "08:30", "closes": "10:00"}).status_code == 302
    assert table() == [("67", time(8, 30), time(10)), ("67", time(10), time(14))]


def test_days_off_are_added_once_from_today_and_taken_back(desk, community):
    open_hours(community, "1234567", time(0), time(0))
    today = timezone.now().astimezone(community.zone).date()
    assert reach_of(community, timezone.now()).open_until is not None
    for _time in range(2):
        desk.post(DO, {"community": "liuwan", "do": "off", "day": today.isoformat()})
    assert TalkDayOff.objects.get().day == today
    assert reach_of(community, timezone.now()).open_until is None
    for day in ("", "soon", (today - timedelta(days=1)).isoformat(), date(today.year + 3, 1, 1).isoformat()):
        assert desk.post(DO, {"community": "liuwan", "do": "off", "day": day}).status_code == 422
    desk.post(DO, {"community": "liuwan", "do": "on", "row": TalkDayOff.objects.get().pk})
    assert TalkDayOff.objects.count() == 0


def test_what_somebody_else_removed_is_said(desk, community):
    row = open_hours(community)
    gone = row.pk
    row.delete()
    for what in ("save", "drop"):
        page = desk.post(DO, {**WEEKEND, "row": gone, "do": what}, follow=True).content.decode()
        assert "Somebody has removed this line meanwhile." in page
    assert table() == []


@pytest.mark.parametrize("what", ["save", "drop", "on"])
def test_a_number_without_end_is_no_line(desk, community, what):
    row = open_hours(community)
    assert desk.post(DO, {**WEEKEND, "row": "9" * 5000, "do": what}).status_code == 302
    assert TalkHours.objects.get() == row


def test_of_two_officers_at_once_the_second_meets_the_first(desk, community, monkeypatch):
    """What was free when the form was checked is taken when the line is kept, or the line itself is gone."""
    checked = HoursForm.is_valid

    def meanwhile(change):
        def is_valid(form):
            found = checked(form)
            if found:
                change()
            return found

        monkeypatch.setattr(HoursForm, "is_valid", is_valid)

    for language, words in (({}, "there are hours already: 12:00–13:00"), (CHINESE, "12:00–13:00")):
        meanwhile(lambda: open_hours(community, "6", time(12), time(13)))
        answer = desk.post(DO, WEEKEND, **language)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert table() == [("6", time(12), time(13))]
        TalkHours.objects.all().delete()
    for language, words in (({}, "Somebody has removed this line meanwhile."), (CHINESE, "这个时段已被别人移除")):
        row = open_hours(community, "7", time(12), time(13))
        meanwhile(TalkHours.objects.all().delete)
        page = desk.post(DO, {**WEEKEND, "row": row.pk}, follow=True, **language).content.decode()
        assert words in page and table() == []


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_who_is_overtaken_in_the_admin_reads_which_hours_are_there(community):
    officer = member("admin", community=community, is_staff=True, is_superuser=True)
    gate, answers = threading.Barrier(4), []

    def send(hour):
        client = Client()
        client.force_login(officer)
        sent = {"community": community.pk, "days": "67", "opens": f"{hour}:00", "closes": "14:00"}
        gate.wait()
        try:
            answers.append((client.post("/admin/knowledge/talkhours/add/", sent), hour))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(hour,)) for hour in (10, 11, 12, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(table()), sorted(answer.status_code for answer, _hour in answers)) == (1, [200, 200, 200, 302])
    for answer, hour in answers:
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "–14:00" in page and f'value="{hour}:00' in page  # whose hours, and what was typed


@pytest.mark.django_db(transaction=True)
def test_overlapping_lines_kept_in_the_same_moment_leave_one(community):
    gate, refused = threading.Barrier(3), []

    def keep(hour):
        line = TalkHours(community=community, days="67", opens=time(hour), closes=time(14))
        gate.wait()
        try:
            save_hours(line)
        except ValidationError as error:
            refused.append(list(error.message_dict))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=keep, args=(hour,)) for hour in (9, 10, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(table()), refused) == (1, [["opens"], ["opens"]])


@pytest.mark.parametrize(
    ("language", "full", "ahead"), [({}, "28 lines", "366 days"), (CHINESE, "28 个时段", "366 天")]
)
def test_a_week_and_the_days_off_have_an_end(desk, community, language, full, ahead):
    for day in "1234567":
        for hour in range(4):
            row = open_hours(community, day, time(hour), time(hour + 1))
    answer = desk.post(DO, WEEKEND, **language)
    assert (answer.status_code, full in answer.content.decode(), len(table())) == (422, True, 28)
    assert desk.post(DO, {**WEEKEND, "row": row.pk}).status_code == 302  # one of them may still change
    today = timezone.now().astimezone(community.zone).date()
    TalkDayOff.objects.bulk_create(
        TalkDayOff(community=community, day=today + timedelta(days=number)) for number in range(-5, 366)
    )
    sent = {"community": "liuwan", "do": "off"}
    answer = desk.post(DO, {**sent, "day": today + timedelta(days=400)}, **language)
    assert (answer.status_code, ahead in answer.content.decode()) == (422, True)
    TalkDayOff.objects.filter(day=today + timedelta(days=9)).delete()
    assert desk.post(DO, {**sent, "day": today + timedelta(days=400)}).status_code == 302
    assert TalkDayOff.objects.filter(day__gte=today).count() == 366


def test_only_officers_and_administrators_of_the_place_set_them(client, community):
    away = CommunityFactory(slug="away", sms_number="+12025550199")
    row = open_hours(community)
    assert client.get(PAGE).status_code == 302  # to the sign-in
    for role in Role:
        client.force_login(member(role.value, community=community))
        allowed = role in (Role.OFFICER, Role.ADMIN)
        assert (role, client.get(PAGE).status_code) == (role, 200 if allowed else 403)
        assert (role, client.post(DO, {**WEEKEND, "days": []}).status_code) == (role, 422 if allowed else 403)
        assert ('href="/desk/talks/hours/"' in client.get("/desk/talks/").content.decode()) == allowed
    client.force_login(member("officer", community=away))
    assert client.post(DO, WEEKEND).status_code == 404
    for sent in ({"row": row.pk, "do": "drop"}, {**WEEKEND, "row": row.pk}, {"row": row.pk, "do": "on"}):
        client.post(DO, {**sent, "community": "away"})
    assert table() == [("12345", time(9), time(17))]
    assert client.get(DO).status_code == 302


times = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
stretches = st.tuples(times, times).filter(lambda one: one[1] == MIDNIGHT or one[0] < one[1])


@given(stretches, stretches)
def test_two_stretches_overlap_where_they_share_a_minute(one, other):
    def minutes(stretch):
        begin, end = (at.hour * 60 + at.minute for at in stretch)
        return set(range(begin, end or 24 * 60))

    assert overlap(one, other) == bool(minutes(one) & minutes(other)) == overlap(other, one)
