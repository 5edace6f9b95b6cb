"""Questions about reports."""

from community.hazards.selectors.calls import numbers_to_call
from community.hazards.selectors.desk import (
    MOST_COUNTED,
    VIEWS,
    DeskKeys,
    desk_communities,
    desk_counts,
    desk_reports,
    people_to_assign,
)
from community.hazards.selectors.drafts import open_draft
from community.hazards.selectors.inspections import (
    late_marked,
    missed_visits,
    people_to_visit,
    places_to_inspect,
    register,
    register_entry,
    rounds_for,
    visits_for,
)
from community.hazards.selectors.recognition import area_named_in
from community.hazards.selectors.reports import (
    categories_of,
    categories_reported,
    community_of_text,
    is_outside,
    listed_reports,
    recent_public,
    report_with_key,
    reporter_is_reached,
    within_box,
)
from community.hazards.selectors.similar import similar_reports, staff_reach
from community.hazards.selectors.statistics import PERIODS, Statistics, statistics
from community.hazards.selectors.suggested import suggested_for
from community.hazards.selectors.urgency import Reason, pressing, reasons_of, weights_of
from community.hazards.words import Hazard, hazard_in

__all__ = [
    "MOST_COUNTED",
    "PERIODS",
    "VIEWS",
    "DeskKeys",
    "Hazard",
    "Reason",
    "Statistics",
    "area_named_in",
    "categories_of",
    "categories_reported",
    "community_of_text",
    "desk_communities",
    "desk_counts",
    "desk_reports",
    "hazard_in",
    "is_outside",
    "late_marked",
    "listed_reports",
    "missed_visits",
    "numbers_to_call",
    "open_draft",
    "people_to_assign",
    "people_to_visit",
    "places_to_inspect",
    "pressing",
    "reasons_of",
    "recent_public",
    "register",
    "register_entry",
    "report_with_key",
    "reporter_is_reached",
    "rounds_for",
    "similar_reports",
    "staff_reach",
    "statistics",
    "suggested_for",
    "visits_for",
    "weights_of",
    "within_box",
]
