"""Quizzes: questions that a guide's own words give."""

from functools import lru_cache

from community.places.models import Community
from knowledge.articles import Question, questions_of, without_other_regions
from knowledge.models import Translation
from knowledge.selectors.guides import articles_by_topic, numbers_of, region_of
from knowledge.selectors.leaflets import revision_of


def quiz_of(row: Translation, community: Community | None) -> tuple[str, list[Question]]:
    """The revision of a guide and its questions for the readers of `community`; none where it gives too few."""
    region = region_of(community)
    sections = tuple((one["id"], without_other_regions(one["text"], region)) for one in row.sections)
    seed = revision_of(row, community)
    return seed, list(_questions(sections, row.language, tuple(numbers_of(community).items()), seed))


def quiz_for(slug: str, language: str, community: Community | None) -> tuple[Translation, str, list[Question]] | None:
    """A published guide with its quiz, in `language`, else in another that has one; None where none has."""
    rows = Translation.objects.filter(article__slug=slug, article__is_published=True).select_related("article")
    for row in sorted(rows, key=lambda one: (one.language != language, one.language)):
        revision, questions = quiz_of(row, community)
        if questions:
            return row, revision, questions
    return None


def quizzes(language: str, community: Community | None) -> dict[str, list[tuple[Translation, int]]]:
    """Every guide with a quiz under its topic, and how many questions it has."""
    found: dict[str, list[tuple[Translation, int]]] = {}
    for topic, rows in articles_by_topic(language).items():
        for row in rows:
            if questions := quiz_of(row, community)[1]:
                found.setdefault(topic, []).append((row, len(questions)))
    return found


@lru_cache(maxsize=1000)
def _questions(
    sections: tuple[tuple[str, str], ...], language: str, numbers: tuple[tuple[str, str], ...], seed: str
) -> tuple[Question, ...]:
    """Kept in memory: the list of quizzes asks every guide."""
    return tuple(questions_of(dict(sections), language=language, numbers=dict(numbers), seed=seed))
