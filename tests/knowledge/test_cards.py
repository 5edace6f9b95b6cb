"""Guides as pictures: every word stands on a card, nothing hangs over its edge, and it goes when the guide goes."""

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from knowledge.articles import Item, listed
from knowledge.articles.cards import HEIGHT, Block, Words, cards_of, lines_of
from knowledge.models import Article, Translation
from knowledge.selectors import parts_of
from knowledge.services import withdraw_article
from knowledge.services.cards import guide_cards
from tests.factories import NOON

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def said(card: str) -> str:
    return "".join(unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", card))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.text(max_size=400), st.integers(12, 60), st.integers(100, 900))
def test_no_word_is_lost_where_lines_end(text, size, width):
    assert bare("".join(lines_of(text, size, width))) == bare(text)


def test_a_line_never_begins_with_a_mark():
    lines = lines_of("走楼梯，不要坐电梯。" * 20, 36, 500)

    assert len(lines) > 5 and not any(line.startswith(("，", "。")) for line in lines)


@given(st.lists(st.text("abc 楼，<&>\"'", min_size=1, max_size=300), min_size=1, max_size=12))
def test_every_item_stands_whole_on_one_card_above_its_foot(texts):
    items = tuple(Item("", text, True) for text in texts if text.strip())
    words = Words("en", "T", "Call", "911", "All", (Block("Now", items),), "a.example/g/1/", "Checked")

    cards = cards_of(words)

    for card in cards:
        root = etree.fromstring(card.encode())
        for group in root.iter("{*}g"):
            top = int(re.search(r"translate\(0 (\d+)\)", group.get("transform"))[1])
            lowest = max(int(one.get("y")) for one in group.iter("{*}text"))
            assert top + lowest < HEIGHT - 100
    assert bare("".join(map(said, cards))).count("911") == len(cards)


@pytest.mark.usefixtures("guides")
def test_every_guide_s_steps_and_warnings_stand_on_its_cards_in_both_languages(community):
    for row in Translation.objects.select_related("article"):
        cards = guide_cards(row, community)
        everything = bare("".join(map(said, cards)))
        parts = {part.id: part for part in parts_of(row, community)}
        named = ["steps"] if "steps" in parts else ["during", "before", "after"]
        assert 1 <= len(cards) <= 7, row.article.slug
        for name in [*named, "donot"]:
            for item in listed(parts[name].source, prose=True) if name in parts else []:
                assert bare(item.lead) in everything and bare(item.rest) in everything, (row.article.slug, item)
        for card in cards:
            assert f"/g/{row.article_id}/" in card and bare(row.title) in bare(said(card)) and "<style" not in card
            etree.fromstring(card.encode())


@pytest.mark.usefixtures("guides")
def test_a_picture_is_asked_for_again_and_gone_with_its_guide(client):
    path = "/knowledge/gas-leak/pictures/1.svg"
    answer = client.get(path)
    assert answer["Content-Type"] == "image/svg+xml" and "Gas leak at home" in answer.content.decode()
    assert "家里燃气泄漏" in Client().get(path, **CHINESE).content.decode()
    assert "家里燃气泄漏" in client.get(f"{path}?language=zh-hans").content.decode()
    assert client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get("/knowledge/gas-leak/pictures/0.svg").status_code == 404
    assert client.get("/knowledge/gas-leak/pictures/9.svg").status_code == 404
    page = client.get("/knowledge/gas-leak/").content.decode()
    assert f'href="{path}?language=en"' in page

    Translation.objects.filter(article__slug="gas-leak", language="en").update(title="Smell of gas")
    assert client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200
    withdraw_article(Article.objects.get(slug="gas-leak"), by=None, now=NOON)
    assert client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 404
