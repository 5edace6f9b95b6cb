"""Questions about reports."""

from community.hazards.selectors.asked import Known, count_open, reports_named, reports_of
from community.hazards.selectors.blocks import block_of, blocks_of, number_to_call, sender_of, sender_of_report
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
from community.hazards.selectors.handovers import PassedOn, agencies_for, passed_on, servers_for, stuck_forwards
from community.hazards.selectors.held import held_photos
from community.hazards.selectors.inspections import (
    checklists_of,
    communities_to_plan,
    late_marked,
    missed_visits,
    people_to_visit,
    places_to_inspect,
    rounds_for,
    versions_of,
    visits_for,
)
from community.hazards.selectors.moderation import QUEUES, Waiting, unpublished, waiting_at_desk
from community.hazards.selectors.on_the_map import Cluster, clusters_of
from community.hazards.selectors.pages import Page, page_of
from community.hazards.selectors.recognition import area_named_in
from community.hazards.selectors.register import (
    KINDS,
    SHOWN,
    Entry,
    entries_of,
    register_lines,
    register_page,
    reports_page,
)
from community.hazards.selectors.reports import (
    categories_of,
    categories_reported,
    community_of_text,
    is_outside,
    last_change,
    listed_reports,
    listing_version,
    recent_public,
    report_with_key,
    reporter_is_reached,
    within_box,
)
from community.hazards.selectors.sightings import Seen, seen_of
from community.hazards.selectors.similar import similar_reports, staff_reach
from community.hazards.selectors.statistics import PERIODS, Statistics, figures_mark, statistics
from community.hazards.selectors.suggested import suggested_for
from community.hazards.selectors.urgency import Reason, pressing, reasons_of, weights_of
from community.hazards.words import Hazard, hazard_in

__all__ = [
    "KINDS",
    "MOST_COUNTED",
    "PERIODS",
    "QUEUES",
    "SHOWN",
    "VIEWS",
    "Cluster",
    "DeskKeys",
    "Entry",
    "Hazard",
    "Known",
    "Page",
    "PassedOn",
    "Reason",
    "Seen",
    "Statistics",
    "Waiting",
    "agencies_for",
    "area_named_in",
    "block_of",
    "blocks_of",
    "categories_of",
    "categories_reported",
    "checklists_of",
    "clusters_of",
    "communities_to_plan",
    "community_of_text",
    "count_open",
    "desk_communities",
    "desk_counts",
    "desk_reports",
    "entries_of",
    "figures_mark",
    "hazard_in",
    "held_photos",
    "is_outside",
    "last_change",
    "late_marked",
    "listed_reports",
    "listing_version",
    "missed_visits",
    "number_to_call",
    "numbers_to_call",
    "open_draft",
    "page_of",
    "passed_on",
    "people_to_assign",
    "people_to_visit",
    "places_to_inspect",
    "pressing",
    "reasons_of",
    "recent_public",
    "register_lines",
    "register_page",
    "report_with_key",
    "reporter_is_reached",
    "reports_named",
    "reports_of",
    "reports_page",
    "rounds_for",
    "seen_of",
    "sender_of",
    "sender_of_report",
    "servers_for",
    "similar_reports",
    "staff_reach",
    "statistics",
    "stuck_forwards",
    "suggested_for",
    "unpublished",
    "versions_of",
    "visits_for",
    "waiting_at_desk",
    "weights_of",
    "within_box",
]
