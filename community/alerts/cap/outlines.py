"""Polygons and circles as CAP writes them, to rings of (latitude, longitude) and circles in metres; read as they were
meant, where that is plain."""

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from community.alerts.cap.opening import Deadline
from community.alerts.cap.received import Finding, Ring

NUMBER = r"[-+]?\d{1,12}(?:\.\d{0,40})?"
_FOREIGN = re.compile(r"[^-+0-9.,\s]")
_NUMBER = re.compile(NUMBER)
MOST_RINGS = 5000


def rings_of(texts: Iterable[str], where: str, findings: list[Finding], deadline: Deadline) -> Iterator[Ring]:
    for number, text in enumerate(texts):
        deadline.check()
        if number > MOST_RINGS:
            findings.append(Finding("too_many_areas", str(number), where))
            return
        ring = _ring(text, where, findings)
        if ring:
            yield ring


def _ring(text: str, where: str, findings: list[Finding]) -> Ring | None:
    if not text:
        return None
    pairs = _pairs(text)
    if pairs is None:
        # "38.5, -120.1" or "38.5 -120.1 38.6 -120.2": an even count of numbers is pairs
        numbers = [float(number) for number in _NUMBER.findall(text)]
        findings.append(Finding("polygon_odd", text[:40], where))
        if not numbers or len(numbers) % 2 or _NUMBER.sub("", text).strip(" ,;\t\r\n"):
            return None
        pairs = np.array(numbers).reshape(-1, 2)
    highest, widest = np.abs(pairs).max(axis=0)
    if highest > 90 and widest <= 90 and highest <= 180:
        findings.append(Finding("swapped", text[:40], where))
        pairs, highest, widest = pairs[:, ::-1], widest, highest
    if highest > 90 or widest > 180:
        findings.append(Finding("out_of_range", text[:40], where))
        return None
    ring = [(latitude, longitude) for latitude, longitude in pairs.tolist()]
    if ring[0] != ring[-1]:
        findings.append(Finding("polygon_open", text[:40], where))
        ring.append(ring[0])
    if len(set(ring)) < 3:
        findings.append(Finding("polygon_short", text[:40], where))
        return None
    return tuple(ring)


def _pairs(text: str) -> Any:
    """An array of (latitude, longitude) where `text` is what CAP asks for; else None."""
    words = text.split()
    if _FOREIGN.search(text) or any(word.count(",") != 1 for word in words):
        return None
    try:
        numbers = np.array(text.replace(",", " ").split(), dtype=np.float64)
    except ValueError:
        return None
    return numbers.reshape(-1, 2) if len(numbers) == 2 * len(words) and np.isfinite(numbers).all() else None


def circles_of(texts: Iterable[str], where: str, findings: list[Finding]) -> Iterator[tuple[float, float, float]]:
    """(latitude, longitude, metres); a radius of nothing stands for the place itself, 100 m around."""
    for text in list(texts)[:MOST_RINGS]:
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if not text:
            continue
        if len(numbers) != 3 or numbers[2] < 0 or not all(map(math.isfinite, numbers)):
            findings.append(Finding("circle_odd", text[:40], where))
            continue
        latitude, longitude, kilometres = numbers
        if abs(latitude) > 90 >= abs(longitude) and abs(latitude) <= 180:
            findings.append(Finding("swapped", text[:40], where))
            latitude, longitude = longitude, latitude
        if abs(latitude) > 90 or abs(longitude) > 180:
            findings.append(Finding("out_of_range", text[:40], where))
            continue
        yield latitude, longitude, max(kilometres * 1000, 100.0)
