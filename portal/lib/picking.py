"""Rows of another table that are found by typing, in the forms of the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.http import HttpRequest

from portal.lib.asked import PK, Forgiving


class PickedRow(AutocompleteSelect):
    """A row that is found by typing. What no row is called is shown as nothing; the field says what is wrong."""

    def optgroups(self, name, value, attr=None):
        known = [one for one in value if PK.fullmatch(str(one))]
        return super().optgroups(name, known or [""], attr)


class PickingAdmin(Forgiving, admin.ModelAdmin):
    """A ModelAdmin whose autocomplete_fields answer wrong numbers beside their fields."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PickedRow(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
