"""The parts of search, each in a process of its own: `python -m bench.search_cases compare|start ...`."""

import time

STARTED = time.perf_counter()

import json  # noqa: E402
import random  # noqa: E402
import resource  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from knowledge.articles import ArticleFile, plain_text, read_folder  # noqa: E402
from knowledge.search import Document, Library  # noqa: E402
from knowledge.search.analysis import query_terms, terms_of  # noqa: E402

Times = list[tuple[float, float]]
QUERIES, FEWER = 300, 60  # the second: of those that take a tenth of a second
CONTENT = Path(__file__).resolve().parents[1] / "knowledge" / "content"
HOSTILE = [
    "a* e* s* t* " * 83, "?" * 1000, "[a TO z] " * 111, "NOT safe " * 111, "fire~9 AND (((" * 71, "' OR 1=1 --" * 90,
    "fire " * 200, "火" * 1000, "a" * 1000, "\x00\x07\x1b[31mfire" * 83, "🔥" * 1000, "é" * 1000, "-" * 1000,
    " ".join(f"fireq{chr(97 + n % 26)}{chr(97 + n // 26)}ing" for n in range(100)),
    "ﬁre ＦＩＲＥ " * 100, "火\u200b灾" * 333,
    "".join(chr(0x4E00 + n * 7) for n in range(1000)), "".join(chr(0x20000 + n) for n in range(1000)),
    "煤气地震着火台风停电触电噎住流血" * 62,
]  # fmt: skip


def compare(language: str, count: int, postgres: str) -> dict:
    articles = [one for one in read_folder(CONTENT)[0] if one.language == language]
    chance = random.Random(7)
    documents = made(articles, chance, count)
    questions = {kind: list(asked) for kind, asked in asked_of(articles, chance, language).items()}
    mixed = [question for asked in questions.values() for question in asked]
    chance.shuffle(mixed)
    build, search, kinds = {}, {}, {}
    with tempfile.TemporaryDirectory() as folder:
        before = memory()
        reader, took = timed(lambda: Library(Path(folder), language).build("1", documents))
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        build["ours"] = *took, f"{memory() - before:.0f} MB at most, {size >> 20} MB on disk"
        _reader, took = timed(lambda: Library(Path(folder), language).reader("1", list))
        build["ours, opened from disk"] = *took, ""
        with whoosh_of(Path(folder) / language) as searcher:
            search["Whoosh's own searcher"] = times_of(mixed[:FEWER], language, whoosh(searcher))
    rows = [(one.slug, *texts_of(one, language)) for one in documents]
    table, took = timed(lambda: fts5(rows))
    build["SQLite FTS5, terms given"] = *took, ""
    search["SQLite FTS5"] = times_of(mixed, language, fts5_query(table))
    if postgres:
        import psycopg

        with psycopg.connect(postgres, autocommit=True) as connection:
            _none, took = timed(lambda: tsvectors(connection, rows))
            build["PostgreSQL GIN, terms given"] = *took, "its own processor's seconds not counted"
            search["PostgreSQL ts_rank"] = times_of(mixed[: 2 * FEWER], language, tsvector_query(connection))
    find = lambda text: reader.find(text, 10)  # noqa: E731
    search["ours, with the analysis"] = clocked(mixed, find)
    for kind, asked in questions.items():
        kinds[kind] = clocked(asked, find)
    kinds["hostile, 1,000 characters"] = clocked(HOSTILE, find)
    return {"build": build, "search": search, "kinds": kinds}


def made(articles: list[ArticleFile], chance: random.Random, count: int) -> list[Document]:
    """Documents of shuffled parts, each with the shape of an article."""
    sections = [(part.id, part.title, plain_text(part.text)) for one in articles for part in one.sections]
    aliases = [alias for one in articles for alias in one.aliases]
    return [
        Document(
            slug=f"d{number}",
            title=f"{chance.choice(articles).title} {number}",
            summary=chance.choice(articles).summary,
            aliases=tuple(chance.sample(aliases, 6)),
            sections=tuple(chance.sample(sections, 3)),
        )
        for number in range(count)
    ]


def asked_of(articles: list[ArticleFile], chance: random.Random, language: str) -> dict[str, Iterator[str]]:
    """Questions of each kind."""

    def alias() -> str:
        return chance.choice(chance.choice(articles).aliases)

    space = "" if language == "zh-hans" else " "
    return {
        "phrasings": (alias() for _ in range(QUERIES // 2)),
        "with a slip": (slipped(alias(), chance) for _ in range(QUERIES // 4)),
        "a word or two": (short(alias(), chance, language) for _ in range(QUERIES // 8)),
        "two in one": (f"{alias()}{space}{alias()}" for _ in range(QUERIES // 8)),
    }


def slipped(text: str, chance: random.Random) -> str:
    """`text` with two letters of its longest word swapped, or a Chinese character left out."""
    word = max(text.split(), key=len)
    at = chance.randrange(len(word) - 1) if len(word) > 1 else 0
    wrong = (
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :] if word.isascii() else word[:at] + word[at + 1 :]
    )
    return text.replace(word, wrong, 1)


def short(text: str, chance: random.Random, language: str) -> str:
    if language == "zh-hans":
        at = chance.randrange(max(1, len(text) - 2))
        return text[at : at + 3]
    words = text.split()
    return " ".join(words[-2:])


def timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    started, spent = time.perf_counter(), time.process_time()
    return work(), (time.perf_counter() - started, time.process_time() - spent)


def clocked(questions: list[str], ask: Callable[[str], object]) -> Times:
    """Of each question the seconds that passed, and those of the processor in this process."""
    ask(questions[0])
    times = []
    for question in questions:
        started, spent = time.perf_counter(), time.process_time()
        ask(question)
        times.append((time.perf_counter() - started, time.process_time() - spent))
    return times


def times_of(questions: list[str], language: str, ask: Callable[[list[str]], object]) -> Times:
    """As `clocked`, for questions whose terms are known already."""
    known = {question: query_terms(question, language) for question in questions}
    return clocked(questions, lambda question: ask(known[question]))


def texts_of(document: Document, language: str) -> tuple[str, str, str]:
    body = " ".join([document.summary, *(f"{title} {text}" for _id, title, text in document.sections)])
    return tuple(" ".join(terms_of(text, language)) for text in (document.title, " , ".join(document.aliases), body))


def whoosh_of(folder: Path):
    from whoosh.index import open_dir

    return open_dir(str(folder)).searcher()


def whoosh(searcher) -> Callable[[list[str]], object]:
    from whoosh.query import Or, Term

    fields = "title", "aliases", "body"
    return lambda terms: list(searcher.search(Or([Term(field, term) for term in terms for field in fields]), limit=10))


def fts5(rows: list[tuple]) -> sqlite3.Connection:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE d USING fts5(slug UNINDEXED, title, aliases, body)")
    table.executemany("INSERT INTO d VALUES (?, ?, ?, ?)", rows)
    return table


def fts5_query(table: sqlite3.Connection) -> Callable[[list[str]], object]:
    sql = "SELECT slug FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 2.0, 1.5, 1.0) LIMIT 10"
    return lambda terms: table.execute(sql, (" OR ".join(f'"{term}"' for term in terms) or '"x"',)).fetchall()


def tsvectors(connection, rows: list[tuple]) -> None:
    connection.execute("CREATE TEMPORARY TABLE d (slug text, words tsvector)")
    with connection.cursor() as cursor, cursor.copy("COPY d FROM STDIN") as copy:
        for slug, *texts in rows:
            places: dict[str, list[str]] = {}
            at = 0
            for text, weight in zip(texts, "ABC", strict=True):
                for term in text.split():
                    at += 1
                    places.setdefault(term, []).append(f"{at}{weight}")
            copy.write_row((slug, " ".join(f"'{term}':{','.join(found[:200])}" for term, found in places.items())))
    connection.execute("CREATE INDEX ON d USING gin (words)")
    connection.execute("ANALYZE d")


def tsvector_query(connection) -> Callable[[list[str]], object]:
    sql = "SELECT slug FROM d WHERE words @@ %(q)s::tsquery ORDER BY ts_rank(words, %(q)s::tsquery) DESC LIMIT 10"
    return lambda terms: connection.execute(sql, {"q": " | ".join(f"'{term}'" for term in terms) or "'x'"}).fetchall()


def memory() -> float:
    """MB that this process has used at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start(language: str, folder: str) -> list[float]:
    """Seconds from this module's first line to the first answer out of an index of the real guides; the processor's."""
    question = "smell of gas" if language == "en" else "煤气味"
    found = Library(Path(folder), language).reader("1", lambda: real(language)).find(question)
    seconds = time.perf_counter() - STARTED
    assert found.hits[0].slug == "gas-leak"
    return [seconds, time.process_time()]


def real(language: str) -> Iterator[Document]:
    for one in read_folder(CONTENT)[0]:
        if one.language == language:
            sections = tuple((part.id, part.title, plain_text(part.text)) for part in one.sections)
            yield Document(one.slug, one.title, one.summary, tuple(one.aliases), sections)


if __name__ == "__main__":
    name, language, *rest = sys.argv[1:]
    found = compare(language, int(rest[0]), rest[1]) if name == "compare" else start(language, rest[0])
    print(json.dumps(found))
