"""The chat's decisions: words in, a decision out. No database, no request; what it decides on is said in data."""

from knowledge.chat.beyond import WORKS, field_of
from knowledge.chat.circumstances import (
    Circumstances,
    circumstances_in,
    only_circumstances,
    only_tells,
    tells_something,
)
from knowledge.chat.claims import says_flee
from knowledge.chat.crisis import Crisis, crisis_in, crisis_instead, distress_in
from knowledge.chat.danger import Danger, alarm_for, alarm_in, danger_in, danger_of
from knowledge.chat.hearing import sounds_grave
from knowledge.chat.hotlines import Hotline, hotlines_for
from knowledge.chat.intents import (
    asks_for_more,
    asks_how_it_stands,
    asks_what_to_buy,
    asks_where_in_a_room,
    clauses_of,
    danger_supposed,
    is_follow_up,
    is_news,
    is_only_a_place,
    is_only_about_people,
    is_rumour,
    lines_about,
    number_chosen,
    people_asked,
    section_asked,
    takes_pets_along,
)
from knowledge.chat.manners import manner_of

__all__ = [
    "WORKS",
    "Circumstances",
    "Crisis",
    "Danger",
    "Hotline",
    "alarm_for",
    "alarm_in",
    "asks_for_more",
    "asks_how_it_stands",
    "asks_what_to_buy",
    "asks_where_in_a_room",
    "circumstances_in",
    "clauses_of",
    "crisis_in",
    "crisis_instead",
    "danger_in",
    "danger_of",
    "danger_supposed",
    "distress_in",
    "field_of",
    "hotlines_for",
    "is_follow_up",
    "is_news",
    "is_only_a_place",
    "is_only_about_people",
    "is_rumour",
    "lines_about",
    "manner_of",
    "number_chosen",
    "only_circumstances",
    "only_tells",
    "people_asked",
    "says_flee",
    "section_asked",
    "sounds_grave",
    "takes_pets_along",
    "tells_something",
]
