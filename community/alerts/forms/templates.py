"""The form of a template: the same words side by side as the composer's, with blanks."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community.alerts.forms.composing import RESPONSES
from community.alerts.models import AlertTemplate, CapCategory, CapUrgency, Certainty, Severity
from portal.lib.language import bcp47

PLAIN = ("event", "category", "severity", "urgency", "certainty", "response_types", "hours")
LABELS = {
    "headline": _("Headline"),
    "description": _("What happens, and what it does"),
    "instruction": _("What to do"),
}
MOST = {"headline": 160, "description": 1000, "instruction": 1000}


class TemplateForm(forms.Form):
    """`values()` is what services.write_template takes."""

    event = forms.CharField(label=_("What happens"), max_length=80, help_text=_("In two or three words, as in Flood."))
    category = forms.ChoiceField(label=_("Category"), choices=CapCategory.choices)
    severity = forms.ChoiceField(label=_("How bad"), choices=Severity.choices)
    urgency = forms.ChoiceField(label=_("How soon to act"), choices=CapUrgency.choices)
    certainty = forms.ChoiceField(label=_("How sure"), choices=Certainty.choices)
    hours = forms.IntegerField(label=_("Hours that it holds"), min_value=1, max_value=168)
    response_types = forms.MultipleChoiceField(
        label=_("What to do, in one word"), choices=RESPONSES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, template: AlertTemplate, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.template = template
        self.initial = {**{name: getattr(template, name) for name in PLAIN}, **self.initial}
        for language, _name in settings.LANGUAGES:
            widget = forms.TextInput(attrs={"lang": bcp47(language)})
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name in the list"), max_length=80, widget=widget, initial=template.name.get(language, "")
            )
            for field, label in LABELS.items():
                box = forms.TextInput if field == "headline" else forms.Textarea
                rows = {} if field == "headline" else {"rows": 4}
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=label,
                    max_length=MOST[field],
                    widget=box(attrs={"lang": bcp47(language), **rows}),
                    initial=template.texts_in(language)[field],
                )
        if template.is_ending:
            del self.fields["response_types"]

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [
            {"language": code, "fields": [self[f"{field}_{code}"] for field in ("name", *LABELS)]}
            for code, _name in settings.LANGUAGES
        ]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        codes = [code for code, _name in settings.LANGUAGES]
        return {name: data[name] for name in PLAIN if name in data} | {
            "name": {code: data[f"name_{code}"] for code in codes},
            "words": {code: {field: data[f"{field}_{code}"] for field in LABELS} for code in codes},
        }

    def slug(self) -> str:
        """A short name from the English one, for a template that has none yet."""
        return (
            slugify(self.cleaned_data["name_en"])[:50] or re.sub(r"\W+", "-", self.cleaned_data["event"].lower())[:50]
        )
