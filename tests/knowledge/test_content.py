"""Rules that the published guides keep, beyond those of the check: what a frightened reader meets first."""

import re
from pathlib import Path

import pytest

from knowledge.articles import read_folder, to_html, with_numbers, without_other_regions
from knowledge.articles.files import CALLS
from tests.factories.knowledge import CONTENT

LANGUAGES = ("en", "zh-hans")
NAMED = re.compile(r"[Ss]ee the guides? on|\bread the guide|看(一看)?“|那一篇")


@pytest.fixture(scope="module")
def published():
    articles, problems = read_folder(CONTENT)
    assert problems == []
    return articles


def first_steps(article):
    """The words of the first four lines of what to do now."""
    parts = {section.id: section.text for section in article.sections}
    return "\n".join(re.findall(r"^\d+\. .*$", parts.get("steps") or parts.get("during", ""), re.M)[:4])


def test_in_danger_the_number_stands_among_the_first_steps_or_what_comes_before_the_call_is_said(published):
    late = [a.path for a in published if a.danger and not a.act_first and not re.search(r"\{\w+\}", first_steps(a))]
    assert [Path(path).name for path in late] == []


def test_somebody_who_needs_something_different_is_named_in_every_guide(published):
    few = [
        article.path
        for article in published
        for section in article.sections
        if section.id == "different" and len(re.findall(r"^- ", section.text, re.M)) < 3
    ]
    assert few == []


def test_a_guide_that_is_named_is_a_link(published):
    told = [(a.path, line) for a in published for s in a.sections for line in s.text.splitlines() if NAMED.search(line)]
    assert told == []


def test_one_number_is_not_told_twice_where_all_are_one(published):
    again = [
        (article.path, line)
        for article in published
        for section in article.sections
        for line in with_numbers(
            without_other_regions(section.text, "US"), {**dict.fromkeys(CALLS, "911"), "crisis": "988"}
        ).splitlines()
        if re.search(r"911(, | or |, or | and |, and |、| 或 |，或 |，再拨打 )911", line)
    ]
    assert again == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("slug", "country", "there", "elsewhere"),
    [
        ("snake-bite", "CN", ("Chinese Medical Association", "中华医学会"), ("rattlesnakes", "响尾蛇")),
        ("poisoning", "CN", ("egg white", "蛋清"), ("1-800", "1-800")),
        ("poisoning", "US", ("1-800", "1-800"), ("egg white", "蛋清")),
        ("severed-finger", "CN", ("dry", "干的干净布"), ("damp", "微湿")),
        ("stroke", "CN", ("lay them flat", "平躺"), ("as they like", "怎么舒服")),
    ],
)
def test_advice_that_differs_by_country_is_told_to_that_country_alone(
    published, language, slug, country, there, elsewhere
):
    article = next(a for a in published if (a.slug, a.language) == (slug, language))
    html = to_html(without_other_regions("\n\n".join(section.text for section in article.sections), country))
    at = LANGUAGES.index(language)
    assert there[at] in html and elsewhere[at] not in html
