"""Questions with what their answers must be: read from a file, judged one by one.

A file is a mapping of topics to lists. An entry holds `ask`, or `turns` said in one session of which the last is
judged, and any of: `kind` and `not_kind` (of the reply), `article` (the slug that is cited), `number` (in the first
line), `has` (facts, all of them) and `not` (forbidden phrases). `kind` and `article` may be lists: one of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_HAN = re.compile(r"[\u3400-\u9fff]")
_FIELDS = {"ask", "turns", "kind", "not_kind", "article", "number", "has", "not"}
_EXPECTED = _FIELDS - {"ask", "turns"}


class BadQuestions(Exception):
    """A file of questions cannot be read; the words say where and why."""


@dataclass(frozen=True)
class Question:
    """What is asked, and what the reply to its last turn must be."""

    topic: str
    turns: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    number: str = ""
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language that the answer must be in: that of the last turn's letters."""
        return "zh-hans" if _HAN.search(self.turns[-1]) else "en"

    @property
    def words(self) -> str:
        return " / ".join(self.turns)


@dataclass(frozen=True)
class Said:
    """What a reply is judged by."""

    kind: str
    language: str
    lead: str
    text: str
    articles: tuple[str, ...] = field(default=())  # slugs, as cited


class _OnceEach(yaml.SafeLoader):
    """A topic that stands twice is a mistake: the first would be lost without a word."""

    def construct_mapping(self, node, deep=False):
        found = super().construct_mapping(node, deep)
        if len(found) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a name stands twice", node.start_mark)
        return found


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises BadQuestions."""
    try:
        topics = yaml.load(path.read_text(encoding="utf-8"), _OnceEach)  # noqa: S506 -- a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadQuestions(f"{path}: {error}") from None
    if not isinstance(topics, dict) or not all(isinstance(rows, list) for rows in topics.values()):
        raise BadQuestions(f"{path}: a mapping of topics to lists of questions is needed.")
    return [_question(path, str(topic), row) for topic, rows in topics.items() for row in rows]


def wrong_with(question: Question, said: Said) -> str:
    """What the reply lacks or holds too much, in a few words; "" where nothing."""
    if question.kinds and said.kind not in question.kinds:
        return f"kind {said.kind}, not {_or(question.kinds)}"
    if said.kind in question.not_kinds:
        return f"kind {said.kind}"
    if question.articles and not (len(said.articles) == 1 and said.articles[0] in question.articles):
        return f"cites {_or(said.articles) or 'nothing'}, not {_or(question.articles)}"
    if question.number and question.number not in said.lead:
        return f"{question.number} is not in the first line: {_brief(said.lead)}"
    if missing := [fact for fact in question.has if fact not in said.text]:
        return f"lacks {_or(missing)}: {_brief(said.text)}"
    if held := [phrase for phrase in question.lacks if phrase in said.text]:
        return f"holds {_or(held)}"
    return "" if said.language == question.language else f"answers in {said.language}"


def _question(path: Path, topic: str, row: Any) -> Question:
    if not isinstance(row, dict) or set(row) - _FIELDS or not set(row) & _EXPECTED:
        raise BadQuestions(f"{path}: {topic}: {row!r} needs ask or turns, and something to expect of the reply.")
    turns = row.get("turns") or [row.get("ask")]
    if ("ask" in row) == ("turns" in row) or not all(isinstance(turn, str) and turn for turn in turns):
        raise BadQuestions(f"{path}: {topic}: {row!r} needs either ask or turns, in words.")
    return Question(
        topic=topic,
        turns=tuple(turns),
        kinds=_several(row.get("kind")),
        not_kinds=_several(row.get("not_kind")),
        articles=_several(row.get("article")),
        number=str(row.get("number", "")),
        has=_several(row.get("has")),
        lacks=_several(row.get("not")),
    )


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _brief(text: str, longest: int = 300) -> str:
    line = " | ".join(text.splitlines())
    return line if len(line) <= longest else line[:longest] + "…"


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)
