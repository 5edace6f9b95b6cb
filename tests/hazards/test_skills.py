"""Reporting from the chat: a card with a one-time link, or the whole report in conversation, over every door."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.hazards.models import Draft, Report
from community.hazards.services import forget_drafts
from community.hazards.skills import report_a_hazard
from community.messaging.carriers.base import ParsedText
from community.messaging.services import receive_text
from knowledge.models import ChatSession
from knowledge.services import answer
from portal.lib.conversation import Question
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import category, picture
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.django_db
SESSION = "a-session-of-this-test"


@pytest.fixture(autouse=True)
def _community():
    category()


def asked(text, language="en", **more):
    return report_a_hazard(Question(text=text, language=language, now=NOON, **more))


def say(text, language="en", now=NOON, **more):
    return answer(text=text, session_token=SESSION, language=language, now=now, **more)


def talk(*texts, **more):
    """The last reply of a talk."""
    return [say(text, **more) for text in texts][-1]


def test_somebody_who_wants_to_report_gets_a_card_and_the_first_question():
    reply = asked("How do I report a loose manhole cover?")

    draft = Draft.objects.get()
    assert "Road or street light" in reply.text and "in danger right now?" in reply.text
    assert [action.url for action in reply.actions] == [f"/hazards/card/{draft.token}/"]
    assert (draft.description, draft.category.code, draft.expires) == (
        "loose manhole cover",
        "road",
        NOON + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I want to report a broken lamp", "broken lamp"),
        ("I'd like to report a tree that fell on Mill Lane", "tree that fell on Mill Lane"),
        ("report a hazard", ""),
        ("Where can I report a problem?", ""),
        ("我想报告路灯坏了", "路灯坏了"),
        ("路灯坏了要报修", "路灯坏了"),
        ("怎么上报隐患？", ""),
    ],
)
def test_the_wish_is_taken_off_what_is_reported(text, words):
    assert asked(text, "zh-hans" if "报" in text else "en") is not None
    assert Draft.objects.get().description == words


@pytest.mark.parametrize(
    "text",
    [
        "what should I do in a flood?",
        "report: there is a fire in my kitchen, how do I report it",
        "I want to report a gas leak",
        "我要报告，楼里着火了",
        "天气怎么样",
        "weather report",
    ],
)
def test_other_questions_and_emergencies_are_not_ours(text):
    assert asked(text) is None


def test_the_whole_report_in_conversation():
    area = AreaFactory()
    first = say("I want to report a broken street lamp")
    assert first.suggestions == ["Nobody", "Yes, or not sure", "Forget it"]
    assert "Where is it?" in say("no").text
    confirm = say("in Lower Street, next to the school")
    assert confirm.text == (
        "Send this?\nRoad or street light\nWhere: in Lower Street, next to the school\nWhat: broken street lamp"
    )
    assert "Send it" in confirm.suggestions and not Report.objects.exists()

    sent = say("Send it")

    report = Report.objects.get()
    assert report.reference in sent.text and sent.actions[0]["url"] == report.tracking_path
    assert (report.channel, report.category.code, report.area) == ("chat", "road", area)
    assert (report.description, report.address) == ("broken street lamp", "in Lower Street, next to the school")
    assert "skill" not in ChatSession.objects.get().context
    assert Report.objects.count() == 1 and "number H-" not in say("send it").text


def test_in_chinese_from_nothing_said():
    assert "现在有人受伤" in say("我想上报隐患", "zh-hans").text
    assert "看到了什么" in say("没有人", "zh-hans").text
    assert "是哪一类" in say("椅子坏了", "zh-hans").text
    assert "在哪里" in say("其他", "zh-hans").text
    assert "椅子坏了" in say("河边广场", "zh-hans").text
    assert "已发送" in say("发送", "zh-hans").text
    report = Report.objects.get()
    assert (report.category.code, report.language, report.address) == ("other", "zh-hans", "河边广场")


@pytest.mark.parametrize(
    "before",
    [[], ["no"], ["no", "Hill Road 4"]],
)
@pytest.mark.parametrize("word", ["Forget it", "never mind", "算了"])
def test_it_can_be_dropped_at_any_point(before, word):
    link = say("I want to report a broken street lamp").actions[0]["url"]
    for text in before:
        say(text)

    assert say(word, "en").text == "Dropped. Nothing was sent."

    assert not Report.objects.exists() and Draft.objects.get().ended_at
    assert Client().get(link).status_code == 410
    assert "Send this?" not in say("Hill Road 4").text


@pytest.mark.parametrize(
    ("text", "number"),
    [("yes", "119"), ("Yes, or not sure", "119"), ("a man is bleeding", "120"), ("there is smoke everywhere", "119")],
)
def test_danger_diverts_and_ends_the_talk(text, number):
    say("I want to report a broken street lamp")

    reply = say(text)

    assert (reply.kind, reply.emergency["number"]) == ("emergency", number) and not Report.objects.exists()
    assert "skill" not in ChatSession.objects.get().context


def test_after_danger_the_link_still_leads_to_what_was_said(client):
    link = say("I want to report a broken street lamp", now=timezone.now()).actions[0]["url"]
    assert link in [action["url"] for action in say("yes", now=timezone.now()).actions]
    assert "broken street lamp" in client.get(link).content.decode()


def test_something_else_may_be_asked_in_between():
    talk("I want to report a broken street lamp", "no")
    assert "Send this?" not in say("what goes in an emergency kit?").text
    assert say("thanks").kind == "smalltalk"
    assert "Send this?" in say("Hill Road 4").text


def test_the_same_message_twice_sends_one_report():
    talk("I want to report a broken street lamp", "no", "Hill Road 4")
    first, again = (say("send it", message_id="the-same") for _time in range(2))
    assert first.text == again.text and Report.objects.count() == 1


def test_the_link_opens_the_form_filled_in_and_ends_with_its_use(client):
    link = say("I want to report a broken street lamp on Elm St", now=timezone.now()).actions[0]["url"]
    for _time in range(3):  # a mail scanner opens it first; opening uses nothing up
        page = client.get(link)
        assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    html = page.content.decode()
    assert ">broken street lamp on Elm St</textarea>" in html and 'value="Elm St"' in html
    assert 'value="road" checked' in html and "lamp" not in link and "Elm" not in link

    form = {"danger": "no", "category": "road", "address": "Elm St 9", "description": "lamp broken"}
    bad = client.post(link, {**form, "category": ""})
    answer = client.post(link, {**form, "photos": [_file()]})

    report = Report.objects.get()
    assert bad.status_code == 422 and answer.status_code == 302 and answer.url.startswith(report.tracking_path)
    assert (report.channel, report.address, report.photos.count()) == ("chat", "Elm St 9", 1)
    assert client.get(link).status_code == client.post(link, form).status_code == 410
    assert "Send this?" not in say("no", now=timezone.now()).text and Report.objects.count() == 1


def _file():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("lamp.jpg", picture(), "image/jpeg")


def test_the_link_ends_after_an_hour(client):
    link = say("I want to report a broken street lamp", now=timezone.now() - timedelta(minutes=61)).actions[0]["url"]
    assert client.get(link).status_code == client.post(link, {"description": "x"}).status_code == 410
    assert client.get("/hazards/card/nobodys/").status_code == 410
    assert not Report.objects.exists()


def test_what_was_never_sent_is_forgotten():
    say("I want to report a broken street lamp")
    assert forget_drafts(now=NOON + timedelta(hours=23)) == 0
    assert forget_drafts(now=NOON + timedelta(hours=25)) == 1


def test_over_the_page_without_scripts(client):
    for text in ("I want to report a broken street lamp", "no", "Hill Road 4", "send it"):
        page = client.post("/chat/", {"text": text}, follow=True).content.decode()
    report = Report.objects.get()
    assert report.reference in page and f'href="{report.tracking_path.replace("&", "&amp;")}"' in page


def test_over_rest(client):
    session = ""
    for text in ("I want to report a broken street lamp", "nobody", "Hill Road 4", "yes"):
        reply = client.post("/api/v1/chat/", {"text": text, "session": session}, "application/json").json()
        session = reply["session"]
    assert Report.objects.get().reference in reply["text"]
    assert set(reply["actions"][0]) == {"label", "url"}


def test_by_text_with_the_number_known_and_the_link_in_the_text(settings):
    def text(body, number):
        parsed = ParsedText(carrier_id=f"SM{number}", phone="+12025550101", to="+12025550100", body=body)
        return receive_text(parsed, now=timezone.now()).body

    first = text("I want to report a broken street lamp", 1)
    assert f"{settings.PUBLIC_URL}/hazards/card/{Draft.objects.get().token}/" in first and "in danger" in first
    assert "Where is it?" in text("no", 2)
    assert "Send this?" in text("Hill Road 4", 3)
    sent = text("send it", 4)
    report = Report.objects.get()
    assert report.reference in sent and unseal(report.reporter_phone_sealed) == "+12025550101"


def test_one_address_sends_no_more_than_over_the_page():
    for number in range(21):
        for text in ("I want to report a broken street lamp", "no", f"Hill Road {number}"):
            say(text, caller="192.0.2.1")
        last = say("send it", caller="192.0.2.1")
    assert "Wait a little" in last.text and Report.objects.count() == 20
