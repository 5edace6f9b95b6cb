"""How alike two short descriptions are, in English or in Chinese, without a dictionary.

Dice's coefficient over pieces of words (Dice 1945, Ecology 26:297-302): three letters at a time where words are
spelled, two signs where each sign is a word. Spelling mistakes and endings cost a piece or two, never the word.
"""

import re
import unicodedata

_WORDS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W_㐀-䶿一-鿿豈-﫿]+")
_SIGNS = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
MOST = 1_000  # characters that count: what follows the first lines says little about the thing itself


def pieces(text: str) -> frozenset[str]:
    """What `text` is compared by; empty where it holds no word."""
    found: set[str] = set()
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text[:MOST]).casefold()):
        if _SIGNS.match(word):
            found.update(word[at : at + 2] for at in range(len(word) - 1)) if len(word) > 1 else found.add(word)
        else:
            framed = f" {word} "  # so that beginnings and ends count, and words of one letter
            found.update(framed[at : at + 3] for at in range(len(framed) - 2))
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 (nothing shared, or nothing said) to 1 (the same pieces)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
