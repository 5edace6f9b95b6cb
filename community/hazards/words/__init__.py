"""What people's own words about a hazard say, in both languages. No database: words in, values out."""

from community.hazards.words.asking import is_manners, reads_as_hazard, words_of_report
from community.hazards.words.following import REFERENCE, asks_of_hazards, asks_of_report, references_in
from community.hazards.words.kinds import OTHER, Hazard, hazard_in
from community.hazards.words.places import place_in, street_in
from community.hazards.words.several import each_hazard
from community.hazards.words.talking import is_cancelled, is_no, is_yes, wants_to_report, without_wish

__all__ = [
    "OTHER",
    "REFERENCE",
    "Hazard",
    "asks_of_hazards",
    "asks_of_report",
    "each_hazard",
    "hazard_in",
    "is_cancelled",
    "is_manners",
    "is_no",
    "is_yes",
    "place_in",
    "reads_as_hazard",
    "references_in",
    "street_in",
    "wants_to_report",
    "without_wish",
    "words_of_report",
]
