"""What a message sounds like, learnt from examples: danger now, a crisis, or neither, in words that no sign names.

The examples are sentences in examples/, and `manage.py learn_examples` makes of them the weights that are read here: a
logistic regression over words, pairs of words and pieces of words. It knows no grammar and no meaning, only which pieces
stood in which examples, so it never chooses what to do: it puts a number to call before what was found.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from knowledge.chat.plain import plain

CALLS = ("ambulance", "fire", "police")
CRISES = ("self_harm", "another", "violence")
KINDS = ("calm", *CALLS, *CRISES)
# In one word, or where fewer features or a smaller share of them stood in an example, nothing is heard: keys hit at random.
SHORTEST, FEWEST, KNOWN = 2, 12, 0.3
GRAVE = 0.9
FILE = Path(__file__).with_name("heard.npz")
_WORD = re.compile(r"[a-z]{2,}|\bi\b|[0-9]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Heard:
    """How likely each of KINDS is; the chances add up to 1."""

    chances: tuple[float, ...]

    @property
    def danger(self) -> float:
        return sum(self.chances[1:4])

    @property
    def crisis(self) -> float:
        return sum(self.chances[4:])

    @property
    def call(self) -> str:
        """Whom to call if it is danger."""
        return max(CALLS, key=self._chance)

    @property
    def trouble(self) -> str:
        """The kind of crisis if it is one."""
        return max(CRISES, key=self._chance)

    def _chance(self, kind: str) -> float:
        return self.chances[KINDS.index(kind)]


NOTHING = Heard((1.0, *[0.0] * (len(KINDS) - 1)))


@dataclass(frozen=True)
class Weights:
    features: np.ndarray  # those that are known, ascending
    of_features: np.ndarray  # KINDS x features
    of_kinds: np.ndarray  # KINDS: how common each is
    learnt_from: str  # the fingerprint of the examples

    def heard(self, text: str) -> Heard:
        found = features_of(text)
        at = np.searchsorted(self.features, found)
        at = at[self.features[np.minimum(at, len(self.features) - 1)] == found]
        if len(at) < max(FEWEST, KNOWN * len(found)) or _words_in(text) < SHORTEST:
            return NOTHING
        scores = self.of_kinds + self.of_features[:, at].sum(axis=1, dtype=np.float32) / max(len(at), 1) ** 0.5
        chances = np.exp(scores - scores.max())
        return Heard(tuple((chances / chances.sum()).tolist()))


@lru_cache(maxsize=64)  # asked for danger first, then for a crisis
def heard_in(text: str) -> Heard:
    """What `text` sounds like, in either language."""
    return weights().heard(text)


def sounds_calm(text: str, least: float) -> bool:
    """Is it at least so likely that `text` tells of nothing, whatever signs stand in it?"""
    heard = heard_in(text)
    return heard is not NOTHING and heard.chances[0] >= least


def sounds_grave(text: str) -> bool:
    """Is danger or a crisis so likely that neither a fact of the day nor a rumour is what is asked for?"""
    heard = heard_in(text)
    return max(heard.danger, heard.crisis) >= GRAVE


@lru_cache(maxsize=1)
def weights() -> Weights:
    with np.load(FILE) as stored:
        of_features = stored["steps"].astype(np.float32) * stored["step"][:, None]
        return Weights(stored["features"], of_features, stored["kinds"], str(stored["learnt_from"]))


def _words_in(text: str) -> float:
    """Two Chinese characters count as a word."""
    text = plain(text)
    return len(_WORD.findall(text)) + len("".join(_CHINESE.findall(text))) / 2


def features_of(text: str) -> np.ndarray:
    """The features of `text` as numbers, each once, ascending: the first words, words, pairs with at most three words
    between, pieces of words; of Chinese, runs of up to four characters and pairs around one."""
    text = plain(text)
    found = set()
    words = _WORD.findall(text)
    found.update((f"^{words[0]}", f"^{' '.join(words[:2])}") if words else ())
    for at, word in enumerate(words):
        found.add(word)
        found.update(f"{before} .. {word}" for before in words[max(at - 4, 0) : at])
        whole = f"<{word}>"
        found.update(whole[start : start + size] for size in (3, 4, 5) for start in range(len(whole) - size + 1))
    for run in _CHINESE.findall(text):
        whole = f"<{run}>"
        found.update(whole[start : start + size] for size in (1, 2, 3, 4) for start in range(len(whole) - size + 1))
        found.update(f"{run[at]}_{run[at + 2]}" for at in range(len(run) - 2))
    return np.unique(np.fromiter((crc32(one.encode()) for one in found), dtype=np.uint32, count=len(found)))
