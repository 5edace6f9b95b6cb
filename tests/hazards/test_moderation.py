"""What strangers sent waits for publication: seen as the public would, published or refused, each for itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services import (
    change_words,
    hide_report,
    move_report,
    publish_report,
    publish_reports,
    refuse_reports,
    tell_followers,
    withdraw_report,
)
from community.people.models import Role
from drills.models import SosTask
from portal.lib.moves import LostRace
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report
from tests.factories.people import member
from tests.hazards.test_following import EVERY_WAY, follower, texts
from tests.hazards.test_hiding import photo_of

pytestmark = pytest.mark.django_db
QUEUE = "/desk/moderation/"


def fresh(report):
    return Report.objects.get(pk=report.pk)


def decide(client, *reports, follow=True, **typed):
    ticked = [f"{report.reference}={report.version}" for report in reports]
    return client.post(f"{QUEUE}decide/", {"report": ticked, "queue": "waiting", **typed}, follow=follow)


def test_published_as_it_was_seen(client, officer):
    report = ReportFactory(description="Water over the road. Cars turn back.", reporter_name="Ann", answers={})
    photo = photo_of(report)
    client.force_login(officer)
    html = client.get(QUEUE).content.decode()
    assert "Water over the road" in html and f"photos/{photo.pk}/" in html and "Ann" not in html
    assert "38.89, -77.021" in html  # as rounded as the public sees it
    done = decide(client, report, act="publish").content.decode()
    assert f"{report.reference}</a>: Published." in done and "Nothing waits for publication." in done
    page = Client().get(report.get_absolute_url()).content.decode()
    assert "Water over the road" in page and "Published" in page
    line = report.events.get(kind="published")
    assert (line.by, fresh(report).status, fresh(report).is_public) == (officer, "submitted", True)


def test_refused_with_a_reason_that_its_reporter_reads(client, officer):
    report = ReportFactory(description="My neighbour Zimt is a thief.")
    client.force_login(officer)
    wrong = decide(client, report, act="refuse")
    assert wrong.status_code == 422 and "Choose a reason." in wrong.content.decode()
    assert f'value="{report.reference}={report.version}" checked' in wrong.content.decode()  # still ticked
    wrong = decide(client, report, act="refuse", why="other", words=" ")
    assert wrong.status_code == 422 and "Say why. The reporter reads it." in wrong.content.decode()
    done = decide(client, report, act="refuse", why="person", words="Leave the name out.").content.decode()
    assert "Kept from the public." in done
    own = Client().get(report.tracking_path).content.decode()
    assert "Not shown to the public" in own and "Leave the name out." in own
    assert Client().get(report.get_absolute_url()).status_code == 404
    assert report.reference in client.get(f"{QUEUE}?queue=hidden").content.decode()
    move_report(fresh(report), to="triaged", by=officer, now=timezone.now())
    assert not fresh(report).is_public  # the first look does not undo it


def test_each_for_itself(client, officer):
    elsewhere = member("officer")
    good, changed, public, hidden = (ReportFactory(description=f"Report number {one}") for one in range(4))
    seen = [(fresh(one), one.version) for one in (good, changed, public, hidden)]
    change_words(fresh(changed), description="Something else", address="", now=NOON + timedelta(minutes=1))
    publish_report(fresh(public), by=elsewhere, now=NOON)
    hide_report(fresh(hidden), why="rude", by=elsewhere, now=NOON)
    changed_row = fresh(changed)
    outcomes = publish_reports([*seen[:1], (changed_row, seen[1][1]), *seen[2:]], by=officer, now=timezone.now())
    assert [(one.is_moved, one.words) for one in outcomes] == [
        (True, "Published."),
        (False, "It has changed meanwhile: look at it again."),
        (False, "Somebody else has decided on it meanwhile."),
        (False, "Somebody else has decided on it meanwhile."),
    ]
    assert [fresh(one).is_public for one in (good, changed, public, hidden)] == [True, False, True, False]
    stranger = refuse_reports([(changed_row, changed_row.version)], why="rude", by=member("volunteer"), now=NOON)
    assert [(one.is_moved, one.words) for one in stranger] == [(False, "Your role does not allow this.")]
    with pytest.raises(ValueError, match="200 at most"):
        publish_reports(seen * 51, by=officer, now=NOON)


def test_what_changes_between_looking_and_publishing_is_not_published(officer):
    report = ReportFactory(description="Water")
    seen = fresh(report)
    change_words(fresh(report), description="Insults", address="", now=NOON + timedelta(minutes=1))
    with pytest.raises(LostRace):
        publish_report(seen, by=officer, now=NOON)
    publish_report(fresh(report), by=officer, now=NOON + timedelta(minutes=2))
    with pytest.raises(LostRace):  # and what was published is not changed unseen
        change_words(fresh(report), description="More insults", address="", now=NOON + timedelta(minutes=3))
    withdraw_report(fresh(report), now=NOON + timedelta(minutes=4))  # but may be taken back
    assert not fresh(report).is_public


def test_those_who_follow_the_kind_hear_of_it_once(officer, settings):
    settings.CARRIERS = EVERY_WAY
    now = timezone.now()
    report = ReportFactory(now=now)
    follower(category=report.category)
    publish_report(fresh(report), by=officer, now=now)
    move_report(fresh(report), to="triaged", by=officer, now=now)
    tell_followers(now=now)
    ((_way, words),) = texts()
    assert words.startswith("New: Flooding")


def test_three_queues_and_no_calls_for_help(client, officer):
    waits = ReportFactory(description="It waits")
    kept = ReportFactory(description="It is kept private")
    move_report(kept, to="triaged", by=officer, public=False, now=NOON)
    hidden = public_report(description="It is hidden")
    hide_report(fresh(hidden), why="rude", by=officer, now=NOON)
    public_report(description="It is public")
    cry = ReportFactory(description="SOS in house 5", channel="sms")
    SosTask.objects.create(report=cry, community=cry.community, opened_at=NOON)
    client.force_login(officer)
    for queue, report in (("waiting", waits), ("private", kept), ("hidden", hidden), ("nonsense", waits)):
        html = client.get(f"{QUEUE}?queue={queue}").content.decode()
        found = {one.reference for one in Report.objects.all() if f"/desk/hazards/{one.reference}/public/" in html}
        assert found == {report.reference}, queue
    assert ">1</span>" in client.get("/desk/hazards/").content.decode().partition("To publish")[2][:60]
    forged = decide(client, cry, act="publish").content.decode()
    assert "A call for help is not published here." in forged and not fresh(cry).is_public


def test_who_may(client, officer):
    report = ReportFactory()
    assert client.get(QUEUE).status_code == 302
    for role, status in ((Role.VOLUNTEER, 403), (Role.AUDITOR, 403), (Role.GRID_WORKER, 200)):
        client.force_login(member(role))
        assert client.get(QUEUE).status_code == status, role
        assert decide(client, report, act="publish").status_code == status, role
    assert fresh(report).is_public
    client.force_login(officer)
    html = decide(client, act="publish").content.decode()
    assert "Tick the reports first." in html


def test_the_queue_asks_as_often_for_three_as_for_one(client, officer):
    client.force_login(officer)

    def asked(queue):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{QUEUE}?queue={queue}").status_code == 200
        return len(queries)

    photo_of(ReportFactory())
    hide_report(ReportFactory(), why="rude", by=officer, now=NOON)
    asked("waiting")
    first = [asked(queue) for queue in ("waiting", "hidden")]
    for code in ("gas", "road"):
        photo_of(ReportFactory(category=category(code)))
        hide_report(ReportFactory(category=category(code)), why="rude", by=member("grid_worker"), now=NOON)
    assert [asked(queue) for queue in ("waiting", "hidden")] == first
