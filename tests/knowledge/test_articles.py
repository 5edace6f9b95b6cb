"""Article files: what is read, what is refused, and what they say in a place."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import (
    BadArticle,
    parse_article,
    plain_text,
    read_folder,
    to_html,
    with_numbers,
    without_other_regions,
)
from knowledge.articles.checks import check_articles, mean_sentence, reading_grade
from tests.factories.knowledge import CONTENT, EN, write_article

GOOD = EN.format(title="Small fire", danger="true", aliases="a one, a two, a three, a four, a five, a six")


def refused(text, path="fire/small.en.md"):
    with pytest.raises(BadArticle) as caught:
        parse_article(path, text)
    return caught.value


def test_the_published_files_are_in_order():
    articles, problems = read_folder(CONTENT)
    assert [str(problem) for problem in problems + check_articles(articles)] == []
    assert len(articles) >= 60


def test_a_file_becomes_an_article():
    article = parse_article("fire/small.en.md", GOOD)
    assert (article.slug, article.language, article.topic) == ("small", "en", "fire")
    assert [section.id for section in article.sections] == ["steps", "donot", "different", "call"]
    assert article.sections[0].regions == ("US", "CN")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("title: Small fire", "title: [1"), 3, "not YAML"),
        (("title: Small fire\n", ""), 1, "title"),
        (("hazards: [fire]", "hazards: [dragons]"), 4, "hazards"),
        (("calls: [fire]", "calls: fire"), 5, "calls"),
        (("danger: true", "danger: maybe"), 6, "danger"),
        ((", a six", ""), 7, "6 different"),
        (("reviewed: 2026-05-01", "reviewed: soon"), 10, "reviewed"),
        (("## Do this now {#steps}", "## Do this now"), 13, "{#id}"),
        ((":::region US", ":::region"), 18, "region"),
        (("- This is for China.\n:::", "- This is for China."), 21, "never closed"),
        (("- Do not go back.\n", ""), 25, "empty"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(change, line, words):
    problem = refused(GOOD.replace(*change))
    assert problem.path == "fire/small.en.md" and problem.line == line and words in problem.what


def test_a_file_needs_a_name_with_a_language():
    assert "<slug>.<language>.md" in refused(GOOD, "fire/Small Fire.md").what
    assert "language" in refused(GOOD, "fire/small.fr.md").what


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("{fire} from outside", "911 from outside"), "never a number"),
        (("{fire} from outside", "{doctor} from outside"), "not a number we know"),
        (("1. **Go out.** Take all with you.", "1. Stand in the doorway."), "forbidden advice"),
        (("## What not to do {#donot}\n\n- Do not go back.\n", ""), "donot is missing"),
        (
            ("Go out. Then call.", "Evacuation necessitates immediate organizational coordination everywhere."),
            "reading",
        ),
        (("region US", "region GB"), "other regions"),
    ],
)
def test_the_pair_is_checked(tmp_path, change, words):
    file = write_article(tmp_path, "small")
    text = file.read_text()
    if words == "reading":
        change = (change[0], " ".join([change[1]] * 30))
    file.write_text(text.replace(*change))
    found = [problem.what for problem in check_articles(read_folder(tmp_path)[0])]
    assert any(words in what for what in found)


def test_a_missing_language_is_found(tmp_path):
    write_article(tmp_path, "small").unlink()
    assert [problem.what for problem in check_articles(read_folder(tmp_path)[0])] == ["there is no en file beside it"]


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
