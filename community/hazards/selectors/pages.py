"""Pages of a list that grows at its head: each begins after a report, never after a number of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community.hazards.models import Report
from community.hazards.models.reports import ReportQuerySet

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Reports, and marks to go on from; "" where there is nothing more that way."""

    reports: list[Report]
    newer: str = ""
    older: str = ""


def page_of(rows: ReportQuerySet, *, before: str = "", after: str = "", size: int) -> Page:
    """`size` of `rows` (newest first), older than the mark `before` or newer than the mark `after`.

    A mark stays where it is while reports come and go: nothing is shown twice or left out. One that cannot be read, or
    behind which nothing is left, gives the first page.
    """
    if after and (mark := _read(after)):
        at, key = mark
        later = rows.filter(created__gte=at).exclude(created=at, pk__lte=key).order_by("created", "pk")
        found = list(later[: size + 1])
        if len(found) > size:  # else it is the first page, whole
            shown = found[size - 1 :: -1] if size else []
            return Page(shown, newer=_mark(shown[0]), older=_mark(shown[-1]))
    elif before and (mark := _read(before)):
        at, key = mark
        found = list(rows.filter(created__lte=at).exclude(created=at, pk__gte=key)[: size + 1])
        if found:
            shown = found[:size]
            return Page(shown, newer=_mark(shown[0]), older=_mark(shown[-1]) if len(found) > size else "")
    found = list(rows[: size + 1])
    return Page(found[:size], older=_mark(found[size - 1]) if len(found) > size else "")


def _mark(report: Report) -> str:
    return f"{(report.created - BEGINNING) // MICRO}-{report.pk}"


def _read(mark: str) -> tuple[datetime, int] | None:
    at, _dash, key = mark.partition("-")
    if not (at + key).isdecimal() or not at or not key or max(len(at), len(key)) > 18 or not mark.isascii():
        return None
    try:
        return BEGINNING + int(at) * MICRO, int(key)
    except OverflowError:
        return None
