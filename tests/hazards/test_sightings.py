"""Neighbours are asked whether it is fixed, and heard at the desk."""

import pytest
from django.test import Client

from community.hazards.models import Report, Sighting
from community.hazards.selectors import Seen, seen_of
from community.hazards.services import move_report, say_seen, tell_followers
from community.hazards.views.tracking import VOICES
from portal.lib.moves import IllegalMove
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, public_report, report_in
from tests.hazards.test_following import EVERY_WAY, follower, texts

pytestmark = pytest.mark.django_db


def says(report, seen, *, address="192.0.2.1", key="", client=None, **headers):
    sent = {"seen": seen} | ({"key": key} if key else {})
    path = f"/hazards/{report.reference}/seen/"
    return (client or Client()).post(path, sent, REMOTE_ADDR=address, follow=True, **headers)


def heard(report):
    return seen_of([report]).get(report.pk, Seen())


def test_each_neighbour_has_one_voice_and_may_change_it(client, officer):
    report = public_report()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Have you passed by?" in page and "It is still there" in page

    thanked = says(report, "there")
    assert "Those who work on it see it." in thanked.content.decode()
    assert "1 person says that it is still there." in thanked.content.decode()
    says(report, "gone")
    says(report, "there", address="192.0.2.2")
    says(report, "there", address="192.0.2.1", HTTP_USER_AGENT="another browser")
    assert heard(report) == Seen(gone=1, there=2)

    client.force_login(officer)
    desk = client.get("/desk/hazards/", {"report": report.reference}).content.decode()
    assert desk.count("2 say still there") == 2  # its row, and beside it
    chinese = client.get(report.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "1 人说已经没有了" in chinese and "2 人说还在" in chinese


def test_after_it_was_fixed_all_are_asked_anew_and_nobody_but_reporter_and_staff_opens_it(settings, client, officer):
    settings.CARRIERS = EVERY_WAY
    report = public_report()
    follower(report=report, language="zh-hans")
    says(report, "there")
    move_report(report, to="assigned", assigned_to=officer, by=officer, now=NOON)
    move_report(report, to="fixed", by=officer, now=NOON)
    assert heard(report) == Seen()

    tell_followers(now=NOON)
    ((_channel, words),) = texts()
    assert "修好了吗" in words and report.get_absolute_url() in words
    assert "Is it fixed?" in client.get(report.get_absolute_url()).content.decode()
    says(report, "there")
    says(report, "gone", key=report.tracking_token)
    report.refresh_from_db()
    assert (report.status, heard(report)) == ("fixed", Seen(gone=1, there=1))

    move_report(report, to="reopened", note="Water again", by=None, now=NOON)
    assert heard(report) == Seen()


def test_whoever_reported_it_is_asked_once_it_is_said_to_be_fixed(client, officer):
    report = public_report()
    assert "Have you passed by?" not in client.get(report.tracking_path).content.decode()
    move_report(report, to="assigned", assigned_to=officer, by=officer, now=NOON)
    move_report(report, to="fixed", by=officer, now=NOON)
    assert "Is it fixed?" in client.get(report.tracking_path).content.decode()


def test_what_is_over_or_not_public_is_not_asked_about(client):
    over = report_in("closed")
    Report.objects.filter(pk=over.pk).update(is_public=True)
    with pytest.raises(IllegalMove):
        say_seen(over, is_gone=False, who="somebody", now=NOON)
    assert "Have you passed by?" not in client.get(over.get_absolute_url()).content.decode()
    assert "moved on meanwhile" in says(over, "there").content.decode()
    kept = ReportFactory()
    assert says(kept, "there").status_code == 404
    assert says(kept, "gone", key=kept.tracking_token).status_code == 200
    assert "Say whether" in says(public_report(), "perhaps").content.decode()
    assert Sighting.objects.count() == 1


def test_one_connection_says_so_much_an_hour(settings):
    settings.RATE_LIMIT_SCALE = 0.2  # four of twenty, one of six on each
    before = [public_report() for _number in range(4)]
    assert [says(one, "there").status_code for one in before] == [200] * 4
    report = public_report()
    refused = says(report, "gone")
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert "Many messages came from this connection." in refused.content.decode()
    assert heard(report) == Seen()


def test_one_network_does_not_speak_for_a_crowd(client, officer):
    report = public_report()
    answers = [
        says(report, "gone", address=f"2a00:1:2:3::{number:x}", HTTP_USER_AGENT=f"browser {number}").status_code
        for number in range(10)
    ]
    assert answers == [200] * VOICES["limit"] + [429] * (10 - VOICES["limit"])
    assert heard(report) == Seen(gone=VOICES["limit"])
    client.force_login(officer)
    assert says(report, "there", client=client, address="2a00:1:2:3::1").status_code == 200
    assert says(report, "there", address="2a00:1:2:4::1").status_code == 200
    assert says(public_report(), "there", address="2a00:1:2:3::1").status_code == 200
