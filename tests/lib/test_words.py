"""Words in several languages."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.lib.language import known_language, language_of_text
from portal.lib.words import said, validate_words

NAME = {"en": "River Hall", "zh-hans": "河边会堂"}


def test_words_are_said_in_the_readers_language():
    with translation.override("zh-hans"):
        assert said(NAME) == "河边会堂"
    with translation.override("en"):
        assert said(NAME) == "River Hall"


def test_words_in_one_language_only_are_better_than_none():
    with translation.override("en"):
        assert said({"zh-hans": "河边会堂"}) == "河边会堂"
    assert said({}) == said(None) == ""


@pytest.mark.parametrize("wrong", ["River Hall", ["River Hall"], {"xx": "River Hall"}, {"en": 3}])
def test_words_of_another_shape_are_refused(wrong):
    with pytest.raises(ValidationError):
        validate_words(wrong)


@pytest.mark.parametrize("tag", ["zh", "zh-CN", "zh-SG", "zh-TW", "zh-HK", "zh-Hant-HK", "yue", "yue-Hant"])
def test_every_chinese_tag_leads_to_simplified_chinese(tag):
    assert known_language(tag) == "zh-hans"


def test_a_language_that_we_lack_is_said_to_be_lacking():
    assert known_language("fr") is None
    assert known_language("") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gas smell!!", "en"),
        ("煤气味", "zh-hans"),
        ("REPORT 河水漫过路面", "zh-hans"),
        ("my AED 在哪", "zh-hans"),
        ("123 ???", "en"),
        ("the sign says 禁止 入内 and nothing else in this long text", "en"),
    ],
)
def test_the_language_of_a_text_is_told_from_its_letters(text, language):
    assert language_of_text(text) == language
