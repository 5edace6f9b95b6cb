"""Major hazards: nothing is said to be done before all five parts are there; what was done for now has its day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from community.hazards.models import MajorPlan, Report
from community.hazards.selectors import desk_reports
from community.hazards.services import move_report, no_longer_major, plan_for
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, report_in
from tests.factories.people import member
from tests.hazards.test_bulk import desk

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PARTS = {
    "owner": "Water company",
    "deadline": (NOON + 30 * DAY).date(),
    "measures": "Replace the main.",
    "money": "80,000, the company's",
    "contingency": "Pumps stand by; people leave at 50 cm.",
}


@pytest.mark.city
@pytest.mark.parametrize("to", ["interim", "fixed"])
@pytest.mark.parametrize("empty", PARTS)
def test_each_of_the_five_is_asked_for(officer, to, empty):
    report = report_in("assigned")
    plan_for(report, **{name: part for name, part in PARTS.items() if name != empty}, by=officer, now=NOON)
    with pytest.raises(ValidationError, match="A major hazard first needs") as refused:
        move_report(report, to=to, by=officer, note="Done.", now=NOON)
    assert str(MajorPlan.PARTS[empty]) in str(refused.value)
    assert Report.objects.get().status == "assigned"
    plan_for(report, **PARTS, by=officer, now=NOON)
    assert move_report(report, to=to, by=officer, note="Done.", now=NOON).status == to


def test_other_moves_and_other_reports_need_no_plan(officer):
    report = report_in("triaged")
    plan_for(report, by=officer, now=NOON)
    move_report(report, to="assigned", by=officer, assigned_to=officer, now=NOON)
    assert move_report(report_in("triaged"), to="fixed", by=officer, now=NOON).status == "fixed"


def test_the_mark_leaves_a_trail_and_goes_with_a_reason(officer):
    report = report_in("assigned")
    plan_for(report, owner="Water company", by=officer, now=NOON)
    no_longer_major(report, reason="Measured again.", by=officer, now=NOON)
    no_longer_major(report, reason="Twice.", by=officer, now=NOON)
    kinds = [(event.kind, event.is_public) for event in report.events.exclude(kind="filed")]
    assert kinds == [("major", False), ("not_major", False)]
    assert move_report(Report.objects.get(), to="fixed", by=officer, now=NOON).status == "fixed"


def test_what_was_done_for_now_holds_a_week_or_as_long_as_is_said(officer):
    report = report_in("assigned")
    with pytest.raises(ValidationError, match="holds_until"):
        move_report(report, to="interim", by=officer, note="Fence.", holds_until=(NOON - DAY).date(), now=NOON)
    move_report(report, to="interim", by=officer, note="Fence.", now=NOON)
    assert report.holds_until == (NOON + 7 * DAY).date()
    other = report_in("assigned")
    until = (NOON + 2 * DAY).date()
    move_report(other, to="interim", by=officer, note="Fence.", holds_until=until, now=NOON)
    Report.objects.update(fix_by=None)
    other.refresh_from_db()
    assert other.late_since(NOON + 2 * DAY) is None
    assert other.late_since(NOON + 3 * DAY) is not None
    assert [row.pk for row in desk_reports(officer, NOON + 3 * DAY, view="late")] == [other.pk]


@pytest.mark.parametrize(
    ("language", "missing", "kept"),
    [("en", "Still missing: the deadline", "The plan is kept."), ("zh-hans", "还缺：整改时限", "方案已保存。")],
)
def test_the_desk_marks_plans_and_shows_what_is_missing(officer, language, missing, kept):
    report = ReportFactory()
    browser = desk(officer)
    browser.cookies["django_language"] = language
    address = f"/desk/hazards/{report.reference}/plan/"
    sent = {name: part for name, part in PARTS.items() if name != "deadline"}
    page = browser.post(address, sent, follow=True).content.decode()
    assert missing in page and kept in page and "Replace the main." in page
    assert report.reference in browser.get("/desk/hazards/", {"view": "major"}).content.decode()
    refused = browser.post(address, {**sent, "deadline": "soon"})
    assert refused.status_code == 422 and 'value="soon"' in refused.content.decode()
    browser.post(address, {"reason": " "})
    assert MajorPlan.objects.count() == 1
    browser.post(address, {"reason": "Measured again."})
    assert MajorPlan.objects.count() == 0


def test_only_the_office_marks(officer):
    report = ReportFactory()
    assert desk(member("grid_worker")).post(f"/desk/hazards/{report.reference}/plan/", PARTS).status_code == 403
    assert not MajorPlan.objects.exists()
