"""A search that tells of danger or of a crisis: the number, or kind words and a line, before any guide."""

import html
import re

import pytest

from knowledge.models import Article, Translation
from knowledge.services import withdraw_article
from tests.factories import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.usefixtures("guides")
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def searched(client, words: str, **headers) -> str:
    return html.unescape(client.get("/knowledge/", {"q": words}, **headers).content.decode())


def before_the_guides(page: str) -> str:
    """What stands between the words that were typed and the first thing that was found."""
    return page[page.index("</form>", page.index('role="search"')) : page.find('id="results"')]


def titles(page: str) -> list[str]:
    found = re.findall(r'<h3 class="card__title"><a href="[^"]*">(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


@pytest.mark.parametrize(
    ("words", "headers", "kind_words", "lead"),
    [
        ("i want to die", {}, "you need not carry it alone", "Call 12356"),
        ("不想活了", CHINESE, "您不用一个人扛", "12356"),
        ("不想活了", {}, "您不用一个人扛", "12356"),
    ],
)
def test_who_wants_to_die_reads_kind_words_and_a_line_first(client, words, headers, kind_words, lead):
    page = searched(client, words, **headers)
    first = before_the_guides(page)
    assert kind_words in first and lead in first
    assert 'href="tel:12356"' in first and 'href="tel:120"' in first
    language = "en" if words.isascii() else "zh-hans"
    speaks_of_it = {
        row.title
        for row in Translation.objects.filter(language=language)
        if any("{crisis}" in part["text"] for part in row.sections)
    }
    assert titles(page) and set(titles(page)) <= speaks_of_it
    assert 'class="facets' not in page  # nobody narrows that down


@pytest.mark.parametrize(
    ("words", "number", "lead"),
    [
        ("grandpa has gone a funny colour and makes gurgling noises", "120", "Call 120 now"),
        ("爷爷坐在椅子上脸色发青喉咙里咕噜咕噜响", "120", "马上拨打 120"),
        ("he keeps all my money and wants to know where i am every hour", "12338", "I am only a program"),
        ("他不给我一分钱，出门几分钟都要拍照报备", "12338", "我只是程序"),
    ],
)
def test_what_only_sounds_like_it_has_a_number_before_what_was_found(client, words, number, lead):
    page = searched(client, words)
    first = before_the_guides(page)
    assert lead in first and f'href="tel:{number}"' in first


@pytest.mark.parametrize(("words", "lead"), [("my husband hits me", "Call 12338"), ("老公打我", "12338")])
def test_who_is_hurt_at_home_reads_a_line_first(client, words, lead):
    page = searched(client, words)
    first = before_the_guides(page)
    assert lead in first and 'href="tel:12338"' in first and 'href="tel:110"' in first
    assert titles(page) == []  # "hits" and 打 stand in guides on other things
    assert "No guide answers this" not in page


def test_words_of_a_crisis_are_kept_by_no_cache(client):
    assert "no-store" in client.get("/knowledge/", {"q": "i want to die"})["Cache-Control"]
    page = searched(client, "my husband hits me")
    assert "clear this page from its history" in page
    assert "nobody of this site reads it" not in page  # a server's log may hold the address of a page


@pytest.mark.parametrize(
    ("words", "headers", "lead", "title"),
    [
        ("my kitchen is on fire", {}, "119", "Kitchen fire"),
        ("家里着火了", CHINESE, "119", "家里着火"),
        ("he is not breathing", CHINESE, "120", "CPR and using an AED"),
        ("有人触电了", {}, "120", "触电"),
    ],
)
def test_who_is_in_danger_reads_the_number_first(client, words, headers, lead, title):
    page = searched(client, words, **headers)
    first = before_the_guides(page)
    assert f'href="tel:{lead}"' in first
    assert first.index(f'href="tel:{lead}"') < first.index(title)
    assert titles(page)


def test_the_number_stays_where_no_guide_is_left(client):
    for article in Article.objects.filter(slug__in=["kitchen-fire", "home-fire"]):
        withdraw_article(article, by=UserFactory(), now=NOON)
    first = before_the_guides(searched(client, "my kitchen is on fire"))
    assert 'href="tel:119"' in first and "/knowledge/kitchen-fire/" not in first


@pytest.mark.parametrize("words", ["how do i prevent a fire", "怎么预防火灾", "emergency kit", "应急包", "flood"])
def test_a_question_for_some_other_day_has_its_guides_first(client, words):
    assert "emergency__call" not in searched(client, words)


def test_who_searched_too_often_still_reads_the_number(client, settings):
    settings.RATE_LIMIT_SCALE = 0
    response = client.get("/knowledge/", {"q": "i want to die"})
    assert response.status_code == 429
    assert 'href="tel:119"' in response.content.decode()
