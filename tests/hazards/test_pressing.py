"""How pressing a report is: a sum with its reasons, and the order of the desk."""

import datetime as dt

import pytest
from django.core.paginator import Paginator

from community.hazards.models import Category, Question, Report
from community.hazards.selectors import DeskKeys, desk_reports, pressing, reasons_of
from community.hazards.services import escalate_due, move_report, save_category, save_question, weigh_open
from community.stations.models import Station
from tests.factories import NOON
from tests.factories.hazards import HERE, ReportFactory, category, report_in
from tests.factories.people import member
from tests.factories.stations import StationFactory
from tests.hazards.test_bulk import desk

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def why(report, at=NOON):
    report.refresh_from_db()
    return {reason.words: reason.points for reason in reasons_of(report, at)}


def test_each_reason_adds_its_points_and_says_so():
    kind = category("flooding")
    question = Question(
        category=kind,
        code="inside",
        words={"en": "Is somebody inside?", "zh-hans": "里面有人吗？"},
        datatype="singlevaluelist",
        values=[{"key": "yes", "name": {"en": "Yes", "zh-hans": "有"}, "stops": True}],
    )
    save_question(question)
    kind.weight = 7
    save_category(kind)
    StationFactory(latitude=HERE[0] + 0.001, longitude=HERE[1], kind="shelter", name={"en": "Hall", "zh-hans": "礼堂"})
    report = ReportFactory(category=kind, answers={"inside": "yes"})

    assert why(report) == {
        "An answer says that somebody may be in danger": 100,
        "Urgency: Soon": 20,
        "Close to Hall": 15,
        "Kind: Flooding": 7,
    }
    assert report.points == 142 and report.counts_from == NOON - 142 * 3 * DAY
    assert pressing(report, NOON + 7 * DAY) == 144


def test_others_who_report_the_same_count_while_they_repeat_it():
    officer, first = member("officer"), ReportFactory()
    for count in range(1, 7):
        move_report(ReportFactory(), to="duplicate", duplicate_of=first, by=officer, now=NOON)
        words = f"{count} other reported the same" if count == 1 else f"{count} others reported the same"
        assert why(first)[words] == min(25, 5 * count)
    move_report(Report.objects.filter(status="duplicate").last(), to="reopened", by=officer, note="Not so.", now=NOON)
    assert why(first)["5 others reported the same"] == 25


def test_what_was_missed_and_what_was_not_mended_count():
    officer, report = member("officer"), report_in("fixed")
    move_report(report, to="reopened", by=None, note="Still there.", now=NOON)
    assert why(report)["Said to be still there, once"] == 10
    escalate_due(now=NOON + 4 * DAY)
    assert why(report)["Nobody looked at it in time"] == 10 and why(report)["Not fixed in time"] == 15
    move_report(report, to="triaged", urgency="immediate", by=officer, now=NOON)
    assert why(report)["Urgency: Immediate"] == 40


def test_weights_and_stations_that_change_later_count_from_the_next_round():
    report = ReportFactory()
    Category.objects.update(weight=9)
    StationFactory(latitude=HERE[0], longitude=HERE[1], kind="clinic")
    assert weigh_open() == 1 and weigh_open() == 0
    assert sum(why(report).values()) == 20 + 9 + 15
    Station.objects.update(status="closed")
    assert weigh_open() == 1 and sum(why(report).values()) == 29


def test_far_places_single_things_and_reports_without_a_pin_add_nothing():
    StationFactory(latitude=HERE[0] + 0.003, longitude=HERE[1], kind="shelter")
    StationFactory(latitude=HERE[0], longitude=HERE[1], kind="aed")
    assert list(why(ReportFactory())) == ["Urgency: Soon"]
    assert list(why(ReportFactory(latitude=None, longitude=None))) == ["Urgency: Soon"]


def test_the_desk_pages_through_late_ones_first_then_the_most_pressing():
    officer, made = member("officer"), []
    for hours in range(9):
        made.append(
            ReportFactory(now=NOON + hours * dt.timedelta(hours=1), category=category(("road", "gas")[hours % 2]))
        )
    Report.objects.filter(pk__in=[row.pk for row in made[6:]]).update(acknowledge_by=NOON, fix_by=NOON)
    Report.objects.filter(pk__in=[row.pk for row in made[:6]]).update(acknowledge_by=None, fix_by=None)
    order = [made[number].pk for number in (7, 6, 8, 1, 3, 5, 0, 2, 4)]
    for view, wanted in (("open", order), ("late", order[:3]), ("waiting", order), ("done", []), ("check", [])):
        rows = desk_reports(officer, NOON + DAY, view=view)
        assert [row.pk for row in rows] == wanted
        for size in (1, 2, 3, 4, 9, 20):
            pages = Paginator(DeskKeys(rows, NOON + DAY, view=view), size)
            assert [key for page in pages for key in page] == wanted


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Urgency: Soon", "20 points")), ("zh-hans", ("紧急程度：尽快", "20 分"))]
)
def test_the_desk_says_why(language, words):
    ReportFactory(now=NOON)
    page = desk(member("officer")).get("/desk/hazards/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert words[0] in page and page.count(words[0]) == 2
