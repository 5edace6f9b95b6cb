"""Who is where, and how to reach them."""

from community.people.selectors.audiences import (
    Alike,
    count_desk_phones,
    count_residents_in_area,
    count_ways_in_area,
    demo_is_left_out,
    desk_phones,
    residents_in_area,
)
from community.people.selectors.contacts import (
    ShownWay,
    contacts_of,
    kept_about,
    shown_ways,
    ways_of,
)
from community.people.selectors.people import (
    callees_of,
    language_of_phone,
    phone_of_user,
    places_by_words,
    resident_of_phone,
    roster,
)

__all__ = [
    "Alike",
    "ShownWay",
    "callees_of",
    "contacts_of",
    "count_desk_phones",
    "count_residents_in_area",
    "count_ways_in_area",
    "demo_is_left_out",
    "desk_phones",
    "kept_about",
    "language_of_phone",
    "phone_of_user",
    "places_by_words",
    "resident_of_phone",
    "residents_in_area",
    "roster",
    "shown_ways",
    "ways_of",
]
