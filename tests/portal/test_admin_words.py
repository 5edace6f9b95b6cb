"""Whatever the admin shows has words in the reader's language: none of it says a name of the code."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.db import models
from django.utils import translation

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")
ALIKE = {"AED", "CAP", "English", "SMS", "Wi-Fi", "URL", "–", ""}  # the same in both languages


@pytest.fixture
def asked(rf):
    request = rf.get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    return request


def columns(shown, asked):
    names = [name for name in shown.get_list_display(asked) if name not in ("__str__", "pk")]
    for name in names:
        yield f"column {name}", label_for_field(name, shown.model, shown)
    for code, (_act, _name, words) in shown.get_actions(asked).items():
        yield f"action {code}", words
    for kept in shown.get_changelist_instance(asked).filter_specs:
        yield f"filter {kept.field_path}", kept.title


def entries(shown, asked, row):
    """Every label, heading and hint of a form."""
    if hasattr(shown, "get_formset"):
        form = shown.get_formset(asked, row).form.base_fields
    else:
        form = shown.get_form(asked, row, change=row is not None).base_fields
    fieldsets = shown.get_fieldsets(asked, row)
    for heading, options in fieldsets:
        yield "heading", heading or ""
        yield "description", options.get("description", "")
    for name in flatten_fieldsets(fieldsets):
        typed = form.get(name)
        yield f"field {name}", typed.label if typed else label_for_field(name, shown.model, shown)
        yield f"hint of {name}", typed.help_text if typed else ""


def choices(model):
    for field in model._meta.fields:
        for value, words in field.flatchoices:
            if value not in (None, ""):
                yield f"choice {field.name}={value}", words


def everything(shown, asked):
    model = shown.model
    yield "app", apps.get_app_config(model._meta.app_label).verbose_name
    yield "one", model._meta.verbose_name
    yield "many", model._meta.verbose_name_plural
    yield from columns(shown, asked)
    yield from choices(model)
    for row in (model(), None) if shown.has_add_permission(asked) else (model(),):
        yield from entries(shown, asked, row)
        for inline in shown.get_inline_instances(asked, row):
            where = f"inline {inline.model.__name__}"
            yield where, inline.verbose_name_plural
            yield f"{where}, one", inline.verbose_name
            for what, words in entries(inline, asked, row):
                yield f"{where}, {what}", words
            for what, words in choices(inline.model):
                yield f"{where}, {what}", words


@pytest.mark.parametrize("model", [pytest.param(one, id=one._meta.label) for one in admin.site._registry])
def test_the_admin_speaks_chinese(asked, model):
    shown = admin.site._registry[model]
    with translation.override("zh-hans"):
        found = [(what, str(words)) for what, words in everything(shown, asked)]
    assert [pair for pair in found if pair[1] not in ALIKE and not HAN.search(pair[1])] == []


def gone_with(model):
    """What a page that asks before it deletes may have to name."""
    for link in model._meta.related_objects:
        if link.on_delete is models.CASCADE:
            yield link.related_model
            yield from gone_with(link.related_model)


def test_what_is_deleted_with_a_row_has_a_name(asked):
    deletable = [model for model, shown in admin.site._registry.items() if shown.has_delete_permission(asked)]
    named = {*deletable, *(found for model in deletable for found in gone_with(model))}
    with translation.override("zh-hans"):
        labels = {found._meta.label: str(found._meta.verbose_name_plural) for found in named}
    assert len(labels) > len(deletable)
    assert {label: words for label, words in labels.items() if not HAN.search(words)} == {}


def test_no_row_is_called_by_its_class(asked):
    shown = list(admin.site._registry) + [
        inline.model for one in admin.site._registry.values() for inline in one.get_inline_instances(asked, one.model())
    ]
    gone = [
        found
        for model, one in admin.site._registry.items()
        if one.has_delete_permission(asked)
        for found in gone_with(model)
    ]
    assert [model._meta.label for model in {*shown, *gone} if model.__str__ is models.Model.__str__] == []
