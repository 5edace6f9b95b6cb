"""The desk's page of what was passed on, and sending from the triage desk, as a duty officer meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Endpoint, Forward, Report
from community.hazards.services import HandedOver, forward_due, forward_report, move_report, save_endpoint
from tests.factories.hazards import ReportFactory, category
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support.agency import Agency

pytestmark = pytest.mark.django_db
DESK, PASSED = "/desk/hazards/", "/desk/handovers/"


@pytest.fixture
def agency(settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    with Agency() as far_end:
        yield far_end


@pytest.fixture
def far(agency):
    row = Endpoint(community=CommunityFactory(), name="Water company", address=agency.url)
    save_endpoint(row, api_key="our key")
    row.services.create(category=category("flooding"), code="W1")
    return row


@pytest.fixture
def officer(client):
    person = member("officer", name="Lin Yue")
    client.force_login(person)
    return person


def page(client, path=PASSED, language="en", **query):
    answer = client.get(path, query, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, report, **fields):
    return client.post(
        f"{DESK}{report.reference}/move/", {"to": "referred", "seen": report.status, "back": "view=open", **fields}
    )


def stuck(agency, far, officer, trouble="400"):
    """A report whose way to the server is stuck."""
    agency.trouble.append(trouble)
    forward = forward_report(ReportFactory(), far, by=officer, now=timezone.now())
    for minute in (0, 0, 6, 40):
        forward_due(now=timezone.now() + timedelta(minutes=minute))
    forward.refresh_from_db()
    assert forward.status == "stuck"
    return forward


def test_an_officer_sends_a_report_from_the_desk(client, officer, agency, far):
    report = ReportFactory(reporter_name="Wang Fang")
    assert f'<option value="{far.pk}">Water company</option>' in page(client, DESK, report=report.reference)
    assert "发到对方的服务器" in page(client, DESK, "zh-CN", report=report.reference)

    sent(client, report, server=far.pk, note="From the old sluice.", note_is_private="on")
    forward_due(now=timezone.now())

    [fields] = agency.posted
    assert fields["service_code"] == "W1" and "first_name" not in fields and "sluice" not in fields["description"]
    shown = page(client, DESK, report=report.reference)
    assert "A-1" in shown and "over Open311" in shown and "With them" in shown
    public = client.get(f"/hazards/{report.reference}/").content.decode()
    assert "There it has the number A-1." in public and "sluice" not in public


def test_where_no_server_takes_this_kind_none_is_offered(client, officer, far):
    report = ReportFactory(category=category("road"))
    assert 'name="server"' not in page(client, DESK, report=report.reference)
    assert sent(client, report, server=far.pk).status_code == 422
    assert Report.objects.get().status == "submitted"


@pytest.mark.parametrize(("language", "words"), [("en", "not both"), ("zh-CN", "只能选一种")])
def test_one_of_the_two_ways(client, officer, far, language, words):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = sent(client, ReportFactory(), server=far.pk, referred_to="Road office")
    assert answer.status_code == 422 and words in answer.content.decode()
    assert f'<option value="{far.pk}" selected>' in answer.content.decode()


def test_the_reporter_is_named_only_where_the_server_may_know(client, officer, agency, far):
    report = ReportFactory(reporter_name="Wang Fang", reporter_phone="+12025550101")
    answer = sent(client, report, server=far.pk, with_reporter="on")
    assert answer.status_code == 422 and "may not be told" in answer.content.decode()
    Endpoint.objects.update(takes_reporter=True)
    sent(client, report, server=far.pk, with_reporter="on")
    forward_due(now=timezone.now())
    assert agency.posted[0]["phone"] == "+12025550101"


def test_what_is_stuck_is_counted_at_the_desk_and_tried_again(client, officer, agency, far):
    forward = stuck(agency, far, officer)
    assert "1 stuck" in page(client, DESK) and "1 条卡住" in page(client, DESK, "zh-CN")
    shown = page(client)
    assert "They refuse it." in shown and "Their words: No." in shown and ">Try again<" in shown
    assert "They do not have it" not in shown

    client.post(f"/desk/forwards/{forward.pk}/again/")
    forward_due(now=timezone.now())

    assert "Nothing is stuck." in page(client) and "stuck" not in page(client, DESK)
    assert forward.report.events.filter(kind="forward_again", by=officer).count() == 1
    assert "A-1" in page(client)


def test_an_officer_asked_and_they_have_it(client, officer, agency, far):
    agency.publishes = False
    forward = stuck(agency, far, officer, "taken, then reset")
    shown = page(client, language="zh-CN")
    assert "不清楚对方是否收到" in shown and "对方没收到：再发一次" in shown
    address = f"/desk/forwards/{forward.pk}/number/"
    empty = client.post(address, {"request_id": " "})
    assert empty.status_code == 422 and "Type their number." in empty.content.decode()
    client.post(address, {"request_id": "A-1"})
    forward.refresh_from_db()
    assert (forward.status, forward.request_id, len(agency.posted)) == ("followed", "A-1", 1)


def test_an_officer_gives_up_and_phones(client, officer, agency, far):
    forward = stuck(agency, far, officer)
    address = f"/desk/forwards/{forward.pk}/phone/"
    nobody = client.post(address, {"taken_by": ""})
    assert nobody.status_code == 422 and "Say whom you spoke to" in nobody.content.decode()
    answer = client.post(address, {"taken_by": "Ms Tan", "their_reference": "P-9"})
    assert answer.headers["Location"] == PASSED
    last = forward.report.handovers.last()
    assert (last.how, last.taken_by, last.their_reference, last.by) == ("phone", "Ms Tan", "P-9", officer)
    assert "Nothing is stuck." in page(client)
    late = client.post(f"/desk/forwards/{forward.pk}/again/", follow=True).content.decode()
    assert "Somebody else has moved" in late
    assert "P-9" in client.get(f"/hazards/{forward.report}/").content.decode()


def test_what_they_say_is_done_is_a_proposal(client, officer, agency, far):
    forward = forward_report(ReportFactory(), far, by=officer, now=timezone.now())
    forward_due(now=timezone.now())
    agency.says("A-1", "closed", "Pump changed")
    forward_due(now=timezone.now() + timedelta(minutes=31))
    shown = page(client)
    assert shown.index("They say it is done: go and see") < shown.index("Pump changed") < shown.index("Ask again today")
    report = forward.report
    detail = page(client, DESK, report=report.reference)
    assert "Water company says that it is done." in detail and 'id="door-closed"' in detail
    client.post(f"{DESK}{report.reference}/move/", {"to": "closed", "seen": "referred"})
    assert "Pump changed" not in page(client) and Report.objects.get().status == "closed"


def test_the_day_to_ask_again(client, officer):
    today = timezone.now().astimezone(CommunityFactory().zone).date()
    for days in (0, 1):
        report = ReportFactory(description=f"In {days} days")
        handed = HandedOver(taken_by="Ms Tan", look_again=today + timedelta(days=days))
        move_report(report, to="referred", by=officer, now=timezone.now(), referred_to="Gas works", handed=handed)
    shown = page(client)
    assert "Gas works" in shown
    assert shown.index("In 0 days") < shown.index("With agencies") < shown.index("In 1 days")


def test_trouble_is_shown_before_it_is_stuck(client, officer, agency, far):
    agency.trouble.append("503")
    forward = forward_report(ReportFactory(), far, by=officer, now=timezone.now())
    forward_due(now=timezone.now())
    shown = page(client)
    assert "Their server has a fault." in shown and "Try now" in shown and "Nothing is stuck." in shown
    Forward.objects.update(next_at=timezone.now() + timedelta(hours=1))
    client.post(f"/desk/forwards/{forward.pk}/again/")
    forward_due(now=timezone.now())
    assert len(agency.requests) == 1


def test_only_the_office_of_that_place(client, agency, far):
    forward = stuck(agency, far, member("officer"))
    posts = [f"/desk/forwards/{forward.pk}/{verb}/" for verb in ("again", "number", "phone")]
    assert client.get(PASSED).status_code == 302 and all(client.post(path).status_code == 302 for path in posts)
    client.force_login(member("grid_worker"))
    assert client.get(PASSED).status_code == 403 and all(client.post(path).status_code == 403 for path in posts)
    assert "hazards/" in page(client, DESK) and PASSED not in page(client, DESK)
    client.force_login(member("officer", community=CommunityFactory(slug="elsewhere")))
    assert forward.report.reference not in page(client)
    assert all(client.post(path).status_code == 404 for path in posts)
    assert all(client.get(path).headers["Location"] == PASSED for path in posts)


def test_the_list_costs_the_same_with_one_and_with_three(client, officer, agency, far):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    def one_of_each():
        stuck(agency, far, officer)
        agency.trouble.append("503")
        handed = HandedOver(look_again=timezone.localdate() + timedelta(days=1))
        for trouble in ("", "503"):
            agency.trouble.extend([trouble] if trouble else [])
            forward_report(ReportFactory(), far, by=officer, now=timezone.now())
            forward_due(now=timezone.now())
        report = ReportFactory()
        move_report(report, to="referred", by=officer, now=timezone.now(), referred_to="Gas works", handed=handed)
        report.handovers.update(look_again="2026-01-01")

    one_of_each()
    page(client)
    one = cost()
    for _more in range(2):
        one_of_each()
    assert cost() == one
