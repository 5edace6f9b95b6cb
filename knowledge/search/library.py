"""One Whoosh index a language in a folder, and the readers that stand on it.

The database is the truth: an index carries the number of the generation it was built from, and is built anew when the
number is another, or the index is missing or broken. A reader is never refreshed (forks of Whoosh then serve deleted
documents): every generation gets a new one.
"""

import fcntl
import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from whoosh import writing
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.index import create_in, open_dir

from knowledge.search.analysis import terms_of
from knowledge.search.ranking import Impacts


@dataclass(frozen=True)
class Document:
    """What an index knows of an article in one language."""

    slug: str
    title: str
    summary: str
    aliases: tuple[str, ...]
    sections: tuple[tuple[str, str, str], ...]  # (id, title, plain text)


_terms = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)  # terms are made by our own analysis
_schema = Schema(slug=ID(unique=True), title=_terms, aliases=_terms, body=_terms, document=STORED)


class Library:
    """The index of one language below `folder`; threads may share it."""

    def __init__(self, folder: Path, language: str):
        self.folder, self.language = folder / language, language
        self._gate = threading.Lock()
        self._impacts: Impacts | None = None

    def reader(self, generation: int, documents: Callable[[], Iterable[Document]]) -> Impacts:
        """A reader on exactly the documents of `generation`; `documents` is asked for where it must be built."""
        impacts = self._impacts
        if impacts is not None and impacts.generation == generation:
            return impacts
        with self._gate:
            impacts = self._impacts
            if impacts is None or impacts.generation != generation:
                impacts = self._open(generation) or self.build(generation, documents())
                self._impacts = impacts
        return impacts

    def build(self, generation: int, documents: Iterable[Document]) -> Impacts:
        """Write the index of `generation` anew; one writer at a time, in every process of this machine."""
        rows = list({document.slug: document for document in documents}.values())
        try:
            with self._one_writer():
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir(parents=True)
                index = create_in(str(self.folder), _schema)
                self._write(index, rows)
                with index.searcher() as searcher:
                    impacts = Impacts(searcher.reader(), self.language, generation)
                # written last: without it the folder counts as broken
                self._stamp.write_text(json.dumps({"generation": generation, "documents": len(rows)}))
        except OSError:  # a full or read-only disk must not take the answers away
            index = RamStorage().create_index(_schema)
            self._write(index, rows)
            with index.searcher() as searcher:
                impacts = Impacts(searcher.reader(), self.language, generation)
        return impacts

    def _open(self, generation: int) -> Impacts | None:
        """A reader on the folder's index, if it is whole and of that generation."""
        try:
            with self._one_writer():
                stamp = json.loads(self._stamp.read_text())
                if stamp["generation"] != generation:
                    return None
                with open_dir(str(self.folder)).searcher() as searcher:
                    if searcher.doc_count() != stamp["documents"]:
                        return None
                    return Impacts(searcher.reader(), self.language, generation)
        except Exception:
            # whatever broke the folder, the database can build it again
            return None

    def _write(self, index, rows: list[Document]) -> None:
        writer = index.writer()
        for row in rows:
            body = " ".join([row.summary, *(f"{title} {text}" for _id, title, text in row.sections)])
            writer.add_document(
                slug=row.slug,
                title=self._terms(row.title),
                aliases=self._terms(" , ".join(row.aliases)),
                body=self._terms(body),
                document=asdict(row),
            )
        writer.commit(mergetype=writing.CLEAR)

    def _terms(self, text: str) -> str:
        return " ".join(terms_of(text, self.language))

    @property
    def _stamp(self) -> Path:
        return self.folder / "generation.json"

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / f"{self.language}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
