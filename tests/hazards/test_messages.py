"""Staff write to a reporter, in the reporter's language and by the way they have; the answer lands on the report."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.hazards.models import ReplyTemplate, Report
from community.hazards.services import save_reply_template, write_to_reporter
from community.messaging.models import Broadcast
from tests.factories.hazards import ReportFactory
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.hazards.test_bulk import desk

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"


def reply(**fields):
    words = {"en": "{reference}, {place}: we come today.", "zh-hans": "{reference}（{category}）：今天来处理。"}
    row = ReplyTemplate(community=CommunityFactory(), name={"en": "Today", "zh-hans": "今天"}, words=words, **fields)
    return save_reply_template(row)


@pytest.mark.city
def test_there_and_back(carrier, officer):
    report = ReportFactory(reporter_phone=PHONE)
    assert write_to_reporter(report, words="Which side of the road?", by=officer, now=timezone.now())
    carrier.work(timezone.now())
    assert carrier.bodies(PHONE) == [f"{report.reference}: Which side of the road?"]
    carrier.text(PHONE, "the north side")
    kinds = [(event.kind, event.note, event.is_public) for event in report.events.exclude(kind="filed")]
    assert kinds == [("message", "Which side of the road?", False), ("reporter", "the north side", False)]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("channel", "phone"), [("web", ""), ("open311", PHONE)])
def test_without_a_number_of_theirs_it_stands_on_their_page_alone(client, officer, channel, phone):
    report = ReportFactory(channel=channel, reporter_phone=phone)
    assert not write_to_reporter(report, words="Thank you.", by=officer, now=timezone.now())
    assert not Broadcast.objects.exists()
    assert "Thank you." in client.get(report.tracking_path).content.decode()
    Report.objects.update(is_public=True)
    assert "Thank you." not in client.get(report.get_absolute_url()).content.decode()


def test_a_reply_is_filled_in_the_reporters_language(officer):
    template = reply()
    english, chinese = ReportFactory(), ReportFactory(language="zh-hans")
    assert template.words_for(english) == f"{english.reference}, Hill Road 4: we come today."
    assert template.words_for(chinese) == f"{chinese.reference}（积水、进水）：今天来处理。"


@pytest.mark.parametrize(
    ("language", "label", "refused"),
    [("en", "Write to the reporter", "Write a few words"), ("zh-hans", "给上报人留言", "请写几句话")],
)
def test_the_desk_writes_by_hand_or_with_a_reply(officer, language, label, refused):
    template, gone = reply(), reply(is_active=False)
    report = ReportFactory()
    browser = desk(officer)
    browser.cookies["django_language"] = language
    page = browser.get("/desk/hazards/").content.decode()
    # only the replies: a pk of theirs may also be that of somebody in the page's other lists
    replies = page.partition('id="write-template"')[2].partition("</select>")[0]
    assert label in page and f'"{template.pk}"' in replies and f'"{gone.pk}"' not in replies
    address = f"/desk/hazards/{report.reference}/message/"
    browser.post(address, {"template": template.pk, "words": "Bring a torch."})
    assert report.events.get(kind="message").note == f"{report.reference}, Hill Road 4: we come today. Bring a torch."
    answer = browser.post(address, {"words": " "})
    assert answer.status_code == 422 and refused in answer.content.decode()
    assert browser.post(address, {"template": gone.pk}).status_code == 422
    assert report.events.filter(kind="message").count() == 1


def test_only_those_who_triage_there_may_write(officer):
    theirs = ReportFactory(community=CommunityFactory(slug="other"))
    assert desk(officer).post(f"/desk/hazards/{theirs.reference}/message/", {"words": "Hello"}).status_code == 404
    assert desk(member("resident")).post("/desk/hazards/H-X/message/", {"words": "Hello"}).status_code == 403


def test_a_reply_without_words_is_refused():
    with pytest.raises(ValidationError, match="words"):
        save_reply_template(ReplyTemplate(community=CommunityFactory(), name={"en": "x"}, words={}))
