"""What anybody may read of a report: its first words, and its place no closer than its kind allows."""

from community.hazards.models.categories import Rounding
from community.hazards.words import street_in


def headline_of(description: str) -> str:
    """The first sentence of what was seen, short enough for a title."""
    line = description.strip().split("\n", 1)[0]
    for stop in ("。", ". ", "！", "? ", "？", "! "):
        head, found, _rest = line.partition(stop)
        if found and len(head) > 5:
            line = head
    line = line.rstrip(" .。")
    return line if len(line) <= 80 else line[:79].rstrip() + "…"


def public_place(latitude: float | None, longitude: float | None, decimals: int) -> tuple[float, float] | None:
    """(latitude, longitude) rounded to the category's `round_to`, as anybody may see it."""
    if latitude is None or longitude is None:
        return None
    return round(latitude, decimals), round(longitude, decimals)


def public_words(address: str, decimals: int) -> str:
    """What of a typed address anybody may read: no more than the rounded place beside it says.

    All of it where a place is shown to 10 m, the street where to 100 m, nothing where to a kilometre.
    """
    if decimals >= Rounding.TEN:
        return address
    return street_in(address) if decimals >= Rounding.HUNDRED else ""
