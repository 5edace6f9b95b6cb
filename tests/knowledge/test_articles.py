"""Article files: what is read, what is refused, and what they say in a place."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import (
    BadArticle,
    Code,
    parse_article,
    plain_text,
    read_folder,
    to_html,
    with_numbers,
    without_other_regions,
)
from knowledge.articles.checks import check_articles, check_links, mean_sentence, reading_grade
from knowledge.selectors import is_address
from tests.factories.knowledge import CONTENT, EN

GOOD = EN.format(title="Small fire", danger="true", aliases="a one, a two, a three, a four, a five, a six")


def refused(text, path="fire/small.en.md"):
    with pytest.raises(BadArticle) as caught:
        parse_article(path, text)
    return caught.value.problem


def test_the_published_files_are_in_order():
    articles, problems = read_folder(CONTENT)
    assert problems + check_articles(articles) == []
    assert len(articles) >= 60


def test_a_file_becomes_an_article():
    article = parse_article("fire/small.en.md", GOOD)
    assert (article.slug, article.language, article.topic) == ("small", "en", "fire")
    assert [section.id for section in article.sections] == ["steps", "donot", "different", "call"]
    assert article.sections[0].regions == ("US", "CN")


def test_a_file_needs_a_name_with_a_language():
    assert [refused(GOOD, f"fire/{name}.md").code for name in ("Small Fire", "small.fr")] == [Code.FILE_NAME] * 2


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/knowledge/other/", None),
        ("/knowledge/other/#donot", None),
        ("/knowledge/other/?language=en#call", None),
        ("#steps", None),
        ("/stations/", None),
        ("/hazards/report/?category=fire", None),
        ("https://www.ready.gov/kit", None),
        ("/knowledge/gone/", Code.LINK_GUIDE),
        ("/knowledge/other/#after", Code.LINK_SECTION),
        ("#after", Code.LINK_SECTION),
        ("/no/such/page/", Code.LINK_NOTHING),
        ("/stations", Code.LINK_NOTHING),  # an address ends with its stroke
        ("other", Code.LINK_FORM),
        ("http://www.ready.gov/", Code.LINK_FORM),
        ("//elsewhere.example/", Code.LINK_FORM),
        ("javascript:alert(1)", Code.LINK_FORM),
    ],
)
def test_a_link_leads_somewhere(target, code):
    small = parse_article("fire/small.en.md", GOOD.replace("Do not go back.", f"Do not go back. [Read on]({target})."))
    found = check_links([small], {"other": ["steps", "donot", "call"]}, is_address)
    assert [(one.code, one.part, one.line, one.row) for one in found] == ([(code, "donot", 27, 1)] if code else [])
    assert all(target.startswith(one.figures["target"]) for one in found)


def test_words_for_one_country_with_its_numbers():
    text = "1. **Go.** Now.\n\n:::region US\n- Call {fire}.\n:::\n:::region CN\n- 拨打 {fire}。\n:::\n"
    assert plain_text(with_numbers(without_other_regions(text, "US"), {"fire": "911"})) == "1. Go. Now.\n- Call 911."
    assert plain_text(with_numbers(without_other_regions(text, "CN"), {"fire": "119"})) == "1. Go. Now.\n- 拨打 119。"
    assert plain_text(without_other_regions(text, "DE")) == "1. Go. Now."


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<a href='data:x'>x</a>",
    ],
)
def test_no_script_comes_out_of_markdown(text):
    assert re.findall(r"<(?!/?(?:p|a)\b)|<[^>]*href=.(?:javascript|data)|<[^>]*on\w+=", to_html(text)) == []


def test_plainness_is_measured():
    assert reading_grade("Get out. Call for help. Stay out.") < 2
    assert reading_grade("Municipal authorities necessitate comprehensive evacuation documentation.") > 12
    assert mean_sentence("先出去。再打电话。") == 3.5


@given(st.text(max_size=400))
def test_no_text_breaks_the_parser(text):
    with contextlib.suppress(BadArticle):
        parse_article("fire/small.en.md", "---\n" + text)


def test_a_full_width_mark_brings_its_own_space():
    text = "- **宠物：** 带进屋。\n- **Pets:** take them in."
    assert plain_text(text) == "- 宠物：带进屋。\n- Pets: take them in."
    html = to_html(text)
    assert "<strong>宠物：</strong>带进屋。" in html
    assert "<strong>Pets:</strong> take them in." in html
