"""A line of an article with the question's words marked."""

import html
import re
from functools import lru_cache

import rjieba

from knowledge.search.analysis import fold, stem, terms_of
from knowledge.search.synonyms import CHINESE

LENGTH = 180  # characters
_HEAD = re.compile("[:：]")  # what stands before it says for whom a line is
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


def marked_snippet(items: list[str], terms: tuple[str, ...], language: str, length: int = LENGTH) -> str:
    """HTML (escaped; only <mark> inside): the item that holds most of `terms`, cut to about `length` characters."""
    if not items:
        return ""
    wanted = frozenset(terms)
    best = max(items, key=lambda item: len(wanted & _line_terms(item, language)))
    spans = _spans(best, wanted, language)
    start = max(0, (spans[0][0] if spans else 0) - length // 3) if len(best) > length else 0
    end = min(len(best), start + length)
    if language != "zh-hans":  # cut between words
        start = best.find(" ", start) + 1 if start else 0
        end = max(best.rfind(" ", start, end), start + length // 2) if end < len(best) else end
    return ("…" if start else "") + _marked(best, spans, start, end) + ("…" if end < len(best) else "")


def for_whom_was_asked(items: list[str], terms: tuple[str, ...], language: str) -> list[str]:
    """Of lines like "Older people: ...", those that name somebody of whom `terms` speak."""
    return [item for item in items if not _line_terms(_HEAD.split(item)[0], language).isdisjoint(terms)]


def marked(text: str, terms: tuple[str, ...], language: str) -> str:
    """HTML (escaped; only <mark> inside): the whole of `text`, such as a title."""
    return _marked(text, _spans(text, frozenset(terms), language), 0, len(text))


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    pieces, at = [], start
    for left, right in spans:
        if left >= at and right <= end:
            pieces += [html.escape(text[at:left]), "<mark>", html.escape(text[left:right]), "</mark>"]
            at = right
    return "".join([*pieces, html.escape(text[at:end])])


def _spans(text: str, wanted: frozenset[str], language: str) -> list[tuple[int, int]]:
    return _chinese(text, wanted) if language == "zh-hans" else _english(text, wanted)


@lru_cache(maxsize=16_384)
def _line_terms(line: str, language: str) -> frozenset[str]:
    return frozenset(terms_of(line, language))


def _english(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[A-Za-z0-9]+", text) if stem(found[0].lower()) in wanted]


def _chinese(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Words that were asked for or mean the same; single characters only where no word stands in the line."""
    folded, places = "", []  # where each folded character stands in the text: folding may change its length
    for at, character in enumerate(text):
        plain = fold(character)
        folded += plain
        places += [at] * len(plain)
    words = [term for term in wanted if len(term) > 1]
    spans = [found.span() for word in words if not word.isascii() for found in re.finditer(re.escape(word), folded)]
    singles: list[tuple[int, int]] = []
    for run in _RUN.finditer(folded):
        at = run.start()
        for word in rjieba.cut(run[0]):
            here, at = (at, at + len(word)), at + len(word)
            if (stem(word) if word.isascii() else CHINESE.get(word, word)) in wanted:
                (spans if len(word) > 1 else singles).append(here)
    several = [re.escape(term) for term in sorted(wanted) if len(term) == 1]
    if not spans and several:  # one alone says what is meant, of several those that stand side by side
        run_of = f"[{''.join(several)}]{{{min(2, len(several))},}}"
        spans = singles + [found.span() for found in re.finditer(run_of, folded)]
    merged: list[tuple[int, int]] = []
    for left, right in sorted((places[left], places[right - 1] + 1) for left, right in spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
