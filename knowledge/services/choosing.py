"""Which of the articles that a search found answers: one, several among which to ask, or none."""

from dataclasses import dataclass

from knowledge.search import Hit

SURE = 0.55  # confidence from which an article answers
NAMED = 0.35  # where the question names the hazard itself
NEAR = 0.25  # from here on it is offered beside "I don't know"
AS_NEAR = 0.6  # with those whose score is that share of its own
CLOSE = 0.93  # the second answer's score over the first's, from which we ask back
AS_SURE = 0.08  # and how far its confidence may lie below the first's
PLAIN = 0.75  # likeness that ends a doubt, or the last turn's topic
STANDS_IN, AT_LEAST = 0.6, 0.5  # confidence of another that answers for an unsure first, and its share of the score
NEARLY, SURER = 0.88, 0.1  # share of the first's score from which a hit that is so much surer takes its place


@dataclass(frozen=True)
class Choice:
    best: Hit
    rivals: tuple[Hit, ...]  # as good as the best: ask which is meant


def chosen_among(hits: tuple[Hit, ...], sure: float = SURE) -> Choice | None:
    """The hit that answers, best first in `hits`; None where none is sure enough."""
    if not hits:
        return None
    first = hits[0]
    if first.confidence < sure:  # the second may hold less of the words and more of the sense
        others = [h for h in hits[1:3] if h.confidence >= STANDS_IN and h.score >= AT_LEAST * first.score]
        if not others:
            return None
        first = others[0]
        hits = (first, *(hit for hit in hits if hit is not first))
    best = _surest(hits)
    if best.likeness >= PLAIN:
        return Choice(best, ())
    enough = max(SURE, best.confidence - AS_SURE)
    rivals = [h for h in hits[:3] if h is not best and h.score >= CLOSE * best.score and h.confidence >= enough]
    return Choice(best, tuple(rivals))


def _surest(hits: tuple[Hit, ...]) -> Hit:
    """The first; or one that scores nearly as much and is surer by far, or was written for these words."""
    first = hits[0]
    near = [
        hit
        for hit in hits[1:3]
        if hit.score >= NEARLY * first.score
        and (hit.confidence > first.confidence + SURER or first.likeness < PLAIN <= hit.likeness)
    ]
    return max(near, key=lambda hit: (hit.likeness, hit.confidence), default=first)


def nearest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Three at most that may be meant where none is sure enough to answer, best first."""
    if not hits or hits[0].confidence < NEAR:
        return ()
    return tuple(hit for hit in hits[:3] if hit.score >= AS_NEAR * hits[0].score)
