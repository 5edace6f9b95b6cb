"""The shape of what people type on the pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.services.chat import LONGEST


class AskForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("Your question"),
        error_messages={
            "required": _("Write your question first."),
            "max_length": _("Keep it under 1,000 characters."),
        },
    )
    session = forms.CharField(required=False, max_length=64)
    message_id = forms.CharField(required=False, max_length=64)
