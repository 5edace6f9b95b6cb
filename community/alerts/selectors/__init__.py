"""Questions about alerts."""

from community.alerts.selectors.addresses import KnownPlace, known_places, places_called
from community.alerts.selectors.areas import (
    ResolvedArea,
    audience_name,
    audience_of,
    is_still_there,
    kept_area,
    parts_of_area,
    resolve_area,
)
from community.alerts.selectors.blanks import (
    asked_blanks,
    blanks_in,
    is_ready_made,
    label_of,
    starting_values,
)
from community.alerts.selectors.boards import (
    communities_to_draft_for,
    current_alerts,
    desk_list,
    history_of,
    latest_public,
    past_alerts,
    report_rows,
    reports_behind,
    successor_of,
)
from community.alerts.selectors.calling import Calling, alone_from, calling_of, group_of, rings_people
from community.alerts.selectors.callouts import call_board, wakes_leads
from community.alerts.selectors.changes import changes_between, differences
from community.alerts.selectors.deliveries import counts_at, delivery_board, delivery_counts
from community.alerts.selectors.doors import DOORS_A_PAGE, Whom, all_doors, buildings_to_visit, count_in_need, doors_of
from community.alerts.selectors.kinds import COLOURS, borrowed_words, colour_of
from community.alerts.selectors.listings import features_of, feed_of, last_change
from community.alerts.selectors.presets import draft_from_reports, event_names, event_of, event_words
from community.alerts.selectors.previews import lane_of, language_name, part_names, preview_of
from community.alerts.selectors.publications import alert_xml
from community.alerts.selectors.shelves import (
    communities_to_read,
    free_slug,
    known_blanks,
    template_texts,
    templates_for,
    templates_of,
    usable_templates,
)
from community.alerts.selectors.tables import count_rows, door_rows
from community.alerts.selectors.texts import clock_in, texts_of
from community.alerts.selectors.upstream import (
    news_of,
    proposal_lists,
    proposal_view,
    source_state,
    upstream_state,
    waiting_for,
)
from community.alerts.selectors.ways import is_night, ways_of

__all__ = [
    "COLOURS",
    "DOORS_A_PAGE",
    "Calling",
    "KnownPlace",
    "ResolvedArea",
    "Whom",
    "alert_xml",
    "all_doors",
    "alone_from",
    "asked_blanks",
    "audience_name",
    "audience_of",
    "blanks_in",
    "borrowed_words",
    "buildings_to_visit",
    "call_board",
    "calling_of",
    "changes_between",
    "clock_in",
    "colour_of",
    "communities_to_draft_for",
    "communities_to_read",
    "count_in_need",
    "count_rows",
    "counts_at",
    "current_alerts",
    "delivery_board",
    "delivery_counts",
    "desk_list",
    "differences",
    "door_rows",
    "doors_of",
    "draft_from_reports",
    "event_names",
    "event_of",
    "event_words",
    "features_of",
    "feed_of",
    "free_slug",
    "group_of",
    "history_of",
    "is_night",
    "is_ready_made",
    "is_still_there",
    "kept_area",
    "known_blanks",
    "known_places",
    "label_of",
    "lane_of",
    "language_name",
    "last_change",
    "latest_public",
    "news_of",
    "part_names",
    "parts_of_area",
    "past_alerts",
    "places_called",
    "preview_of",
    "proposal_lists",
    "proposal_view",
    "report_rows",
    "reports_behind",
    "resolve_area",
    "rings_people",
    "source_state",
    "starting_values",
    "successor_of",
    "template_texts",
    "templates_for",
    "templates_of",
    "texts_of",
    "upstream_state",
    "usable_templates",
    "waiting_for",
    "wakes_leads",
    "ways_of",
]
