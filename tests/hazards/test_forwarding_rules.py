"""What people and settings decide of forwarding: again, by phone, to whom, how much of it, and how often."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.hazards.models import Endpoint, Forward, Report
from community.hazards.services import (
    forget_reporters,
    forward_due,
    forward_report,
    give_up_forward,
    move_report,
    save_endpoint,
    try_forward_again,
)
from portal.celery import app
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import HERE, ReportFactory, category, picture
from tests.factories.places import CommunityFactory
from tests.hazards.forwards import MINUTE, after, sent, server, told
from tests.support.agency import Agency

pytestmark = pytest.mark.django_db
FORMATS = ["xml", "json"]


def test_who_knows_repeats_gets_the_very_same_again(agency, officer):
    agency.trouble.append("hang")
    forward = sent(agency, officer, knows_repeats=True)
    Report.objects.update(description="Another word.")
    forward = after(forward, 0)
    assert forward.request_id == "A-1" and len(agency.posted) == 2
    assert agency.posted[0] == agency.posted[1] and len(set(agency.keys)) == 1


def test_a_person_who_asked_may_send_it_again(agency, officer):
    agency.trouble.append("hang")
    agency.lists = False
    forward = after(sent(agency, officer), 0, 5, 35)
    assert forward.status == "stuck" and forward.may_have_arrived
    try_forward_again(forward, by=officer, now=NOON + 40 * MINUTE)
    assert after(forward, 40).request_id == "A-1" and len(agency.posted) == 2


def test_told_by_phone_instead(agency, officer):
    agency.trouble.append("400")
    forward = sent(agency, officer)
    give_up_forward(forward, taken_by="Ms Tan", their_reference="P-9", by=officer, now=NOON + MINUTE)
    last = forward.report.handovers.last()
    assert (last.agency, last.how, last.taken_by, last.their_reference) == ("Water company", "phone", "Ms Tan", "P-9")
    assert told(forward.report)[-1] == ("forward_ended", "Water company · Ms Tan · P-9", "")
    assert after(forward, 100).status == "ended" and len(agency.posted) == 1
    assert forward.report.handovers.exclude(look_again=None).count() == 1


def test_what_came_back_is_not_sent_and_what_they_have_is_followed(agency, officer):
    waiting = forward_report(ReportFactory(), server(agency), by=officer, now=NOON)
    move_report(waiting.report, to="reopened", by=officer, now=NOON, note="It is ours.")
    assert after(waiting, 0).status == "ended" and agency.posted == []

    far = Endpoint.objects.get()
    forward = forward_report(waiting.report, far, by=officer, now=NOON)
    forward = after(forward, 0)
    move_report(forward.report, to="reopened", by=officer, now=NOON, note="Still wet.")
    agency.says("A-1", "open", "Tomorrow")
    forward = after(forward, 30)
    assert forward.their_notes == "Tomorrow"
    with pytest.raises(ValidationError, match="A-1"):
        forward_report(forward.report, far, by=officer, now=NOON)
    agency.says("A-1", "closed")
    after(forward, 60)
    again = forward_report(Report.objects.get(), far, by=officer, now=NOON + 61 * MINUTE)
    again = after(again, 61)
    # asked first, and what they closed is not taken for the new one
    assert again.request_id == "A-2" and after(forward).status == "ended"


def test_who_reported_it_is_told_only_where_all_agree(agency, officer):
    known = ReportFactory(reporter_name="Wang Fang", reporter_phone="+12025550101")
    far = server(agency)
    with pytest.raises(ValidationError):
        forward_report(known, far, by=officer, now=NOON, with_reporter=True)
    assert Report.objects.get().status == "submitted"
    far.takes_reporter = True
    save_endpoint(far)
    agency.trouble.append("503")
    forward = forward_report(known, far, by=officer, now=NOON, with_reporter=True)
    forward = after(forward, 0)
    assert (agency.posted[0]["first_name"], agency.posted[0]["phone"]) == ("Wang Fang", "+12025550101")
    assert "Wang Fang" in unseal(forward.sent_sealed) and b"Wang" not in bytes(forward.sent_sealed)
    Report.objects.update(updated=NOON)
    forget_reporters(now=NOON + timedelta(days=91))
    assert Forward.objects.get().sent_sealed is None
    other = forward_report(ReportFactory(reporter_name="Li"), far, by=officer, now=NOON)
    after(other, 35)
    assert "first_name" not in agency.posted[-1]


def test_the_exact_place_goes_where_an_administrator_said_so(agency, officer):
    forward = sent(agency, officer, exact_place=True)
    [fields] = agency.posted
    assert (fields["address_string"], float(fields["lat"]), float(fields["long"])) == ("Hill Road 4", *HERE)
    assert forward.status == "followed"


def test_a_picture_goes_by_its_public_address(agency, officer, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from community.hazards.services import read_photos

    photos = read_photos([SimpleUploadedFile("a.jpg", picture())])
    report = ReportFactory(photos=photos)
    sent(agency, officer, report=report)
    photo = report.photos.get()
    assert agency.posted[0]["media_url"] == f"{settings.PUBLIC_URL}/hazards/{report}/photos/{photo.pk}/full/"


def test_one_kind_goes_where_it_is_taken(agency, officer):
    far = server(agency)
    road = ReportFactory(category=category("road"))
    with pytest.raises(ValidationError, match="no reports of this kind"):
        forward_report(road, far, by=officer, now=NOON)
    elsewhere = ReportFactory(community=CommunityFactory(slug="elsewhere"))
    with pytest.raises(ValidationError, match="no reports of this kind"):
        forward_report(elsewhere, far, by=officer, now=NOON)
    Endpoint.objects.update(is_active=False)
    with pytest.raises(ValidationError, match="no reports of this kind"):
        forward_report(ReportFactory(), far, by=officer, now=NOON)
    assert set(Report.objects.values_list("status", flat=True)) == {"submitted"}


def test_a_server_that_is_switched_off_is_left_alone(agency, officer):
    forward = sent(agency, officer)
    Endpoint.objects.update(is_active=False)
    forward = after(forward, 30, 60)
    assert agency.asked == [] and str(forward.trouble) == "Their server is not in use here."


def test_a_private_address_is_never_gone_to(agency, officer, settings):
    far = server(agency)
    settings.OUTBOUND_EXEMPT = []
    forward = after(forward_report(ReportFactory(), far, by=officer, now=NOON), 0)
    assert (forward.status, forward.error, agency.posted) == ("stuck", "address", [])


def test_a_server_that_is_away_is_asked_once_a_run_and_holds_up_no_other(agency, officer):
    far = server(agency)
    with Agency() as other:
        near = Endpoint(community=far.community, name="Road office", address=other.url)
        save_endpoint(near, api_key="our key")
        near.services.create(category=category("flooding"), code="R1")
        agency.trouble.extend(["hang", "hang"])
        rows = [forward_report(ReportFactory(), far, by=officer, now=NOON) for _n in range(2)]
        rows.append(forward_report(ReportFactory(), near, by=officer, now=NOON))
        forward_due(now=NOON)
        assert (len(agency.posted), len(other.posted)) == (1, 1)


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_two_workers_post_it_once(agency, officer):
    from django.db import connection

    forward = forward_report(ReportFactory(), server(agency), by=officer, now=NOON)

    def work():
        try:
            forward_due(now=NOON)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(agency.posted) == 1 and Forward.objects.get(pk=forward.pk).request_id == "A-1"


def test_the_clock_of_the_site_rings_for_it():
    assert app.conf.beat_schedule["hazards.forward"]["task"] == "hazards.forward"
    assert timezone.is_aware(NOON)
