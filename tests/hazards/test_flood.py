"""Ten thousand reports in a minute from one address, in short: clear answers, nothing lost, nothing half-written."""

import threading
from collections import Counter

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from community.hazards import photos
from community.hazards.api import FILINGS
from community.hazards.inbound import file_report_by_text
from community.hazards.models import Report, ReportEvent, ReportPhoto
from community.hazards.services import new_api_key, pictures
from community.hazards.services.drafts import begin_draft
from community.hazards.views import open311
from community.messaging.carriers.base import ParsedText
from community.messaging.services import receive_text
from portal.lib.conversation import IncomingText
from tests.factories import NOON
from tests.factories.hazards import category, picture
from tests.factories.people import member

THREADS, EACH = 8, 25
WORDS = {"category": "road", "description": "a hole", "address": "Hill Road 4"}
DOORS = {
    "page": "/hazards/report/",
    "api": "/api/v1/hazards/",
    "outbox": "/hazards/report/kept/",
    "open311": "/open311/v2/requests.json",
}
TAKEN = {"page": 302, "api": 201, "outbox": 201, "open311": 201}
KEY = "k" * 20


def files_kept():
    return default_storage.listdir("reports")[1] if default_storage.exists("reports") else []


@pytest.fixture
def decoded(monkeypatch):
    """How many photos were decoded."""
    seen = []
    monkeypatch.setattr(pictures, "prepare", lambda data: seen.append(len(data)) or photos.prepare(data))
    return seen


def send(client, door, number, **more):
    photo = SimpleUploadedFile("hole.jpg", picture(), "image/jpeg")
    if door == "open311":
        sent = {"api_key": KEY, "service_code": "road", "address_string": "Hill Road 4", "media": photo}
        return client.post(DOORS[door], {**sent, "description": f"a hole {number}"})
    key = {"Idempotency-Key": f"kept-in-a-browser-{number}"} if door == "outbox" else {}
    return client.post(DOORS[door], {**WORDS, "description": f"a hole {number}", "photos": photo, **more}, headers=key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_a_flood_from_one_address_is_answered_in_full(door, decoded, settings):
    kind = category("road")
    if door == "open311":  # a program may file more: here as much as an address
        new_api_key("City", community=kind.community, key=KEY, now=NOON)
        settings.RATE_LIMIT_SCALE = FILINGS["limit"] / open311.FILINGS["limit"]
    answers, retry = Counter(), []

    def pour(name):
        client = Client(REMOTE_ADDR="192.0.2.7")
        try:
            for number in range(EACH):
                answer = send(client, door, f"{name}.{number}")
                answers[answer.status_code] += 1
                if answer.status_code == 429:
                    retry.append(int(answer["Retry-After"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=pour, args=[name]) for name in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    taken = TAKEN[door]
    assert answers == {taken: FILINGS["limit"], 429: THREADS * EACH - FILINGS["limit"]}
    assert len(retry) == answers[429] and all(0 < seconds <= FILINGS["seconds"] for seconds in retry)
    assert Report.objects.count() == ReportPhoto.objects.count() == ReportEvent.objects.count() == FILINGS["limit"]
    assert len(files_kept()) == 2 * FILINGS["limit"]
    assert len(decoded) <= FILINGS["limit"] + THREADS  # who is refused costs no decoding


@pytest.mark.django_db
def test_the_words_say_what_to_do_and_what_was_typed_stays(client):
    category("road")
    for number in range(FILINGS["limit"]):
        send(client, "page", number)
    answer = send(client, "page", "typed by hand")
    html = answer.content.decode()
    assert answer.status_code == 429 and "Wait a little, then send again." in html and "typed by hand" in html
    problem = send(client, "api", 1)
    assert (problem.status_code, problem["Content-Type"]) == (429, "application/problem+json")


@pytest.mark.django_db
def test_others_and_staff_are_not_held_up_by_it(client):
    kind = category("road")
    for number in range(FILINGS["limit"] + 5):
        send(client, "api", number)
    assert send(Client(REMOTE_ADDR="192.0.2.8"), "api", "neighbour").status_code == 201
    officer = Client()
    officer.force_login(member("officer", community=kind.community))
    assert send(officer, "page", "officer").status_code == 302


@pytest.mark.django_db
def test_mistakes_use_nothing_up(client):
    category("road")
    for _time in range(FILINGS["limit"] + 5):
        assert client.post(DOORS["api"], {"category": "road"}).status_code == 400
    assert send(client, "api", 1).status_code == 201


@pytest.mark.django_db
def test_the_outbox_is_told_in_words_and_when(client):
    category("road")
    for number in range(FILINGS["limit"]):
        send(client, "outbox", number)
    answer = send(client, "outbox", "one more")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert "Wait a little, then send again." in answer.json()["words"][0] and int(answer["Retry-After"]) > 0
    assert Report.objects.count() == FILINGS["limit"]
    again = send(client, "outbox", 3)  # a browser that lost the answer keeps it, and is told later
    assert again.status_code == 429 and Report.objects.count() == FILINGS["limit"]


@pytest.mark.django_db
def test_one_time_links_count_with_all_else(client):
    kind = category("road")
    for number in range(FILINGS["limit"]):
        send(client, "page", number)
    draft = begin_draft(kind.community, words="a hole in Hill Road", language="en", now=timezone.now())
    answer = client.post(f"/hazards/card/{draft.token}/", {**WORDS, "description": "typed in the card"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert "typed in the card" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.ended_at is None  # the link is not used up
    assert Client(REMOTE_ADDR="192.0.2.8").post(f"/hazards/card/{draft.token}/", WORDS).status_code == 302


@pytest.mark.django_db
def test_a_number_that_texts_without_end(settings):
    category("road")
    settings.RATE_LIMIT_SCALE = 0.1  # six texts an hour

    def text(number, body):
        parsed = ParsedText(carrier_id=f"SMflood{number}", phone="+12025550101", to="+12025550100", body=body)
        return receive_text(parsed, now=timezone.now()).body

    for number in range(20):
        text(number, f"REPORT hole number {number} in Lower Street")
    assert Report.objects.count() == 6
    reports = list(Report.objects.order_by("pk"))
    for number in range(20, 40):
        answer = text(number, f"REPORT we are trapped in cellar {number}")
        assert answer.startswith("Call 119 now"), answer  # however often
    assert Report.objects.count() == 12
    last = Report.objects.exclude(pk__in=[one.pk for one in reports]).order_by("pk").last()
    said = [event.note for event in last.events.filter(kind="reporter")]
    assert len(said) == 14 and said[-1] == "we are trapped in cellar 39"  # no cry is only counted


@pytest.mark.django_db
def test_by_text_the_words_say_how_long_to_wait(settings):
    category("road")
    settings.RATE_LIMIT_SCALE = 0.1
    answers = []
    for number in range(7):
        text = IncomingText("+12025550101", "+12025550100", f"REPORT hole {number}", f"SM{number}", NOON, "en", number)
        answers.append(file_report_by_text(text).body)
    assert answers[5].startswith("We have your report") and Report.objects.count() == 6
    assert answers[6].startswith("Many reports came from this number. Wait ") and "In danger, call first." in answers[6]
