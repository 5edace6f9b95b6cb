"""Search at 10,000 documents: the impact cache beside Whoosh's own searcher and SQLite's FTS5, in both languages.

The documents are made of the words of knowledge/content, at random with a fixed seed, so that every run is alike.
"""

import contextlib
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from whoosh import qparser
from whoosh.index import open_dir

from bench.lines import Line
from knowledge.articles import ArticleFile, plain_text, read_folder
from knowledge.search import Document, Library
from knowledge.search.analysis import query_terms, terms_of

DOCUMENTS = int(os.environ.get("SEARCH_DOCUMENTS", "10000"))
QUERIES = 300
CONTENT = Path(__file__).resolve().parents[1] / "knowledge" / "content"


def run() -> list[Line]:
    articles = read_folder(CONTENT)[0]
    lines: list[Line] = []
    for language in ("en", "zh-hans"):
        with tempfile.TemporaryDirectory() as folder:
            lines += _language(Path(folder), language, [one for one in articles if one.language == language])
    return lines


def _language(folder: Path, language: str, articles: list[ArticleFile]) -> list[Line]:
    chance = random.Random(7)
    documents = _documents(articles, chance)
    queries = [chance.choice(chance.choice(articles).aliases) for _ in range(QUERIES)]
    started = time.perf_counter()
    reader = Library(folder, language).build(1, documents)
    built = Line(f"index, {language}", "Whoosh and cache", len(documents), time.perf_counter() - started)
    started = time.perf_counter()
    Library(folder, language).reader(1, list)
    opened = Line(f"open, {language}", "cache from disk", len(documents), time.perf_counter() - started)

    with contextlib.ExitStack() as stack:
        searcher = stack.enter_context(open_dir(str(folder / language)).searcher())
        parser = qparser.MultifieldParser(["title", "aliases", "body"], searcher.schema, group=qparser.OrGroup)
        whoosh = _timed("Whoosh's searcher", language, queries[:60], _whoosh(searcher, parser, language))
        table = stack.enter_context(contextlib.closing(_fts(documents, language)))
        fts = _timed("SQLite FTS5", language, queries, _fts_query(table, language), whoosh.rate)
        ours = _timed("impact cache", language, queries, lambda text: reader.find(text, 10), whoosh.rate)
    return [built, opened, whoosh, fts, ours]


def _documents(articles: list[ArticleFile], chance: random.Random) -> list[Document]:
    """Documents of shuffled lines, each with the shape of an article."""
    sections = [(part.id, part.title, plain_text(part.text)) for one in articles for part in one.sections]
    aliases = [alias for one in articles for alias in one.aliases]
    titles = [one.title for one in articles]
    return [
        Document(
            slug=f"d{number}",
            title=f"{chance.choice(titles)} {number}",
            summary=chance.choice(articles).summary,
            aliases=tuple(chance.sample(aliases, 6)),
            sections=tuple(chance.sample(sections, 3)),
        )
        for number in range(DOCUMENTS)
    ]


def _timed(
    how: str, language: str, queries: list[str], ask: Callable[[str], object], baseline: float | None = None
) -> Line:
    ask(queries[0])
    times = []
    for text in queries:
        started = time.perf_counter()
        ask(text)
        times.append(time.perf_counter() - started)
    times.sort()
    note = f"p50 {times[len(times) // 2] * 1000:.2f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.2f} ms"
    return Line(f"search, {language}", how, len(times), sum(times), baseline, note)


def _whoosh(searcher, parser, language: str) -> Callable[[str], object]:
    return lambda text: list(searcher.search(parser.parse(" ".join(query_terms(text, language))), limit=10))


def _fts(documents: list[Document], language: str) -> sqlite3.Connection:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE d USING fts5(title, aliases, body)")
    rows = (
        (
            " ".join(terms_of(one.title, language)),
            " ".join(terms_of(" , ".join(one.aliases), language)),
            " ".join(terms_of(" ".join(text for _id, _title, text in one.sections), language)),
        )
        for one in documents
    )
    table.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)
    return table


def _fts_query(table: sqlite3.Connection, language: str) -> Callable[[str], object]:
    def ask(text: str):
        terms = " OR ".join(f'"{term}"' for term in query_terms(text, language))
        sql = "SELECT rowid FROM d WHERE d MATCH ? ORDER BY bm25(d, 2.0, 1.5, 1.0) LIMIT 10"
        return table.execute(sql, (terms or '"x"',)).fetchall()

    return ask
