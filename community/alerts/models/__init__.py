"""Alerts in CAP's terms (OASIS Common Alerting Protocol 1.2)."""

from community.alerts.models.alerts import READERS, Alert, AlertInfo, AlertQuerySet
from community.alerts.models.callouts import BuildingCall, Callout
from community.alerts.models.cap import (
    COLOUR,
    COLOUR_WORDS,
    RELAYED_FROM,
    CapCategory,
    CapUrgency,
    Certainty,
    MsgType,
    ResponseType,
    Severity,
    is_authoritys,
)
from community.alerts.models.doors import DoorVisit
from community.alerts.models.events import AlertEvent
from community.alerts.models.sources import Proposal, ProposalEvent, ProposalReference, Source
from community.alerts.models.templates import AlertTemplate, TemplateEvent

__all__ = [
    "COLOUR",
    "COLOUR_WORDS",
    "READERS",
    "RELAYED_FROM",
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
    "is_authoritys",
]
