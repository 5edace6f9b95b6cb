"""The Whoosh index of one language: what is known of each article, and postings, in and out a term at a time.

Whoosh's own writer takes each occurrence by itself, sorts them all and writes them one by one: a minute for 10,000
articles. Ours fills the same files by the term. What it writes is Whoosh's format: any searcher of Whoosh reads it.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh import writing
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from knowledge.search.table import FIELDS, Postings, Row, Table


class _Terms(FieldType):
    """Terms with their count as weight; nothing beside it."""

    def __init__(self) -> None:
        super().__init__(Existence(), SpaceSeparatedTokenizer(), scorable=True)


SCHEMA = Schema(document=STORED, **{field: _Terms() for field in FIELDS})


def write(index: Any, rows: Sequence[Row], table: Table) -> None:
    """Make a Whoosh index of `SCHEMA` hold exactly `rows`, whose terms `table` has counted."""
    # a tenth of the time is squeezing blocks of some dozen numbers; the disk has room
    writer = _Writer(index, codec=_Codec(compression=0, blocklimit=1024))
    try:
        writer.fill(rows, table)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=writing.CLEAR)


def read_rows(reader: Any) -> list[Row]:
    """What the index keeps of each article, in the order of Whoosh's numbers."""
    return [Row(*fields["document"]) for fields in reader.all_stored_fields()]


def read_postings(reader: Any, field: str) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each term of a field, the numbers of the documents that hold it (rising), and how often each does."""
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        numbers, counts = [], []
        while matcher.is_active():
            matcher._read_data()
            deltas, weights, _values = matcher._data
            numbers.append(np.cumsum(deltas))
            # one number where all are the same, nothing where all are 1
            counts.append(np.broadcast_to(1.0 if weights is None else weights, len(deltas)))
            matcher._next_block()
        yield term.decode(), np.concatenate(numbers), np.concatenate(counts)


class _Writer(writing.SegmentWriter):
    def fill(self, rows: Sequence[Row], table: Table) -> None:
        postings = {field: table.postings(field) for field in FIELDS}
        for number, row in enumerate(rows):
            self.perdocwriter.start_doc(number)
            for field in FIELDS:
                self.perdocwriter.add_field(field, self.schema[field], None, int(postings[field].lengths[number]))
            kept = row.slug, row.phrasings, row.summary, row.sections
            self.perdocwriter.add_field("document", self.schema["document"], kept, 0)
            self.perdocwriter.finish_doc()
        self.perdocwriter.close()
        terms = sorted(table.numbers.items())
        for field, found in postings.items():
            self._write(field, found, terms)
        self.fieldwriter.close()
        self.docnum, self._added = len(rows), bool(rows)

    def _write(self, field: str, found: Postings, terms: list[tuple[str, int]]) -> None:
        begins, ends = found.starts.tolist(), found.starts[1:].tolist()
        self.fieldwriter.start_field(field, self.schema[field])
        for term, number in terms:
            if begins[number] < ends[number]:
                some = slice(begins[number], ends[number])
                self.fieldwriter.start_term(term.encode())
                rows = found.rows[some]
                self.fieldwriter._postwriter.add_all(rows, found.counts[some], found.lengths[rows])
                self.fieldwriter.finish_term()
        self.fieldwriter.finish_field()

    def _flush_segment(self) -> None:
        """All is written already, in place of Whoosh's sorted postings."""


class _Codec(W3Codec):
    def postings_writer(self, dbfile: Any, byteids: bool = False) -> W3PostingsWriter:
        return _Postings(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _Postings(W3PostingsWriter):
    def add_all(self, numbers: np.ndarray, counts: np.ndarray, lengths: np.ndarray) -> None:
        """A term's postings in blocks; the last one is written when the term is finished."""
        for start in range(0, len(numbers), self._blocklimit):
            if len(self):  # a block that waits
                self._write_block()
            block = slice(start, start + self._blocklimit)
            self._ids = array("I", numbers[block].astype("I").tobytes())
            self._weights = array("f", counts[block].astype("f").tobytes())
            self._maxweight = float(counts[block].max())
            self._minlength, self._maxlength = int(lengths[block].min()), int(lengths[block].max())
