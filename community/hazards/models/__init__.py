"""What is kept of hazards."""

from community.hazards.models.categories import ICONS, Category, Rounding, Urgency, icon_choices
from community.hazards.models.drafts import Draft
from community.hazards.models.following import FOLLOW_WAYS, Following, FollowNews, subject_of, subjects_around
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
from community.hazards.models.questions import Question
from community.hazards.models.replies import ReplyTemplate
from community.hazards.models.reports import (
    CLIENT_ID,
    MOST_PHOTOS,
    Report,
    headline_of,
    public_place,
)
from community.hazards.models.rules import AssignmentRule
from community.hazards.models.texted import TextedPhoto

__all__ = [
    "CLIENT_ID",
    "FOLLOW_WAYS",
    "ICONS",
    "MOST_PHOTOS",
    "ApiKey",
    "AssignmentRule",
    "Category",
    "Checklist",
    "ChecklistItem",
    "Draft",
    "Finding",
    "FollowNews",
    "Following",
    "InspectedPlace",
    "MajorPlan",
    "Question",
    "ReplyTemplate",
    "Report",
    "ReportEvent",
    "ReportPhoto",
    "Round",
    "Rounding",
    "TextedPhoto",
    "Urgency",
    "Visit",
    "headline_of",
    "icon_choices",
    "public_place",
    "subject_of",
    "subjects_around",
]
