"""Many reports moved at once: each for itself, and what became of each."""

import pytest
from django.test import Client

from community.alerts.services import draft_alert
from community.hazards.models import Report
from community.hazards.services import move_reports
from community.people.models import Membership
from tests.factories import NOON
from tests.factories.alerts import issued
from tests.factories.hazards import ReportFactory, public_report, report_in
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return member("officer", name="Lin")


def desk(user):
    browser = Client()
    browser.force_login(user)
    return browser


def sends(browser, reports, **fields):
    ticked = [f"{report.reference}:{report.status}" for report in reports]
    return browser.post("/desk/hazards/move/", {"report": ticked, **fields}, follow=True)


def states():
    return list(Report.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.city
def test_some_are_moved_others_say_why_not_and_none_holds_up_another(officer):
    fresh, closed, moved = ReportFactory(), report_in("closed"), ReportFactory()
    seen = [(Report.objects.get(pk=row.pk), row.status) for row in (fresh, closed, moved)]
    Report.objects.filter(pk=moved.pk).update(status="rejected")
    outcomes = move_reports(seen, to="triaged", by=officer, now=NOON)
    assert [(one.reference, one.is_moved) for one in outcomes] == [
        (fresh.reference, True),
        (closed.reference, False),
        (moved.reference, False),
    ]
    assert states() == ["triaged", "closed", "rejected"]
    assert "not possible from “Closed”" in outcomes[1].words and "meanwhile" in outcomes[2].words
    assert fresh.events.count() == 2 and closed.events.count() == 1


def test_what_a_guard_asks_for_is_asked_of_each(officer):
    rows = [(ReportFactory(), "submitted") for _time in range(2)]
    outcomes = move_reports(rows, to="rejected", by=officer, now=NOON)
    assert [one.words for one in outcomes] == ["Say why. The reporter reads it."] * 2
    assert states() == ["submitted", "submitted"]
    with pytest.raises(ValueError, match="201"):
        move_reports(rows[:1] * 201, to="triaged", by=officer, now=NOON)


def test_a_role_that_may_not_is_told_so_for_each():
    worker = member("grid_worker")
    [outcome] = move_reports([(ReportFactory(), "submitted")], to="rejected", by=worker, note="No.", now=NOON)
    assert (outcome.is_moved, outcome.words) == (False, "Your role does not allow this.")


@pytest.mark.parametrize(("language", "words"), [("en", "What became of each"), ("zh-hans", "逐条结果")])
def test_the_page_shows_what_became_of_each_once(officer, language, words):
    browser = desk(officer)
    browser.cookies["django_language"] = language
    one, other = ReportFactory(), report_in("closed")
    page = sends(browser, [one, other], to="triaged").content.decode()
    assert words in page and one.reference in page and other.reference in page
    assert states() == ["triaged", "closed"]
    assert words not in browser.get("/desk/hazards/").content.decode()


def test_many_are_assigned_to_one_person(officer):
    worker = member("grid_worker")
    reports = [report_in("triaged") for _time in range(3)]
    sends(desk(officer), reports, to="assigned", assigned_to=worker.pk)
    assert states() == ["assigned"] * 3
    assert set(Report.objects.values_list("assigned_to", flat=True)) == {worker.pk}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": ""}, "Choose what to do with them."),
        ({"to": "flown"}, "flown"),
        ({"to": "duplicate", "duplicate_of": "H-NONE"}, "There is no report of this number here."),
        ({"to": "assigned", "assigned_to": "999"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_and_moves_nothing(officer, fields, words):
    page = sends(desk(officer), [ReportFactory()], **fields).content.decode()
    assert words in page
    assert states() == ["submitted"]


def test_none_ticked_and_too_many_ticked_are_told(officer):
    browser = desk(officer)
    assert "Tick the reports first." in sends(browser, [], to="triaged").content.decode()
    many = browser.post("/desk/hazards/move/", {"report": [f"H-{n}:submitted" for n in range(201)]}, follow=True)
    assert "at most 200" in many.content.decode()


def test_another_communitys_reports_are_not_moved(officer):
    theirs = ReportFactory(community=CommunityFactory(slug="other"))
    sends(desk(officer), [theirs], to="triaged")
    assert states() == ["submitted"]
    assert desk(member("resident")).post("/desk/hazards/move/", {}).status_code == 403


def test_several_become_one_drafted_warning_and_each_shows_it(officer):
    browser = desk(officer)
    one, other = ReportFactory(), ReportFactory(description="下水道返水。", language="zh-hans", address="Hill Road 9")
    answer = browser.post(
        "/desk/hazards/move/", {"report": [f"{row.reference}:submitted" for row in (one, other)], "warn": "1"}
    )
    assert answer.url == f"/desk/alerts/new/?report={one.reference}&report={other.reference}"
    composer = browser.get(answer.url)
    page = composer.content.decode()
    assert one.description in page and "下水道返水。" in page and one.reference in page and other.reference in page
    assert states() == ["submitted", "submitted"]

    alert = draft_alert(from_reports=[one, other], by=officer, now=NOON)
    chinese = draft_alert(from_reports=[one], by=officer, now=NOON).infos.get(language="zh-hans")
    assert chinese.description == "收到 1 条报告：积水、进水。"
    assert alert.infos.get(language="en").description == f"{one.description}\n1 report of: Flooding."
    for row in (one, other):
        shown = browser.get("/desk/hazards/", {"report": row.reference}).content.decode()
        assert f"/desk/alerts/{alert.identifier}/" in shown and "Warnings drafted from it" in shown
    there = browser.get(f"/desk/alerts/{alert.identifier}/").content.decode()
    assert f"?report={one.reference}" in there and f"?report={other.reference}" in there


def test_the_public_follows_a_warning_to_its_reports_and_back(officer, client):
    shown, kept = public_report(), ReportFactory(description="Not looked at yet")
    exercise = issued(by=officer, from_reports=[shown], exercise=True)  # first: it waits while a warning is in force
    alert = issued(by=officer, from_reports=[shown, kept])
    update = issued(by=officer, replaces=alert, msg_type="Update")

    for one in (alert, update):
        there = client.get(f"/alerts/{one.identifier}/").content.decode()
        assert f"/hazards/{shown.reference}/" in there and kept.reference not in there
    back = client.get(f"/hazards/{shown.reference}/").content.decode()
    assert f"/alerts/{alert.identifier}/" in back and exercise.identifier not in back
    chinese = client.get(f"/hazards/{shown.reference}/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "由此发出的预警" in chinese


def test_reports_of_two_communities_become_no_one_draft(officer):
    elsewhere = CommunityFactory(slug="other")
    Membership.objects.create(user=officer, community=elsewhere, role="officer")
    rows = [ReportFactory(), ReportFactory(community=elsewhere)]
    ticked = [f"{row.reference}:submitted" for row in rows]
    answer = desk(officer).post("/desk/hazards/move/", {"report": ticked, "warn": "1"}, follow=True)
    assert "One draft is made from reports of one community." in answer.content.decode()


def test_one_warning_grows_out_of_a_page_of_reports_at_most(officer):
    ticked = [f"H-{number}:submitted" for number in range(51)]
    answer = desk(officer).post("/desk/hazards/move/", {"report": ticked, "warn": "1"}, follow=True)
    assert "Draft one warning from at most 50 reports." in answer.content.decode()
