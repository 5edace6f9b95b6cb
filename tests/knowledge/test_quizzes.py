"""Quizzes: made of a guide's own lines, right and wrong by that guide alone, and kept nowhere."""

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import items_of, questions_of
from knowledge.models import Article, Translation
from knowledge.selectors import parts_of, quiz_of, quizzes
from knowledge.services import withdraw_article
from tests.factories import NOON

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
NUMBERS = {"fire": "119", "ambulance": "120", "police": "110"}
STEPS = "1. **Take the stairs.** Go down.\n2. **Shut the door.**\n3. **Warn others.** Knock.\n"
DONTS = "- Do not use the lift.\n- Do not go back for a bag.\n- Do not hide in a closet.\n"


def asked(donot=DONTS, steps=STEPS, call="", language="en", numbers=NUMBERS, seed="1"):
    sections = {"steps": steps, "donot": donot, "call": call}
    return questions_of(sections, language=language, numbers=numbers, seed=seed)


def rows():
    return Translation.objects.filter(article__is_published=True).select_related("article")


def test_a_question_has_a_gap_where_the_words_that_would_give_it_away_stand():
    questions = asked()

    assert {one.choices[one.right].text for one in questions} == {
        "… use the lift.",
        "… go back for a bag.",
        "… hide in a closet.",
    }
    for one in questions:
        others = {choice.text for at, choice in enumerate(one.choices) if at != one.right}
        assert others == {"… take the stairs.", "… shut the door.", "… warn others."}
        assert one.choices[one.right].line.startswith("Do not ")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Do not move the person unless fire comes near."),
        ("en", "Do not lift the lid. Only lift it when it is cold."),
        ("en", "Do not say that nothing happened."),
        ("en", "A chirp is not a fault."),
        ("en", "Do not panic."),
        ("zh-hans", "没查过不要开。"),
        ("zh-hans", "不要砸窗。除非窗户打不开。"),
        ("zh-hans", "不要干刷，会飞起来。"),
        ("zh-hans", "不能走动的人先走。"),
        ("zh-hans", "别的人先走。"),
    ],
)
def test_what_could_turn_its_meaning_when_it_stands_alone_is_not_asked(language, line):
    steps = STEPS if language == "en" else "1. **走楼梯。**\n2. **随手关门。**\n3. **叫上邻居。**\n"
    donts = DONTS if language == "en" else "- 不要坐电梯。\n- 不要回去拿包。\n- 不要躲进衣柜。\n"
    plain = asked(donts, steps, language=language)

    assert len(plain) == 3
    assert {one.choices[one.right].line for one in asked(f"{donts}- {line}\n", steps, language=language)} == {
        one.choices[one.right].line for one in plain
    }


def test_a_step_with_a_condition_or_a_no_in_it_is_no_choice():
    steps = "1. **Turn off the heat.** Only if you can reach.\n2. **Touch no switch.**\n3. **Oven: switch it off.**\n"

    assert asked(steps=steps) == []
    assert asked(steps=steps + "4. **Chlorine is heavy.**\n5. **Get out.**\n") == []


def test_the_same_deed_forbidden_in_one_case_and_told_in_another_is_not_asked():
    questions = asked(DONTS + "- Do not shut the door.\n")

    assert "… shut the door." not in {one.choices[one.right].text for one in questions}


def test_the_number_is_asked_for_only_where_numbers_differ():
    call = "Call {ambulance} for a burn on the face. Do not call {police} for that."

    [number] = [one for one in asked(call=call) if one.kind == "number"]
    assert number.said == "Call ____ for a burn on the face." and number.choices[number.right].text == "120"
    assert {choice.text for choice in number.choices} == {"119", "120", "110"}
    assert number.choices[number.right].line == "Call 120 for a burn on the face."
    assert all(one.kind == "donot" for one in asked(call=call, numbers=dict.fromkeys(NUMBERS, "911")))


def test_the_same_words_give_the_same_questions_and_others_another_order():
    assert asked() == asked()
    assert len({tuple(one.choices) for seed in "12345678" for one in asked(seed=seed)}) > 3


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=200), st.sampled_from(["en", "zh-hans", "fr"]))
def test_no_text_breaks_it_and_every_question_has_one_right_answer(donot, steps, call, language):
    for one in asked(donot, steps, call, language):
        texts = [choice.text for choice in one.choices]
        assert 2 <= len(texts) <= 4 and 0 <= one.right < len(texts)


@pytest.mark.usefixtures("guides")
def test_every_answer_of_every_guide_stands_in_that_guide_word_for_word(community):
    found = 0
    for row in rows():
        revision, questions = quiz_of(row, community)
        lines = {part.id: part.items for part in parts_of(row, community)}
        said = {section: " ".join(items) for section, items in lines.items()}
        everything = " ".join(said.values())
        for one in questions:
            found += 1
            right = one.choices[one.right]
            assert right.line in said[one.section], (row.article.slug, right)
            assert len({choice.text for choice in one.choices}) == len(one.choices)
            if one.kind == "number":
                continue
            assert re.search(r"^(do not|don't|never) ", right.line, re.I) or re.search("不要|切勿|别", right.line)
            for at, choice in enumerate(one.choices):
                assert choice.line in everything
                assert at == one.right or choice.line not in said["donot"], (row.article.slug, choice)
        assert len(questions) == 0 or 3 <= len(questions) <= 6
        assert len(revision) == 12
    assert found > 600


@pytest.mark.usefixtures("guides")
def test_the_quizzes_stand_by_topic_and_lead_to_the_guides(client, community):
    english, chinese = (client.get("/quizzes/", **headers).content.decode() for headers in ({}, CHINESE))

    assert "First aid" in english and '/knowledge/gas-leak/quiz/"' in english
    assert "急救知识" in chinese and '/knowledge/home-fire/quiz/"' in chinese
    assert '/knowledge/gas-leak/quiz/"' in client.get("/knowledge/gas-leak/").content.decode()
    slugs = {
        row.article.slug
        for language in ("en", "zh-hans")
        for rows in quizzes(language, community).values()
        for row, _count in rows
    }
    assert len(slugs) > 60
    for slug in sorted(set(Article.objects.values_list("slug", flat=True)) - slugs)[:3]:
        assert client.get(f"/knowledge/{slug}/quiz/").status_code == 404
        assert f"/knowledge/{slug}/quiz/" not in client.get(f"/knowledge/{slug}/").content.decode()


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("headers", [{}, CHINESE])
def test_a_quiz_is_played_as_a_plain_form_and_nothing_is_kept(community, headers):
    client = Client()
    language = "zh-hans" if headers else "en"
    revision, questions = quiz_of(rows().get(article__slug="home-fire", language=language), community)
    page = client.get("/knowledge/home-fire/quiz/", **headers).content.decode()
    answers: list[int] = []
    for at, question in enumerate(questions):
        assert page.count('name="choice"') == len(question.choices)
        chosen = question.right if at else (question.right + 1) % len(question.choices)  # the first one wrong
        form = {"revision": revision, "answers": ",".join(map(str, answers)), "choice": chosen}
        page = client.post("/knowledge/home-fire/quiz/", form, **headers).content.decode()
        answers.append(chosen)
        assert items_of(question.choices[question.right].line)[0] in page.replace("&quot;", '"').replace("&#x27;", "'")
    assert str(len(questions) - 1) in page and 'name="choice"' not in page
    assert "/knowledge/home-fire/#donot" in page
    assert not client.session.keys()


def switched(client, page):
    """The page after the switch of the language, which here is a form: a browser sends what it holds on to the quiz."""
    form = re.search(r'<form class="lang-form" method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2]))
    answer = client.post(html.unescape(form[1]), sent)
    assert answer.status_code == 307 and answer["Location"] == "/knowledge/home-fire/quiz/#answered"
    return client.post(answer["Location"], sent).content.decode()


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("headers", [{}, CHINESE])
def test_the_switch_of_the_language_loses_no_answer(community, headers):
    client, path = Client(**headers), "/knowledge/home-fire/quiz/"
    codes = ("zh-hans", "en") if headers else ("en", "zh-hans")
    (first, mine), (second, theirs) = (
        quiz_of(rows().get(article__slug="home-fire", language=code), community) for code in codes
    )
    at = "第 {} 题" if headers else "Question {} of"
    at_there = "Question {} of" if headers else "第 {} 题"
    assert "lang-form" not in client.get(path).content.decode()  # nothing to lose yet
    page = client.post(path, {"revision": first, "answers": "0", "choice": "1"}).content.decode()
    assert at.format(3) in page

    page = switched(client, page)
    assert at_there.format(1) in page and ("刚才答的 2 题没有丢" if not headers else "Your 2 answers there") in page
    form = {"revision": second, "answers": "", "elsewhere": f"{first}:0,1", "choice": str(theirs[0].right)}
    page = client.post(path, form).content.decode()
    assert at_there.format(2) in page

    page = switched(client, page)  # back where it was left
    assert at.format(3) in page and 'name="answers" value="0,1"' in page
    assert items_of(mine[1].choices[mine[1].right].line)[0] in html.unescape(page)
    page = switched(client, page)
    assert at_there.format(2) in page and f'value="{second}"' in page


@pytest.mark.usefixtures("guides")
def test_the_switch_takes_nothing_that_no_form_of_ours_gave(client, community):
    revision, _questions = quiz_of(rows().get(article__slug="home-fire", language="en"), community)
    path = "/knowledge/home-fire/quiz/"
    for sent in (
        {"of": "zh-hans", "revision": "<b>", "answers": "x", "elsewhere": "0" * 5000},
        {"of": "tlh", "revision": "0" * 12, "answers": "0", "elsewhere": f"{revision}:9,9"},
        {"of": "en", "revision": "", "answers": "", "elsewhere": "../../:0"},
        {"elsewhere": "1", "choice": "1"},
    ):
        answer = client.post(path, sent)
        assert answer.status_code in (200, 422) and b'name="choice"' in answer.content and b"<b>" not in answer.content


@pytest.mark.usefixtures("guides")
def test_a_quiz_in_one_language_stays_open_in_the_other(client, community):
    row = rows().get(article__slug="home-fire", language="zh-hans")
    row.sections = [one for one in row.sections if one["id"] != "donot"]
    row.save()

    page = client.get("/knowledge/home-fire/quiz/", **CHINESE).content.decode()

    assert '<article class="guide" lang="en">' in page and 'name="choice"' in page
    assert "/knowledge/home-fire/quiz/" not in client.get("/quizzes/", **CHINESE).content.decode()


@pytest.mark.usefixtures("guides")
def test_a_changed_guide_starts_its_quiz_over_and_a_withdrawn_one_has_none(client):
    path = "/knowledge/home-fire/quiz/"
    assert (
        b"has just been changed" in client.post(path, {"revision": "0" * 12, "answers": "0,0", "choice": "1"}).content
    )
    withdraw_article(Article.objects.get(slug="home-fire"), by=None, now=NOON)
    assert client.get(path).status_code == client.post(path).status_code == 404
    assert "/knowledge/home-fire/quiz/" not in client.get("/quizzes/").content.decode()


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("answers", ["", "x", "9", "0,0,0,0,0,0,0,0", "0," * 300, "-1"])
@pytest.mark.parametrize("choice", [None, "", "9", "x", "-1"])
def test_answers_that_no_form_of_ours_gave_are_asked_again(client, community, answers, choice):
    revision, _questions = quiz_of(rows().get(article__slug="home-fire", language="en"), community)
    form = {"revision": revision, "answers": answers, **({} if choice is None else {"choice": choice})}

    answer = client.post("/knowledge/home-fire/quiz/", form)

    assert answer.status_code == 422 and "Choose an answer." in answer.content.decode()
