"""Words that are one slip away from a word that the articles use."""

from collections import Counter

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4
LONGEST = 20  # nobody slips once in a word longer than that


class Speller:
    """Corrects English words against `words`, the articles' own with their counts."""

    def __init__(self, words: Counter[str]):
        self.words = words

    def correct(self, word: str) -> str:
        """`word`, or the commonest known word at edit distance 1; a swap or a doubled letter before other slips."""
        if word in self.words or not SHORTEST <= len(word) <= LONGEST or not word.isascii() or not word.isalpha():
            return word
        near = {known for known in _swaps_and_doubles(word) if known in self.words}
        if not near and len(word) > SHORTEST:
            near = {known for known in _one_slip(word) if known in self.words and len(known) >= SHORTEST}
        return max(near, key=lambda known: (self.words[known], known), default=word)


def _swaps_and_doubles(word: str) -> set[str]:
    swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    doubles = {word[:i] + word[i + 1 :] for i in range(len(word) - 1) if word[i] == word[i + 1]}
    return swaps | doubles


def _one_slip(word: str) -> set[str]:
    """Every string at distance 1; the first letter stays: people rarely miss it."""
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    less = {left + right[1:] for left, right in cuts if right}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    more = {left + letter + right for left, right in cuts for letter in _LETTERS}
    return less | other | more
