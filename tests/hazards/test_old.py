"""A report on which nothing changed for six months takes no more news; what is seen there now is a new report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.hazards.inbound import follow_report
from community.hazards.models import NEWS_FOR, Report
from community.hazards.services import NewsClosed, add_news, add_note, move_report
from portal.lib.conversation import IncomingText
from portal.lib.moves import IllegalMove
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, public_report, report_in
from tests.factories.people import member

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
TICK = timedelta(seconds=1)


def test_the_last_change_counts_not_the_first(client):
    report = public_report()
    last = report.updated + NEWS_FOR - TICK
    add_news(report, words="It is worse.", now=last)  # a change, too

    report.refresh_from_db()
    add_news(report, words="Worse still.", now=last + NEWS_FOR - TICK)
    with pytest.raises(NewsClosed):
        add_news(report, words="And now?", now=last + 3 * NEWS_FOR)
    assert [event.note for event in report.events.filter(kind="reporter")] == ["It is worse.", "Worse still."]


@pytest.mark.parametrize("status", ["triaged", "closed", "rejected"])
@pytest.mark.parametrize(
    ("language", "heading", "again"),
    [("en", "Closed to news", "Report it again"), ("zh-hans", "不再接收新消息", "重新上报")],
)
def test_its_page_says_so_and_leads_to_a_new_report(client, status, language, heading, again):
    report = report_in(status, now=timezone.now() - NEWS_FOR - TICK)
    client.cookies["django_language"] = language

    page = client.get(report.tracking_path, headers={"Accept-Language": language}).content.decode()
    assert heading in page and again in page and "category=flooding" in page
    assert 'name="words"' not in page
    assert heading not in client.get(report.tracking_path.partition("?")[0]).content.decode()  # strangers wrote nothing

    typed = {"key": report.tracking_token, "words": "Still there", "seen": status}
    client.post(f"{report.get_absolute_url()}news/", typed)
    client.post(f"{report.get_absolute_url()}reopen/", typed)
    report.refresh_from_db()
    assert (report.status, report.events.filter(kind__in=["reporter", "moved"]).count()) == (status, 0)


def test_a_young_one_has_both_forms(client):
    report = report_in("closed", now=timezone.now() - NEWS_FOR + timedelta(hours=1))
    page = client.get(report.tracking_path).content.decode()
    assert "Closed to news" not in page and page.count('name="words"') == 2


def test_staff_open_it_again_and_it_takes_news(client):
    report = report_in("closed")
    later = NOON + 2 * NEWS_FOR
    with pytest.raises(IllegalMove):
        move_report(report, to="reopened", by=None, note="Still there.", now=later)
    move_report(report, to="reopened", by=member("officer"), note="Seen on a round.", now=later)
    add_news(report, words="Thank you.", now=later + TICK)
    assert Report.objects.get().updated == later + TICK


def test_staff_may_write_on_an_old_one():
    report = report_in("closed")
    add_note(report, words="For the record.", is_public=False, by=member("officer"), now=NOON + 2 * NEWS_FOR)
    assert report.events.filter(note="For the record.").exists()


@pytest.mark.parametrize(
    ("language", "answer"), [("en", "text REPORT and what you see"), ("zh-hans", "请发短信“报告”和看到的情况")]
)
def test_a_text_that_names_it_is_told_how_to_report_again(language, answer):
    report = ReportFactory(reporter_phone=PHONE, language=language)
    sender = {"phone": PHONE, "to": "+12025550100", "carrier_id": "SM1", "row_id": 1, "language": language}
    words = f"{report.reference} worse than before"

    young = follow_report(IncomingText(**sender, body=words, at=NOON + TICK)).body
    old = follow_report(IncomingText(**sender, body=words, at=NOON + 2 * NEWS_FOR)).body

    assert answer in old and answer not in young
    assert report.events.filter(kind="reporter").count() == 1
