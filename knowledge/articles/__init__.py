"""Article files: front matter and sections, read into values, checked, and put into words for a place and a page."""

from knowledge.articles.files import ArticleFile, BadArticle, Section, parse_article, read_folder
from knowledge.articles.wording import items_of, plain_text, to_html, with_numbers, without_other_regions

__all__ = [
    "ArticleFile",
    "BadArticle",
    "Section",
    "items_of",
    "parse_article",
    "plain_text",
    "read_folder",
    "to_html",
    "with_numbers",
    "without_other_regions",
]
