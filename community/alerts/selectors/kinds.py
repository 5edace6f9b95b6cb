"""The two kinds that must never be confused: an authority's warning, passed on, and a notice of our own.

Weather warnings and their colours belong to the weather service (气象法, article 22); in the United States to the
sponsoring agency.
"""

import re
from collections.abc import Iterable

from community.alerts.models import Alert, AlertInfo, Severity

# The four colours of Chinese warnings as CAP's severities (GB/T 27962 has four levels; CAP has four words).
COLOURS = {"red": Severity.EXTREME, "orange": Severity.SEVERE, "yellow": Severity.MODERATE, "blue": Severity.MINOR}
_BORROWED = re.compile(
    r"[红橙黄蓝]色?(?:预警|警报|信号|等级)|预警"
    r"|\b(?:red|orange|amber|yellow|blue)[ -](?:warning|alert|signal|level|code)s?\b"
    r"|\bcode (?:red|orange|yellow|blue)\b",
    re.IGNORECASE,
)


def borrowed_words(alert: Alert, infos: Iterable[AlertInfo]) -> list[str]:
    """What a notice says and only an authority may: 预警, or a level by its colour. Nothing of a relay, nor of what
    says that something is over, which may have to quote."""
    if alert.is_relay or alert.is_over:
        return []
    texts = [alert.event]
    for info in infos:
        texts += [info.headline, info.description, info.instruction, info.text]
    return list(dict.fromkeys(found[0] for text in texts for found in _BORROWED.finditer(text)))


def colour_of(severity: str) -> str:
    """The Chinese colour of a severity, "" where it has none."""
    return next((colour for colour, level in COLOURS.items() if level == severity), "")
