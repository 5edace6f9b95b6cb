"""Everything that writes hazards."""

from community.hazards.services.answers import read_answers, save_question
from community.hazards.services.bulk import MOST as MOST_AT_ONCE
from community.hazards.services.bulk import Outcome, move_reports
from community.hazards.services.categories import ensure_categories, save_category
from community.hazards.services.drafts import DraftEnded, forget_drafts, send_draft
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
from community.hazards.services.inspections import (
    Answered,
    ensure_checklists,
    open_rounds,
    place_of,
    plan_round,
    record_visit,
    stop_round,
)
from community.hazards.services.keys import new_api_key, save_api_key
from community.hazards.services.levels import escalate_due
from community.hazards.services.messages import save_reply_template, write_to_reporter
from community.hazards.services.moves import add_note, move_report, triage_report
from community.hazards.services.news import tell_followers
from community.hazards.services.pictures import read_photos
from community.hazards.services.plans import no_longer_major, plan_for
from community.hazards.services.reports import add_news, add_place, file_report, say_same
from community.hazards.services.rules import drop_assignment_rule, save_assignment_rule
from community.hazards.services.second_thoughts import change_words, is_fresh, withdraw_report
from community.hazards.services.talking import begin_talk, go_on
from community.hazards.services.texted import (
    fetch_photos,
    forget_texted_photos,
    note_photos,
    take_unnamed_photos,
)
from community.hazards.services.weighing import lay_weights, weigh, weigh_open

__all__ = [
    "CODE_LIFE",
    "MOST_AT_ONCE",
    "Answered",
    "DraftEnded",
    "Outcome",
    "add_news",
    "add_note",
    "add_place",
    "ask_to_follow",
    "begin_talk",
    "change_words",
    "confirm_following",
    "drop_assignment_rule",
    "ensure_categories",
    "ensure_checklists",
    "escalate_due",
    "fetch_photos",
    "file_report",
    "follow_by_push",
    "forget_drafts",
    "forget_followings",
    "forget_gone",
    "forget_reporters",
    "forget_texted_photos",
    "go_on",
    "is_fresh",
    "lay_weights",
    "move_report",
    "move_reports",
    "new_api_key",
    "no_longer_major",
    "note_photos",
    "offered_ways",
    "open_rounds",
    "place_of",
    "plan_for",
    "plan_round",
    "read_answers",
    "read_photos",
    "record_visit",
    "save_api_key",
    "save_assignment_rule",
    "save_category",
    "save_question",
    "save_reply_template",
    "say_same",
    "send_draft",
    "stop_all_following",
    "stop_following",
    "stop_round",
    "take_unnamed_photos",
    "tell_followers",
    "triage_report",
    "weigh",
    "weigh_open",
    "withdraw_report",
    "write_to_reporter",
]
