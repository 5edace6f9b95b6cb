"""A line of an article with the question's words marked."""

import html
import re

from knowledge.search.analysis import fold, stem, terms_of

LENGTH = 180  # characters


def marked_snippet(items: list[str], terms: tuple[str, ...], language: str, length: int = LENGTH) -> str:
    """HTML (escaped; only <mark> inside): the item that holds most of `terms`, cut to about `length` characters."""
    if not items:
        return ""
    wanted = set(terms)
    best = max(items, key=lambda item: len(wanted & set(terms_of(item, language))))
    spans = _chinese(best, wanted) if language == "zh-hans" else _english(best, wanted)
    start = max(0, (spans[0][0] if spans else 0) - length // 3) if len(best) > length else 0
    if start and language != "zh-hans":
        start = best.find(" ", start) + 1
    end = min(len(best), start + length)
    pieces, at = ["…" if start else ""], start
    for left, right in spans:
        if left >= at and right <= end:
            pieces += [html.escape(best[at:left]), "<mark>", html.escape(best[left:right]), "</mark>"]
            at = right
    pieces += [html.escape(best[at:end]), "…" if end < len(best) else ""]
    return "".join(pieces)


def _english(text: str, wanted: set[str]) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[A-Za-z0-9]+", text) if stem(found[0].lower()) in wanted]


def _chinese(text: str, wanted: set[str]) -> list[tuple[int, int]]:
    folded = fold(text)
    if len(folded) != len(text):  # folding changed the length: marking would hit the wrong characters
        return []
    words = [term for term in wanted if len(term) > 1] or list(wanted)
    spans = sorted(found.span() for word in words for found in re.finditer(re.escape(word), folded))
    merged: list[tuple[int, int]] = []
    for left, right in spans:
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
