"""Crisis lines: data with the date of the last check, never words in a template."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("hotlines.yaml")
STALE_AFTER = dt.timedelta(days=365)


@dataclass(frozen=True)
class Hotline:
    kind: str  # self_harm, violence
    number: str
    label: dict[str, str]
    is_always_open: bool
    source: str
    checked: dt.date
    text: str = ""  # the number for texts, "" where it takes none


def hotlines_for(region: str) -> dict[str, Hotline]:
    """The lines of a country by the kind of crisis; empty where we know of none."""
    return _all_hotlines().get(region, {})


def stale_hotlines(today: dt.date) -> list[str]:
    """The lines that nobody has checked for a year, as "CN self_harm"."""
    return [
        f"{region} {kind}"
        for region, lines in _all_hotlines().items()
        for kind, line in lines.items()
        if today - line.checked > STALE_AFTER
    ]


@lru_cache(maxsize=1)
def _all_hotlines() -> dict[str, dict[str, Hotline]]:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        region: {
            kind: Hotline(
                kind=kind,
                number=line["number"],
                label=line["label"],
                is_always_open=line["hours"] == "always",
                source=line["source"],
                checked=line["checked"],
                text=line.get("text", ""),
            )
            for kind, line in lines.items()
        }
        for region, lines in data.items()
    }
