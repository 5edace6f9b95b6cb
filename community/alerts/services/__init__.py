"""The verbs of alerts: draft, edit, submit, return, withdraw, approve, update, cancel, clear, expire."""

from community.alerts.services.alone import issue_alone, retract_alert
from community.alerts.services.calling import note_heard, note_unheard
from community.alerts.services.deciding import approve_alert, expire_alerts, return_alert, submit_alert
from community.alerts.services.drafting import (
    assemble_alert,
    cancel_alert,
    clear_alert,
    draft_alert,
    edit_alert,
    update_alert,
)
from community.alerts.services.scheduling import publish_due, withdraw_alert

__all__ = [
    "approve_alert",
    "assemble_alert",
    "cancel_alert",
    "clear_alert",
    "draft_alert",
    "edit_alert",
    "expire_alerts",
    "issue_alone",
    "note_heard",
    "note_unheard",
    "publish_due",
    "retract_alert",
    "return_alert",
    "submit_alert",
    "update_alert",
    "withdraw_alert",
]
