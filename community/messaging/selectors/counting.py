"""What is counted of a broadcast's people: kept sums, and those parts anew that changed since."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection

from community.messaging.models import Broadcast, ChangedPart, KeptCount

# (language, area, how they were reached or "", their rows) -> people. Of everything that the board counts this is the
# least that says it all: a person's rows written in one word, and there are few such words.
Alike = tuple[str, str, str, str]
Sums = Counter[Alike]

ROW, FIELD = "\x1e", "\x1f"  # what parts the rows of a word, and a row: channel, status, segments, error
_COUNTED = """
    SELECT part, language, area, how, word, COUNT(*) FROM (
        SELECT d.part, MIN(d.language) AS language, MIN(d.area) AS area, COALESCE(MIN(r.how), '') AS how,
            {join}(
                d.channel || '{FIELD}' || d.status || '{FIELD}' || d.segments || '{FIELD}' || d.error, '{ROW}'
            ) AS word
        FROM messaging_delivery d
        LEFT JOIN messaging_reached r ON r.broadcast_id = d.broadcast_id AND r.recipient = d.recipient
        WHERE d.broadcast_id = %s {some}
        GROUP BY d.part, d.recipient
    ) AS people
    GROUP BY part, language, area, how, word
"""


def rows_of(word: str) -> list[tuple[str, str, int, str]]:
    """The rows that people have in common: (channel, status, segments, error) each."""
    rows = (row.split(FIELD) for row in word.split(ROW))
    return [(channel, status, int(parts), error) for channel, status, parts, error in rows]


def sums_by_part(broadcast_pk: int, parts: Sequence[str] | None = None) -> dict[str, Sums]:
    """The people of these parts (None: of all), counted in one statement along the index delivery_parts."""
    if parts is not None and not parts:
        return {}
    join = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    some = "" if parts is None else f"AND d.part IN ({', '.join(['%s'] * len(parts))})"
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(join=join, some=some, FIELD=FIELD, ROW=ROW), [broadcast_pk, *(parts or ())])
        found: dict[str, Sums] = {}
        for part, *alike, people in cursor.fetchall():
            found.setdefault(part, Counter())[tuple(alike)] += people
    return found


def present_sums(broadcast: Broadcast) -> tuple[Sums, int]:
    """The people of a broadcast as they stand now, and how many of them had to be counted for it.

    Three statements. Whoever changes a row meanwhile names its part in the same transaction; the parts are read
    first, and the sums of a part together with the whole that holds them, so that nobody is counted twice or missed.
    """
    changed = list(ChangedPart.objects.filter(broadcast=broadcast).order_by().values_list("part", flat=True).distinct())
    kept = kept_sums(broadcast.pk, [KeptCount.WHOLE, *changed])
    whole = kept.pop(KeptCount.WHOLE, None)
    fresh = sums_by_part(broadcast.pk, None if whole is None else changed)
    total: Sums = Counter(whole or {})
    for old in kept.values():
        total.subtract(old)
    for new in fresh.values():
        total.update(new)
    return +total, sum(new.total() for new in fresh.values())


def kept_sums(broadcast_pk: int, parts: Iterable[str]) -> dict[str, Sums]:
    """The sums that are kept of these parts, by part; one statement."""
    rows = KeptCount.objects.filter(broadcast=broadcast_pk, part__in=list(parts))
    return {row.part: from_json(row.sums) for row in rows}


def from_json(sums: list[list]) -> Sums:
    return Counter({(language, area, how, word): people for language, area, how, word, people in sums})


def as_json(sums: Sums) -> list[list]:
    return [[*alike, people] for alike, people in sorted(sums.items()) if people]
