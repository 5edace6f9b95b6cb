"""The impact cache: what each term adds to each article, computed once from what the index keeps, summed per question.

Scores are BM25 by field (Robertson and Zaragoza 2009; k1 1.2, b 0.75 as in Whoosh), the title counting twice.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from knowledge.search.analysis import LONGEST_QUERY, MOST_TERMS, query_terms, stem, terms_of, words_of
from knowledge.search.spelling import Speller
from knowledge.search.table import Held, Row, Table, slices

WEIGHTS = {"title": 2.0, "aliases": 1.5, "body": 1.0}
_K1, _B = 1.2, 0.75
_SURE = 3.2  # a score of so many times the question's idf counts as certain
_WITHOUT_THE_RAREST = 0.75
_TELLING = 5  # characters that are more than the one word they come from
_FEW = 2  # words: so short a question may only touch an article
# It does below that likeness; where its one word stands in fewer articles than that, or one of two is missing, sooner.
_UNLIKE, _RARE_UNLIKE, _COMMON, _HALF_LIKE = 0.5, 0.7, 3, 0.75
_DOUBTED = 0.5  # then no more confidence than this, and so much of the score
# A longer question is like no phrasing; what then speaks for an article is how much of the question it holds, how far
# it stands before the second, and likeness. Fitted on the project's own questions (tests/data).
_STANDS_OUT, _WORTH = 0.8, 0.55  # the sum from which an article answers, and what it is worth there
_HALF, _SOME_LIKENESS = 0.5, 0.25  # with less than that it never does
_BY_LEAD, _BY_LIKENESS, _MOST_LEAD = 0.3, 0.4, 3.0
_LOOKED_AT = 12  # articles whose phrasings and sections are compared
_MANY = 4  # a term that one article in so many holds is added up as a whole row
_TWICE = math.sqrt(2)  # what a term is worth in a section that holds it again
_PHRASING, _SUMMARY = "\0phrasing", "\0summary"  # texts beside sections, whose ids hold no such character


@dataclass(frozen=True)
class Hit:
    """An article that answers, and where in it. `confidence` is 0 to 1."""

    slug: str
    score: float
    confidence: float
    section: str  # id of the section that holds most of the question, "" where none stands out
    likeness: float  # to the nearest phrasing that people used, 0 to 1


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    corrected: str  # the question as it was understood, "" where nothing was corrected


class Impacts:
    """A reader: everything about one state of the articles in memory, never changed after it is built."""

    def __init__(self, rows: Sequence[Row], table: Table, language: str):
        self.language = language
        self.size = len(rows)
        self._slugs = [row.slug for row in rows]
        self._codes = [code for row in rows for code in _codes(row)]
        self._is_phrasing = np.array([code == _PHRASING for code in self._codes])
        self._table, self._numbers = table, table.numbers
        self._is_word = [len(term) > 1 for term in self._numbers]
        self._starts, self._rows, self._impacts = self._summed()
        self._idf = self._rarities(np.diff(self._starts))
        self._common = self._spread()
        self._unknown = float(self._rarities(np.zeros(1))[0])
        self._weights = table.weights(self._idf)
        self.speller = Speller(_vocabulary(rows)) if language == "en" else None

    def find(self, text: str, limit: int = 10, *, exact: bool = False) -> Found:
        """The best articles for a question in any words, `exact`: as typed. Bounded work whatever the text."""
        terms, corrected = (query_terms(text, self.language), "") if exact else self._understood(text)
        asked = _Asked(terms, self._numbers, self._idf, self._unknown)
        if not asked.numbers or not self.size:
            return Found((), tuple(terms), corrected)
        scores = self._scores(asked.numbers)
        most = min(max(limit, _LOOKED_AT), self.size)
        best = np.argpartition(scores, self.size - most)[-most:]
        best = best[scores[best] > 0]
        hits = self._hits(best, scores[best], asked, is_guess=bool(corrected) and len(terms) == 1)
        return Found(tuple(hits[:limit]), tuple(terms), corrected)

    def _scores(self, numbers: list[int]) -> np.ndarray:
        """Of each article the sum of what these terms add to it."""
        rare = [number for number in numbers if number not in self._common]
        scores: np.ndarray = np.zeros(self.size)
        if rare:
            begins, ends = self._starts[rare], self._starts[1:][rare]
            scores = np.bincount(slices(self._rows, begins, ends), slices(self._impacts, begins, ends), self.size)
        for number in numbers:
            if number in self._common:
                scores += self._common[number]
        return scores

    def shares(self, text: str, lines: Sequence[str], known: str = "") -> list[float]:
        """How much of a question each line holds, 0 to 1 by rarity; words of `known` (the title) do not count."""
        terms, _corrected = self._understood(text)
        wanted = {term: self._rarity_of(term) for term in terms}
        for term in terms_of(known, self.language):
            wanted.pop(term, None)
        total = sum(wanted.values())
        if not total:
            return [0.0] * len(lines)
        return [
            sum(wanted[term] for term in wanted.keys() & _line_terms(line, self.language)) / total for line in lines
        ]

    def _hits(self, rows: np.ndarray, scores: np.ndarray, asked: "_Asked", *, is_guess: bool) -> list[Hit]:
        """`rows` as hits, the best first."""
        found = self._table.held(rows, asked.place_of)
        holds = np.zeros((len(asked.terms), len(rows)), bool)
        holds[found.term, found.owner] = True
        held = asked.weights @ holds
        likenesses = self._likenesses(len(rows), found, asked)
        sections = self._best_sections(rows, found, asked)
        # frostbite is not answered from burns: an article without the question's rarest word is doubted
        rarest = max(range(len(asked.terms)), key=lambda place: (asked.weights[place], len(asked.terms[place])))
        doubts = np.where(holds[rarest], 1.0, _WITHOUT_THE_RAREST).tolist()
        strengths = (np.minimum(1.0, scores / asked.total / _SURE) * np.sqrt(held / asked.whole)).tolist()
        hits = []
        for place, (row, score, likeness) in enumerate(zip(rows.tolist(), scores.tolist(), likenesses, strict=True)):
            confidence = max(likeness, 0.6 * strengths[place] + 0.4 * likeness) * doubts[place]
            if len(asked.weighty) <= _FEW and self._only_touches(row, likeness, asked, holds[:, place], is_guess):
                score, confidence = score * _DOUBTED, min(confidence, _DOUBTED)
            score = round(score / asked.total * (1 + likeness), 4)
            confidence = round(min(1.0, confidence), 3)
            hits.append(Hit(self._slugs[row], score, confidence, sections[place], round(likeness, 3)))
        order = sorted(range(len(hits)), key=lambda place: (-hits[place].score, hits[place].slug))
        share = float(held[order[0]]) / asked.total
        hits = [hits[place] for place in order]
        if len(asked.weighty) > _FEW:
            hits[0] = _standing_out(hits, share)
        return hits

    def _only_touches(self, row: int, likeness: float, asked: "_Asked", holds: np.ndarray, is_guess: bool) -> bool:
        """Is a question of a word or two unlike every phrasing, or only half held ("car wont start")?"""
        words = asked.weighty
        numbers = {self._numbers.get(word) for word in words}
        if numbers >= {number for number in self._table.title(row) if self._is_word[number]}:
            return False  # it is what the article is called
        if is_guess or not all(holds[asked.terms.index(word)] for word in words):
            return likeness < _HALF_LIKE
        if len(words) > 1:
            return likeness < _UNLIKE
        number = self._numbers[words[0]]
        return likeness < (_RARE_UNLIKE if self._starts[number + 1] - self._starts[number] < _COMMON else _UNLIKE)

    def _likenesses(self, rows: int, found: Held, asked: "_Asked") -> list[float]:
        """How alike the question is to each article's nearest phrasing: shared idf over all idf (Dice)."""
        text = found.text[found.firsts]
        alike = (
            2 * found.sums(asked.weights[found.term]) / (asked.whole + self._weights[text]) * self._is_phrasing[text]
        )
        best = [0.0] * rows
        for owner, likeness in zip(found.owner[found.firsts].tolist(), alike.tolist(), strict=True):
            if likeness > best[owner]:
                best[owner] = likeness
        return best

    def _best_sections(self, rows: np.ndarray, found: Held, asked: "_Asked") -> list[str]:
        """The section of each article with most of the question's terms that the title does not hold already."""
        is_title = found.text == self._table.firsts[rows][found.owner]
        in_title = np.zeros((len(rows), len(asked.terms)), bool)
        in_title[found.owner[is_title], found.term[is_title]] = True
        worth = np.where(found.count > 1, _TWICE, 1.0) * ~in_title[found.owner, found.term]
        scores = found.sums(asked.weights[found.term] * worth)
        best, most = [""] * len(rows), [0.0] * len(rows)
        text, owner = found.text[found.firsts], found.owner[found.firsts]
        for place, number, score in zip(owner.tolist(), text.tolist(), scores.tolist(), strict=True):
            if score > most[place] + 0.01 and self._codes[number] not in (_PHRASING, _SUMMARY):
                best[place], most[place] = self._codes[number], score
        return best

    def _understood(self, text: str) -> tuple[list[str], str]:
        text = text[:LONGEST_QUERY]
        if self.speller is None:
            return query_terms(text, self.language), ""
        words = list(dict.fromkeys(words_of(text)))[:MOST_TERMS]
        # people's own phrasings are indexed with their slips: what the index knows stays as it is
        better = [word if stem(word) in self._numbers else self.speller.correct(word) for word in words]
        terms = list(dict.fromkeys(stem(word) for word in better))
        return terms, " ".join(better) if better != words else ""

    def _summed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each term where its articles begin; those articles, rising; and what the term adds to each."""
        terms, rows, impacts = [], [], []
        for field, weight in WEIGHTS.items():
            found = self._table.postings(field)
            holders = np.diff(found.starts)
            norms = _K1 * (1 - _B + _B * found.lengths / ((found.lengths.mean() if self.size else 0) or 1.0))
            terms.append(np.repeat(np.arange(len(holders)), holders))
            rows.append(found.rows)
            grown = found.counts * (_K1 + 1) / (found.counts + norms[found.rows])
            impacts.append(weight * np.repeat(self._rarities(holders), holders) * grown)
        size = max(self.size, 1)
        pairs, inverse = np.unique(np.concatenate(terms) * size + np.concatenate(rows), return_inverse=True)
        sums = np.bincount(inverse, np.concatenate(impacts), len(pairs))
        starts = np.searchsorted(pairs, np.arange(len(self._numbers) + 1) * size)
        # as wide as numpy adds them up: narrower ones would be widened at each question
        return starts, pairs % size, sums

    def _spread(self) -> dict[int, np.ndarray]:
        """Of the terms that many articles hold, most of all Chinese characters: what each adds to every article.

        To add such a row is cheaper than to look up where each of its pieces belongs.
        """
        many = np.flatnonzero(np.diff(self._starts) * _MANY > self.size)
        spread = {}
        for number in many.tolist():
            begin, end = self._starts[number], self._starts[number + 1]
            spread[number] = np.zeros(self.size)
            spread[number][self._rows[begin:end]] = self._impacts[begin:end]
        return spread

    def _rarities(self, holders: np.ndarray) -> np.ndarray:
        return np.log(1 + (self.size - holders + 0.5) / (holders + 0.5))

    def _rarity_of(self, term: str) -> float:
        number = self._numbers.get(term)
        return self._unknown if number is None else float(self._idf[number])


class _Asked:
    """The terms of a question, those that the articles hold by number."""

    def __init__(self, terms: list[str], numbers: dict[str, int], idf: np.ndarray, unknown: float):
        self.terms, self.weighty = terms, _weighty(terms)
        self.places = [place for place, term in enumerate(terms) if term in numbers]
        self.numbers = [numbers[terms[place]] for place in self.places]
        self.weights = np.full(len(terms), unknown)
        self.weights[self.places] = idf[self.numbers]
        self.total = float(self.weights.sum())
        # a Chinese word that no article holds weighs more than the single characters it may share with them
        alien = [term for term in terms if len(term) > 1 and not term.isascii() and term not in numbers]
        self.whole = self.total + unknown * len(alien)
        self.place_of = np.zeros(len(numbers), np.uint8)  # of each known term its place and 1, 0 where it is not asked
        self.place_of[self.numbers] = np.add(self.places, 1)


def _codes(row: Row) -> list[str]:
    """What each text of an article is: a phrasing, the summary, or a section with its id."""
    return [*[_PHRASING] * len(row.phrasings), _SUMMARY, *(code for code, _words in row.sections)]


def _vocabulary(rows: Sequence[Row]) -> Counter[str]:
    """The words of titles, summaries and sections: what a slip may be mended to."""
    words: Counter[str] = Counter()
    for row in rows:
        words.update(" ".join([row.phrasings[0], row.summary, *(text for _code, text in row.sections)]).split())
    return words


def _standing_out(hits: list[Hit], held: float) -> Hit:
    """The first hit, with more confidence where it holds much of a long question and stands before the others."""
    best = hits[0]
    if held < _HALF or best.likeness < _SOME_LIKENESS:
        return best
    lead = math.log2(best.score / max(hits[1].score, 0.001)) if len(hits) > 1 else _MOST_LEAD
    sum_of = held + _BY_LEAD * min(lead, _MOST_LEAD) + _BY_LIKENESS * best.likeness
    # beyond the mark confidence grows slowly: this is never certainty
    worth = _WORTH + (sum_of - _STANDS_OUT) * (0.4 if sum_of > _STANDS_OUT else 1)
    return replace(best, confidence=round(min(max(best.confidence, worth), 1.0), 3))


@lru_cache(maxsize=16_384)
def _line_terms(line: str, language: str) -> frozenset[str]:
    """The terms of a published line: every question of its article meets it again."""
    return frozenset(terms_of(line, language))


def _weighty(terms: list[str]) -> list[str]:
    """The words of a question; its single Chinese characters count where they are many, or all there is."""
    words = [term for term in terms if len(term) > 1]
    singles = [term for term in terms if len(term) == 1]
    return words if words and len(singles) < _TELLING else words + singles
