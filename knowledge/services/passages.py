"""The lines of an article that a question wants: steps as act and reason, what not to do, what differs for whom."""

from community.places.models import Community
from knowledge.chat import Circumstances
from knowledge.models import Translation
from knowledge.selectors import Part, parts_of, shares_of

MOST_LINES = 2  # beside the steps: a person in danger reads little
NEAR_LINE = 0.3  # of the question, that a line must hold to stand first


def people_lines(about: Circumstances, row: Translation, community: Community | None) -> list[str]:
    """What the article says of the people and places that were named, now or in the turns before."""
    part = next((part for part in parts_of(row, community) if part.id == "different"), None)
    return about.lines_of(part.items)[:MOST_LINES] if part and about else []


def never_lines(text: str, row: Translation, community: Community | None) -> list[str]:
    """What not to do, in two lines: those nearest to what was asked first."""
    part = next((part for part in parts_of(row, community) if part.id == "donot"), None)
    return nearest_first(text, row, part.items)[:MOST_LINES] if part else []


def nearest_first(text: str, row: Translation, lines: list[str]) -> list[str]:
    """`lines` in their order, but the one that holds most of the question before the others."""
    shares = shares_of(text, row.language, lines, row.title)
    best = max(range(len(lines)), key=shares.__getitem__, default=0)
    if not lines or shares[best] < NEAR_LINE:
        return lines
    return [lines[best], *lines[:best], *lines[best + 1 :]]


def steps_of(part: Part) -> tuple[list[dict[str, str]], list[str]]:
    """The numbered steps as act and reason, and the lines beside them; a plain list gives neither."""
    steps, tips = [], []
    for line in part.text.splitlines():
        head, _dot, words = line.partition(". ")
        if head.isdigit():
            act, why = _act_and_why(words)
            steps.append({"act": act, "why": why})
        else:
            tips.append(line.removeprefix("- "))
    return (steps, tips) if steps else ([], [])


def _act_and_why(words: str) -> tuple[str, str]:
    """The first sentence is the act (bold in the article), what follows the reason."""
    ends = [words.find(stop) + 1 for stop in (". ", "。") if stop in words]
    cut = min(ends) if ends else len(words)
    return words[:cut].strip(), words[cut:].strip()
