"""Answers to a category's questions, read and kept."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.hazards.models import Category, Question
from community.people.registers import is_usable

T = Question.Type
LONGEST = {T.STRING: 200, T.TEXT: 2000}


def read_answers(category: Category, given: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], bool]:
    """({code: answer}, whether one of them means danger). `given` has what was sent for each code; "" is no answer.

    A number is a float, a moment its ISO 8601, one of a list its key, some of a list a list of keys. Raises
    ValidationError by code, with all that is wrong.
    """
    answers: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    danger = False
    for question in category.questions.filter(is_active=True):
        sent = [text.strip() for text in given.get(question.code, ()) if text.strip()]
        if not sent:
            if question.is_required:
                wrong[question.code] = [_("%(question)s Please answer.") % {"question": question}]
            continue
        try:
            answers[question.code] = _read(question, sent)
        except ValueError:
            wrong[question.code] = [_("%(question)s This is no answer to it.") % {"question": question}]
            continue
        danger = danger or bool(question.stops.intersection(sent))
    if wrong:
        raise ValidationError(wrong)
    return answers, danger


def _read(question: Question, sent: list[str]) -> Any:
    """What `sent` says. Raises ValueError."""
    kind, text = T(question.datatype), sent[0]
    if kind in Question.LISTS:
        if not set(sent) <= {key for key, _words in question.options} or (kind == T.ONE and len(sent) > 1):
            raise ValueError("no such value")
        return text if kind == T.ONE else list(dict.fromkeys(sent))
    if len(sent) > 1 or "\0" in text:
        raise ValueError("several answers")
    if kind == T.NUMBER:
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("not a number")
        return number
    if kind == T.DATETIME:
        at = parse_datetime(text)
        if at is None or not is_usable(_aware(at, question)):
            raise ValueError("not a moment")
        return _aware(at, question).isoformat()
    if len(text) > LONGEST[kind]:
        raise ValueError("too long")
    return text


def _aware(at: datetime, question: Question) -> datetime:
    """A moment without an offset is one of the place's own clock."""
    return at if at.tzinfo else at.replace(tzinfo=question.category.community.zone)


def save_question(question: Question) -> Question:
    """Keep a question as an administrator words it. One that was answered is switched off, never erased.

    Raises ValidationError by field.
    """
    question.full_clean()
    question.save()
    return question
