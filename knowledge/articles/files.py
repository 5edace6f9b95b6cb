"""One file is one article in one language: `<topic>/<slug>.<language>.md`.

YAML front matter between `---` lines, then sections `## Title {#id}`; inside them `:::region US` ... `:::` holds words
for one country only, and {fire}, {ambulance}, {police} stand for the community's numbers.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh-hans")
SECTIONS = ("steps", "before", "during", "after", "donot", "different", "call")  # and the order they stand in
CALLS = ("fire", "ambulance", "police")
HAZARDS = {
    "gas", "fire", "flooding", "road", "structure", "electrical", "water_supply", "landslide", "fallen_tree",
    "blocked_exit", "hazmat", "other", "earthquake", "storm", "heat", "cold", "tsunami", "medical",
}  # fmt: skip
FEWEST_ALIASES = 6

_HEADING = re.compile(r"^##\s+(?P<title>.+?)\s*\{#(?P<id>[a-z]+)\}\s*$")
_REGION = re.compile(r"^:::\s*region\s+(?P<region>[A-Z]{2})\s*$")
_NAME = re.compile(r"^(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z-]+)\.md$")


class BadArticle(Exception):
    """What is wrong in an article file, and where: "<path>:<line>: <what>"."""

    def __init__(self, path: str, line: int, what: str):
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what = path, line, what


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
        raise BadArticle(path, 1, f"name the file <slug>.<language>.md with a language of {', '.join(LANGUAGES)}")
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise BadArticle(path, 1, "the front matter must begin with ---")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise BadArticle(path, 1, "the front matter has no closing ---")
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


def read_folder(folder: Path) -> tuple[list[ArticleFile], list[BadArticle]]:
    """Every article file below `folder`, and what kept others from being read."""
    good, bad = [], []
    for path in sorted(folder.rglob("*.md")):
        try:
            good.append(parse_article(str(path.relative_to(folder)), path.read_text(encoding="utf-8")))
        except BadArticle as problem:
            bad.append(problem)
        except UnicodeDecodeError:
            bad.append(BadArticle(str(path.relative_to(folder)), 1, "the file is not UTF-8"))
    return good, bad


def _front_matter(path: str, lines: list[str]) -> tuple[dict[str, Any], dict[str, int]]:
    places = {line.split(":")[0]: number for number, line in enumerate(lines, 2) if re.match(r"^[a-z_]+:", line)}
    try:
        data = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadArticle(path, mark.line + 2 if mark else 1, f"the front matter is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise BadArticle(path, 2, "the front matter must be keys and values")

    def bad(key: str, what: str) -> BadArticle:
        return BadArticle(path, places.get(key, 1), f"{key}: {what}")

    for key in data.keys() - {
        "title", "summary", "hazards", "calls", "danger", "act_first", "aliases", "sources", "reviewed"
    }:  # fmt: skip
        raise bad(str(key), "is not a key of an article")
    for key in ("title", "summary"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise bad(key, "must be a line of text")
    for key, allowed in (("hazards", HAZARDS), ("calls", set(CALLS))):
        value = data.setdefault(key, [])
        if not isinstance(value, list) or not set(map(str, value)) <= allowed:
            raise bad(key, f"must be a list from: {', '.join(sorted(allowed))}")
    aliases = data.get("aliases")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) and alias.strip() for alias in aliases):
        raise bad("aliases", "must be a list of phrasings, each a text (quote what YAML takes for something else)")
    if len({alias.strip().lower() for alias in aliases}) < FEWEST_ALIASES:
        raise bad("aliases", f"needs at least {FEWEST_ALIASES} different phrasings")
    sources = data.get("sources")
    if not isinstance(sources, list) or not sources or not all(_is_source(source) for source in sources):
        raise bad("sources", "must be a list of {authority, title} or {authority, title, year}")
    if not isinstance(data.get("reviewed"), dt.date):
        raise bad("reviewed", "must be a date, 2026-11-21")
    if not isinstance(data.get("danger"), bool):
        raise bad("danger", "must be true or false")
    if not isinstance(data.get("act_first", ""), str):
        raise bad("act_first", "must be a line of text")
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
                raise BadArticle(path, line, f"section {code} is empty")
            sections.append(Section(code, title, text, line, tuple(regions)))
        body, regions = [], []

    for number, line in enumerate(lines[start:], start + 1):
        found = _HEADING.match(line)
        if found:
            if open_region:
                raise BadArticle(path, open_region, "this region block is never closed")
            close()
            heading = (found["title"], found["id"], number)
        elif line.startswith("#"):
            raise BadArticle(path, number, "write headings as: ## Title {#id}")
        elif line.startswith(":::"):
            region = _REGION.match(line)
            if region and not open_region and heading:
                open_region = number
                regions.append(region["region"])
            elif line.strip() == ":::" and open_region:
                open_region = 0
            else:
                raise BadArticle(path, number, "write a region as :::region US, its lines, then :::")
            body.append(line.rstrip())
        elif heading is None and line.strip():
            raise BadArticle(path, number, "words before the first section")
        else:
            body.append(line.rstrip())
    if open_region:
        raise BadArticle(path, open_region, "this region block is never closed")
    close()
    return tuple(sections)
