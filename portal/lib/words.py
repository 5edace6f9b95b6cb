"""Words that a community writes in several languages: {"en": "River Hall", "zh-hans": "河边会堂"}."""

from typing import Any

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
