"""The pages of hazards."""

from community.hazards.views import checklists, inspections, open311, register
from community.hazards.views.blocked import block_appeal
from community.hazards.views.blocks import block_detail, block_keep, block_lift, block_list, block_new
from community.hazards.views.covering import photo_cover, photo_original
from community.hazards.views.desk import (
    triage,
    triage_fragment,
    triage_many,
    triage_map,
    triage_message,
    triage_move,
    triage_note,
    triage_plan,
)
from community.hazards.views.following import follow, follow_code, follow_push, follow_stop
from community.hazards.views.handovers import forward_again, forward_name, forward_phone, handover_amend, handover_list
from community.hazards.views.held import held_photo
from community.hazards.views.kept import report_kept, visit_kept
from community.hazards.views.moderation import (
    moderation_decide,
    moderation_queue,
    report_hide,
    report_public,
    report_unhide,
)
from community.hazards.views.photos import report_photo
from community.hazards.views.public import (
    report_card,
    report_list,
    report_new,
    report_preview,
    report_similar,
    report_statistics,
)
from community.hazards.views.tracking import (
    report_change,
    report_detail,
    report_news,
    report_reopen,
    report_same,
    report_seen,
    report_withdraw,
)

__all__ = [
    "block_appeal",
    "block_detail",
    "block_keep",
    "block_lift",
    "block_list",
    "block_new",
    "checklists",
    "follow",
    "follow_code",
    "follow_push",
    "follow_stop",
    "forward_again",
    "forward_name",
    "forward_phone",
    "handover_amend",
    "handover_list",
    "held_photo",
    "inspections",
    "moderation_decide",
    "moderation_queue",
    "open311",
    "photo_cover",
    "photo_original",
    "register",
    "report_card",
    "report_change",
    "report_detail",
    "report_hide",
    "report_kept",
    "report_list",
    "report_new",
    "report_news",
    "report_photo",
    "report_preview",
    "report_public",
    "report_reopen",
    "report_same",
    "report_seen",
    "report_similar",
    "report_statistics",
    "report_unhide",
    "report_withdraw",
    "triage",
    "triage_fragment",
    "triage_many",
    "triage_map",
    "triage_message",
    "triage_move",
    "triage_note",
    "triage_plan",
    "visit_kept",
]
