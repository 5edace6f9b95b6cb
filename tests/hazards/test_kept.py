"""Reports that a browser kept and sends itself."""

import pytest
from django.test import Client

from community.hazards.models import Report
from tests.factories.hazards import category
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
DOOR = "/hazards/report/kept/"
KEY = "the-browser-made-this-1"


@pytest.fixture(autouse=True)
def place(db):
    community = CommunityFactory()
    category(community=community)
    return community


def send(client=None, key=KEY, headers=None, **fields):
    client = client or Client(enforce_csrf_checks=True)
    typed = {"category": "flooding", "address": "Hill Road 4", "description": "Water over the road.", **fields}
    return client.post(DOOR, typed, headers={"Idempotency-Key": key, "Accept": "application/json", **(headers or {})})


@pytest.mark.city
def test_sent_again_it_is_the_same_report():
    first, again = send(), send()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    report = Report.objects.get()
    assert first.json() == {"reference": report.reference, "url": f"{report.tracking_path}&new=1"}
    assert (report.channel, report.is_public) == ("web", False)


def test_only_its_own_pages_may_send_one():
    assert send(headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert send(key="short").status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Say in a few words what you see."), ("zh-hans", "请用几句话说说您看到了什么。")]
)
def test_what_is_missing_is_said_in_words_or_in_the_form(language, words):
    answer = send(description="", headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert answer.json()["words"] == [words] and list(answer.json()["errors"]) == ["description"]
    page = send(description="", headers={"Accept-Language": language, "Accept": "text/html"})
    assert page.status_code == 422 and words in page.content.decode() and "data-report" in page.content.decode()


def test_nobody_elses_name_goes_on_it(place):
    writer, other = member("grid_worker", community=place), member("officer", community=place)
    client = Client()
    client.force_login(other)
    assert send(client, writer=str(writer.pk)).status_code == 201
    report = Report.objects.get()
    assert (report.reporter, report.is_public) == (None, False)
    refused = send(client, key=KEY + "2", writer=str(writer.pk), told="door")
    assert refused.status_code == 403 and "Sign in" in refused.json()["words"][0]
    client.force_login(writer)
    assert send(client, key=KEY + "2", writer=str(writer.pk), told="door").status_code == 201


def test_too_many_are_told_when_to_come_again(settings):
    settings.RATE_LIMIT_SCALE = 0.05  # one an hour
    assert send().status_code == 201
    answer = send(key=KEY + "2")
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert Report.objects.count() == 1
