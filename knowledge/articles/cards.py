"""A guide as pictures to pass on: SVG cards of 1080 by 1350 pixels, whose words are never cut.

A step whose condition fell off the edge would be another step, so what does not fit goes on to the next card.
No font is brought along: the reader's own system draws the letters, and widths are guessed on the wide side.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from knowledge.articles.lists import Item

WIDTH, HEIGHT = 1080, 1350
_EDGE, _FOOT, _INDENT = 64, 150, 76
_TITLE, _HEAD, _BODY, _SMALL, _NUMBER = 58, 38, 36, 30, 92  # pixels; 36 are 12 on a phone that is 360 wide
_LEADING = 1.36
_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'HarmonyOS Sans SC', "
    "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
_INK, _PAPER, _RED, _TEAL, _GREY = "#13201f", "#ffffff", "#8c1218", "#0a5760", "#445351"
_TOKEN = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
_NEVER_FIRST = set("，。、；：！？”’）》」·—…,.;:!?)]")
_NARROW, _BROAD = set("iljtfrI.,'|:;!()[]-/ "), set("mwMW@%")


@dataclass(frozen=True)
class Block:
    title: str
    items: tuple[Item, ...]
    is_warning: bool = False  # what not to do


@dataclass(frozen=True)
class Words:
    """All that stands on the cards of a guide, in its language."""

    language: str  # "en", "zh-Hans"
    title: str
    call: str  # above the number: "Life in danger? Call now."
    number: str
    label: str  # whose number it is
    blocks: tuple[Block, ...]
    address: str
    checked: str
    issuer: str = ""


@dataclass
class _Card:
    top: int
    parts: list[str] = field(default_factory=list)


@lru_cache(maxsize=100)
def cards_of(words: Words) -> tuple[str, ...]:
    """The cards as SVG documents, in order; at least one."""
    head, top = _head_of(words)
    cards, last = [_Card(top)], HEIGHT - _FOOT
    for block in words.blocks:
        colour = _RED if block.is_warning else _TEAL
        heading = ([_line(_EDGE, 0, block.title, _HEAD, colour, bold=True)], round(_HEAD * 1.7))
        drawn = _items(block, colour)
        whole = heading[1] + sum(tall for _shapes, tall in drawn)
        if cards[-1].parts and whole > last - cards[-1].top and whole <= last - top:
            cards.append(_Card(top))  # it fits on one of its own
        waits = [heading]
        for one in drawn:
            if cards[-1].parts and sum(tall for _shapes, tall in [*waits, one]) > last - cards[-1].top:
                cards.append(_Card(top))
                waits = [heading]
            for shapes, tall in [*waits, one]:
                cards[-1].parts.append(f'<g transform="translate(0 {cards[-1].top})">{"".join(shapes)}</g>')
                cards[-1].top += tall
            waits = []
        cards[-1].top += 18
    return tuple(_document(words, head, card, at, len(cards)) for at, card in enumerate(cards, 1))


def _items(block: Block, colour: str) -> list[tuple[list[str], int]]:
    drawn, number = [], 0
    for item in block.items:
        number += item.is_step
        drawn.append(_item(item, str(number) if item.is_step else "", colour))
    return drawn


def lines_of(text: str, size: float, width: float) -> list[str]:
    """`text` in lines of at most `width` pixels, by the widths of wide letters."""
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        piece = " " if token.isspace() else token
        if line and _width(line + piece.rstrip(), size) > width and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        while _width(piece, size) > width:  # a word longer than a line
            cut = max(1, next(at for at in range(len(piece), 0, -1) if at == 1 or _width(piece[:at], size) <= width))
            lines.append(piece[:cut])
            piece = piece[cut:]
        line = line + piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _width(text: str, size: float) -> float:
    """Pixels that `text` needs at most in a common face, bold included."""
    return size * sum(
        1.0 if letter >= "\u2e80" or letter in "“”‘’…—" else 0.42 if letter in _NARROW else 1.0 if letter in _BROAD
        else 0.74 if letter.isupper() or letter.isdigit() else 0.64
        for letter in text
    )  # fmt: skip


def _line(x: int, y: float, text: str, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x}" y="{round(y + size)}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'


def _item(item: Item, number: str, colour: str) -> tuple[list[str], int]:
    """An item's shapes, from its own top, and how tall it is."""
    shapes, y = [], 0.0
    if number:
        shapes.append(f'<circle cx="{_EDGE + 27}" cy="24" r="27" fill="{colour}"/>')
        shapes.append(
            f'<text x="{_EDGE + 27}" y="36" font-size="32" font-weight="700" fill="{_PAPER}" text-anchor="middle">'
            f"{number}</text>"
        )
    else:
        shapes.append(f'<circle cx="{_EDGE + 27}" cy="24" r="8" fill="{colour}"/>')
    for text, bold in ((item.lead, True), (item.rest, False)):
        for one in lines_of(text, _BODY, WIDTH - 2 * _EDGE - _INDENT):
            shapes.append(_line(_EDGE + _INDENT, y, one, _BODY, _INK, bold=bold))
            y += _BODY * _LEADING
    return shapes, round(max(y, 54) + 16)


def _head_of(words: Words) -> tuple[str, int]:
    """The title and the number, the same on every card; and where the rest begins."""
    y, shapes = 48.0, []
    for one in lines_of(words.title, _TITLE, WIDTH - 2 * _EDGE):
        shapes.append(_line(_EDGE, y, one, _TITLE, _INK, bold=True))
        y += _TITLE * 1.25
    called = lines_of(words.call, _SMALL, WIDTH - 2 * _EDGE - 64)
    box, tall = round(y + 18), round(len(called) * _SMALL * _LEADING + _NUMBER + 52)
    shapes.append(f'<rect x="{_EDGE}" y="{box}" width="{WIDTH - 2 * _EDGE}" height="{tall}" rx="24" fill="{_RED}"/>')
    y = box + 16
    for one in called:
        shapes.append(_line(_EDGE + 32, y, one, _SMALL, _PAPER, bold=True))
        y += _SMALL * _LEADING
    shapes.append(_line(_EDGE + 32, y, words.number, _NUMBER, _PAPER, bold=True))
    beside = round(_EDGE + 64 + _width(words.number, _NUMBER))
    shapes.append(_line(beside, y + _NUMBER - _HEAD, words.label, _SMALL + 4, _PAPER, bold=True))
    return "".join(shapes), box + tall + 30


def _document(words: Words, head: str, card: _Card, at: int, of: int) -> str:
    foot = HEIGHT - _FOOT + 24
    below = [
        f'<path d="M{_EDGE} {foot}H{WIDTH - _EDGE}" stroke="#cfd7d5" stroke-width="3"/>',
        _line(_EDGE, foot + 14, words.address, _SMALL, _TEAL, bold=True),
        _line(_EDGE, foot + 56, f"{words.checked} {words.issuer}".strip(), 26, _GREY),
    ]
    if of > 1:
        below.append(
            f'<text x="{WIDTH - _EDGE}" y="{foot + 14 + _SMALL}" font-size="{_SMALL}" fill="{_GREY}" text-anchor="end">'
            f"{at}/{of}</text>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{escape(words.language)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="{escape(_FONTS)}"><title>{escape(words.title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>{head}{"".join(card.parts)}{"".join(below)}</svg>'
    )
