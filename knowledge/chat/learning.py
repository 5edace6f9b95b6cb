"""Weights for hearing.py out of the examples: a multinomial logistic regression, by Adam over all examples at once.

The weights decay apart from the gradient, after Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019).
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.chat.hearing import KINDS, Weights, features_of

FOLDER = Path(__file__).with_name("examples")
LEAST = 2  # examples in which a feature must stand: of fewer nothing can be learnt
ROUNDS, RATE, DECAY = 60, 0.05, 0.02
_FIRST, _SECOND = 0.9, 0.99  # how long Adam remembers


class BadExample(ValueError):
    """A line of the examples that cannot be learnt from, with its file and number."""


def read_examples(folder: Path = FOLDER) -> list[tuple[str, str, str]]:
    """[(language, kind, text)] of every FOLDER/LANGUAGE.tsv, a line "kind<TAB>text" each; raises BadExample."""
    examples, seen = [], set()
    for file in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            kind, tab, text = line.partition("\t")
            if not tab or kind not in KINDS or not text.strip():
                raise BadExample(f"{file.name}:{number}: not one of {', '.join(KINDS)}, a tab and a message")
            if text in seen:
                raise BadExample(f"{file.name}:{number}: stands there twice: {text}")
            seen.add(text)
            examples.append((file.stem, kind, text))
    return examples


def fingerprint(examples: Sequence[tuple[str, str, str]]) -> str:
    """Of the examples and of the way they are learnt."""
    said = hashlib.sha256()
    for file in ("hearing.py", "learning.py", "plain.py"):
        said.update(Path(__file__).with_name(file).read_bytes())
    for one in examples:
        said.update("\t".join(one).encode())
    return said.hexdigest()[:16]


def learnt(examples: Sequence[tuple[str, str, str]]) -> Weights:
    """The weights that tell these examples apart."""
    count = len(examples)
    found = [features_of(text) for _language, _kind, text in examples]
    features, stands_in = np.unique(np.concatenate(found), return_counts=True)
    features = features[stands_in >= LEAST]
    known = [np.flatnonzero(np.isin(features, one, assume_unique=True)) for one in found]
    lengths = np.array([len(one) for one in known])
    columns, rows = np.concatenate(known), np.repeat(np.arange(count), lengths)
    values = (np.maximum(lengths, 1) ** -0.5)[rows]
    right = np.eye(len(KINDS))[[KINDS.index(kind) for _language, kind, _text in examples]]
    state = np.zeros((len(KINDS), len(features) + 1))  # the last column is how common a kind is
    first, second = np.zeros_like(state), np.zeros_like(state)
    for turn in range(1, ROUNDS + 1):
        scores = state[:, -1] + np.stack(
            [np.bincount(rows, of_kind[columns] * values, count) for of_kind in state[:, :-1]], axis=1
        )
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        off = (chances / chances.sum(axis=1, keepdims=True) - right) / count
        slope = np.stack(
            [
                np.append(np.bincount(columns, of_kind[rows] * values, len(features)), of_kind.sum())
                for of_kind in np.ascontiguousarray(off.T)
            ]
        )
        first = _FIRST * first + (1 - _FIRST) * slope
        second = _SECOND * second + (1 - _SECOND) * slope**2
        state *= 1 - RATE * DECAY
        state -= RATE * (first / (1 - _FIRST**turn)) / (np.sqrt(second / (1 - _SECOND**turn)) + 1e-8)
    kept = state.astype(np.float32)
    return Weights(features, kept[:, :-1], kept[:, -1], fingerprint(examples))


def store(weights: Weights, file: Path) -> None:
    """Keep the weights in steps of a 127th of the largest of their kind: a byte each."""
    step = np.abs(weights.of_features).max(axis=1) / 127
    np.savez_compressed(
        file,
        features=weights.features,
        steps=np.rint(weights.of_features / step[:, None]).astype(np.int8),
        step=step.astype(np.float32),
        kinds=weights.of_kinds,
        learnt_from=weights.learnt_from,
    )
