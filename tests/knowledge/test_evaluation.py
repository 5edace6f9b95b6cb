"""The chat asked by the hundred: the project's own questions, and the command that asks them."""

import json

import pytest
from django.core.management import CommandError, call_command

from community.places.models import Community
from knowledge.articles import read_folder
from knowledge.chat.questions import read_questions
from knowledge.models import ChatSession, ChatTurn
from knowledge.search import fold
from knowledge.services.evaluation import evaluate
from tests.factories import NOON
from tests.factories.knowledge import CONTENT
from tests.support.evaluate import QUESTIONS

OWN = [question for path in QUESTIONS for question in read_questions(path)]


@pytest.fixture
def file(tmp_path):
    def write(words):
        path = tmp_path / "questions.yaml"
        path.write_text(words, encoding="utf-8")
        return path

    return write


def test_our_questions_are_many_in_both_languages_and_none_is_a_title():
    chinese = [question for question in OWN if question.language == "zh-hans"]
    assert len(OWN) >= 300 and 0.4 * len(OWN) <= len(chinese) <= 0.6 * len(OWN)
    assert len({question.turns for question in OWN}) == len(OWN)
    titles = {fold(article.title) for article in read_folder(CONTENT)[0]}
    same = {question.words for question in OWN if fold(question.words) in titles}
    assert same <= {"stroke"}  # one word, as people type it


@pytest.mark.usefixtures("guides")
def test_wrong_answers_are_printed_with_rates_by_language_and_topic(file, capsys):
    path = file(
        "fire:\n"
        '- {ask: "my kitchen is on fire", kind: emergency, article: kitchen-fire, number: "119"}\n'
        '- {ask: "厨房着火了", kind: decline}\n'
        "near:\n"
        '- {ask: "best pizza in town", kind: [answer, decline], has: ["I don\'t know", "wood oven"]}\n'
        '- {turns: ["i smell gas", "and with a baby?"], kind: answer, not: "Babies"}\n'
    )
    with pytest.raises(CommandError, match=r"1 of 4 are right \(25.0 %\); 50 % are asked for"):
        call_command("evaluate_chat", path, least=50)
    said = capsys.readouterr().out
    assert "zh-hans fire: 厨房着火了\n    kind emergency, not decline\n" in said
    assert "en near: best pizza in town\n    lacks wood oven: I don't know." in said
    assert "en near: i smell gas / and with a baby?\n    holds Babies\n" in said
    rates = [line.split() for line in said.splitlines()[-4:]]
    assert rates == [
        ["topic", "en", "zh-hans"],
        ["fire", "1/1", "100", "%", "0/1", "0", "%"],
        ["near", "0/2", "0", "%", "-"],
        ["all", "1/3", "33", "%", "0/1", "0", "%"],
    ]
    call_command("evaluate_chat", path, least=25)


@pytest.mark.usefixtures("guides")
def test_a_topic_that_gets_worse_in_one_language_fails(file, tmp_path):
    rates = tmp_path / "rates.json"
    path = file('fire:\n- {ask: "家里着火了", kind: emergency}\n- {ask: "厨房着火了", kind: decline}\n')
    call_command("evaluate_chat", path, rates=rates, keep=True)
    assert json.loads(rates.read_text()) == {"en": {}, "zh-hans": {"fire": [1, 2]}}
    call_command("evaluate_chat", path, rates=rates)
    rates.write_text('{"zh-hans": {"fire": [3, 5]}}')
    with pytest.raises(CommandError, match="zh-hans fire: 1/2 50 %, was 3/5 60 %"):
        call_command("evaluate_chat", path, rates=rates)
    rates.write_text('{"zh-hans": {"fire": [1, 2], "gas": [1, 4]}}')
    with pytest.raises(CommandError, match="zh-hans gas: -, was 1/4 25 %"):
        call_command("evaluate_chat", path, rates=rates)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("- {ask: fire, kind: emergency}", "a mapping of topics"),
        ("fire:\n- {ask: fire}", "something to expect"),
        ("fire:\n- {ask: fire, turns: [fire], kind: emergency}", "either ask or turns"),
        ("fire:\n- {ask: fire, kinds: emergency}", "needs ask or turns"),
        ("fire:\n- {ask: '', kind: emergency}", "in words"),
        ("fire:\n- {turns: [a, 5], kind: emergency}", "in words"),
        ("fire: []\nfire: []", "stands twice"),
        ("fire: []", "no questions"),
        ("fire: [", "questions.yaml"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(file, words, problem):
    with pytest.raises(CommandError, match=problem):
        call_command("evaluate_chat", file(words))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        call_command("evaluate_chat", tmp_path / "nowhere.yaml")
    with pytest.raises(CommandError, match="--keep needs"):
        call_command("evaluate_chat", tmp_path / "nowhere.yaml", keep=True)


@pytest.mark.usefixtures("guides")
def test_an_evaluation_leaves_nothing_behind(file):
    questions = read_questions(file('fire:\n- {ask: "my kitchen is on fire", has: "911"}\n'))
    before = Community.objects.count()
    assert [verdict.problem for verdict in evaluate(questions, region="US", now=NOON)] == [""]
    assert (Community.objects.count(), ChatSession.objects.count(), ChatTurn.objects.count()) == (before, 0, 0)
