"""What is kept of hazards."""

from community.hazards.models.blocks import BLOCK_HAPPENINGS, Block, BlockEvent, Origin, Sender
from community.hazards.models.categories import ICONS, Category, Rounding, Urgency, icon_choices
from community.hazards.models.drafts import Draft
from community.hazards.models.following import FOLLOW_WAYS, Following, FollowNews, subject_of, subjects_around
from community.hazards.models.forwards import Endpoint, EndpointService, Forward
from community.hazards.models.handovers import Handover
from community.hazards.models.held import HeldPhoto, token_of
from community.hazards.models.hiding import Why
from community.hazards.models.history import ReportEvent, ReportPhoto
from community.hazards.models.inspections import (
    Checklist,
    ChecklistItem,
    Finding,
    InspectedPlace,
    Round,
    Visit,
)
from community.hazards.models.keys import ApiKey
from community.hazards.models.plans import MajorPlan
from community.hazards.models.public import headline_of, public_place, public_words
from community.hazards.models.questions import Question
from community.hazards.models.replies import ReplyTemplate
from community.hazards.models.reports import CLIENT_ID, MOST_PHOTOS, NEWS_FOR, Report
from community.hazards.models.rules import AssignmentRule
from community.hazards.models.sightings import Sighting
from community.hazards.models.texted import TextedPhoto

__all__ = [
    "BLOCK_HAPPENINGS",
    "CLIENT_ID",
    "FOLLOW_WAYS",
    "ICONS",
    "MOST_PHOTOS",
    "NEWS_FOR",
    "ApiKey",
    "AssignmentRule",
    "Block",
    "BlockEvent",
    "Category",
    "Checklist",
    "ChecklistItem",
    "Draft",
    "Endpoint",
    "EndpointService",
    "Finding",
    "FollowNews",
    "Following",
    "Forward",
    "Handover",
    "HeldPhoto",
    "InspectedPlace",
    "MajorPlan",
    "Origin",
    "Question",
    "ReplyTemplate",
    "Report",
    "ReportEvent",
    "ReportPhoto",
    "Round",
    "Rounding",
    "Sender",
    "Sighting",
    "TextedPhoto",
    "Urgency",
    "Visit",
    "Why",
    "headline_of",
    "icon_choices",
    "public_place",
    "public_words",
    "subject_of",
    "subjects_around",
    "token_of",
]
