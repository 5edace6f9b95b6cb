"""Which parts of a photo staff cover."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.hazards.photos import Mark
from community.hazards.services import MOST_MARKS

SIDES = ("left", "top", "width", "height")
SPARE = 3  # empty lines beside those that are filled in


class CoverForm(forms.Form):
    """Marks as lines of four numbers, each in per cent of the picture. A line that is empty is none."""

    def __init__(self, data: Any = None, *, size: tuple[int, int], marks: Sequence[Sequence[int]] = ()):
        super().__init__(data)
        self.size = size
        self.lines = [shares_of(mark, size) for mark in marks] if data is None else self._typed(data)
        self.drawn: list[Mark] = []  # what can be drawn of them, whatever is wrong with the others
        for line in self.lines:
            try:
                self.drawn.append(mark_of(line, size))
            except ValueError:
                continue

    def _typed(self, data: Any) -> list[list[str]]:
        columns = [[one.strip()[:12].replace(",", ".") for one in data.getlist(name)] for name in SIDES]
        return [list(line) for line in zip_longest(*columns, fillvalue="") if any(line)]

    def clean(self) -> dict[str, Any]:
        if not self.lines:
            raise ValidationError(_("Mark what is to be covered first."))
        if len(self.lines) > MOST_MARKS:
            raise ValidationError(_("Cover at most %(number)d parts.") % {"number": MOST_MARKS})
        for number, line in enumerate(self.lines, start=1):
            try:
                mark_of(line, self.size)
            except ValueError:
                words = _("Part %(number)d: four numbers from 0 to 100, inside the picture.")
                self.add_error(None, words % {"number": number})
        return {"marks": self.drawn}

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """(name, typed) of each number, by line, with empty lines to fill in."""
        lines = [*self.lines, *([["", "", "", ""]] * SPARE)]
        return [list(zip(SIDES, line, strict=True)) for line in lines]


def shares_of(mark: Sequence[int], size: tuple[int, int]) -> list[str]:
    """The pixels of `mark` in per cent of the picture."""
    return [f"{100 * one / side:.1f}" for one, side in zip(mark, (*size, *size), strict=True)]


def mark_of(line: Sequence[str], size: tuple[int, int]) -> Mark:
    """Four numbers in per cent of a picture of `size` (pixels), cut at its edge. Raises ValueError."""
    left, top, width, height = (float(one) for one in line)
    # written so that what is no number (NaN) is refused too
    if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
        raise ValueError("outside the picture")
    wide, high = size
    x, y = int(left * wide / 100), int(top * high / 100)
    across, down = round(width * wide / 100), round(height * high / 100)
    return Mark(x, y, max(1, min(wide - x, across)), max(1, min(high - y, down)))


def marks_in(query: str, size: tuple[int, int]) -> list[Mark]:
    """Marks of an address: commas between the numbers, semicolons between marks. Raises ValueError."""
    lines = [part.split(",") for part in query.split(";") if part]
    if not 0 < len(lines) <= MOST_MARKS:
        raise ValueError("none, or too many")
    return [mark_of(line, size) for line in lines]
