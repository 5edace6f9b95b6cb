"""The shape of what people type on the desk."""

from community.alerts.forms.composing import PLAIN, ComposeForm, ReturnForm, initial_of
from community.alerts.forms.sources import SetAsideForm, SourceForm
from community.alerts.forms.templates import TemplateForm

__all__ = ["PLAIN", "ComposeForm", "ReturnForm", "SetAsideForm", "SourceForm", "TemplateForm", "initial_of"]
