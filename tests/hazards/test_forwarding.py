"""Reports that are passed on to another Open311 server: sent once, followed, and never lost or doubled there."""

import pytest

from community.hazards.models import Endpoint, Forward, Report
from community.hazards.services import (
    forward_due,
    forward_report,
    forwarding,
    hide_report,
    move_report,
    name_forward,
    save_endpoint,
    try_forward_again,
)
from tests.factories import NOON
from tests.factories.hazards import ReportFactory
from tests.hazards.forwards import MINUTE, after, sent, server, told

pytestmark = pytest.mark.django_db
FORMATS = ["xml", "json"]
LOST = ["hang", "taken, then hang", "taken, then reset", "taken, then garbage", "taken, then wrong"]
LOST += ["taken, then huge", "taken, then drip", "502", "504"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_is_sent_and_its_state_followed(agency, officer, form):
    forward = sent(agency, officer, form)

    [fields] = agency.posted
    assert fields["service_code"] == "W1" and fields["api_key"] == "our key"
    report = forward.report
    assert fields["description"].startswith(report.description) and fields["description"].endswith(f"/{report}/")
    assert fields["address_string"] == "Hill Road"  # as the public reads it
    assert (float(fields["lat"]), float(fields["long"])) == report.public_position
    assert (forward.status, forward.request_id, forward.sent_sealed) == ("followed", "A-1", None)
    report = Report.objects.get()
    assert (report.status, report.referred_to, report.is_public) == ("referred", "Water company", True)
    kept = report.handovers.get()
    assert (kept.how, kept.their_reference, kept.by) == ("open311", "A-1", officer)

    assert after(forward, 30).their_status == "open" and told(report) == [("forward_taken", "A-1 · Water company", "")]
    agency.says("A-1", "open", "A crew comes <soon> & mends it")
    assert after(forward, 90).their_notes == "A crew comes <soon> & mends it"
    agency.says("A-1", "closed", "Mended")
    last = after(forward, 120, 150)

    assert told(report)[1:] == [
        ("forward_open", "Water company", "A crew comes <soon> & mends it"),
        ("forward_closed", "Water company", "Mended"),
    ]
    # whether it is done a person sees: nothing closes by itself
    assert last.proposes_closing and last.report.status == "referred" and last.status == "followed"
    move_report(last.report, to="closed", by=officer, now=NOON + 200 * MINUTE)
    looks = len(agency.asked)
    assert after(forward, 2000).status == "ended" and len(agency.asked) == looks and len(agency.posted) == 1


def test_what_is_quiet_is_looked_at_less_often(agency, officer):
    forward = sent(agency, officer)
    pauses, now = [], NOON
    for _look in range(8):
        row = Forward.objects.get(pk=forward.pk)
        pauses.append((row.next_at - now) // MINUTE)
        now = row.next_at
        forward_due(now=now)
    assert pauses == [30, 30, 60, 120, 240, 480, 720, 720]
    assert len(agency.asked) == 8


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("status", ["500", "503", "429"])
def test_a_server_with_a_fault_is_tried_at_once_after_5_minutes_then_every_30(agency, officer, status, form):
    agency.trouble.extend([status] * 4)
    forward = sent(agency, officer, form)
    assert (forward.status, forward.error, forward.reason, len(agency.posted)) == ("waiting", "failed", "No.", 1)
    assert [len(agency.posted) for _row in [after(forward, 0)]] == [2]
    for minute, posts in ((4, 2), (5, 3), (34, 3), (35, 4), (64, 4), (65, 5)):
        row = after(forward, minute)
        assert len(agency.posted) == posts, minute
    assert (row.status, row.error, len(agency.requests)) == ("followed", "", 1)
    assert len(set(agency.keys)) == 1 and agency.keys[0]


def test_a_fault_that_took_it_all_the_same_doubles_nothing(agency, officer):
    agency.trouble.append("taken, then 500")
    forward = after(sent(agency, officer), 0)
    assert (forward.status, forward.request_id) == ("followed", "A-1")
    assert len(agency.posted) == 1


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("trouble", LOST)
def test_an_answer_that_was_lost_is_asked_for_and_never_posted_again(agency, officer, trouble, form):
    agency.trouble.append(trouble)
    forward = sent(agency, officer, form)
    assert (forward.status, forward.error) == ("sent", "unknown")

    forward = after(forward, 0, 5, 35, 65)

    assert len(agency.posted) == 1
    if trouble.startswith("taken"):
        assert (forward.status, forward.request_id, forward.error) == ("followed", "A-1", "")
        assert told(forward.report) == [("forward_taken", "A-1 · Water company", "")]
    else:
        assert (forward.status, forward.error) == ("stuck", "unknown")
        assert told(forward.report) == [("forward_stuck", "Water company", "")]


@pytest.mark.parametrize("lists", [True, False])
def test_what_they_do_not_show_waits_for_a_person(agency, officer, lists):
    agency.trouble.append("taken, then reset")
    agency.publishes, agency.lists = False, lists
    forward = after(sent(agency, officer), 0, 5, 35, 65, 95)
    assert (forward.status, forward.error, len(agency.posted)) == ("stuck", "unknown", 1)

    name_forward(forward, request_id="A-1", by=officer, now=NOON + 100 * MINUTE)

    agency.says("A-1", "open", "On our list")
    assert after(forward, 101).their_notes == "On our list"
    assert forward.report.handovers.get().their_reference == "A-1" and len(agency.posted) == 1


def test_a_process_that_dies_in_mid_post_doubles_nothing(agency, officer, monkeypatch):
    """As after a kill: the row says that it left, and nobody heard the answer."""
    forward = forward_report(ReportFactory(), server(agency), by=officer, now=NOON)

    def killed(*args, **kwargs):
        agency.take(kwargs["data"])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(forwarding, "post", killed)
        with pytest.raises(KeyboardInterrupt):
            forward_due(now=NOON)
    left = after(forward, 1)
    assert (left.status, left.error, len(agency.asked)) == ("sent", "", 0)  # the lease still holds
    agency.away = True
    assert after(forward, 6).status == "sent"
    agency.away = False
    assert (after(forward, 6, 11, 41).request_id, agency.posted) == ("A-1", [])


@pytest.mark.parametrize("in_page", [1, 3])
def test_it_is_looked_for_on_every_page(agency, officer, in_page):
    agency.trouble.append("taken, then hang")
    agency.page_size, agency.knows_pages = 20, True
    forward = sent(agency, officer)
    agency.filled(20 * (in_page - 1))
    forward = after(forward, 0)
    assert (forward.request_id, len(agency.asked)) == ("A-1", in_page)


def test_a_list_that_never_ends_proves_nothing(agency, officer):
    agency.trouble.append("500")
    agency.page_size, agency.knows_pages = 1, True
    forward = sent(agency, officer)
    agency.filled(30)
    forward = after(forward, 0, 5, 35)
    assert (forward.status, forward.error, len(agency.posted)) == ("waiting", "unknown", 1)


def test_a_server_that_cannot_be_reached_has_heard_nothing(agency, officer):
    far = server(agency)
    Endpoint.objects.update(address="http://127.0.0.1:9/open311/v2")
    forward = forward_report(ReportFactory(), far, by=officer, now=NOON)
    forward = after(forward, 0, 0, 5)
    assert (forward.status, forward.error, forward.posts) == ("waiting", "away", 0)
    Endpoint.objects.update(address=agency.url)
    assert after(forward, 35).request_id == "A-1"
    assert agency.asked == []  # nothing to ask for


def test_after_a_day_without_an_answer_a_person_decides(agency, officer):
    far = server(agency)
    Endpoint.objects.update(address="http://127.0.0.1:9/open311/v2")
    forward = forward_report(ReportFactory(), far, by=officer, now=NOON)
    forward = after(forward, *range(0, 24 * 60, 30))
    assert forward.status == "waiting"
    forward = after(forward, 24 * 60 + 10)
    assert (forward.status, forward.error) == ("stuck", "away")
    Endpoint.objects.update(address=agency.url)
    try_forward_again(forward, by=officer, now=NOON + 1500 * MINUTE)
    assert after(forward, 1500).request_id == "A-1"
    assert [kind for kind, _subject, _note in told(forward.report)] == [
        "forward_stuck",
        "forward_again",
        "forward_taken",
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [("400", "refused", "No."), ("404", "refused", "No."), ("403", "key", "No."), ("301", "moved", "")],
)
def test_what_they_refuse_is_stuck_at_once(agency, officer, status, error, reason, form):
    agency.trouble.append(status)
    forward = sent(agency, officer, form)
    assert (forward.status, forward.error, forward.reason, forward.posts) == ("stuck", error, reason, 0)
    assert str(forward.trouble)


def test_a_wrong_key_is_stuck_and_goes_once_it_is_right(agency, officer):
    far = server(agency)
    save_endpoint(far, api_key="an old key")
    forward = forward_report(ReportFactory(), far, by=officer, now=NOON)
    forward = after(forward, 0)
    assert (forward.status, forward.error, forward.reason) == ("stuck", "key", "Who are you?")
    save_endpoint(far, api_key="our key")
    try_forward_again(forward, by=officer, now=NOON)
    assert after(forward, 0).request_id == "A-1"
    assert bytes(Endpoint.objects.get().api_key_sealed) != b"our key" and "our key" not in str(vars(far))


@pytest.mark.parametrize("form", FORMATS)
def test_a_key_that_they_repeat_is_not_shown(agency, officer, form):
    agency.trouble.append("echo")
    forward = sent(agency, officer, form)
    assert (forward.error, forward.reason) == ("key", "The key … is not known.")


def test_a_server_of_xml_alone(agency, officer):
    agency.speaks = ("xml",)
    wrong = sent(agency, officer, "json")
    assert (wrong.status, wrong.error) == ("stuck", "refused")
    Endpoint.objects.update(form="xml")
    try_forward_again(wrong, by=officer, now=NOON)
    assert after(wrong, 0).request_id == "A-1"


@pytest.mark.parametrize("form", FORMATS)
def test_a_token_is_redeemed_for_a_number(agency, officer, form):
    agency.trouble.append("taken, then token")
    forward = sent(agency, officer, form)
    assert (forward.status, forward.token) == ("token", "t-A-1")
    forward = after(forward, 1)
    assert (forward.status, forward.request_id) == ("followed", "A-1")


def test_what_is_hidden_while_it_waits_goes_only_where_a_person_says_so_again(agency, officer):
    report = ReportFactory()
    forward = forward_report(report, server(agency), by=officer, now=NOON)
    hide_report(Report.objects.get(pk=report.pk), why="person", by=officer, now=NOON)

    stuck = after(forward, 0, 5, 40)
    assert (stuck.status, stuck.error, agency.posted) == ("stuck", "hidden", [])
    try_forward_again(stuck, by=officer, now=NOON)
    assert after(forward, 41).status == "followed" and len(agency.posted) == 1


def test_what_they_show_no_longer_is_stuck_after_a_day(agency, officer):
    forward = sent(agency, officer)
    agency.requests.clear()
    forward = after(forward, 30)
    assert (forward.status, forward.error) == ("followed", "missing")
    forward = after(forward, 24 * 60 + 31)
    assert (forward.status, forward.error) == ("stuck", "missing")
