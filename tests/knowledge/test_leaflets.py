"""What a resident carries away of a guide: the printed sheet."""

import pytest
from django.test import Client

from knowledge.models import Article, Translation
from knowledge.services import withdraw_article
from tests.factories import NOON

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("headers", [{}, CHINESE])
@pytest.mark.parametrize(("slug", "first"), [("gas-leak", "119"), ("emergency-kit", "119"), ("stroke", "120")])
def test_every_printed_guide_says_whom_to_call_where_it_came_from_and_where_it_stands_today(slug, first, headers):
    page = Client().get(f"/knowledge/{slug}/", **headers).content.decode()

    article = Article.objects.get(slug=slug)
    assert page.index(f'href="tel:{first}"') < page.index('id="steps"')
    assert f"/g/{article.pk}/</b>" in page and "<svg" in page and 'class="qr"' in page
    assert page.count(f"{article.reviewed:%Y}") >= 1
    assert ("emergency only-print" in page) == (not article.danger)


@pytest.mark.usefixtures("guides")
def test_what_is_published_is_told_by_revisions_that_change_with_what_readers_see(client, community):
    def told():
        return {one["slug"]: one for one in client.get("/kept/guides.json").json()["guides"]}

    first = told()
    assert len(first) == Article.objects.count() and set(first["gas-leak"]["revisions"]) == {"en", "zh-hans"}
    assert first["gas-leak"]["danger"] and not first["emergency-kit"]["danger"]
    assert first["gas-leak"]["revisions"]["en"] in client.get("/knowledge/gas-leak/").content.decode()

    Translation.objects.filter(article__slug="burns", language="en").update(summary="Cool it.")
    Article.objects.filter(slug="stroke").update(reviewed=NOON.date())
    withdraw_article(Article.objects.get(slug="hail"), by=None, now=NOON)
    second = told()
    changed = [
        (slug, language)
        for slug, one in second.items()
        for language, revision in one["revisions"].items()
        if first[slug]["revisions"][language] != revision
    ]
    assert sorted(changed) == [("burns", "en"), ("stroke", "en"), ("stroke", "zh-hans")]
    assert "hail" not in second

    community.emergency_numbers = {"fire": "112"}
    community.save()
    assert not {one["revisions"]["en"] for one in told().values()} & {one["revisions"]["en"] for one in second.values()}


@pytest.mark.usefixtures("guides")
def test_the_list_of_what_is_published_takes_a_few_questions_to_the_database(client, django_assert_max_num_queries):
    client.get("/kept/guides.json")
    with django_assert_max_num_queries(4):
        client.get("/kept/guides.json")


def test_a_phone_that_keeps_nothing_is_told_so_in_both_languages(client, community):
    assert "This browser cannot keep guides" in client.get("/kept/").content.decode()
    assert "这个浏览器不能保存指南" in client.get("/kept/", **CHINESE).content.decode()
