"""Pages of alerts: for everybody, and for the desk."""

from community.alerts.views.callouts import callout, callout_list, callout_visit
from community.alerts.views.composer import compose_edit, compose_new, compose_preview
from community.alerts.views.desk import (
    alert_all_clear,
    alert_approve,
    alert_cancel,
    alert_issue_alone,
    alert_retract,
    alert_return,
    alert_submit,
    alert_update,
    alert_withdraw,
    calling,
    desk_detail,
    desk_list,
    desk_list_fragment,
    tally,
)
from community.alerts.views.poster import alert_poster
from community.alerts.views.proposals import (
    proposal_detail,
    proposal_dismiss,
    proposal_list,
    proposal_list_fragment,
    proposal_message,
    proposal_relay,
    proposal_reopen,
)
from community.alerts.views.public import alert_detail, alert_list

__all__ = [
    "alert_all_clear",
    "alert_approve",
    "alert_cancel",
    "alert_detail",
    "alert_issue_alone",
    "alert_list",
    "alert_poster",
    "alert_retract",
    "alert_return",
    "alert_submit",
    "alert_update",
    "alert_withdraw",
    "calling",
    "callout",
    "callout_list",
    "callout_visit",
    "compose_edit",
    "compose_new",
    "compose_preview",
    "desk_detail",
    "desk_list",
    "desk_list_fragment",
    "proposal_detail",
    "proposal_dismiss",
    "proposal_list",
    "proposal_list_fragment",
    "proposal_message",
    "proposal_relay",
    "proposal_reopen",
    "tally",
]
