"""What is typed into the demo's made-up phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1600  # characters: what a carrier joins into one text


class TextForm(forms.Form):
    body = forms.CharField(max_length=LONGEST, error_messages={"required": _("Write a text first.")})
    once = forms.SlugField(max_length=40, required=False)  # a form that is sent twice is one text
