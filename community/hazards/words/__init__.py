"""What people's own words about a hazard say, in both languages. No database: words in, values out."""

from community.hazards.words.asking import is_manners, reads_as_hazard, words_of_report
from community.hazards.words.kinds import OTHER, Hazard, hazard_in
from community.hazards.words.places import place_in
from community.hazards.words.several import each_hazard
from community.hazards.words.talking import is_cancelled, is_no, is_yes, wants_to_report, without_wish

__all__ = [
    "OTHER",
    "Hazard",
    "each_hazard",
    "hazard_in",
    "is_cancelled",
    "is_manners",
    "is_no",
    "is_yes",
    "place_in",
    "reads_as_hazard",
    "wants_to_report",
    "without_wish",
    "words_of_report",
]
