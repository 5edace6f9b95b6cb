"""The lines of a section that stand in a list, one by one: for ticking off, for questions, for pictures."""

import hashlib
import re
from dataclasses import dataclass

from knowledge.articles.wording import items_of

_LISTED = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_LEAD = re.compile(r"^\*\*(?P<lead>.+?)\*\*\s*(?P<rest>.*)$", re.S)


@dataclass(frozen=True)
class Item:
    """A line of a list as plain text: what stands in bold, and the rest. One of them may be empty."""

    lead: str
    rest: str
    is_step: bool  # numbered

    @property
    def gap(self) -> str:
        """What stands between the two: a full-width mark brings its own space."""
        return "" if not self.lead or not self.rest or self.lead.endswith(("。", "：", "！", "？", "；", "，")) else " "

    @property
    def text(self) -> str:
        return f"{self.lead}{self.gap}{self.rest}"


def listed(text: str, *, prose: bool = False) -> list[Item]:
    """The list items of a section's Markdown, in order; the paragraphs between them too where `prose` asks for all."""
    items: list[list[str]] = []
    for line in text.splitlines():
        if _LISTED.match(line):
            items.append([line])
        elif items and line.startswith((" ", "\t")) and line.strip():
            items[-1].append(line.strip())
        elif line.strip():
            items.append([line.strip()] if prose else [])  # what follows a paragraph belongs to no item
    return [_item(" ".join(lines)) for lines in items if any(lines)]


def mark_of(section: str, text: str) -> str:
    """What a line is known by while its words stay the same: ten hexadecimal digits."""
    return hashlib.sha256(f"{section}\n{text}".encode()).hexdigest()[:10]


def _item(line: str) -> Item:
    is_step = bool(re.match(r"^\s*\d", line))
    words = _LISTED.sub("", line).strip()
    found = _LEAD.match(words)
    if not found:
        return Item("", _plain(words), is_step)
    return Item(_plain(found["lead"]), _plain(found["rest"]), is_step)


def _plain(words: str) -> str:
    return " ".join(items_of(words)) if words.strip() else ""
