"""What is kept of hazards."""

from community.hazards.models.categories import ICONS, Category, Urgency, icon_choices
from community.hazards.models.keys import ApiKey
from community.hazards.models.plans import MajorPlan
from community.hazards.models.questions import Question
from community.hazards.models.replies import ReplyTemplate
from community.hazards.models.reports import CLIENT_ID, MOST_PHOTOS, Report, ReportEvent, ReportPhoto

__all__ = [
    "CLIENT_ID",
    "ICONS",
    "MOST_PHOTOS",
    "ApiKey",
    "Category",
    "MajorPlan",
    "Question",
    "ReplyTemplate",
    "Report",
    "ReportEvent",
    "ReportPhoto",
    "Urgency",
    "icon_choices",
]
