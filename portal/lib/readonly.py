"""Rows to look at in the admin: services write them, nobody else."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest


class ReadOnly:
    """Mixed into a ModelAdmin or an inline, before it. What is kept as JSON is shown in words."""

    grants: tuple[str, ...] = ("view",)  # the permissions that open its pages

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: object = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return [
            (heading, {**options, "fields": [worded(self.model, name) for name in options["fields"]]})  # type: ignore[attr-defined]
            for heading, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> Sequence[Any]:
        kept = [field for field in self.model._meta.fields if isinstance(field, models.JSONField)]  # type: ignore[attr-defined]
        return [*super().get_readonly_fields(request, obj), *map(_column, kept)]  # type: ignore[misc]


def worded(model: type[models.Model], name: Any) -> Any:
    """The field `name` as it is; where it keeps JSON, a column that says the same in words."""
    try:
        field = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return name
    return _column(field) if isinstance(field, models.JSONField) else name


@functools.cache  # the same column each time: the admin compares them
def _column(field: models.JSONField) -> Callable[[models.Model], str]:
    def shown(row: models.Model) -> str:
        return in_words(getattr(row, field.name)) or "–"

    shown.__name__ = field.name
    return admin.display(description=field.verbose_name)(shown)  # type: ignore[return-value]


def in_words(value: Any) -> str:
    """JSON as lines that a person reads: {"en": "Hall"} is "English: Hall", a list has a line for each of its own."""
    names = dict(settings.LANGUAGES)
    if isinstance(value, dict) and set(value) == {"valueName", "value"}:
        return f"{value['valueName']}: {value['value']}"
    if isinstance(value, dict):
        return "\n".join(f"{names.get(key, key)}: {in_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(in_words(inner) for inner in value)
    return "" if value is None else str(value)
