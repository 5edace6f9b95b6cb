"""An article's Markdown in words: for one country, with a community's own numbers, as plain text or as HTML."""

import re

import nh3
from markdown_it import MarkdownIt

_REGION = re.compile(r"^:::\s*region\s+([A-Z]{2})[ \t]*\n(.*?)^:::[ \t]*$\n?", re.M | re.S)
_PLACEHOLDER = re.compile(r"\{(fire|ambulance|police|crisis)\}")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_MARKS = re.compile(r"\*\*|__|`")
_LOOSE = re.compile(r"<li>\s*<p>((?:(?!</?p>|</li>).)*)</p>\s*</li>", re.S)  # a block left out parts its list
_WIDE = re.compile(r"(?<=[：。，、；！？])(</strong>) +")  # a full-width mark brings its own space
_WIDE_PLAIN = re.compile(r"(?<=[：。，、；！？]) +(?=\S)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

_markdown = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "ol", "ul", "li", "strong", "em", "a", "h3", "br"}


def without_other_regions(text: str, region: str) -> str:
    """`text` with the blocks of `region` opened and those of other regions left out."""
    return re.sub(r"\n{3,}", "\n\n", _REGION.sub(lambda m: m[2] if m[1] == region else "", text)).strip()


def with_numbers(text: str, numbers: dict[str, str]) -> str:
    """`text` with {fire} and the like replaced by the community's own numbers; {crisis} is a crisis line."""
    return _PLACEHOLDER.sub(lambda m: numbers.get(m[1]) or next(iter(numbers.values()), ""), text)


def items_of(text: str) -> list[str]:
    """The list items (or paragraphs) of a section as plain lines, marks and numbers taken off."""
    return [line[1] for line in _lines(text)]


def plain_text(text: str) -> str:
    """A section as plain text: numbered steps keep their numbers, other items begin with "- "."""
    number, lines = 0, []
    for kind, line in _lines(text):
        if kind == "step":
            number += 1
            lines.append(f"{number}. {line}")
        else:
            lines.append(f"- {line}" if kind == "item" else line)
    return "\n".join(lines)


def to_html(text: str) -> str:
    """A section as clean HTML; ordered lists carry the class that the style sheets know."""
    html = nh3.clean(_markdown.render(text), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "tel"})
    html = _LOOSE.sub(r"<li>\1</li>", html)
    html = _WIDE.sub(r"\1", html)
    return html.replace("<ol>", '<ol class="howto">')


def _lines(text: str) -> list[tuple[str, str]]:
    """(kind, words) for each item or paragraph; kinds are step, item, text."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith(":::"):
            continue
        kind = "step" if re.match(r"^\s*\d+[.)]\s", line) else "item" if _ITEM.match(line) else "text"
        words = _WIDE_PLAIN.sub("", _LINK.sub(r"\1", _MARKS.sub("", _ITEM.sub("", line))).strip())
        if kind == "text" and found and line.startswith((" ", "\t")):
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}")
        else:
            found.append((kind, words))
    return found
