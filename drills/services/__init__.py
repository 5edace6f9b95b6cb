"""The verbs of drills: plan and run, sign up, check, remind."""

from drills.services.addresses import calendar_address, renew_calendar_address
from drills.services.calls import call_for_help
from drills.services.checks import NonceTaken, record_check
from drills.services.events import NotNow
from drills.services.planning import (
    abort_drill,
    cancel_drill,
    change_drill,
    end_drill,
    plan_drill,
    publish_drill,
    start_drill,
)
from drills.services.reminders import remind_due
from drills.services.signups import cancel_sign_up, expire_offers, offer_places, sign_up
from drills.services.sos import (
    answer_task,
    clear_task,
    note_silence,
    take_task,
    watch_tasks,
    words_for_taker,
    words_if_taken,
)

__all__ = [
    "NonceTaken",
    "NotNow",
    "abort_drill",
    "answer_task",
    "calendar_address",
    "call_for_help",
    "cancel_drill",
    "cancel_sign_up",
    "change_drill",
    "clear_task",
    "end_drill",
    "expire_offers",
    "note_silence",
    "offer_places",
    "plan_drill",
    "publish_drill",
    "record_check",
    "remind_due",
    "renew_calendar_address",
    "sign_up",
    "start_drill",
    "take_task",
    "watch_tasks",
    "words_for_taker",
    "words_if_taken",
]
