"""One file is one article in one language: `<topic>/<slug>.<language>.md`.

YAML front matter between `---` lines, then sections `## Title {#id}`; inside them `:::region US` ... `:::` holds words
for one country only, and {fire}, {ambulance}, {police} stand for the community's numbers,
{crisis} for the line for people in crisis.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.articles.problems import BadArticle, Code, Problem

LANGUAGES = ("en", "zh-hans")
SECTIONS = ("steps", "before", "during", "after", "donot", "different", "call")  # and the order they stand in
CALLS = ("fire", "ambulance", "police")
HAZARDS = {
    "gas", "fire", "flooding", "road", "structure", "electrical", "water_supply", "landslide", "fallen_tree",
    "blocked_exit", "hazmat", "other", "earthquake", "storm", "heat", "cold", "tsunami", "medical",
}  # fmt: skip
FEWEST_ALIASES = 6

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where it was built
_HEADING = re.compile(r"^##\s+(?P<title>.+?)\s*\{#(?P<id>[a-z]+)\}\s*$")
_REGION = re.compile(r"^:::\s*region\s+(?P<region>[A-Z]{2})\s*$")
_NAME = re.compile(r"^(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z-]+)\.md$")


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    text: str  # Markdown with region blocks and {fire} placeholders
    line: int = 0
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleFile:
    """One article in one language, as its file says it."""

    path: str
    slug: str
    topic: str
    language: str
    title: str
    summary: str
    hazards: tuple[str, ...]
    calls: tuple[str, ...]
    danger: bool
    act_first: str
    aliases: tuple[str, ...]
    sources: tuple[dict[str, Any], ...]
    reviewed: dt.date
    sections: tuple[Section, ...]
    digest: str
    lines: dict[str, int] = field(default_factory=dict, compare=False)  # where each key of the front matter stands


def parse_article(path: str, text: str) -> ArticleFile:
    """The article in `text`; `path` ends in <topic>/<slug>.<language>.md. Raises BadArticle."""
    name = _NAME.match(Path(path).name)
    if not name or name["language"] not in LANGUAGES:
        raise _bad(path, 1, Code.FILE_NAME, languages=", ".join(LANGUAGES))
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise _bad(path, 1, Code.HEAD_MISSING)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise _bad(path, 1, Code.HEAD_OPEN)
    front, places = _front_matter(path, lines[1:end])
    return ArticleFile(
        path=path,
        slug=name["slug"],
        language=name["language"],
        topic=Path(path).parent.name,
        sections=_sections(path, lines, end + 1),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        lines=places,
        **front,
    )


def article_text(words: dict[str, Any], shared: dict[str, Any]) -> str:
    """The file of one language: what parse_article reads again. Empty sections are left out.

    `words`: title, summary, act_first, aliases [text], sources [{authority, title, year?}], sections [{id, title,
    text}]; `shared`: hazards, calls, danger, reviewed (an ISO date).
    """
    front = {
        "title": words["title"],
        "summary": words["summary"],
        "hazards": list(shared["hazards"]),
        "calls": list(shared["calls"]),
        "danger": bool(shared["danger"]),
        **({"act_first": words["act_first"]} if words.get("act_first") else {}),
        "aliases": list(words["aliases"]),
        "sources": [dict(one) for one in words["sources"]],
        "reviewed": dt.date.fromisoformat(shared["reviewed"]),
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    parts = [
        f"## {part['title']} {{#{part['id']}}}\n\n{part['text'].strip()}\n"
        for part in words["sections"]
        if part["text"].strip()
    ]
    return f"---\n{head}---\n\n" + "\n".join(parts)


def read_folder(folder: Path) -> tuple[list[ArticleFile], list[Problem]]:
    """Every article file below `folder`, and what kept others from being read."""
    good, bad = [], []
    for path in sorted(folder.rglob("*.md")):
        try:
            good.append(parse_article(str(path.relative_to(folder)), path.read_text(encoding="utf-8")))
        except BadArticle as error:
            bad.append(error.problem)
        except UnicodeDecodeError:
            bad.append(Problem(str(path.relative_to(folder)), 1, Code.NOT_UTF8))
    return good, bad


def row_of(number: int, heading: int) -> int:
    """The line within a section of line `number` of the file; the heading and an empty line stand before its first."""
    return number - heading - 1


def _bad(path: str, line: int, code: Code, field: str = "", row: int = 0, **figures: Any) -> BadArticle:
    return BadArticle(Problem(path, line, code, field, row, figures))


def _front_matter(path: str, lines: list[str]) -> tuple[dict[str, Any], dict[str, int]]:
    places = {line.split(":")[0]: number for number, line in enumerate(lines, 2) if re.match(r"^[a-z_]+:", line)}
    try:
        data = yaml.load("\n".join(lines), Loader=_Loader)  # noqa: S506 - a safe one either way
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _bad(path, mark.line + 2 if mark else 1, Code.HEAD_YAML, error=str(error)) from None
    if not isinstance(data, dict):
        raise _bad(path, 2, Code.HEAD_KEYS)

    def bad(key: str, code: Code, row: int = 0, **figures: Any) -> BadArticle:
        return _bad(path, places.get(key, 1), code, key, row, **figures)

    for key in data.keys() - {
        "title", "summary", "hazards", "calls", "danger", "act_first", "aliases", "sources", "reviewed"
    }:  # fmt: skip
        raise bad(str(key), Code.UNKNOWN_KEY)
    for key in ("title", "summary"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise bad(key, Code.NO_TEXT)
    for key, allowed in (("hazards", HAZARDS), ("calls", set(CALLS))):
        value = data.setdefault(key, [])
        if not isinstance(value, list) or not set(map(str, value)) <= allowed:
            raise bad(key, Code.NOT_IN_LIST, allowed=", ".join(sorted(allowed)))
    aliases = data.get("aliases")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) and alias.strip() for alias in aliases):
        raise bad("aliases", Code.ALIASES_LIST)
    if len({alias.strip().lower() for alias in aliases}) < FEWEST_ALIASES:
        raise bad("aliases", Code.ALIASES_FEW, least=FEWEST_ALIASES)
    sources = data.get("sources")
    if not isinstance(sources, list) or not sources:
        raise bad("sources", Code.SOURCE)
    for row, source in enumerate(sources, 1):
        if not _is_source(source):
            raise bad("sources", Code.SOURCE, row)
    if not isinstance(data.get("reviewed"), dt.date):
        raise bad("reviewed", Code.NO_DATE)
    if not isinstance(data.get("danger"), bool):
        raise bad("danger", Code.NO_BOOLEAN)
    if not isinstance(data.get("act_first", ""), str):
        raise bad("act_first", Code.NO_TEXT)
    front = {
        "title": data["title"].strip(),
        "summary": data["summary"].strip(),
        "hazards": tuple(data["hazards"]),
        "calls": tuple(data["calls"]),
        "danger": data["danger"],
        "act_first": data.get("act_first", "").strip(),
        "aliases": tuple(alias.strip() for alias in aliases),
        "sources": tuple(sources),
        "reviewed": data["reviewed"],
    }
    return front, places


def _is_source(source: Any) -> bool:
    return (
        isinstance(source, dict)
        and {"authority", "title"} <= set(source) <= {"authority", "title", "year"}  # living pages have no year
        and isinstance(source.get("year", 0), int)
        and all(isinstance(source[key], str) and source[key].strip() for key in ("authority", "title"))
    )


def _sections(path: str, lines: list[str], start: int) -> tuple[Section, ...]:
    """The sections after the front matter; `start` is the index of the first line behind it."""
    sections: list[Section] = []
    heading: tuple[str, str, int] | None = None
    body: list[str] = []
    regions: list[str] = []
    open_region = 0

    def close() -> None:
        nonlocal body, regions
        if heading is not None:
            title, code, line = heading
            text = "\n".join(body).strip()
            if not text:
                raise _bad(path, line, Code.SECTION_EMPTY, code)
            sections.append(Section(code, title, text, line, tuple(regions)))
        body, regions = [], []

    def bad(number: int, code: Code) -> BadArticle:
        return _bad(path, number, code, heading[1], row_of(number, heading[2])) if heading else _bad(path, number, code)

    for number, line in enumerate(lines[start:], start + 1):
        found = _HEADING.match(line)
        if found:
            if open_region:
                raise bad(open_region, Code.REGION_OPEN)
            close()
            heading = (found["title"].strip(), found["id"], number)
            if not heading[0]:
                raise _bad(path, number, Code.SECTION_UNTITLED, heading[1])
        elif line.startswith("#"):
            raise bad(number, Code.HEADING)
        elif line.startswith(":::"):
            region = _REGION.match(line)
            if region and not open_region and heading:
                open_region = number
                regions.append(region["region"])
            elif line.strip() == ":::" and open_region:
                open_region = 0
            else:
                raise bad(number, Code.REGION)
            body.append(line.rstrip())
        elif heading is None and line.strip():
            raise bad(number, Code.WORDS_BEFORE)
        else:
            body.append(line.rstrip())
    if open_region:
        raise bad(open_region, Code.REGION_OPEN)
    close()
    return tuple(sections)
