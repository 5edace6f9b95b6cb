"""Which language a person gets, and that the switch loses nothing."""

import pytest
from django.test import Client
from django.utils import translation

from portal.lib.zones import zone_name
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh-TW,en;q=0.5", "zh-Hans"),
        ("zh-HK", "zh-Hans"),
        ("yue", "zh-Hans"),
        ("zh-SG,zh;q=0.8", "zh-Hans"),
        ("en-AU", "en"),
        ("fr,zh;q=0.4,en;q=0.2", "zh-Hans"),
        ("fr,de", "en"),
        ("", "en"),
        ("*", "en"),
        ("zz;q=banana", "en"),
    ],
)
def test_every_chinese_leads_to_simplified_chinese(asked, lang):
    answer = Client().get("/about/", HTTP_ACCEPT_LANGUAGE=asked)

    assert f'<html lang="{lang}">' in answer.content.decode()
    assert answer["Content-Language"] == lang
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].replace(" ", "").split(","))


def test_a_persons_choice_wins_over_the_browsers():
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    answer = client.get("/language/zh-hans/?next=/about/")

    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert '<html lang="zh-Hans">' in client.get("/about/").content.decode()


def test_the_switch_keeps_the_path_and_the_query():
    CommunityFactory()

    html = Client().get("/stations/?kind=shelter&page=2", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert 'href="/language/zh-hans/?next=%2Fstations%2F%3Fkind%3Dshelter%26page%3D2"' in html


def test_a_link_that_names_a_language_does_not_outlive_the_switch():
    html = Client().get("/about/?language=zh-hans&from=text", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert '<html lang="zh-Hans">' in html
    assert 'href="/language/en/?next=%2Fabout%2F%3Ffrom%3Dtext"' in html


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:///x"])
def test_the_switch_leads_nowhere_else(target):
    answer = Client().get("/language/en/", {"next": target})

    assert answer["Location"] == "/"


def test_what_a_page_holds_goes_back_with_the_switch_and_nowhere_else():
    client = Client()
    answer = client.post("/language/zh-hans/?next=/knowledge/gas-leak/quiz/", {"answers": "0,1"})
    assert (answer.status_code, answer["Location"]) == (307, "/knowledge/gas-leak/quiz/")
    assert '<html lang="zh-Hans">' in client.get("/about/").content.decode()
    assert client.post("/language/en/?next=//evil.example/", {"answers": "0"})["Location"] == "/"
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/language/en/?next=/chat/", {"text": "hello"}).status_code == 403


def test_an_unknown_language_changes_nothing():
    answer = Client().get("/language/tlh/?next=/about/")

    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert answer.cookies == {}


def test_the_switch_is_marked_in_its_own_language():
    html = Client().get("/about/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()

    assert 'lang="en" hreflang="en" rel="nofollow">English</a>' in html


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("Asia/Shanghai", "Beijing time", "北京时间"),
        ("America/New_York", "Eastern Time", "北美东部时间"),
        ("UTC", "Coordinated Universal Time", "协调世界时"),
        ("Etc/GMT+3", "Etc/GMT+3", "Etc/GMT+3"),
        ("Mars/Olympus", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_a_time_zone_has_a_name_that_people_use(key, english, chinese):
    with translation.override("en"):
        assert zone_name(key) == english
    with translation.override("zh-hans"):
        assert zone_name(key) == chinese
