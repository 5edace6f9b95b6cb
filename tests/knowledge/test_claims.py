"""Which wordings are one claim: strictly, as a verdict on another street is worse than none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chat.claims import bare_link, is_covered, is_same, says_flee, wording_of

SAME = [
    ("en", "The water works on Hill Road is poisoned", "Is it true that the water works on Hill Road is poisoned?"),
    ("en", "I heard that the bridge at Stone Lane has collapsed", "the bridge at stone lane has colapsed"),
    ("en", "People are saying schools close tomorrow for the typhoon", "schools close tomorrow for typhoon, real?"),
    ("zh-hans", "听说下街水厂的水有毒，是真的吗？", "下街水厂的水有毒"),
    ("zh-hans", "群里说明天全市停水3天", "明天全市停水三天，真的假的"),
    ("zh-hans", "聽說水庫要潰壩了", "水库要溃坝了"),
]  # fmt: skip
OTHER = [
    ("en", "The dam at Hill Road has burst", "The dam at Mill Road has burst"),
    ("en", "Water is off for 3 days", "Water is off for 5 days"),
    ("en", "The tap water is safe to drink", "The tap water is not safe to drink"),
    ("en", "Schools are closed", "Schools are not closed"),
    ("en", "flood", "flood"),
    ("zh-hans", "下街水厂的水有毒", "上街水厂的水有毒"),
    ("zh-hans", "下街的水能喝", "下街的水不能喝"),
    ("zh-hans", "今晚8点停电", "今晚9点停电"),
    ("zh-hans", "明天停水", "明天停电"),
    ("zh-hans", "水库要溃坝了", "水库没有溃坝"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_one_claim_in_other_words(language, one, other):
    assert is_same(wording_of(one, language), wording_of(other, language))


@pytest.mark.parametrize(("language", "one", "other"), OTHER)
def test_another_place_hour_thing_or_the_opposite_is_another_claim(language, one, other):
    assert not is_same(wording_of(one, language), wording_of(other, language))


COVERED = [
    ("The water works on Hill Road is poisoned", "Is it true that the Hill Road water works is poisoned?"),
    ("The bridge at Stone Lane has collapsed", "the bridge on stone lane colapsed"),
    ("下街水厂的水有毒", "听说下街水厂的水是有毒的，是真的吗？"),
    ("明天全市停水3天", "明天全市停水三天，真的假的"),
]
TURNED = [
    ("The chemical works on Hill Road is closed", "The chemical works on Hill Road is closed, exploded"),
    ("The tap water in Market Lane is safe to drink", "The tap water in Market Lane is hardly safe to drink"),
    ("The tap water in Market Lane is safe to drink", "The tap water in Market Lane is unfit to drink"),
    ("The tap water in Market Lane is safe to drink", "Only tap water boiled in Market Lane is safe to drink"),
    ("The tap water in Market Lane is hardly safe to drink", "The tap water in Market Lane is safe to drink"),
    ("集市巷的自来水可以喝", "集市巷的自来水烧开才可以喝"),
    ("集市巷的自来水有毒", "集市巷的自来水有毒快撤离"),
    ("集市巷的桥今晚封闭", "集市巷的桥今晚解除封闭"),
]


@pytest.mark.parametrize(("known", "asked"), COVERED)
def test_a_verdict_is_said_of_the_same_words(known, asked):
    assert is_covered(*(wording_of(one, "en" if known.isascii() else "zh-hans") for one in (asked, known)))


@pytest.mark.parametrize(("known", "asked"), TURNED)
def test_a_word_that_may_turn_the_claim_round_gets_no_verdict(known, asked):
    assert not is_covered(*(wording_of(one, "en" if known.isascii() else "zh-hans") for one in (asked, known)))


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "zh-hans"]))
def test_it_does_not_matter_who_is_compared_with_whom(one, other, language):
    first, second = wording_of(one, language), wording_of(other, language)
    assert is_same(first, second) == is_same(second, first)
    assert is_same(first, first) == (len(first.terms) >= 2)


@pytest.mark.parametrize("words", ["The dam has burst, run!", "今晚还有大地震", "化工厂爆炸了，快跑", "Evacuate now"])
def test_what_tells_people_to_flee(words):
    assert says_flee(words)


@pytest.mark.parametrize("words", ["Vinegar cures the flu", "喝板蓝根能防感染", "The shop has no masks"])
def test_what_tells_nobody_to_flee(words):
    assert not says_flee(words)


def test_a_link_is_the_same_whoever_passed_it_on():
    assert bare_link("https://www.news.example/a/1/?utm_source=x&id=7") == bare_link("http://m.news.example/a/1?id=7")
    assert bare_link("https://news.example/a/1?id=7") != bare_link("https://news.example/a/1?id=8")
