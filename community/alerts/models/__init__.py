"""Alerts in CAP's terms (OASIS Common Alerting Protocol 1.2)."""

from community.alerts.models.alerts import READERS, Alert, AlertEvent, AlertInfo, AlertQuerySet
from community.alerts.models.callouts import BuildingCall, Callout
from community.alerts.models.cap import CapCategory, CapUrgency, Certainty, MsgType, ResponseType, Severity
from community.alerts.models.doors import DoorVisit
from community.alerts.models.sources import Proposal, ProposalEvent, ProposalReference, Source
from community.alerts.models.templates import AlertTemplate, TemplateEvent

__all__ = [
    "READERS",
    "Alert",
    "AlertEvent",
    "AlertInfo",
    "AlertQuerySet",
    "AlertTemplate",
    "BuildingCall",
    "Callout",
    "CapCategory",
    "CapUrgency",
    "Certainty",
    "DoorVisit",
    "MsgType",
    "Proposal",
    "ProposalEvent",
    "ProposalReference",
    "ResponseType",
    "Severity",
    "Source",
    "TemplateEvent",
]
