"""Search over articles: words in, ranked articles and their best section out. Whoosh stays inside.

Queries are built by hand from analysed words, never by a query parser: a resident's text holds no commands.
"""

from knowledge.search.analysis import fold, simplified
from knowledge.search.library import Document, Library
from knowledge.search.ranking import Found, Hit
from knowledge.search.snippets import marked_snippet

__all__ = ["Document", "Found", "Hit", "Library", "fold", "marked_snippet", "simplified"]
