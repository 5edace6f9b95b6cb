"""The chat's decisions: words in, a decision out. No database, no request; what it decides on is said in data."""

from knowledge.chat.crisis import Crisis, crisis_in
from knowledge.chat.danger import Danger, danger_in
from knowledge.chat.hotlines import Hotline, hotlines_for
from knowledge.chat.intents import (
    asked_lines,
    asks_for_more,
    is_follow_up,
    is_only_about_people,
    number_chosen,
    people_asked,
    section_asked,
)
from knowledge.chat.manners import manner_of

__all__ = [
    "Crisis",
    "Danger",
    "Hotline",
    "asked_lines",
    "asks_for_more",
    "crisis_in",
    "danger_in",
    "hotlines_for",
    "is_follow_up",
    "is_only_about_people",
    "manner_of",
    "number_chosen",
    "people_asked",
    "section_asked",
]
