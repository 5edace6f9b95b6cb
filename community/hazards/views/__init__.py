"""The pages of hazards."""

from community.hazards.views import inspections, open311
from community.hazards.views.desk import (
    triage,
    triage_fragment,
    triage_many,
    triage_message,
    triage_move,
    triage_note,
    triage_plan,
)
from community.hazards.views.following import follow, follow_code, follow_push, follow_stop
from community.hazards.views.kept import report_kept
from community.hazards.views.photos import report_photo
from community.hazards.views.public import report_card, report_list, report_new, report_similar, report_statistics
from community.hazards.views.tracking import (
    report_change,
    report_detail,
    report_news,
    report_reopen,
    report_same,
    report_withdraw,
)

__all__ = [
    "follow",
    "follow_code",
    "follow_push",
    "follow_stop",
    "inspections",
    "open311",
    "report_card",
    "report_change",
    "report_detail",
    "report_kept",
    "report_list",
    "report_new",
    "report_news",
    "report_photo",
    "report_reopen",
    "report_same",
    "report_similar",
    "report_statistics",
    "report_withdraw",
    "triage",
    "triage_fragment",
    "triage_many",
    "triage_message",
    "triage_move",
    "triage_note",
    "triage_plan",
]
