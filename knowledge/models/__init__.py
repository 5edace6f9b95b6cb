"""What is kept of knowledge."""

from knowledge.models.chat import REMEMBERED, ChatSession, ChatTurn, HandledQuestion, room_of
from knowledge.models.editing import MEDICAL, Revision
from knowledge.models.guides import TOPICS, Article, ArticleEvent, IndexGeneration, Translation, topic_words
from knowledge.models.rumours import Rumour, RumourEvent, Telling
from knowledge.models.talks import AWAY_AFTER, Duty, Talk, TalkDayOff, TalkEvent, TalkHours, TalkLine

__all__ = [
    "AWAY_AFTER",
    "MEDICAL",
    "REMEMBERED",
    "TOPICS",
    "Article",
    "ArticleEvent",
    "ChatSession",
    "ChatTurn",
    "Duty",
    "HandledQuestion",
    "IndexGeneration",
    "Revision",
    "Rumour",
    "RumourEvent",
    "Talk",
    "TalkDayOff",
    "TalkEvent",
    "TalkHours",
    "TalkLine",
    "Telling",
    "Translation",
    "room_of",
    "topic_words",
]
