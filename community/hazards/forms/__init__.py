"""What people type into the pages."""

from community.hazards.forms.checklists import ChecklistForm, stepped
from community.hazards.forms.covering import CoverForm, marks_in
from community.hazards.forms.desk import (
    DeskFilter,
    HandoverForm,
    ManyForm,
    MessageForm,
    MoveForm,
    NoteForm,
    NumberForm,
    PhonedForm,
    PlanForm,
)
from community.hazards.forms.endpoints import EndpointForm
from community.hazards.forms.inspections import RoundForm, VisitForm
from community.hazards.forms.moderation import AppealForm, BlockForm, BlockPhoneForm, HideForm, ManyToPublishForm
from community.hazards.forms.reports import ChangeForm, FollowForm, NewsForm, ReportForm, checked_position

__all__ = [
    "AppealForm",
    "BlockForm",
    "BlockPhoneForm",
    "ChangeForm",
    "ChecklistForm",
    "CoverForm",
    "DeskFilter",
    "EndpointForm",
    "FollowForm",
    "HandoverForm",
    "HideForm",
    "ManyForm",
    "ManyToPublishForm",
    "MessageForm",
    "MoveForm",
    "NewsForm",
    "NoteForm",
    "NumberForm",
    "PhonedForm",
    "PlanForm",
    "ReportForm",
    "RoundForm",
    "VisitForm",
    "checked_position",
    "marks_in",
    "stepped",
]
