"""What of a relay is the authority's and stays as it is, and how far its warning reaches in place and time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from community.alerts.cap.areas import share_covered
from community.alerts.models import Alert, AlertInfo, Proposal

MOSTLY_INSIDE = 0.95  # of an area: outlines are simplified on the way, by some metres
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；;])|\n")
_EDGE = " \t.,;:!?…。，；：！？"


@dataclass(frozen=True)
class Reach:
    """Where and until when the authority's own warning holds."""

    shape: dict[str, Any]
    ends: datetime

    def holds(self, shape: dict[str, Any]) -> bool:
        """Whether `shape` lies inside it."""
        return shape == self.shape or share_covered(shape, self.shape) >= MOSTLY_INSIDE


def reach_of(alert: Alert) -> Reach:
    """How far the message reaches that `alert`, or an earlier version of it, was drafted from. Without such a message:
    how far `alert` does as it stands."""
    for version in chain([alert], alert.earlier()):
        rows = Proposal.objects.filter(alert=version, status=Proposal.Status.TAKEN).select_related("community")
        found = rows.defer("xml", "infos").order_by("-pk").first()
        if found is not None:
            return Reach(found.shape or found.community.shape, found.ends or alert.expires)
    return Reach(alert.shape, alert.expires)


def is_extract(text: str, info: AlertInfo) -> bool:
    """Whether every sentence of `text` is one of `info`: shortened, and never reworded. A part of one is none: of
    "Do not go outside" it would leave "Go outside"."""
    return _sentences(text) <= _sentences("\n".join([info.headline, info.description, info.instruction]))


def _sentences(text: str) -> set[str]:
    return {even for one in _SENTENCE.split(text) if (even := _even(one))}


def lost_words(before: Sequence[AlertInfo], after: Sequence[AlertInfo]) -> list[str]:
    """Languages in which `after` says something else than `before` did, in the authority's name."""
    old = {info.language: _words(info) for info in before}
    new = {info.language: _words(info) for info in after}
    return [language for language in dict.fromkeys([*old, *new]) if old.get(language) != new.get(language)]


def _words(info: AlertInfo) -> tuple[str, ...]:
    return info.headline, info.description, info.instruction, info.audience


def _even(text: str) -> str:
    return " ".join(text.split()).strip(_EDGE).casefold()
