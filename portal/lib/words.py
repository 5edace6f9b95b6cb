"""Words that a community writes in several languages: {"en": "River Hall", "zh-hans": "河边会堂"}."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def said(words: dict[str, str] | None, language: str | None = None) -> str:
    """`words` in `language` (default the reader's), else in the site's default, else in whichever there is."""
    if not words:
        return ""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return words.get(wanted) or words.get(settings.LANGUAGE_CODE) or next(iter(words.values()), "")


def validate_words(value: Any) -> None:
    known = dict(settings.LANGUAGES)
    if not isinstance(value, dict) or not all(code in known and isinstance(text, str) for code, text in value.items()):
        raise ValidationError(_("Write words as one text for each language."))


class WordsWidget(forms.MultiWidget):
    """One box a language, under its name. A whole JSON object under the field's own name is taken too."""

    template_name = "words_boxes.html"

    def __init__(self, attrs=None):
        boxes = {code: forms.Textarea({"rows": 2, "placeholder": name}) for code, name in settings.LANGUAGES}
        super().__init__(boxes, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _name in settings.LANGUAGES]

    def value_from_datadict(self, data, files, name):
        if name in data:
            try:
                whole = json.loads(data[name])
            except (TypeError, ValueError, RecursionError):
                whole = None
            return self.decompress(whole if isinstance(whole, dict) else None)
        return super().value_from_datadict(data, files, name)


class WordsFormField(forms.MultiValueField):
    """Words typed one language beside another; empty languages are left out."""

    widget = WordsWidget

    def __init__(self, **kwargs):
        names = dict(settings.LANGUAGES)
        fields = [forms.CharField(required=False, label=name) for name in names.values()]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        codes = [code for code, _name in settings.LANGUAGES]
        return {code: text for code, text in zip(codes, data_list, strict=False) if text}


class WordsField(models.JSONField):
    """A JSON object from language code to text."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        if validate_words not in self.validators:
            self.validators.append(validate_words)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        kwargs = {name: kwargs[name] for name in ("label", "required", "help_text") if name in kwargs}
        return WordsFormField(**{"label": self.verbose_name, "required": not self.blank, **kwargs})
