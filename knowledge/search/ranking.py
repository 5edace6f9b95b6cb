"""The impact cache: what each term adds to each article, computed once from Whoosh's postings, summed per question.

Scores are BM25 by field (Robertson and Zaragoza 2009; k1 1.2, b 0.75 as in Whoosh), the title counting twice.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.search.analysis import LONGEST_QUERY, MOST_TERMS, query_terms, stem, terms_of, words_of
from knowledge.search.spelling import Speller

WEIGHTS = {"title": 2.0, "aliases": 1.5, "body": 1.0}
_K1, _B = 1.2, 0.75
_SURE = 3.2  # a score of so many times the question's idf counts as certain
_WITHOUT_THE_RAREST = 0.75
_FEW = 2  # words: so short a question may only touch an article
_UNLIKE, _HALF_LIKE = 0.36, 0.75  # it does below that likeness; where a word is missing, below the second
_DOUBTED = 0.5  # then no more confidence than this, and so much of the score
_LOOKED_AT = 12  # articles whose phrasings and sections are compared


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
    """A reader: everything about one generation in memory, never changed after it is built."""

    def __init__(self, reader: Any, language: str, generation: int):
        self.language, self.generation = language, generation
        self.documents: list[dict[str, Any]] = []
        numbers: list[int] = []
        for number, fields in reader.iter_docs():
            numbers.append(number)
            self.documents.append(fields["document"])
        self.size = len(self.documents)
        self._impacts, self._holders = self._read(reader, numbers)
        self.idf = {term: self._rarity(len(rows)) for term, rows in self._holders.items()}
        self.unknown = self._rarity(0)
        self._phrases = [
            [frozenset(terms_of(text, language)) for text in (document["title"], *document["aliases"])]
            for document in self.documents
        ]
        self._sections = [
            [(code, Counter(terms_of(f"{title} {text}", language))) for code, title, text in document["sections"]]
            for document in self.documents
        ]
        self.speller = Speller(self._vocabulary()) if language == "en" else None

    def find(self, text: str, limit: int = 10) -> Found:
        """The best articles for a question in any words. Bounded work whatever the text."""
        terms, corrected = self._understood(text)
        if not terms or not self.size:
            return Found((), tuple(terms), corrected)
        scores = np.zeros(self.size)
        for term in terms:
            found = self._impacts.get(term)
            if found is not None:
                scores[found[0]] += found[1]  # a document stands once in a term's rows
        total = sum(self.idf.get(term, self.unknown) for term in terms)
        most = min(max(limit, _LOOKED_AT), self.size)
        best = np.argpartition(-scores, most - 1)[:most]
        hits = [self._hit(int(row), scores[row], total, terms) for row in best if scores[row] > 0]
        hits.sort(key=lambda hit: (-hit.score, hit.slug))
        return Found(tuple(hits[:limit]), tuple(terms), corrected)

    def _hit(self, row: int, score: float, total: float, terms: list[str]) -> Hit:
        likeness = self._likeness(row, terms)
        # a Chinese word that no article holds weighs more than the single characters it may share with them
        asked = total + sum(
            self.unknown for term in terms if len(term) > 1 and not term.isascii() and term not in self.idf
        )
        held = sum(self.idf[term] for term in terms if row in self._holders.get(term, ()))
        strength = min(1.0, float(score) / total / _SURE) * math.sqrt(held / asked)
        confidence = max(likeness, 0.6 * strength + 0.4 * likeness)
        # frostbite is not answered from burns: an article without the question's rarest word is doubted
        rarest = max(terms, key=lambda term: (self.idf.get(term, self.unknown), len(term)))
        if row not in self._holders.get(rarest, ()):
            confidence *= _WITHOUT_THE_RAREST
        if self._only_touches(row, likeness, terms):
            score, confidence = score * _DOUBTED, min(confidence, _DOUBTED)
        return Hit(
            slug=self.documents[row]["slug"],
            score=round(float(score) / total * (1 + likeness), 4),
            confidence=round(min(1.0, confidence), 3),
            section=self._section(row, terms),
            likeness=round(likeness, 3),
        )

    def _only_touches(self, row: int, likeness: float, terms: list[str]) -> bool:
        """Is a question of a word or two unlike every phrasing, or only half held ("car wont start")?"""
        words = [term for term in terms if len(term) > 1] or terms
        if len(words) > _FEW:
            return False
        whole = all(row in self._holders.get(word, ()) for word in words)
        return likeness < (_UNLIKE if whole else _HALF_LIKE)

    def _likeness(self, row: int, terms: list[str]) -> float:
        """How alike the question is to the nearest phrasing: shared idf over all idf (Dice)."""
        asked = set(terms)
        weight = sum(
            self.idf.get(term, self.unknown * (1 if term.isascii() or len(term) == 1 else 2)) for term in asked
        )
        best = 0.0
        for phrase in self._phrases[row]:
            shared = sum(self.idf[term] for term in phrase & asked)
            if shared:
                best = max(best, 2 * shared / (weight + sum(self.idf[term] for term in phrase)))
        return best

    def _section(self, row: int, terms: list[str]) -> str:
        """The section with most of the question's terms that the title does not hold already."""
        title = self._phrases[row][0]
        asked = [term for term in terms if term not in title]
        best, most = "", 0.0
        for code, counts in self._sections[row]:
            score = sum(self.idf.get(term, 0.0) * min(2, counts[term]) ** 0.5 for term in asked if counts[term])
            if score > most + 0.01:
                best, most = code, score
        return best

    def _understood(self, text: str) -> tuple[list[str], str]:
        text = text[:LONGEST_QUERY]
        if self.speller is None:
            return query_terms(text, self.language), ""
        words = list(dict.fromkeys(words_of(text)))[:MOST_TERMS]
        # people's own phrasings are indexed with their slips: what the index knows stays as it is
        better = [word if stem(word) in self.idf else self.speller.correct(word) for word in words]
        terms = list(dict.fromkeys(stem(word) for word in better))
        return terms, " ".join(better) if better != words else ""

    def _read(self, reader: Any, numbers: list[int]) -> tuple[dict[str, tuple], dict[str, set[int]]]:
        """Each term's rows and impacts, and the rows that hold it; `numbers` are Whoosh's, in our order."""
        rows = {number: row for row, number in enumerate(numbers)}
        sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        holders: dict[str, set[int]] = defaultdict(set)
        for field, weight in WEIGHTS.items():
            lengths = [reader.doc_field_length(number, field, 1) for number in numbers]
            average = sum(lengths) / len(lengths) if lengths else 1.0
            for raw in reader.lexicon(field):
                term = raw.decode() if isinstance(raw, bytes) else raw
                postings = [(rows[number], freq) for number, freq in _postings(reader, field, term) if number in rows]
                idf = self._rarity(len(postings))
                for row, freq in postings:
                    grown = freq * (_K1 + 1) / (freq + _K1 * (1 - _B + _B * lengths[row] / average))
                    sums[term][row] += weight * idf * grown
                    holders[term].add(row)
        packed = {
            term: (np.fromiter(found, dtype=np.int64), np.fromiter(found.values(), dtype=np.float64))
            for term, found in sums.items()
        }
        return packed, holders

    def _rarity(self, holders: int) -> float:
        return math.log(1 + (self.size - holders + 0.5) / (holders + 0.5))

    def _vocabulary(self) -> Counter[str]:
        words: Counter[str] = Counter()
        for document in self.documents:
            words.update(words_of(f"{document['title']} {document['summary']}"))
            words.update(word for _code, title, text in document["sections"] for word in words_of(f"{title} {text}"))
        return words


def _postings(reader: Any, field: str, term: str):
    matcher = reader.postings(field, term)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()
