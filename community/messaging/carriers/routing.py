"""Which carrier a message goes by: whose numbers they are, then by weight; after a failure, another."""

import importlib
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Route:
    """What the settings say of one carrier."""

    name: str
    channel: str
    weight: int  # its share of the messages that several may take
    prefixes: tuple[str, ...]  # of the addresses that it takes; "" is any
    per_second: float  # segments, or messages on other channels, at full speed
    in_flight: int  # requests at once, in one process
    path: str  # of its class
    section: str = ""  # which of its descriptions, where the class needs one

    def closeness(self, to: str) -> int:
        """How closely its prefixes fit the address: the longest that does; -1 where none does."""
        return max((len(prefix) for prefix in self.prefixes if to.startswith(prefix)), default=-1)


def route(entry: str, channel: str, facts: Mapping[str, Mapping[str, Any]], per_second: float | None) -> Route:
    """The route for an entry of settings.CARRIERS, "dotted.path.Class" or "dotted.path.Class:section".

    `facts` are those of settings.CARRIER_ROUTES by the carrier's name: weight, prefixes, per_second. Where they say
    nothing of the speed, `per_second` does, then the class.
    """
    path, _colon, section = entry.partition(":")
    module, _dot, name = path.rpartition(".")
    kind = getattr(importlib.import_module(module), name)
    mine = facts.get(section or kind.name, {})
    speed = mine.get("per_second") or per_second or getattr(kind, "per_second", None) or 100.0
    return Route(
        name=section or kind.name,
        channel=channel,
        weight=int(mine.get("weight", 100)),
        prefixes=tuple(mine.get("prefixes") or ("",)),
        per_second=max(float(speed), 0.01),
        in_flight=int(getattr(kind, "in_flight", 100)),
        path=path,
        section=section,
    )


def choose(
    routes: Sequence[Route], *, to: str, weights: Mapping[str, int], avoid: Collection[str] = (), seed: str
) -> Route | None:
    """The route for one attempt; None where no carrier takes the address.

    Those whose prefixes fit most closely are asked first. `avoid` names carriers that just failed or are held: others
    that fit at all are taken before them, and they themselves rather than nobody. `weights` are those of the moment;
    where all are 0 they count alike. The same `seed` gives the same choice.
    """
    fitting = [(one.closeness(to), one) for one in routes]
    fitting = [(closeness, one) for closeness, one in fitting if closeness >= 0]
    if not fitting:
        return None
    closest = max(closeness for closeness, _one in fitting)
    first = [one for closeness, one in fitting if closeness == closest]
    candidates = (
        [one for one in first if one.name not in avoid]
        or [one for _closeness, one in fitting if one.name not in avoid]
        or first
    )
    if len(candidates) == 1:
        return candidates[0]
    shares = [weights.get(one.name, one.weight) for one in candidates]
    if not any(shares):
        shares = [1] * len(candidates)
    place = zlib.crc32(seed.encode()) % sum(shares)
    for one, share in zip(candidates, shares, strict=True):
        place -= share
        if place < 0:
            return one
    return candidates[-1]
