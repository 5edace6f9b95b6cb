"""Search over articles: words in, ranked articles and their best section out. Whoosh stays inside.

Queries are built by hand from analysed words, never by a query parser: a resident's text holds no commands.
"""

from knowledge.search.analysis import fold, is_blank, simplified
from knowledge.search.library import Document, Library
from knowledge.search.ranking import Found, Hit
from knowledge.search.snippets import for_whom_was_asked, marked, marked_snippet
from knowledge.search.suggesting import Suggester

__all__ = [
    "Document",
    "Found",
    "Hit",
    "Library",
    "Suggester",
    "fold",
    "for_whom_was_asked",
    "is_blank",
    "marked",
    "marked_snippet",
    "simplified",
]
