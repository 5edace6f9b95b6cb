"""What an index keeps of its articles, counted: flat arrays of numbered terms, of whole fields and of each text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np

from knowledge.search.analysis import term_of

FIELDS = "aliases", "body", "title"  # in the order of the alphabet, as Whoosh wants them
_FIELD = {name: number for number, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class Row:
    """An article as an index keeps it. Each text is words as `kept_words` gives them, with spaces between."""

    slug: str
    phrasings: tuple[str, ...]  # the title, then what people say for it
    summary: str
    sections: tuple[tuple[str, str], ...]  # (id, words)

    @property
    def texts(self) -> list[str]:
        return [*self.phrasings, self.summary, *(words for _code, words in self.sections)]

    @property
    def fields(self) -> list[int]:
        """Of each text the number of its field."""
        others = [_FIELD["aliases"]] * (len(self.phrasings) - 1)
        return [_FIELD["title"], *others, *[_FIELD["body"]] * (1 + len(self.sections))]


@dataclass(frozen=True)
class Postings:
    """Of one field: which articles hold each term, and how often. Those of a term stand together."""

    starts: np.ndarray  # of each term; one more at the end
    rows: np.ndarray  # rising within a term
    counts: np.ndarray
    lengths: np.ndarray  # of each article, in terms


@dataclass(frozen=True)
class Held:
    """Which asked terms stand where. An entry is a term in a text; the entries of a text stand together."""

    owner: np.ndarray  # of an entry: place of the article among those looked at
    term: np.ndarray  # place of the term among those asked
    count: np.ndarray
    text: np.ndarray  # number of the text
    firsts: np.ndarray  # where the entries of each text begin

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Of each text the sum of its entries' values."""
        return np.add.reduceat(values, self.firsts) if len(values) else values


class Table:
    """The terms of `rows`, numbered; texts are numbered through all articles."""

    def __init__(self, rows: Sequence[Row], language: str):
        words = _Words(language)
        texts = [[words[word] for word in text.split()] for row in rows for text in row.texts]
        self.numbers = words.terms  # of each term
        self.size = len(rows)
        self.firsts = np.array([0, *accumulate(len(row.texts) for row in rows)])  # of each article its first text
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        terms = np.fromiter(chain.from_iterable(texts), np.int64, int(lengths.sum()))
        width = max(len(self.numbers), 1)
        pairs, counts = np.unique(np.repeat(np.arange(len(texts)), lengths) * width + terms, return_counts=True)
        self._terms = (pairs % width).astype(np.int32)
        self._counts = np.minimum(counts, 65535).astype(np.uint16)
        self._starts = np.searchsorted(pairs, np.arange(len(texts) + 1) * width)
        self._begins, self._ends = self._starts[self.firsts[:-1]], self._starts[self.firsts[1:]]
        self._fields = np.array([field for row in rows for field in row.fields], np.int8)

    def postings(self, field: str) -> Postings:
        entries = np.flatnonzero(np.repeat(self._fields == _FIELD[field], np.diff(self._starts)))
        rows = np.searchsorted(self._ends, entries, "right")
        size = max(self.size, 1)
        pairs, inverse = np.unique(self._terms[entries].astype(np.int64) * size + rows, return_inverse=True)
        counts = np.bincount(inverse, self._counts[entries], len(pairs))
        lengths = np.bincount(rows, self._counts[entries], self.size)
        return Postings(np.searchsorted(pairs, np.arange(len(self.numbers) + 1) * size), pairs % size, counts, lengths)

    def weights(self, idf: np.ndarray) -> np.ndarray:
        """Of each text the sum of its terms' `idf`."""
        sums = np.concatenate(([0.0], np.cumsum(idf[self._terms])))
        return sums[self._starts[1:]] - sums[self._starts[:-1]]

    def title(self, row: int) -> list[int]:
        """The terms of an article's title."""
        first = self.firsts[row]
        return self._terms[self._starts[first] : self._starts[first + 1]].tolist()

    def held(self, rows: np.ndarray, place_of: np.ndarray) -> Held:
        """Which of the asked terms the texts of `rows` hold; `place_of`: of each known term its place and 1, or 0."""
        begins, ends = self._begins[rows], self._ends[rows]
        places = place_of[slices(self._terms, begins, ends)]
        found = places.nonzero()[0]
        until = (ends - begins).cumsum()
        owner = until.searchsorted(found, "right")
        entries = found + (ends - until)[owner]
        text = self._starts.searchsorted(entries, "right") - 1
        is_first = np.empty(len(text), bool)
        is_first[:1] = True
        np.not_equal(text[1:], text[:-1], out=is_first[1:])
        return Held(owner, places[found].astype(np.intp) - 1, self._counts[entries], text, is_first.nonzero()[0])


def slices(array: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Pieces of an array, one after another."""
    return np.concatenate([array[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)])


class _Words(dict[str, int]):
    """Kept words to the numbers of their terms, which are given out as they come."""

    def __init__(self, language: str):
        self.terms: dict[str, int] = {}
        self._language = language

    def __missing__(self, word: str) -> int:
        self[word] = number = self.terms.setdefault(term_of(word, self._language), len(self.terms))
        return number
