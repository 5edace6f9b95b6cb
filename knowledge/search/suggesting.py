"""Guides while somebody types: by the beginnings of words of their titles and of people's own phrasings.

Chinese, which has no spaces, is compared character by character.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from knowledge.search.analysis import STOP_EN, fold

MOST = 8
LONGEST = 60  # characters of what is typed; what stands behind them is cut
_MOST_PARTS = 16  # words or characters
_SOME_CHARACTERS = 3
_ALIKE = 0.72  # of SequenceMatcher, from which two words look the same

_WORD = re.compile(r"[a-z0-9]+")
_CHARACTER = re.compile(r"[a-z0-9\u3400-\u9fff]")


class Suggester:
    """Never changed after it is built. `guides`: (slug, title, aliases), what is read in danger first."""

    def __init__(self, guides: Iterable[tuple[str, str, Iterable[str]]], language: str):
        self._is_chinese = language == "zh-hans"
        self._split = _characters if self._is_chinese else _words
        self._slugs: list[str] = []
        self._phrases: list[tuple[int, bool, tuple[str, ...]]] = []  # (guide, is its title, words or characters)
        holders: dict[str, set[int]] = defaultdict(set)
        for guide, (slug, title, aliases) in enumerate(guides):
            self._slugs.append(slug)
            for number, phrase in enumerate((title, *aliases)):
                parts = self._split(phrase)
                for part in parts:
                    holders[part].add(len(self._phrases))
                self._phrases.append((guide, number == 0, parts))
        self._parts = sorted(holders)
        self._holders = dict(holders)

    def suggest(self, text: str, limit: int = MOST) -> list[str]:
        """The slugs of guides of which one phrase holds all that is typed, the nearest first."""
        typed = self._typed(text)
        found = self._matching(typed)
        if not found and len(telling := tuple(word for word in typed if word not in STOP_EN)) < len(typed):
            typed, found = telling, self._matching(telling)
        best: dict[int, tuple] = {}
        often = Counter(self._phrases[phrase][0] for phrase in found)  # what people ask most about comes first
        for phrase in found:
            guide, is_title, parts = self._phrases[phrase]
            in_order = not self._is_chinese or _stand_apart(typed, parts)
            if not in_order and len(typed) < _SOME_CHARACTERS:
                continue  # two characters in another order are another word
            rank = (
                not in_order,
                not _stand_together(typed, parts),
                not is_title,
                -often[guide],
                not _begins(parts, typed),
                guide,
            )
            best[guide] = min(rank, best.get(guide, rank))
        return [self._slugs[guide] for guide in sorted(best, key=lambda guide: best[guide])[:limit]]

    def alike(self, text: str, limit: int = 3) -> list[str]:
        """The slugs of guides whose title has a word that looks like one of `text`: for what is found nowhere."""
        found: dict[int, float] = {}
        for word in self._typed(text):
            near = [part for part in self._parts if len(word) > 3 < len(part) and abs(len(word) - len(part)) < 3]
            for part in near:
                matcher = SequenceMatcher(None, word, part)
                likeness = matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0
                if likeness < _ALIKE:
                    continue
                for guide, is_title, _parts in (self._phrases[phrase] for phrase in self._holders[part]):
                    if is_title:
                        found[guide] = max(likeness, found.get(guide, 0.0))
        return [self._slugs[guide] for guide in sorted(found, key=lambda guide: (-found[guide], guide))[:limit]]

    def _typed(self, text: str) -> tuple[str, ...]:
        return self._split(text[:LONGEST])[:_MOST_PARTS]

    def _matching(self, typed: tuple[str, ...]) -> set[int]:
        found: set[int] | None = None
        for word in dict.fromkeys(typed):
            holding: set[int] = set()
            at = bisect_left(self._parts, word)
            while at < len(self._parts) and self._parts[at].startswith(word):
                holding |= self._holders[self._parts[at]]
                at += 1
            found = holding if found is None else found & holding
            if not found:
                return set()
        return found or set()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text).replace("'", "")))


def _characters(text: str) -> tuple[str, ...]:
    return tuple(_CHARACTER.findall(fold(text)))


def _begins(parts: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    return bool(parts and typed) and parts[0].startswith(typed[0])


def _stand_together(typed: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Does all that is typed stand side by side in the phrase, in that order?"""
    width = len(typed)
    return any(
        all(part.startswith(word) for part, word in zip(parts[at : at + width], typed, strict=True))
        for at in range(len(parts) - width + 1)
    )


def _stand_apart(typed: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Does all that is typed stand in the phrase in that order, with others between?"""
    rest = iter(parts)
    return all(word in rest for word in typed)
