"""Article files: front matter and sections, read into values, checked, and put into words for a place and a page."""

from knowledge.articles.files import (
    CALLS,
    HAZARDS,
    LANGUAGES,
    SECTIONS,
    ArticleFile,
    Section,
    article_text,
    parse_article,
    read_folder,
)
from knowledge.articles.lists import Item, listed, mark_of
from knowledge.articles.problems import BadArticle, Code, Problem
from knowledge.articles.quizzes import Choice, Question, questions_of
from knowledge.articles.wording import items_of, plain_text, to_html, with_numbers, without_other_regions

__all__ = [
    "CALLS",
    "HAZARDS",
    "LANGUAGES",
    "SECTIONS",
    "ArticleFile",
    "BadArticle",
    "Choice",
    "Code",
    "Item",
    "Problem",
    "Question",
    "Section",
    "article_text",
    "items_of",
    "listed",
    "mark_of",
    "parse_article",
    "plain_text",
    "questions_of",
    "read_folder",
    "to_html",
    "with_numbers",
    "without_other_regions",
]
