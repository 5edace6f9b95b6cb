"""A text in the parts that a notification and a letter need: a title, the words, an address to read more at."""

import re
from dataclasses import dataclass

LONGEST_TITLE = 80  # characters: what a locked screen and a list of letters show
_ADDRESS = re.compile(r"https?://[^\s，。；、）)】]+")
_GAP = re.compile(r" {2,}")
# the end of a sentence: never inside a number ("3.5 m") or a web address
_END = re.compile(r"(?<=[。！？!?])|(?<=\.)(?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Parts:
    title: str  # one line; the mark of an exercise stands at its beginning, as in the text
    body: str  # all of it that the title does not say, or the whole text where nothing is left
    url: str  # the first web address in the text; "" where there is none


def parts_of(text: str) -> Parts:
    """`text` taken apart; nothing but its web address is left out of `title` and `body` together."""
    found = _ADDRESS.search(text)
    url = found.group() if found else ""
    words = _GAP.sub(" ", text.replace(url, " ")).strip() if url else text.strip()
    first = next((piece for piece in _END.split(words) if piece and piece.strip()), words).strip()
    if len(first) > LONGEST_TITLE:
        # one line for mail, too, which knows more ends of lines than ours (U+2028)
        return Parts(" ".join(first[: LONGEST_TITLE - 1].split()) + "…", words, url)
    rest = words[words.index(first) + len(first) :].strip()
    return Parts(" ".join(first.split()), rest or words, url)
