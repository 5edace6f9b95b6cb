"""Finding a guide: narrowed by danger, time and people, while somebody types, and where words were mistyped."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from knowledge.articles import HAZARDS, read_folder
from knowledge.articles.facets import PEOPLE, PHASES, lines_for, people_of, phases_of
from knowledge.models import Article, Translation
from knowledge.search import Suggester, marked, marked_snippet
from knowledge.search.analysis import query_terms
from knowledge.selectors.facets import NAMES
from knowledge.services import withdraw_article
from knowledge.views.finding import URGENT
from tests.factories import NOON
from tests.factories.knowledge import CONTENT
from tests.knowledge.asking import costs_for_one_and_three

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def api():
    return APIClient()


def text_of(response) -> str:
    return response.content.decode()


def titles(page: str) -> list[str]:
    """The guides listed as results, without their marks."""
    found = re.findall(r'<h3 class="card__title"><a href="[^"]*">(.*?)</a>', page)
    return [re.sub("</?mark>", "", title) for title in found]


def chips(page: str) -> dict[str, int]:
    """{choice: how many guides it would leave}"""
    found = re.findall(r'>([^<>]+?) <span class="facet__count">(\d+)</span>', page)
    return {label: int(count) for label, count in found}


# --- what a guide is for ---------------------------------------------------------------------------------------------


def test_both_languages_of_a_guide_are_for_the_same_people():
    found: dict[str, set] = {}
    for article in read_folder(CONTENT)[0]:
        different = next(section.text for section in article.sections if section.id == "different")
        found.setdefault(article.slug, set()).add(people_of(article.topic, article.title, different))
    assert {slug: sets for slug, sets in found.items() if len(sets) > 1} == {}


@pytest.mark.parametrize(
    ("slug", "topic", "danger", "sections", "phases"),
    [
        ("flood", "nature", True, ["steps", "before", "after"], {"before", "during", "after"}),
        ("emergency-kit", "prepare", False, ["steps", "donot"], {"before"}),
        ("evacuation", "prepare", True, ["steps"], {"during"}),
        ("mould", "after", False, ["steps"], {"after"}),
        ("grief", "people", False, ["steps", "during"], {"during", "after"}),
        ("power-cut", "household", False, ["before", "during", "call"], {"before", "during"}),
    ],
)
def test_a_part_is_for_a_time(slug, topic, danger, sections, phases):
    found = phases_of(slug, topic, is_danger=danger, sections=sections)
    assert set(found) == phases
    assert all(code in sections for codes in found.values() for code in codes)


def test_a_line_is_for_those_who_stand_before_its_colon():
    lines = "- **Deaf people:** an alarm with a light, and a guide dog.\n- **Pets:** a box. Children hold it.\n"
    assert people_of("nature", "Children in a storm", lines) == {"disabled", "pets"}
    assert people_of("people", "Children in a storm", lines) == {"children", "disabled", "pets"}
    assert lines_for(["pets"], lines) == ["Pets: a box. Children hold it."]
    assert lines_for(["pregnant"], lines) == []


def test_every_code_has_its_words():
    assert set(NAMES["hazard"]) == HAZARDS - {"other"}
    assert (tuple(NAMES["phase"]), tuple(NAMES["who"])) == (PHASES, PEOPLE)


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("guides")
def test_topics_fold_and_what_is_urgent_stands_first(client):
    page = text_of(client.get("/knowledge/"))
    assert page.count('<details class="topic"') == len(set(Article.objects.values_list("topic", flat=True)))
    urgent = page[page.index('id="urgent"') : page.index('id="topics"')]
    assert re.findall(r'href="/knowledge/([a-z-]+)/"', urgent) == list(URGENT)
    assert 'href="tel:119"' in urgent
    every = {f'href="/knowledge/{slug}/"' for slug in Article.objects.values_list("slug", flat=True)}
    assert all(link in page[page.index('id="topics"') :] for link in every)


@pytest.mark.usefixtures("guides")
def test_guides_are_narrowed_without_words(client):
    page = text_of(client.get("/knowledge/", {"who": "visitors"}))
    assert len(titles(page)) == chips(text_of(client.get("/knowledge/")))["Visitors, other languages"]
    assert titles(page)[0] == Translation.objects.get(article__slug="visitors-and-language", language="en").title
    both = text_of(client.get("/knowledge/", {"who": "visitors", "phase": "after"}))
    assert set(titles(both)) < set(titles(page)) and titles(both)
    chosen = text_of(client.get("/knowledge/", {"hazard": "gas", "who": "pregnant"}, **CHINESE))
    assert "孕妇" in chosen and 'aria-current="true" href="?hazard=gas"' in chosen


@pytest.mark.usefixtures("guides")
def test_a_count_says_how_many_a_choice_leaves(client):
    for query in ({}, {"q": "flood"}, {"phase": "before"}, {"q": "fire", "who": "older"}):
        page = text_of(client.get("/knowledge/", query))
        label, code = "Disability", "disabled"
        left = text_of(client.get("/knowledge/", {**query, "who": code}))
        assert f"{chips(page)[label]} guides" in left


@pytest.mark.usefixtures("guides")
def test_a_choice_can_be_taken_off_again_and_is_kept_with_new_words(client):
    page = text_of(client.get("/knowledge/", {"q": "flood", "who": ["pets", "children"], "phase": "before"}))
    off = re.findall(r'aria-current="true" href="\?([^"]*)"><span class="visually-hidden">', page)
    assert off == [
        "q=flood&amp;who=children&amp;who=pets",
        "q=flood&amp;phase=before&amp;who=pets",
        "q=flood&amp;phase=before&amp;who=children",
    ]
    assert 'href="?q=flood"' in page  # all of them at once
    assert page.count('<input type="hidden" name="who"') == 2 and 'name="phase" value="before"' in page


@pytest.mark.usefixtures("guides")
def test_the_part_and_the_line_that_were_chosen_are_shown(client):
    page = text_of(client.get("/knowledge/", {"q": "flood", "who": "pets"}))
    assert 'href="/knowledge/flood/#different"><mark>Flood</mark></a>' in page and "Pets: Take them with you" in page
    before = text_of(client.get("/knowledge/", {"q": "flood", "phase": "before"}))
    assert 'href="/knowledge/flood/#before"><mark>Flood</mark></a>' in before


@pytest.mark.usefixtures("guides")
def test_nothing_within_a_choice_says_what_to_do(client):
    page = text_of(client.get("/knowledge/", {"q": "nosebleed", "hazard": "tsunami"}))
    assert "No guide answers this within what is chosen." in page and "Take one of the choices off" in page
    assert 'href="?q=nosebleed"' in page and 'href="tel:119"' in page and 'id="topics"' in page
    none = text_of(client.get("/knowledge/", {"hazard": "tsunami", "who": "visitors", "phase": "after"}))
    assert "No guide fits all that is chosen." in none or titles(none)


@pytest.mark.usefixtures("guides")
def test_an_address_that_nobody_made_shows_the_guides(client):
    for query in ("who=nobody", "hazard=../../etc", "phase=%00", "page=999999", "page=x", "exact=maybe"):
        answer = client.get(f"/knowledge/?q=flood&{query}")
        assert answer.status_code == 200 and titles(text_of(answer))


@pytest.mark.usefixtures("guides")
def test_a_long_list_has_pages(client):
    first = text_of(client.get("/knowledge/", {"who": "pets"}))
    second = text_of(client.get("/knowledge/", {"who": "pets", "page": 2}))
    assert len(titles(first)) == len(titles(second)) == 20 and not set(titles(first)) & set(titles(second))
    assert 'href="?who=pets&amp;page=2"' in first


# --- words that were mistyped ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("guides")
def test_what_was_understood_is_said_and_can_be_refused(client):
    page = text_of(client.get("/knowledge/", {"q": "tornadi shelter"}))
    assert "Searched for <strong>tornado shelter</strong>." in page
    assert 'href="?q=tornadi+shelter&amp;exact=1"' in page and titles(page)[0] == "Tornado"
    exact = text_of(client.get("/knowledge/", {"q": "tornadi shelter", "exact": "1"}))
    assert "Searched for" not in exact and titles(exact)[:1] != ["Tornado"]
    hostile = text_of(client.get("/knowledge/", {"q": "tornadi <b>x</b>"}))
    assert "“tornadi &lt;b&gt;x&lt;/b&gt;”" in hostile and "<b>x" not in hostile


@pytest.mark.usefixtures("guides")
def test_where_little_is_found_a_like_title_is_offered(client):
    for words, slug in (("urthquake", "earthquake"), ("hurricain", "typhoon-hurricane")):
        page = text_of(client.get("/knowledge/", {"q": words}))
        meant = page[page.index("Did you mean:") :]
        assert f'href="/knowledge/{slug}/"' in meant[: meant.index("</ul>")]


@pytest.mark.usefixtures("guides")
def test_nothing_found_leads_on(client):
    for headers, words in (({}, "trombone lessons"), (CHINESE, "修钢琴")):
        page = text_of(client.get("/knowledge/", {"q": words}, **headers))
        empty = page[page.index('class="empty"') : page.index('id="topics"')]
        assert 'href="tel:119"' in empty and re.search(r'href="/chat/\?q=[^"]+"', empty)
        assert '<details class="topic"' in page


@pytest.mark.usefixtures("guides")
def test_a_guide_that_was_asked_for_in_chinese_opens_in_chinese(client):
    assert 'href="/knowledge/gas-leak/?language=zh-hans' in text_of(client.get("/knowledge/", {"q": "煤气味"}))
    assert "language=" not in "".join(
        re.findall(r'card__title"><a href="([^"]*)"', text_of(client.get("/knowledge/", {"q": "煤氣味"}, **CHINESE)))
    )


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("words", "line", "other"),
    [("煤气味", "别碰任何开关", "老人"), ("earthquake", "Drop", "Pets"), ("earthquake pets", "Pets:", "Drop")],
)
def test_a_line_for_some_people_is_shown_to_who_asks_about_them(client, words, line, other):
    page = text_of(client.get("/knowledge/", {"q": words}))
    first = re.sub(
        "</?mark>", "", page[page.index('<li class="card">') : page.index("</li>", page.index("card__title"))]
    )
    assert line in first and other not in first


# --- while somebody types --------------------------------------------------------------------------------------------


def suggested(api, q, **more):
    return [row["slug"] for row in api.get("/api/v1/knowledge/suggest/", {"q": q, **more}).json()["suggestions"]]


@pytest.mark.usefixtures("guides")
def test_the_beginning_of_a_word_is_enough(api):
    typed = {
        "earthq": "earthquake", "gas sm": "gas-leak", "rotten": "gas-leak", "QUAKE": "earthquake", "AED": "cpr-aed",
        "how do i stop ble": "severe-bleeding", "煤气": "gas-leak", "煤氣": "gas-leak", "地": "earthquake",
    }  # fmt: skip
    for words, slug in typed.items():
        found = suggested(api, words)
        assert slug in found and len(found) <= 8


@pytest.mark.usefixtures("guides")
def test_suggestions_speak_the_language_that_is_typed(api):
    body = api.get("/api/v1/knowledge/suggest/", {"q": "煤气"}).json()
    row = next(row for row in body["suggestions"] if row["slug"] == "gas-leak")
    assert body["language"] == "zh-hans" and row["title"] == "家里燃气泄漏" and row["summary"]
    assert row["url"] == "/knowledge/gas-leak/?language=zh-hans"  # the reader's pages are English
    same = api.get("/api/v1/knowledge/suggest/", {"q": "煤气", "language": "zh-CN"}).json()["suggestions"]
    assert "/knowledge/gas-leak/" in {row["url"] for row in same}
    assert api.get("/api/v1/knowledge/suggest/", {"q": "AED", "language": "zh-hans"}).json()["language"] == "zh-hans"


@pytest.mark.usefixtures("guides")
def test_a_suggestion_is_kept_a_while_and_not_sent_twice(api):
    answer = api.get("/api/v1/knowledge/suggest/", {"q": "gas"})
    assert answer["Cache-Control"] == "max-age=60"
    again = api.get("/api/v1/knowledge/suggest/", {"q": "gas"}, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304 and not again.content
    withdraw_article(Article.objects.get(slug="gas-leak"), by=None, now=NOON)
    fresh = api.get("/api/v1/knowledge/suggest/", {"q": "gas"}, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert fresh.status_code == 200 and "gas-leak" not in suggested(api, "gas")


@pytest.mark.usefixtures("guides")
def test_bad_beginnings_are_refused_or_empty(api, settings):
    assert api.get("/api/v1/knowledge/suggest/").status_code == 400
    assert api.get("/api/v1/knowledge/suggest/", {"q": "gas", "language": "klingon"}).status_code == 400
    assert api.get("/api/v1/knowledge/suggest/", {"q": "x" * 401}).status_code == 400
    assert [suggested(api, q) for q in ("?!", "🔥", "zzzz", "a* e*")] == [[], [], [], suggested(api, "a e")]
    settings.RATE_LIMIT_SCALE = 1 / 1_200
    assert api.get("/api/v1/knowledge/suggest/", {"q": "gas"}).status_code == 429


PHRASES = st.text(st.sampled_from("abc 火水 é'"), max_size=12)


@given(
    st.lists(st.tuples(PHRASES, st.lists(PHRASES, max_size=3)), max_size=6), PHRASES, st.sampled_from(["en", "zh-hans"])
)
def test_a_phrase_suggests_its_own_guide(guides, text, language):
    suggester = Suggester([(str(n), title, aliases) for n, (title, aliases) in enumerate(guides)], language)
    found = suggester.suggest(text)
    assert len(found) == len(set(found)) <= 8 and set(found) <= {str(n) for n in range(len(guides))}
    for n, (title, _aliases) in enumerate(guides):
        if re.search(r"[a-z]" if language == "en" else r"[a-z火水]", title):
            assert str(n) in suggester.suggest(title, limit=99)


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("guides")
def test_search_by_json_is_narrowed(api):
    body = api.get("/api/v1/knowledge/search/", {"q": "flood", "who": "pets", "limit": 5}).json()
    assert [row["section"] for row in body["results"]] == ["different"] * 5
    assert "Pets" in body["results"][0]["snippet"]
    alone = api.get("/api/v1/knowledge/search/", {"hazard": ["tsunami", "heat"], "language": "zh-hans", "limit": 50})
    slugs = {row["slug"] for row in alone.json()["results"]}
    assert slugs == {article.slug for article in Article.objects.all() if {"tsunami", "heat"} & set(article.hazards)}
    assert api.get("/api/v1/knowledge/search/", {"q": "fire", "who": "dragons"}).json()["errors"].keys() == {"who"}
    assert api.get("/api/v1/knowledge/search/", {"exact": "true"}).json()["errors"].keys() == {"q"}
    assert api.get("/api/v1/knowledge/search/", {"q": "tornadi", "exact": "true"}).json()["corrected"] == ""


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("headers", [{}, CHINESE])
def test_json_counts_what_the_page_counts(api, client, headers):
    for query in (
        {"q": "flood"},
        {"q": "煤气"},
        {"q": "fire", "who": ["older", "pets"], "limit": 1},
        {"phase": "before", "hazard": "heat"},
    ):
        body = api.get("/api/v1/knowledge/search/", query, **headers).json()
        page = text_of(client.get("/knowledge/", query, **headers))
        choices = [one for facet in ("hazard", "phase", "who") for one in body["facets"][facet]]
        assert {html.escape(one["label"]): one["count"] for one in choices} == chips(page)
        assert {one["code"] for one in choices if one["chosen"]} == {
            code
            for facet in body["facets"]
            for code in ([query[facet]] if isinstance(query.get(facet), str) else query.get(facet, []))
        }
        assert re.search(rf'<h2 id="results">{body["found"]} ', page)
        assert [one["title"] for one in body["results"]] == titles(page)[: query.get("limit", 10)]


@pytest.mark.usefixtures("guides")
def test_json_offers_a_like_title_where_little_is_found(api):
    assert {"slug": "earthquake", "title": "Earthquake", "url": "/knowledge/earthquake/"} in api.get(
        "/api/v1/knowledge/search/", {"q": "urthquake"}
    ).json()["near"]
    assert api.get("/api/v1/knowledge/search/", {"q": "flood"}).json()["near"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/knowledge/?who=children", "/api/v1/knowledge/suggest/?q=small"])
def test_a_choice_costs_the_same_for_one_and_for_three(client, tmp_path, path, community):
    costs = costs_for_one_and_three(client, path, tmp_path)
    assert Translation.objects.count() == 6 and costs[0] == costs[1] <= 6


# --- the line that is shown ------------------------------------------------------------------------------------------


def test_a_line_is_marked_where_it_means_the_same():
    assert marked_snippet(["Cool the burns of children."], ("burn", "child"), "en") == (
        "Cool the <mark>burns</mark> of <mark>children</mark>."
    )
    terms = ("燃气", "燃", "气", "孩子", "孩")
    assert marked_snippet(["天然气和小孩，天气"], terms, "zh-hans") == "<mark>天然气</mark>和<mark>小孩</mark>，天气"
    assert marked_snippet(["热水烫手就拔"], ("烫伤", "烫"), "zh-hans") == "热水<mark>烫</mark>手就拔"
    assert (
        marked_snippet(["㎏、ＡＥＤ到了"], tuple(query_terms("aed", "zh-hans")), "zh-hans")
        == "㎏、<mark>ＡＥＤ</mark>到了"
    )


def test_a_title_is_marked_as_its_line_is():
    assert marked("Gas leaks & <smells> at home", tuple(query_terms("gas leak", "en")), "en") == (
        "<mark>Gas</mark> <mark>leaks</mark> &amp; &lt;smells&gt; at home"
    )
    assert marked("家里燃气泄漏", ("燃气", "燃", "气"), "zh-hans") == "家里<mark>燃气</mark>泄漏"
    assert marked("Flood", (), "en") == "Flood" and marked("", ("flood",), "en") == ""


@pytest.mark.usefixtures("guides")
def test_titles_on_the_page_and_in_json_are_marked(client, api):
    for headers, words, title in (
        ({}, "gas leak", "<mark>Gas</mark> <mark>leak</mark> at home"),
        (CHINESE, "煤气", "家里<mark>燃气</mark>泄漏"),
        (CHINESE, "洪水", "<mark>洪水</mark>"),
    ):
        found = api.get("/api/v1/knowledge/search/", {"q": words}, **headers).json()["results"]
        assert f">{title}</a></h3>" in text_of(client.get("/knowledge/", {"q": words}, **headers))
        assert title in [one["marked_title"] for one in found]
        assert all(re.sub("</?mark>", "", one["marked_title"]) == html.escape(one["title"]) for one in found)


LINES = st.text(st.sampled_from("煤气燃孩子A<&b ＡÉ㎏é.'"), max_size=40)


@given(
    LINES,
    st.lists(st.sampled_from(["燃气", "气", "孩子", "b", "ab", "a"]), max_size=4),
    st.sampled_from(["en", "zh-hans"]),
)
def test_marks_change_no_word_and_break_no_html(line, terms, language):
    for shown in (marked_snippet([line], tuple(terms), language), marked(line, tuple(terms), language)):
        assert re.findall("<[^>]*>", shown) == ["<mark>", "</mark>"] * shown.count("<mark>")
        assert html.unescape(re.sub("</?mark>", "", shown)) == line
