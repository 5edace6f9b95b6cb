"""Ten thousand reports in a minute from one address, in short: clear answers, nothing lost, nothing half-written."""

import threading
from collections import Counter

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from community.hazards import photos
from community.hazards.api import FILINGS
from community.hazards.models import Report, ReportEvent, ReportPhoto
from community.hazards.services import pictures
from tests.factories.hazards import category, picture
from tests.factories.people import member

THREADS, EACH = 8, 25
WORDS = {"category": "road", "description": "a hole", "address": "Hill Road 4"}
DOORS = {"page": "/hazards/report/", "api": "/api/v1/hazards/"}


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
    return client.post(DOORS[door], {**WORDS, "description": f"a hole {number}", "photos": photo, **more})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_a_flood_from_one_address_is_answered_in_full(door, decoded):
    category("road")
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

    taken = {"page": 302, "api": 201}[door]
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
