"""One Whoosh index a language in a folder, and the readers that stand on it.

The database is the truth: an index carries the edition that it was built from, and is built anew when the edition is
another, or the index is missing or broken. A reader is never refreshed (forks of Whoosh then serve deleted documents):
every edition gets a new one.
"""

import fcntl
import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.index import create_in, open_dir

from knowledge.search.analysis import kept_words
from knowledge.search.files import SCHEMA, read_postings, read_rows, write
from knowledge.search.ranking import Impacts
from knowledge.search.table import FIELDS, Row, Table


@dataclass(frozen=True)
class Document:
    """What an index is told of an article in one language."""

    slug: str
    title: str
    summary: str
    aliases: tuple[str, ...]
    sections: tuple[tuple[str, str, str], ...]  # (id, title, plain text)


# An index that an older engine wrote holds other terms.
_ENGINE = hashlib.blake2b(
    b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()


class Library:
    """The index of one language below `folder`; threads and processes may share it.

    An edition is a name for what is published: another name, other articles.
    """

    def __init__(self, folder: Path, language: str):
        self.folder, self.language = folder / language, language
        self._gate = threading.Lock()
        self._open: tuple[str, Impacts] | None = None

    def reader(self, edition: str, documents: Callable[[], Iterable[Document]]) -> Impacts:
        """A reader on exactly the documents of `edition`; `documents` is asked for where it must be built."""
        opened = self._open
        if opened is not None and opened[0] == edition:
            return opened[1]
        with self._gate:
            opened = self._open
            if opened is None or opened[0] != edition:
                opened = self._open = edition, self._opened_or_built(edition, documents)
        return opened[1]

    def reader_at_hand(self, edition: str, documents: Callable[[], Iterable[Document]]) -> tuple[Impacts, bool]:
        """As `reader`, and True; while another thread opens that edition, the one before it, and False.

        That one may name articles that are gone, and knows no new ones: its caller leaves the first out.
        """
        opened = self._open
        if opened is not None and opened[0] != edition and self._gate.locked():
            return opened[1], False
        return self.reader(edition, documents), True

    def build(self, edition: str, documents: Iterable[Document]) -> Impacts:
        """Write the index of `edition` anew; one writer at a time, in every process of this machine."""
        with self._one_writer():
            return self._build(edition, documents)

    def fault(self, edition: str) -> str:
        """Why the folder's index cannot be used for `edition`; "" where it can."""
        with self._one_writer():
            return self._fault(edition)

    def differences(self, documents: Iterable[Document]) -> list[str]:
        """Slugs of the articles that the folder's index, which must be whole, knows otherwise than `documents`."""
        wanted = {document.slug: self._row(document) for document in documents}
        with self._one_writer(), open_dir(str(self.folder)).searcher() as searcher:
            rows = read_rows(searcher.reader())
            wrong = _wrong_postings(searcher.reader(), rows, Table(rows, self.language))
        kept = {row.slug: row for row in rows}
        return sorted(
            slug for slug in kept.keys() | wanted.keys() if slug in wrong or kept.get(slug) != wanted.get(slug)
        )

    def _opened_or_built(self, edition: str, documents: Callable[[], Iterable[Document]]) -> Impacts:
        try:
            with self._one_writer():  # who waited for another's building finds it built
                return self._from_disk(edition) or self._build(edition, documents())
        except OSError:  # a full or read-only disk must not take the answers away
            return self._in_memory(documents())

    def _from_disk(self, edition: str) -> Impacts | None:
        """A reader on the folder's index, if it is whole and of that edition."""
        try:
            if self._fault(edition):
                return None
            with open_dir(str(self.folder)).searcher() as searcher:
                rows = read_rows(searcher.reader())
            return Impacts(rows, Table(rows, self.language), self.language)
        except Exception:
            # whatever broke the folder, the database can build it again
            return None

    def _build(self, edition: str, documents: Iterable[Document]) -> Impacts:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        index = create_in(str(self.folder), SCHEMA)
        impacts = self._filled(index, documents)
        # written last: without it the folder counts as broken
        self._stamp.write_text(json.dumps({"edition": edition, "engine": _ENGINE, "digest": self._digest()}))
        return impacts

    def _in_memory(self, documents: Iterable[Document]) -> Impacts:
        return self._filled(RamStorage().create_index(SCHEMA), documents)

    def _filled(self, index: Any, documents: Iterable[Document]) -> Impacts:
        rows = list({document.slug: self._row(document) for document in documents}.values())
        table = Table(rows, self.language)
        write(index, rows, table)
        return Impacts(rows, table, self.language)

    def _row(self, document: Document) -> Row:
        return Row(
            document.slug,
            tuple(map(self._words, (document.title, *document.aliases))),
            self._words(document.summary),
            tuple((code, self._words(f"{title} {text}")) for code, title, text in document.sections),
        )

    def _words(self, text: str) -> str:
        return " ".join(kept_words(text, self.language))

    @property
    def _stamp(self) -> Path:
        return self.folder / "edition.json"

    def _fault(self, edition: str) -> str:
        try:
            stamp = json.loads(self._stamp.read_text())
            if stamp["engine"] != _ENGINE or stamp["edition"] != edition:
                return "of another edition"
            return "" if stamp["digest"] == self._digest() else "damaged"
        except (OSError, ValueError, LookupError, TypeError):
            return "missing"

    def _digest(self) -> str:
        """Of the index's files: names and contents."""
        digest = hashlib.blake2b(digest_size=16)
        for file in sorted(self.folder.iterdir()):
            if file != self._stamp and file.is_file():
                content = file.read_bytes()
                digest.update(f"{file.name} {len(content)} ".encode() + content)
        return digest.hexdigest()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / f"{self.language}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _wrong_postings(reader: Any, rows: list[Row], table: Table) -> set[str]:
    """Slugs of the articles whose postings say otherwise than what is kept of them."""
    wrong: set[str] = set()
    for field in FIELDS:
        counted = table.postings(field)
        expected = {
            term: dict(zip(counted.rows[begin:end].tolist(), counted.counts[begin:end].tolist(), strict=True))
            for (term, begin, end) in zip(table.numbers, counted.starts[:-1], counted.starts[1:], strict=True)
            if begin < end
        }
        for term, numbers, counts in read_postings(reader, field):
            found = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
            wrong |= {rows[number].slug for number, _count in found.items() ^ expected.pop(term, {}).items()}
        wrong |= {rows[number].slug for found in expected.values() for number in found}
    return wrong
