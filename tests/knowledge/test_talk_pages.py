"""The windows of a talk: the resident's, with script and without, and the desk of those who answer."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.models import Duty, Talk
from knowledge.services import watch_talks
from tests.factories.knowledge import on_duty, open_hours
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
SANDBAGS = "Where do I get sand bags on Mill Lane?"


@pytest.fixture
def place():
    place = CommunityFactory()
    open_hours(place, days="1234567", opens=time(0), closes=time(0))
    return place


@pytest.fixture
def desk(place):
    """A volunteer on duty, at their desk."""
    return at_desk(on_duty(place, now=timezone.now(), name="Mei"))


def at_desk(person):
    client = Client()
    client.force_login(person)
    return client


def wait(client, words=SANDBAGS, shares="yes"):
    """The resident asks, gets no answer, and agrees."""
    client.post("/chat/", {"text": words})
    client.post("/chat/talk/ask/", {"shares": shares})
    return Talk.objects.latest("pk")


def page(client, path="/chat/", **more):
    return client.get(path, **more).content.decode()


def test_the_whole_talk_without_script(client, place, desk):
    client.post("/chat/", {"text": SANDBAGS})
    asks = page(client, "/chat/talk/")
    assert "May they also read what you asked here?" in asks and SANDBAGS in asks
    talk = wait(client)
    waiting = page(client)
    assert "You are number 1 in the queue." in waiting and "Leave the queue" in waiting
    assert f"{SANDBAGS[:20]}" in page(desk, "/desk/talks/")
    taken = desk.post(f"/desk/talks/{talk.pk}/take/", follow=True).content.decode()
    assert SANDBAGS in taken and "Answer in English" in taken
    desk.post(f"/desk/talks/{talk.pk}/say/", {"text": "At the works yard.", "client_id": "v1"})
    client.post("/chat/", {"text": "Until what hour?"})
    mine = page(client)
    assert "A volunteer is here." in mine and "At the works yard." in mine and "Sent to the volunteer." in mine
    assert mine.count("Until what hour?") == 1
    assert mine.index("At the works yard.") < mine.index("Until what hour?")
    assert "Until what hour?" in page(desk, f"/desk/talks/{talk.pk}/lines/")
    desk.post(f"/desk/talks/{talk.pk}/do/", {"do": "close"})
    assert "The volunteer has ended the talk." in page(client) and "Ask for a volunteer again" in page(client)


def test_in_chinese(client, place, desk):
    client.post("/chat/", {"text": "磨坊巷的工具房周六借东西吗？"}, **CHINESE)
    assert "可以让志愿者看您前面问过的话吗" in page(client, "/chat/talk/", **CHINESE)
    client.post("/chat/talk/ask/", {"shares": "yes"}, **CHINESE)
    assert "您排在第 1 位" in page(client, **CHINESE)
    talk = Talk.objects.get()
    assert "简体中文" in page(desk, "/desk/talks/") and talk.language == "zh-hans"
    assert "请用简体中文回复" in desk.post(f"/desk/talks/{talk.pk}/take/", follow=True, **CHINESE).content.decode()


def test_the_script_asks_by_header_and_gets_each_line_with_its_id(place, desk):
    token = {"HTTP_X_CHAT_SESSION": "a-session-of-a-script"}
    script = Client()
    assert script.get("/chat/talk/", **token).status_code == 204
    assert "Talk to a volunteer" in page(script, "/chat/talk/?ask=1", **token)
    assert "You are number 1" in script.post("/chat/talk/ask/", {"shares": "no"}, **token).content.decode()
    talk = Talk.objects.get()
    desk.post(f"/desk/talks/{talk.pk}/take/")
    desk.post(f"/desk/talks/{talk.pk}/say/", {"text": "Hello", "client_id": "v1"})
    fragment = page(script, "/chat/talk/", **token)
    assert f'data-line="l{talk.lines.get().pk}"' in fragment and "<html" not in fragment
    assert "You ended the talk" in script.post("/chat/talk/leave/", **token).content.decode()
    assert "The resident ended the talk" in page(desk, f"/desk/talks/{talk.pk}/")


def test_what_is_not_shared_is_not_shown(client, place, desk):
    talk = wait(client, shares="no")
    assert SANDBAGS not in page(desk, "/desk/talks/")
    assert SANDBAGS not in desk.post(f"/desk/talks/{talk.pk}/take/", follow=True).content.decode()


def test_a_crisis_shows_nowhere_at_the_desk_and_the_window_says_so(client, place, desk):
    talk = wait(client)
    desk.post(f"/desk/talks/{talk.pk}/take/")
    client.post("/chat/", {"text": "I want to kill myself"})
    window = page(client)
    assert "The volunteer does not see what you write now" in window and "Go on with the volunteer" in window
    assert "kill myself" not in page(desk, f"/desk/talks/{talk.pk}/") + page(desk, "/desk/talks/")
    client.post("/chat/talk/on/")
    client.post("/chat/", {"text": "About the sand bags again"})
    assert "About the sand bags again" in page(desk, f"/desk/talks/{talk.pk}/")


def test_who_takes_it_second_is_told_so(client, place, desk):
    other = at_desk(on_duty(place, now=timezone.now(), name="Sam"))
    talk = wait(client)
    desk.post(f"/desk/talks/{talk.pk}/take/")
    late = other.post(f"/desk/talks/{talk.pk}/take/")
    assert late.status_code == 409 and "Somebody else has it now" in late.content.decode()
    assert other.get(f"/desk/talks/{talk.pk}/").status_code == 404
    assert other.post(f"/desk/talks/{talk.pk}/say/", {"text": "Mine"}).status_code == 404


def test_a_guide_is_an_answer(client, guides, desk, place):
    talk = wait(client)
    desk.post(f"/desk/talks/{talk.pk}/take/")
    found = page(desk, f"/desk/talks/{talk.pk}/?q=flood+kit")
    assert "Send this part" in found
    choice = found.split('name="guide" value="')[1].split('"')[0]
    for _time in range(2):
        desk.post(f"/desk/talks/{talk.pk}/say/", {"guide": choice, "client_id": "v1"})
    line = talk.lines.get()
    assert line.link["url"].startswith("/knowledge/") and line.link["title"] in page(client)
    refused = desk.post(f"/desk/talks/{talk.pk}/say/", {"guide": "no-such-guide", "client_id": "v2"})
    assert refused.status_code == 422 and "There is no such guide." in refused.content.decode()


def test_passed_on_and_put_back(client, place, desk):
    sam = on_duty(place, now=timezone.now(), name="Sam")
    talk = wait(client)
    desk.post(f"/desk/talks/{talk.pk}/take/")
    assert desk.post(f"/desk/talks/{talk.pk}/do/", {"do": "pass", "to": "x"}).status_code == 422
    desk.post(f"/desk/talks/{talk.pk}/do/", {"do": "pass", "to": sam.pk})
    assert "Another volunteer goes on." in page(client)
    at_desk(sam).post(f"/desk/talks/{talk.pk}/do/", {"do": "back"})
    assert "You are back in the queue" in page(client)


def test_duty_begins_at_the_desk_and_ends_there(client, place):
    person = member("volunteer", community=place)
    desk = at_desk(person)
    assert "I'm on duty" in page(desk, "/desk/talks/")
    talk_page = client.post("/chat/talk/ask/", {"shares": "no"})
    assert talk_page.status_code == 409 and "No volunteer is on duty now." in talk_page.content.decode()
    desk.post("/desk/talks/duty/", {"do": "on", "hours": "2"})
    talk = wait(client)
    assert desk.post("/desk/talks/here/").json() == {"on_duty": True, "waiting": 1}
    desk.post(f"/desk/talks/{talk.pk}/take/")
    desk.post("/desk/talks/duty/", {"do": "off"})
    assert "You are back in the queue" in page(client)
    assert desk.post(f"/desk/talks/{talk.pk}/take/").status_code == 422
    assert not Duty.objects.present(timezone.now()).exists()


def test_one_address_asks_for_so_many_talks_an_hour(client, place, desk):
    for _number in range(6):
        wait(client)
        client.post("/chat/talk/leave/")
    refused = client.post("/chat/talk/ask/", {"shares": "no"})
    assert refused.status_code == 429 and "many times" in refused.content.decode()
    assert Talk.objects.count() == 6


@pytest.mark.parametrize("role", ["resident", "auditor", "editor", "evaluator"])
def test_who_may_not_answer_sees_nothing(client, place, desk, role):
    talk = wait(client)
    other = at_desk(member(role, community=place))
    for path in ("/desk/talks/", "/desk/talks/list/", f"/desk/talks/{talk.pk}/", f"/desk/talks/{talk.pk}/lines/"):
        assert other.get(path).status_code == 403
        assert client.get(path).status_code == 302
    for path in ("duty/", "here/", f"{talk.pk}/take/", f"{talk.pk}/say/", f"{talk.pk}/do/"):
        assert other.post(f"/desk/talks/{path}").status_code == 403
    talk.refresh_from_db()
    assert talk.status == "waiting"


def test_the_desk_asks_the_database_no_more_often_for_three(client, place, desk):
    wait(client)
    desk.get("/desk/talks/")
    with CaptureQueriesContext(connection) as one:
        desk.get("/desk/talks/list/")
    for _number in range(2):
        wait(Client())
    with CaptureQueriesContext(connection) as three:
        assert desk.get("/desk/talks/list/").content.decode().count("Take it") == 3
    assert len(three) == len(one) > 0


def test_the_queue_that_nobody_served_says_when_the_hours_are(client, place, desk):
    wait(client)
    Duty.objects.all().delete()
    Talk.objects.update(waiting_since=timezone.now() - timedelta(minutes=11))
    watch_talks(now=timezone.now())
    ended = page(client)
    assert "No volunteer is on duty now." in ended and "every day 00:00–24:00" in ended
    assert "go to the editors" in ended


def test_a_program_asks_and_ends_a_talk_over_the_api(client, place, desk):
    api, token = "/api/v1/chat/talk/", {"HTTP_X_CHAT_SESSION": "a-session-of-a-program"}
    assert client.get(api, **token).status_code == 404
    asked = client.post(api, {"session": "a-session-of-a-program", "shares": True}, content_type="application/json")
    assert (asked.status_code, asked.json()["status"], asked.json()["place"]) == (201, "waiting", 1)
    talk = Talk.objects.get()
    desk.post(f"/desk/talks/{talk.pk}/take/")
    desk.post(f"/desk/talks/{talk.pk}/say/", {"text": "Hello", "client_id": "v1"})
    sent = {"text": "Where are the sand bags?", "session": "a-session-of-a-program", "message_id": "one"}
    assert client.post("/api/v1/chat/", sent, content_type="application/json").json()["talk"] == "taken"
    lines = client.get(api, **token).json()["lines"]
    assert [(line["who"], line["text"], line["message_id"]) for line in lines] == [
        ("volunteer", "Hello", ""), ("resident", "Where are the sand bags?", "one")
    ]  # fmt: skip
    assert client.delete(api, **token).status_code == 204
    assert client.delete(api, **token).status_code == 409
    Duty.objects.all().delete()
    refused = client.post(api, {"session": "a-session-of-a-program"}, content_type="application/json")
    assert refused.status_code == 409 and "No volunteer is on duty now." in refused.content.decode()
