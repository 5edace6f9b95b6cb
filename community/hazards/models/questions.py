"""What a community asks about a kind of hazard, in the six types of Open311."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.categories import Category
from portal.lib.words import WordsField, said


def validate_values(values: Any) -> None:
    """[{"key": "knee", "name": {"en": "To the knee", ...}, "stops": false}, ...]"""
    shape = isinstance(values, list) and all(
        isinstance(one, dict)
        and set(one) <= {"key", "name", "stops"}
        and isinstance(one.get("key"), str)
        and one["key"].isascii()
        and 0 < len(one["key"]) <= 40
        and isinstance(one.get("name"), dict)
        and all(isinstance(words, str) and words.strip() for words in one["name"].values())
        and one["name"].get("en")
        for one in values
    )
    if not shape or len({one["key"] for one in values}) != len(values):
        raise ValidationError(_("Write a list of values, each with a key of its own and its words in every language."))


class Question(models.Model):
    """One question; a value that `stops` means danger: whoever chooses it is shown the number to call."""

    class Type(models.TextChoices):
        STRING = "string", pgettext_lazy("type of a question", "a few words")
        NUMBER = "number", pgettext_lazy("type of a question", "a number")
        DATETIME = "datetime", pgettext_lazy("type of a question", "a moment")
        TEXT = "text", pgettext_lazy("type of a question", "some sentences")
        ONE = "singlevaluelist", pgettext_lazy("type of a question", "one of a list")
        SOME = "multivaluelist", pgettext_lazy("type of a question", "some of a list")

    LISTS = (Type.ONE, Type.SOME)

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions", verbose_name=_("category"))
    code = models.SlugField(_("code"))
    words = WordsField(_("question"))
    datatype = models.CharField(_("answered with"), max_length=16, choices=Type.choices, default=Type.STRING)
    is_required = models.BooleanField(_("must be answered"), default=False)
    values = models.JSONField(
        _("values"),
        default=list,
        blank=True,
        validators=[validate_values],
        help_text=_("Of a list alone: key, name in every language, and “stops” where it means danger."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        verbose_name = _("question about a hazard")
        verbose_name_plural = _("questions about hazards")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="one_question_a_code")]

    def __str__(self) -> str:
        return said(self.words)

    def clean(self) -> None:
        if self.datatype in self.LISTS and not self.values:
            raise ValidationError({"values": _("A list needs values.")})
        if self.datatype not in self.LISTS and self.values:
            raise ValidationError({"values": _("Only a list has values.")})

    @property
    def stops(self) -> set[str]:
        return {one["key"] for one in self.values if one.get("stops")}

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(one["key"], said(one["name"])) for one in self.values]

    def answer_in_words(self, answer: Any) -> str:
        known = dict(self.options)
        keys = answer if isinstance(answer, list) else [answer]
        return ", ".join(known.get(str(key), str(key)) for key in keys)
