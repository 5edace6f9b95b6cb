"""What people type into the pages."""

from community.hazards.forms.desk import DeskFilter, ManyForm, MessageForm, MoveForm, NoteForm, PlanForm
from community.hazards.forms.inspections import RoundForm, VisitForm
from community.hazards.forms.reports import ChangeForm, FollowForm, NewsForm, ReportForm, checked_position

__all__ = [
    "ChangeForm",
    "DeskFilter",
    "FollowForm",
    "ManyForm",
    "MessageForm",
    "MoveForm",
    "NewsForm",
    "NoteForm",
    "PlanForm",
    "ReportForm",
    "RoundForm",
    "VisitForm",
    "checked_position",
]
