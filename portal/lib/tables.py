"""Tables for other programs: CSV in UTF-8 with a mark at the front, as spreadsheets want it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # what a spreadsheet would reckon with


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The rows as CSV, one by one; nothing in them is taken for a formula."""
    writer = csv.writer(_Echo())
    yield MARK
    for row in rows:
        yield writer.writerow([_plain(one) for one in row])


def _plain(value: Any) -> str:
    if isinstance(value, float):  # a western longitude is no formula
        return repr(value)
    text = "" if value is None else str(value).replace("\0", "")
    return "'" + text if text.startswith(FORMULA) else text
