"""The verbs of alerts: draft, edit, submit, return, withdraw, approve, update, cancel, clear, expire."""

from community.alerts.services.alone import issue_alone, retract_alert
from community.alerts.services.calling import note_heard, note_unheard
from community.alerts.services.callouts import call_leads, note_reached, note_visit
from community.alerts.services.deciding import approve_alert, expire_alerts, return_alert, submit_alert
from community.alerts.services.doors import note_door
from community.alerts.services.drafting import (
    assemble_alert,
    cancel_alert,
    clear_alert,
    draft_alert,
    edit_alert,
    update_alert,
)
from community.alerts.services.ingesting import forget_proposals, take_in
from community.alerts.services.keeping import AUTHORITYS, keep_to_authority
from community.alerts.services.polling import poll_due, poll_source, save_source
from community.alerts.services.relaying import dismiss_proposal, relay_proposal, reopen_proposal
from community.alerts.services.scheduling import publish_due, withdraw_alert
from community.alerts.services.templates import (
    approve_template,
    copy_template,
    load_templates,
    retire_template,
    write_template,
)

__all__ = [
    "AUTHORITYS",
    "approve_alert",
    "approve_template",
    "assemble_alert",
    "call_leads",
    "cancel_alert",
    "clear_alert",
    "copy_template",
    "dismiss_proposal",
    "draft_alert",
    "edit_alert",
    "expire_alerts",
    "forget_proposals",
    "issue_alone",
    "keep_to_authority",
    "load_templates",
    "note_door",
    "note_heard",
    "note_reached",
    "note_unheard",
    "note_visit",
    "poll_due",
    "poll_source",
    "publish_due",
    "relay_proposal",
    "reopen_proposal",
    "retire_template",
    "retract_alert",
    "return_alert",
    "save_source",
    "submit_alert",
    "take_in",
    "update_alert",
    "withdraw_alert",
    "write_template",
]
