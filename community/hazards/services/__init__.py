"""Everything that writes hazards."""

from community.hazards.services.answers import read_answers, save_question
from community.hazards.services.blocks import (
    DAYS,
    MOST_APPEAL,
    SenderBlocked,
    appeal,
    block_phone,
    block_sender_of,
    forget_senders,
    keep_block,
    lift_block,
    refusal,
)
from community.hazards.services.bulk import MOST as MOST_AT_ONCE
from community.hazards.services.bulk import Outcome, move_reports
from community.hazards.services.categories import ensure_categories, save_category
from community.hazards.services.checklists import (
    ItemWords,
    copy_checklist,
    ensure_checklists,
    offer_checklist,
    write_checklist,
)
from community.hazards.services.covering import MOST_MARKS, cover_photo, forget_originals, tried_cover, uncover_photo
from community.hazards.services.drafts import DraftEnded, forget_drafts, send_draft
from community.hazards.services.endpoints import drop_endpoint_service, save_endpoint, save_endpoint_service
from community.hazards.services.following import (
    CODE_LIFE,
    ask_to_follow,
    confirm_following,
    follow_by_push,
    forget_followings,
    forget_gone,
    offered_ways,
    stop_all_following,
    stop_following,
)
from community.hazards.services.forgetting import forget_reporters
from community.hazards.services.forwarding import forward_due
from community.hazards.services.forwards import forward_report, give_up_forward, name_forward, try_forward_again
from community.hazards.services.handovers import HandedOver, amend_handover
from community.hazards.services.held import HeldGone, forget_held, hold_photos
from community.hazards.services.hiding import hide_line, hide_photo, hide_report, unhide
from community.hazards.services.inspections import (
    Answered,
    open_rounds,
    place_of,
    plan_round,
    record_visit,
    stop_round,
)
from community.hazards.services.keys import new_api_key, save_api_key
from community.hazards.services.levels import escalate_due
from community.hazards.services.messages import save_reply_template, write_to_reporter
from community.hazards.services.moderation import publish_report, publish_reports, refuse_reports
from community.hazards.services.moves import add_note, move_report, triage_report
from community.hazards.services.news import tell_followers
from community.hazards.services.pictures import read_each, read_photos
from community.hazards.services.placing import lay_squares, place_anew
from community.hazards.services.plans import no_longer_major, plan_for
from community.hazards.services.reports import NewsClosed, add_comment, add_news, add_place, file_report, say_same
from community.hazards.services.rules import drop_assignment_rule, save_assignment_rule
from community.hazards.services.second_thoughts import change_words, is_fresh, withdraw_report
from community.hazards.services.sightings import ASKED_IN, say_seen
from community.hazards.services.sweeping import sweep_files
from community.hazards.services.talking import begin_talk, go_on
from community.hazards.services.texted import (
    fetch_photos,
    forget_texted_photos,
    note_photos,
    take_unnamed_photos,
)
from community.hazards.services.weighing import lay_weights, weigh, weigh_open

__all__ = [
    "ASKED_IN",
    "CODE_LIFE",
    "DAYS",
    "MOST_APPEAL",
    "MOST_AT_ONCE",
    "MOST_MARKS",
    "Answered",
    "DraftEnded",
    "HandedOver",
    "HeldGone",
    "ItemWords",
    "NewsClosed",
    "Outcome",
    "SenderBlocked",
    "add_comment",
    "add_news",
    "add_note",
    "add_place",
    "amend_handover",
    "appeal",
    "ask_to_follow",
    "begin_talk",
    "block_phone",
    "block_sender_of",
    "change_words",
    "confirm_following",
    "copy_checklist",
    "cover_photo",
    "drop_assignment_rule",
    "drop_endpoint_service",
    "ensure_categories",
    "ensure_checklists",
    "escalate_due",
    "fetch_photos",
    "file_report",
    "follow_by_push",
    "forget_drafts",
    "forget_followings",
    "forget_gone",
    "forget_held",
    "forget_originals",
    "forget_reporters",
    "forget_senders",
    "forget_texted_photos",
    "forward_due",
    "forward_report",
    "give_up_forward",
    "go_on",
    "hide_line",
    "hide_photo",
    "hide_report",
    "hold_photos",
    "is_fresh",
    "keep_block",
    "lay_squares",
    "lay_weights",
    "lift_block",
    "move_report",
    "move_reports",
    "name_forward",
    "new_api_key",
    "no_longer_major",
    "note_photos",
    "offer_checklist",
    "offered_ways",
    "open_rounds",
    "place_anew",
    "place_of",
    "plan_for",
    "plan_round",
    "publish_report",
    "publish_reports",
    "read_answers",
    "read_each",
    "read_photos",
    "record_visit",
    "refusal",
    "refuse_reports",
    "save_api_key",
    "save_assignment_rule",
    "save_category",
    "save_endpoint",
    "save_endpoint_service",
    "save_question",
    "save_reply_template",
    "say_same",
    "say_seen",
    "send_draft",
    "stop_all_following",
    "stop_following",
    "stop_round",
    "sweep_files",
    "take_unnamed_photos",
    "tell_followers",
    "triage_report",
    "tried_cover",
    "try_forward_again",
    "uncover_photo",
    "unhide",
    "weigh",
    "weigh_open",
    "withdraw_report",
    "write_checklist",
    "write_to_reporter",
]
