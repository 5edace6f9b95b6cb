"""What reporters hear by text, what they answer, and when they are forgotten."""

import datetime as dt

import pytest
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services import forget_reporters, move_report
from community.messaging.models import Broadcast, Delivery
from tests.factories import NOON
from tests.factories.hazards import ReportFactory

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
DAY = dt.timedelta(days=1)


def goes(report, to, by, **guards):
    return move_report(Report.objects.get(pk=report.pk), to=to, by=by, now=timezone.now(), **guards)


def fixed(report, officer, worker, carrier=None):
    """From new to fixed; with a carrier, the first step's text leaves before the last is made, as in life."""
    goes(report, "triaged", officer)
    if carrier:
        carrier.work(timezone.now())
    goes(report, "assigned", officer, assigned_to=worker)
    goes(report, "fixed", worker)


@pytest.mark.city
@pytest.mark.parametrize(
    ("language", "begins", "question"),
    [
        ("en", "somebody has looked at it", "Is it? Reply Y or N."),
        ("zh-hans", "已有人看过", "修好了吗？"),
    ],
)
def test_each_public_step_is_told_in_the_reporters_language(carrier, officer, worker, language, begins, question):
    report = ReportFactory(reporter_phone=PHONE, language=language)
    fixed(report, officer, worker, carrier)
    carrier.work(timezone.now())
    first, second = carrier.bodies(PHONE)  # who is on it is nothing to be woken for
    assert begins in first and report.reference in first
    assert question in second and report.tracking_path in second


def test_a_public_note_goes_with_it_and_a_private_one_does_not(carrier, officer):
    report = ReportFactory(reporter_phone=PHONE)
    goes(report, "triaged", officer, note="Known to be a liar.", note_is_public=False)
    carrier.work(timezone.now())
    goes(report, "referred", officer, referred_to="Water company", note="They come tonight.")
    carrier.work(timezone.now())
    first, second = carrier.bodies(PHONE)
    assert "liar" not in first
    assert 'passed on to Water company. "They come tonight."' in second


def test_no_opens_it_again_and_what_is_texted_next_goes_with_it(carrier, officer, worker):
    report = ReportFactory(reporter_phone=PHONE)
    fixed(report, officer, worker)
    carrier.work(timezone.now())
    said = carrier.text(PHONE, "N").content.decode()
    assert f"We open {report.reference} again" in said
    report.refresh_from_db()
    assert (report.status, report.fixed_by) == ("reopened", None)
    carrier.text(PHONE, "the hole is deeper now")
    assert report.events.order_by("-pk")[0].note == "the hole is deeper now"
    assert Report.objects.count() == 1


def test_yes_is_noted_and_leaves_the_check_to_a_second_person(carrier, officer, worker):
    report = ReportFactory(reporter_phone=PHONE, language="zh-hans")
    fixed(report, officer, worker)
    carrier.work(timezone.now())
    assert "谢谢" in carrier.text(PHONE, "是").content.decode()
    report.refresh_from_db()
    assert report.status == "fixed"
    assert not report.events.order_by("-pk")[0].is_public


def test_whoever_reported_the_same_hears_of_the_first(carrier, officer, worker):
    first = ReportFactory(reporter_phone=PHONE)
    second = ReportFactory(reporter_phone="+12025550102", language="zh-hans")
    ReportFactory(reporter_phone="+12025550103")
    goes(second, "duplicate", officer, duplicate_of=first)
    carrier.work(timezone.now())
    fixed(first, officer, worker, carrier)
    carrier.work(timezone.now())
    bodies = carrier.bodies("+12025550102")
    assert first.reference in bodies[0] and "此前已有人上报" in bodies[0]
    assert len(bodies) == 3 and second.tracking_token in bodies[2]
    assert carrier.bodies("+12025550103") == []
    assert "重新打开" in carrier.text("+12025550102", "否").content.decode()
    assert Report.objects.get(pk=first.pk).status == "reopened"


def test_stop_ends_it_and_the_reporters_own_doing_is_no_news(carrier, officer, worker):
    report = ReportFactory(reporter_phone=PHONE)
    fixed(report, officer, worker)
    carrier.work(timezone.now())
    goes(report, "reopened", None, note="Still there.")
    assert len(carrier.bodies(PHONE)) == 2
    carrier.text(PHONE, "STOP")
    goes(report, "triaged", officer)
    carrier.work(timezone.now())
    assert len(carrier.bodies(PHONE)) == 2
    assert Delivery.objects.filter(error="opted_out").count() == 1


def test_nobody_without_a_phone_and_no_program_is_texted(officer):
    for channel, phone in (("web", ""), ("open311", PHONE)):
        goes(ReportFactory(channel=channel, reporter_phone=phone), "triaged", officer)
    assert not Broadcast.objects.exists()


def test_where_nobody_carries_texts_the_move_is_made_all_the_same(officer, settings):
    settings.CARRIERS = {}
    assert goes(ReportFactory(reporter_phone=PHONE), "triaged", officer).status == "triaged"


@pytest.mark.parametrize(
    ("status", "days", "kept"),
    [
        ("closed", 91, False),
        ("closed", 89, True),
        ("duplicate", 91, False),
        ("assigned", 400, True),
        ("fixed", 91, True),
    ],
)
def test_reporters_are_forgotten_ninety_days_after_the_end(status, days, kept):
    report = ReportFactory(reporter_phone=PHONE, reporter_name="Ann", reporter_email="ann@example.org")
    Report.objects.filter(pk=report.pk).update(status=status, updated=NOON)
    assert forget_reporters(now=NOON + days * DAY) == (0 if kept else 1)
    report.refresh_from_db()
    known = (report.reporter_phone_sealed, report.reporter_name_sealed, report.reporter_email_sealed)
    assert all(known) if kept else not any(known) and not report.reporter_phone_index
    assert report.description
    assert forget_reporters(now=NOON + days * DAY) == 0


@pytest.mark.parametrize(("language", "words"), [("en", "we have your report"), ("zh-hans", "已收到您的上报")])
def test_a_new_report_is_answered_with_its_number_and_its_page(carrier, language, words):
    now = timezone.now()
    report = ReportFactory(reporter_phone=PHONE, language=language, now=now)
    ReportFactory(reporter_phone="+12025550102", channel="sms", now=now)  # answered by a text already
    ReportFactory(reporter_phone="+12025550103", channel="open311", now=now)
    carrier.work(now)
    (text,) = carrier.bodies(PHONE)
    assert report.reference in text and words in text and report.tracking_path in text
    assert carrier.bodies("+12025550102") == carrier.bodies("+12025550103") == []


def test_a_number_that_anybody_can_type_gets_three_such_texts_a_day(carrier):
    for _ in range(5):
        ReportFactory(reporter_phone=PHONE, now=timezone.now())
    assert Delivery.objects.count() == 3
    assert Report.objects.count() == 5


def test_a_report_without_a_carrier_is_kept_all_the_same(settings):
    settings.CARRIERS = {}
    ReportFactory(reporter_phone=PHONE, now=timezone.now())
    assert not Broadcast.objects.exists()
