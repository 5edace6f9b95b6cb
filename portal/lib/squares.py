"""Squares of the world map, as a number each that sorts a place beside its neighbours.

The map (Mercator, cut off at 85.05 degrees) is halved DEEPEST times each way. The digits of its column and its row are
interleaved, so that the square that holds another has the same leading digits: at `level` it is `square >> 2 *
(DEEPEST - level)`, and all that lies in it is one range of numbers, which any index can serve. Order of the digits as
in the quadkeys of Microsoft's "Bing Maps Tile System".
"""

import math
from collections.abc import Sequence
from itertools import pairwise

DEEPEST = 20  # squares of 38 m at the equator
EDGE = 85.05112878  # degrees: beyond, the map has no rows
HALVES = (
    (1, 0x5555555555555555),
    (2, 0x3333333333333333),
    (4, 0x0F0F0F0F0F0F0F0F),
    (8, 0x00FF00FF00FF00FF),
    (16, 0x0000FFFF0000FFFF),
)
MOST_ACROSS = 4  # squares to a side by which a box is covered


def read_box(text: str) -> list[float]:
    """[west, south, east, north] of "west,south,east,north" in degrees. Raises ValueError."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # false for NaN too
        raise ValueError(text)
    return [west, south, east, north]


def square_at(latitude: float, longitude: float) -> int:
    """The square of level DEEPEST that holds a place in degrees."""
    return _interleaved(*_column_row(latitude, longitude))


def ancestor(square: int, level: int, below: int = DEEPEST) -> int:
    """The square of `level` that holds `square` of level `below`."""
    return square >> 2 * (below - level)


def span(square: int, level: int) -> tuple[int, int]:
    """First and last number of level DEEPEST within `square` of `level`."""
    shift = 2 * (DEEPEST - level)
    return square << shift, ((square + 1) << shift) - 1


def quadkey(square: int, level: int) -> str:
    """Its digits, one a level, as addresses name it."""
    return "".join(str(square >> 2 * digit & 3) for digit in reversed(range(level)))


def from_quadkey(text: str) -> tuple[int, int]:
    """(square, level) of its digits. Raises ValueError."""
    if not 0 < len(text) <= DEEPEST or set(text) - set("0123"):
        raise ValueError(text)
    return int(text, 4), len(text)


def box_of(square: int, level: int) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees."""
    column, row = _apart(square)
    west, north = _degrees(column, row, level)
    east, south = _degrees(column + 1, row + 1, level)
    return west, south, east, north


def middle(square: int, level: int, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
    """(latitude, longitude) of its middle, or what lies so much of the way from its west, north."""
    column, row = _apart(square)
    longitude, latitude = _degrees(column + across, row + down, level)
    return latitude, longitude


def spans_over(bbox: Sequence[float], deepest: int = DEEPEST) -> list[tuple[int, int]]:
    """Ranges of numbers of level DEEPEST that cover [west, south, east, north], and some more around it.

    A box is covered by MOST_ACROSS squares a side at most, none smaller than level `deepest`.
    """
    west, south, east, north = bbox
    left, top = _column_row(north, west)
    right, bottom = _column_row(south, east)
    shift = DEEPEST - deepest
    while max((right >> shift) - (left >> shift), (bottom >> shift) - (top >> shift)) >= MOST_ACROSS:
        shift += 1
    numbers = sorted(
        _interleaved(column, row)
        for column in range(left >> shift, (right >> shift) + 1)
        for row in range(top >> shift, (bottom >> shift) + 1)
    )
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        first, last = span(number, DEEPEST - shift)
        if ranges and ranges[-1][1] + 1 == first:
            first = ranges.pop()[0]
        ranges.append((first, last))
    return ranges


def _column_row(latitude: float, longitude: float) -> tuple[int, int]:
    latitude = max(-EDGE, min(EDGE, latitude))
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    most = (1 << DEEPEST) - 1
    return max(0, min(most, int(x * (most + 1)))), max(0, min(most, int(y * (most + 1))))


def _degrees(column: float, row: float, level: int) -> tuple[float, float]:
    across = 1 << level
    return column / across * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / across))))


def _interleaved(column: int, row: int) -> int:
    return _spread(column) | _spread(row) << 1


def _apart(square: int) -> tuple[int, int]:
    return _gathered(square), _gathered(square >> 1)


def _spread(number: int) -> int:
    """Its digits, each with a gap after it: five steps that halve what moves, for numbers below 2 ** 32."""
    for step, mask in reversed(HALVES):
        number = (number | number << step) & mask
    return number


def _gathered(number: int) -> int:
    number &= HALVES[0][1]
    for (step, _mask), (_step, mask) in pairwise((*HALVES, (32, 0xFFFFFFFF))):
        number = (number | number >> step) & mask
    return number
