"""The chat's decisions: words in, a decision out. No database, no request; what it decides on is said in data."""

from knowledge.chat.crisis import Crisis, crisis_in
from knowledge.chat.danger import Danger, danger_in
from knowledge.chat.hotlines import Hotline, hotlines_for
from knowledge.chat.intents import (
    asked_lines,
    asks_for_more,
    asks_where_in_a_room,
    is_follow_up,
    is_only_about_people,
    is_rumour,
    number_chosen,
    people_asked,
    section_asked,
    takes_pets_along,
)
from knowledge.chat.manners import manner_of

__all__ = [
    "Crisis",
    "Danger",
    "Hotline",
    "asked_lines",
    "asks_for_more",
    "asks_where_in_a_room",
    "crisis_in",
    "danger_in",
    "hotlines_for",
    "is_follow_up",
    "is_only_about_people",
    "is_rumour",
    "manner_of",
    "number_chosen",
    "people_asked",
    "section_asked",
    "takes_pets_along",
]
