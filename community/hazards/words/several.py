"""Several hazards in one text: "1. pothole on Elm St 2. street light out at the school". When unsure, one."""

import re

from community.hazards.words.kinds import OTHER, hazard_in
from community.hazards.words.places import place_in
from community.hazards.words.plain import plain

MOST = 9
FAULT = re.compile(
    r"\b(?:broken|broke|damaged|missing|loose|leak\w*|blocked|dangerous|unsafe|rust\w*|fall\w*|fell|out of order|bent|sharp|glass"
    r"|(?:not|isn't|doesn't|won't) (?:work\w*|open\w*|clos\w*)|gone|snapped|smashed|hole|stuck|rotten|hanging)\b"
    r"|坏|断|破|漏|堵|掉|裂|塌|松|锈|危险|倒|缺|歪|咬|烂|不亮|打不开"
)
_HAN = "一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_MARK = re.compile(
    rf"(?:(?<=^)|(?<=[\s,，.。;；:：、!！])|(?<=[\u4e00-\u9fff]))"
    rf"(?:第?(?P<han>[{_HAN}])(?:[、.．,，:：)）]|是)|[(（](?P<round>[1-9一二三四五六七八九])[)）]"
    rf"|(?P<digit>[1-9１-９])(?:[.．:：](?!\d)|[)）、])|(?P<circle>[{_CIRCLED}]))\s*"
)
_LINES = re.compile(r"[;；\n]+")
_ALSO = re.compile(
    r"[,，.。]?\s*\b(?:and also|and there(?:'s| is)|also|and)\b\s*|[,，。]\s*(?:另外|还有|同时|以及|再有)[,，]?",
    re.IGNORECASE,
)
_EDGE = " \t\r\n,，.。;；、-–•*"


def each_hazard(words: str) -> list[str]:
    """The parts of `words` that each tell of a hazard of its own; `[words]` where it is one, or one cannot tell."""
    for parts, sure in ((_numbered(words), True), (_cut(_LINES, words), False), (_cut(_ALSO, words), False)):
        if 2 <= len(parts) <= MOST and all(tells_of_one(part) for part in parts) and (sure or _are_apart(parts)):
            return parts
    return [words]


def tells_of_one(words: str) -> bool:
    hazard = hazard_in(words)
    return hazard.code != OTHER or hazard.is_emergency or bool(FAULT.search(plain(words)))


def _cut(pattern: re.Pattern[str], words: str) -> list[str]:
    return [part for part in (one.strip(_EDGE) for one in pattern.split(words)) if part]


def _are_apart(parts: list[str]) -> bool:
    """Each with a place of its own, no two at one: "a tree fell on the wires and the road is blocked" is one."""
    places = [place_in(part).casefold() for part in parts]
    return all(places) and len(set(places)) == len(places)


def _numbered(words: str) -> list[str]:
    """What stands behind 1, 2, 3 in a row; empty where the numbers do not run."""
    marks: list[re.Match[str]] = []
    for found in _MARK.finditer(words):
        if _number(found) == len(marks) + 1:
            marks.append(found)
    if len(marks) < 2 or len(words[: marks[0].start()].strip()) > 40:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(words)]
    return [words[mark.end() : end].strip(_EDGE) for mark, end in zip(marks, ends, strict=True)]


def _number(found: re.Match[str]) -> int:
    said = found["han"] or found["round"] or found["circle"] or found["digit"]
    for digits in (_HAN, _CIRCLED, "１２３４５６７８９", "123456789"):
        if said in digits:
            return digits.index(said) + 1
    return 0
