"""What is passed on to an agency leaves a record that the desk, the reporter and the next shift can read."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.hazards.models import Handover, Report
from community.hazards.services import HandedOver, amend_handover, move_report
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
DESK = "/desk/hazards/"
GONE = {"to": "referred", "seen": "submitted", "back": "view=open", "referred_to": "Water company"}


@pytest.fixture
def officer(client):
    person = member("officer", name="Lin Yue")
    client.force_login(person)
    return person


def detail(client, report, language="en"):
    answer = client.get(DESK, {"report": report.reference}, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer.content.decode()


def passed_on(report, officer, **handed):
    return move_report(
        report, to="referred", by=officer, now=NOON, referred_to="Water company", handed=HandedOver(**handed)
    )


def test_an_officer_passes_a_report_on_and_keeps_who_took_it(client, officer):
    report = ReportFactory()
    again = timezone.localdate() + timedelta(days=7)

    client.post(
        f"{DESK}{report.reference}/move/",
        {
            **GONE,
            "how": "phone",
            "taken_by": "Ms Tan, dispatch",
            "their_reference": "WC-77",
            "handed_at": "2026-11-25T08:30",
            "look_again": again.isoformat(),
        },
    )

    kept = Handover.objects.get()
    assert (kept.report, kept.agency, kept.how, kept.by) == (report, "Water company", "phone", officer)
    assert (kept.taken_by, kept.their_reference, kept.look_again) == ("Ms Tan, dispatch", "WC-77", again)
    # typed by the clock of the place
    assert kept.at.astimezone(report.community.zone).strftime("%Y-%m-%d %H:%M") == "2026-11-25 08:30"
    for language, words in (("en", "Taken over by"), ("zh-CN", "接手人")):
        shown = detail(client, report, language)
        assert words in shown and "Ms Tan, dispatch" in shown and "WC-77" in shown
    public = client.get(f"/hazards/{report.reference}/").content.decode()
    assert "There it has the number WC-77." in public and "Tan" not in public


def test_a_hand_over_needs_no_more_than_a_name(client, officer):
    report = ReportFactory()
    client.post(f"{DESK}{report.reference}/move/", GONE)
    kept = Handover.objects.get()
    assert (kept.agency, kept.how, kept.taken_by, kept.their_reference) == ("Water company", "other", "", "")
    assert kept.at == Report.objects.get(pk=report.pk).updated
    assert "There it has" not in client.get(f"/hazards/{report.reference}/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("fields", "english", "chinese"),
    [
        ({"handed_at": "2999-01-01T00:00"}, "still to come", "还没到"),
        ({"look_again": "2001-01-01"}, "This day is over", "这一天已经过去"),
        ({"handed_at": "yesterday"}, "Enter a valid date/time", "输入一个有效的日期/时间"),
        ({"their_reference": "9" * 121}, "at most 120", "120"),
    ],
)
def test_what_cannot_be_is_asked_again_and_nothing_moves(client, officer, fields, english, chinese, language):
    report = ReportFactory()
    answer = client.post(f"{DESK}{report.reference}/move/", {**GONE, **fields}, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 422
    assert (english if language == "en" else chinese) in answer.content.decode()
    report.refresh_from_db()
    assert report.status == "submitted" and not Handover.objects.exists() and report.events.count() == 1


def test_what_they_say_later_is_added_and_leaves_a_line(client, officer):
    report = passed_on(ReportFactory(), officer)
    kept = report.handovers.get()

    said = {"taken_by": "Mr Ng", "their_reference": "4711", "look_again": "", "back": "view=done"}
    answer = client.post(f"/desk/handovers/{kept.pk}/", said)

    assert answer.headers["Location"] == f"{DESK}?view=done&report={report.reference}"
    kept.refresh_from_db()
    assert (kept.taken_by, kept.their_reference) == ("Mr Ng", "4711")
    line = report.events.last()
    assert (line.kind, line.subject, line.is_public, line.by) == (
        "handover",
        "Water company · Mr Ng · 4711",
        False,
        officer,
    )
    client.post(f"/desk/handovers/{kept.pk}/", said)  # the same again says nothing new
    assert report.events.count() == 3
    client.post(f"/desk/handovers/{kept.pk}/", {**said, "look_again": "2001-01-01"})
    kept.refresh_from_db()
    assert kept.look_again is None


def test_only_the_office_of_that_place_keeps_the_record(client):
    report = passed_on(ReportFactory(), member("officer"))
    address = f"/desk/handovers/{report.handovers.get().pk}/"
    client.force_login(member("grid_worker"))
    assert client.post(address, {"taken_by": "Me"}).status_code == 403
    client.force_login(member("officer", community=CommunityFactory(slug="elsewhere")))
    assert client.post(address, {"taken_by": "Me"}).status_code == 404
    assert report.handovers.get().taken_by == ""
    assert client.get(address).headers["Location"] == DESK


def test_each_hand_over_of_a_report_that_came_back_stays_on_record(officer):
    report = passed_on(ReportFactory(), officer, their_reference="1")
    move_report(report, to="reopened", by=officer, now=NOON, note="Not theirs.")
    move_report(report, to="referred", by=officer, now=NOON, referred_to="Road office")
    assert [row.agency for row in report.handovers.all()] == ["Water company", "Road office"]


def test_whom_it_may_go_to_is_suggested(client, officer):
    kind = category("flooding")
    kind.responsible = {"en": "Drainage office", "zh-hans": "排水所"}
    kind.save()
    passed_on(ReportFactory(category=kind), officer)
    shown = detail(client, public_report(category=kind))
    assert '<option value="Drainage office"></option><option value="Water company"></option>' in shown
    elsewhere = ReportFactory(community=CommunityFactory(slug="elsewhere"))
    client.force_login(member("officer", community=elsewhere.community))
    assert "Water company" not in detail(client, elsewhere)


def test_a_day_to_look_again_that_is_over_is_refused(officer):
    report = passed_on(ReportFactory(), officer, look_again=NOON.date())
    kept = report.handovers.get()
    with pytest.raises(ValidationError):
        amend_handover(kept, taken_by="", their_reference="", look_again=date(2001, 1, 1), by=officer, now=NOON)
    assert Handover.objects.get().look_again == NOON.date()
