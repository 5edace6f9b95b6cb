"""Service levels: when a report is to be looked at and fixed by, and who hears where it was not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.hazards.models import Category, Report
from community.hazards.selectors import desk_counts, desk_reports
from community.hazards.services import escalate_due, move_report
from community.people.services import save_duty_phone
from community.places.models import Community
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, report_in
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.hazards.test_bulk import desk

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
PHONES = ("+12025550111", "+12025550112")


def moment(text):
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-26T09:00+08:00", 2, "2026-11-26T11:00+08:00"),  # a Thursday
        ("2026-11-26T16:30+08:00", 2, "2026-11-27T09:30+08:00"),
        ("2026-11-26T03:00+08:00", 1, "2026-11-26T09:30+08:00"),
        ("2026-11-27T17:00+08:00", 1, "2026-11-30T09:00+08:00"),  # over the weekend
        ("2026-11-28T12:00+08:00", 9, "2026-11-30T17:30+08:00"),
        ("2026-11-26T08:30+08:00", 45, "2026-12-02T17:30+08:00"),  # five days of nine hours
    ],
)
def test_working_hours_are_the_places_own(start, hours, due):
    town = Community(time_zone="Asia/Shanghai")
    assert town.after_work(moment(start), hours) == moment(due)


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)),
    st.integers(1, 100),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/London"]),
    st.sets(st.sampled_from("1234567"), min_size=1),
)
def test_a_moment_due_is_one_of_work_and_later_for_more_hours(start, hours, zone, days):
    town = Community(time_zone=zone, work_days="".join(sorted(days)))
    due, later = town.after_work(start, hours), town.after_work(start, hours + 1)
    local = due.astimezone(town.zone)
    assert start < due < later
    assert str(local.isoweekday()) in days and town.work_from < local.time() <= town.work_until


def test_a_report_is_due_as_its_category_says():
    for code, look, fix in (("gas", 1, 24), ("flooding", 8, 72)):
        report = ReportFactory(category=category(code))
        assert (report.acknowledge_by, report.fix_by) == (NOON + look * HOUR, NOON + fix * HOUR)
    kind = category("other")
    assert ReportFactory(category=kind).fix_by == kind.community.after_work(NOON, 80)
    Category.objects.filter(pk=kind.pk).update(acknowledge_hours=None, fix_hours=None)
    report = ReportFactory(category=Category.objects.get(pk=kind.pk))
    assert (report.acknowledge_by, report.fix_by) == (None, None)


def test_opened_again_it_has_its_time_again():
    report = report_in("closed")
    Report.objects.filter(pk=report.pk).update(missed=3)
    move_report(Report.objects.get(), to="reopened", by=None, note="Still there.", now=NOON + 500 * HOUR)
    report.refresh_from_db()
    assert (report.acknowledge_by, report.missed) == (NOON + 508 * HOUR, 0)


@pytest.fixture
def duty():
    for role, phone, language in (("officer", PHONES[0], "en"), ("approver", PHONES[1], "zh-hans")):
        save_duty_phone(member(role), phone=phone, language=language, now=NOON)


@pytest.mark.city
def test_each_level_is_said_once_to_the_next_in_line(carrier, duty):
    reports = [ReportFactory() for _time in range(5)]
    assert escalate_due(now=NOON + 7 * HOUR) == 0
    assert escalate_due(now=NOON + 8 * HOUR) == 5
    assert escalate_due(now=NOON + 9 * HOUR) == 0
    carrier.work(NOON + 9 * HOUR)
    [text] = carrier.bodies(PHONES[0])  # one text, however many are late
    assert "Not looked at in time" in text and reports[0].reference in text and "view=late" in text
    assert carrier.bodies(PHONES[1]) == []

    assert escalate_due(now=NOON + 72 * HOUR) == 5
    carrier.work(NOON + 72 * HOUR)
    [text] = carrier.bodies(PHONES[1])
    assert "逾期未整改" in text
    assert escalate_due(now=NOON + 99 * HOUR) == 0
    late = [(event.kind, event.is_public) for event in reports[0].events.exclude(kind="filed")]
    assert late == [("late_look", False), ("late_fix", False)]


def test_looked_at_in_time_or_over_nothing_is_missed(duty):
    report_in("triaged")
    report_in("rejected")
    assert escalate_due(now=NOON + 8 * HOUR) == 0
    assert escalate_due(now=NOON + 72 * HOUR) == 1  # the one that is open still


def test_where_nobody_has_a_phone_the_desk_still_sees_it():
    ReportFactory()
    assert escalate_due(now=NOON + 8 * HOUR) == 1


@pytest.mark.parametrize(("language", "view"), [("en", "Overdue"), ("zh-hans", "逾期")])
def test_the_desk_lists_what_is_late_first(language, view):
    officer = member("officer")
    late, fresh = ReportFactory(), ReportFactory()
    Report.objects.filter(pk=fresh.pk).update(fix_by=None, acknowledge_by=None, urgency="immediate")
    browser = desk(officer)
    browser.cookies["django_language"] = language
    page = browser.get("/desk/hazards/").content.decode()
    assert view in page
    assert page.index(f"{late.reference}:submitted") < page.index(f"{fresh.reference}:submitted")
    only = browser.get("/desk/hazards/", {"view": "late"}).content.decode()
    assert f"{late.reference}:submitted" in only and f"{fresh.reference}:submitted" not in only


@pytest.mark.parametrize("days", ["", "0", "8", "11", "mon"])
def test_wrong_working_days_are_refused(days):
    town = CommunityFactory()
    town.work_days = days
    with pytest.raises(Exception, match="work_days"):
        town.full_clean()


@pytest.mark.parametrize(
    ("zone", "over"), [("Asia/Shanghai", "2026-11-26T16:00+00:00"), ("America/New_York", "2026-11-27T05:00+00:00")]
)
def test_what_holds_until_a_day_holds_to_its_end_at_the_place(zone, over):
    officer = member("officer")
    Community.objects.update(time_zone=zone)
    report = report_in("assigned", now=moment("2026-11-25T12:00+00:00"))
    Report.objects.filter(pk=report.pk).update(fix_by=None)
    report = Report.objects.get(pk=report.pk)
    day = dt.date(2026, 11, 26)
    move_report(report, to="interim", by=officer, note="Fence.", holds_until=day, now=moment("2026-11-25T13:00+00:00"))
    report = Report.objects.get(pk=report.pk)
    for at, is_late in ((moment(over) - dt.timedelta(seconds=1), False), (moment(over), True)):
        assert bool(report.late_since(at)) == is_late
        assert [row.pk for row in desk_reports(officer, at, view="late")] == [report.pk] * is_late
        assert {view.key: count for view, count in desk_counts(officer, at)}["late"] == int(is_late)


@pytest.mark.city
def test_what_was_made_safe_for_now_and_runs_out_is_said_once_each_time(carrier, duty):
    officer = member("officer")
    report = report_in("assigned")
    Report.objects.filter(pk=report.pk).update(fix_by=None, acknowledge_by=None)
    for times, start in ((1, NOON), (2, NOON + 20 * 24 * HOUR)):
        move_report(Report.objects.get(pk=report.pk), to="interim", by=officer, note="Fence.", now=start)
        row = Report.objects.get(pk=report.pk)
        assert escalate_due(now=row.holds_to - HOUR) == 0
        assert escalate_due(now=row.holds_to) == 1
        assert escalate_due(now=row.holds_to + HOUR) == 0
        assert report.events.filter(kind="late_hold", is_public=False).count() == times
        carrier.work(row.holds_to + HOUR)
        assert ["临时措施到期" in text and report.reference in text for text in carrier.bodies(PHONES[1])] == [
            True
        ] * times
        move_report(Report.objects.get(pk=report.pk), to="assigned", by=officer, assigned_to=officer, now=row.holds_to)
    assert carrier.bodies(PHONES[0]) == []
