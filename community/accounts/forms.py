"""Accounts as an administrator types them."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User

ACTS = {
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
    "view": pgettext_lazy("permission", "view"),
}


class AccountForm(UserChangeForm):
    """An account; the last one that may do everything cannot be closed."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = cleaned.get("is_active", True) and cleaned.get("is_superuser", self.instance.is_superuser)
        if self.instance.pk and not stays and is_last_superuser(self.instance):
            raise ValidationError(gettext("Nobody else may do everything here. Give that to somebody else first."))
        return cleaned


def is_last_superuser(user: User) -> bool:
    """Whether nobody but `user`, as the database has it, may do everything."""
    everybody = set(User.objects.filter(is_superuser=True, is_active=True).values_list("pk", flat=True))
    return everybody == {user.pk}


def permissions_of(site: AdminSite) -> QuerySet[Permission]:
    """Permissions that open something in the admin: of each model that it shows, what its pages offer (`grants`)."""
    opens = Q(pk=None)
    for model, shown in site._registry.items():
        label, name = model._meta.app_label, model._meta.model_name
        names = [f"{act}_{name}" for act in getattr(shown, "grants", ACTS)]
        opens |= Q(content_type__app_label=label, content_type__model=name, codename__in=names)
    rows = Permission.objects.filter(opens).select_related("content_type")
    return rows.order_by("content_type__app_label", "content_type__model", "codename")


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions in the reader's language; the database keeps them in English."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.help_text = _("A superuser may do everything. Others may do what is ticked here, once they may come in.")

    def label_from_instance(self, obj: Any) -> str:
        act = obj.codename.partition("_")[0]
        return f"{obj.content_type.app_labeled_name} | {ACTS.get(act, obj.name)}"
