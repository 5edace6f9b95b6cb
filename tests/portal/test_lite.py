"""The light version: one request, 14 kB, and it does the two things that matter."""

import base64
import hashlib
import re

import pytest
from django.test import Client
from django.utils import timezone

from community.hazards.models import Report
from community.people.models import Role
from tests.factories.alerts import issued
from tests.factories.hazards import category
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
LIMIT = 14 * 1024  # bytes: what the first round trip of a slow line carries


@pytest.fixture
def busy():
    """A community with long names, all categories, many stations and several warnings."""
    now = timezone.now()
    community = CommunityFactory()
    category(community=community)
    for number in range(12):
        StationFactory(
            community=community,
            name={"en": f"Emergency station and first-aid post {number}", "zh-hans": f"第 {number} 号社区应急服务站"},
            address={"en": "On the corner of Hill Road and Market Lane", "zh-hans": "山路与集市巷交叉口往北五十米"},
            latitude=38.915,
            longitude=-76.99,
            confirmed_at=now,
        )
    for severity in ("Extreme", "Severe", "Moderate", "Minor", "Minor"):
        issued(now=now, community=community, severity=severity)
    return community


def lite(language):
    answer = Client().get("/lite/", HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_it_fits_into_fourteen_kilobytes(busy, language):
    assert len(lite(language).content) <= LIMIT


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_it_is_one_request(busy, language):
    html = lite(language).content.decode()

    assert re.findall(r"<(?:script|img|iframe|object|video|svg|use)\b|@import|url\(", html) == []
    assert re.findall(r"<link [^>]*>", html) == ['<link rel="icon" href="data:,">']


def test_its_one_style_is_the_one_that_the_policy_names(busy):
    answer = lite("en")
    styles = re.findall(r"<style>(.*?)</style>", answer.content.decode(), flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()

    assert len(styles) == 1
    policy = answer["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}';" in policy + ";"
    assert "script-src 'none'" in policy
    assert "sha256" not in Client().get("/")["Content-Security-Policy"]


def test_a_report_from_it_is_a_report(busy):
    client = Client(enforce_csrf_checks=True)
    html = client.get("/lite/").content.decode()
    form = re.search(r'<form method="post" action="/hazards/report/">(.*?)</form>', html, flags=re.DOTALL)[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert set(re.findall(r'name="(\w+)"', form)) == {"csrfmiddlewaretoken", "category", "address", "description"}

    answer = client.post(
        "/hazards/report/",
        {**fields, "category": "flooding", "address": "Hill Road 4", "description": "Water over the road."},
    )

    assert answer.status_code == 302
    assert Report.objects.get().address == "Hill Road 4"


def test_a_question_from_it_is_answered(busy):
    client = Client(enforce_csrf_checks=True)
    html = client.get("/lite/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    form = re.search(r'<form method="post" action="/chat/">(.*?)</form>', html, flags=re.DOTALL)[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    answer = client.post("/chat/", {**fields, "text": "着火了怎么办"}, follow=True, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert answer.status_code == 200
    assert "119" in answer.content.decode()


def test_it_says_what_the_first_page_says(busy):
    words = lite("zh-CN").content.decode()

    assert "河水漫过河堤" in words
    assert 'href="tel:119"' in words
    assert member(Role.OFFICER, community=busy)  # nobody signs in to read it
