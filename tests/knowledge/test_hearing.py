"""What a message sounds like, learnt from examples: told apart, kept in a byte each, not guessed of odd texts."""

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chat import hearing
from knowledge.chat.hearing import FILE, KINDS, NOTHING, features_of, heard_in, weights
from knowledge.chat.learning import BadExample, fingerprint, learnt, read_examples, store
from knowledge.chat.plain import plain
from knowledge.chat.questions import read_questions
from tests.support.evaluate import QUESTIONS

SAID = {
    "ambulance": ["my father is lying there and makes no answer", "grandma fell and talks strangely", "爷爷躺着不说话"],
    "fire": ["the kitchen burns and smoke is coming up", "thick smoke in the stairs", "楼下冒黑烟"],
    "calm": ["which shop sells good lamps in town", "the lamp in the kitchen is pretty", "楼下新开了饭店"],
}


@pytest.fixture(scope="module")
def examples():
    return read_examples()


def test_the_weights_are_learnt_from_these_examples(examples):
    assert weights().learnt_from == fingerprint(examples)
    kinds = [kind for _language, kind, _text in examples]
    assert {language for language, _kind, _text in examples} == {"en", "zh"} and set(kinds) == set(KINDS)


def test_no_question_of_ours_is_an_example(examples):
    """They say how the chat does with words that it has not met."""
    asked = {turn for file in QUESTIONS for question in read_questions(file) for turn in question.turns}
    assert not {plain(text) for text in asked} & {plain(text) for _language, _kind, text in examples}


def test_what_was_learnt_is_told_apart_and_kept(tmp_path, monkeypatch):
    taught = [("xx", kind, text) for kind, texts in SAID.items() for text in texts for _again in range(2)]
    known = learnt(taught)
    store(known, tmp_path / "weights.npz")
    monkeypatch.setattr(hearing, "FILE", tmp_path / "weights.npz")
    weights.cache_clear()
    try:
        kept = weights()
    finally:
        weights.cache_clear()
    assert kept.learnt_from == fingerprint(taught) and (kept.features == known.features).all()
    step = np.abs(known.of_features).max(axis=1, keepdims=True) / 127
    assert (np.abs(kept.of_features - known.of_features) <= step / 2 + 1e-6).all()
    for kind, texts in SAID.items():
        for text in texts:
            found = known.heard(text)
            if found is not NOTHING:
                assert (text, KINDS[int(np.argmax(found.chances))]) == (text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀😀😀",
        "a* e* s* t*" * 80,
        "asdkjh qwoie zzzxx lkj",
        "{{7*7}}",
        "?" * 1000,
        "مرحبا بالعالم",
        "nobody",
        "爸爸",
    ],
)
def test_nothing_is_heard_in_one_word_or_what_is_no_language_of_ours(text):
    assert heard_in(text) is NOTHING


@given(st.text(max_size=1200))
def test_any_text_has_chances(text):
    found = weights().heard(text)
    assert len(found.chances) == len(KINDS) and abs(sum(found.chances) - 1) < 1e-4
    assert 0 <= found.danger <= 1.0001 and 0 <= found.crisis <= 1.0001
    ascending = features_of(text)
    assert (np.diff(ascending.astype(np.int64)) > 0).all()


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("calm\tthe tap drips\nhot\tthe stove", "en.tsv:2: not one of calm"),
        ("calm the tap drips", "en.tsv:1: not one of calm"),
        ("calm\t ", "en.tsv:1: not one of calm"),
        ("calm\tthe tap drips\nfire\tthe tap drips", "en.tsv:2: stands there twice: the tap drips"),
    ],
)
def test_a_bad_example_is_named_with_its_line(tmp_path, lines, fault):
    (tmp_path / "en.tsv").write_text(lines)
    with pytest.raises(BadExample, match=fault):
        read_examples(tmp_path)


def test_examples_that_were_not_learnt_are_found(monkeypatch, capsys):
    call_command("learn_examples", "--check")
    assert "The weights are learnt from these" in capsys.readouterr().out
    before = FILE.read_bytes()
    monkeypatch.setattr("knowledge.management.commands.learn_examples.fingerprint", lambda _examples: "another")
    with pytest.raises(CommandError, match=r"run manage\.py learn_examples"):
        call_command("learn_examples", "--check")
    assert FILE.read_bytes() == before


def test_how_well_was_learnt_is_told_by_language(monkeypatch, capsys):
    few = [one for number, one in enumerate(read_examples()) if number % 40 == 0]
    monkeypatch.setattr("knowledge.management.commands.learn_examples.read_examples", lambda: few)
    call_command("learn_examples", "--folds", "2")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines if ":" in line] == ["en", "zh"]
    assert sum("danger heard" in line for line in lines) == sum("calm as crisis" in line for line in lines) == 2
