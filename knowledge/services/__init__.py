"""The verbs of knowledge."""

from knowledge.services.articles import (
    LoadReport,
    NotLoaded,
    load_articles,
    publish_article,
    rebuild_index,
    withdraw_article,
)
from knowledge.services.chat import Reply, answer

__all__ = [
    "LoadReport",
    "NotLoaded",
    "Reply",
    "answer",
    "load_articles",
    "publish_article",
    "rebuild_index",
    "withdraw_article",
]
