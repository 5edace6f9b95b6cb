"""What staff type when they hide something or block somebody, and what a blocked sender writes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from community.hazards.models import Block, Why
from community.hazards.services import DAYS, MOST_APPEAL
from community.places.models import Community
from portal.lib.phones import NotAPhone, normalise_phone


class HideForm(forms.Form):
    why = forms.ChoiceField(
        choices=Why.choices,
        error_messages={
            "required": gettext_lazy("Choose a reason."),
            "invalid_choice": gettext_lazy("Choose a reason."),
        },
    )
    words = forms.CharField(
        required=False,
        max_length=600,
        error_messages={"max_length": gettext_lazy("Say it in at most 600 letters.")},
    )


class ManyToPublishForm(forms.Form):
    """Publish all that were ticked, or keep them from the public with a reason."""

    act = forms.ChoiceField(choices=[("publish", ""), ("refuse", "")])
    why = forms.ChoiceField(required=False, choices=[("", ""), *Why.choices])
    words = forms.CharField(required=False, max_length=600)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("act") == "refuse":
            if not data.get("why"):
                self.add_error("why", gettext("Choose a reason."))
            elif data["why"] == Why.OTHER and not data.get("words", "").strip():
                self.add_error("words", gettext("Say why. The reporter reads it."))
        return data


class BlockForm(forms.Form):
    """Whom, why and how long. What must be is asked by the service."""

    kind = forms.ChoiceField(
        choices=Block.Kind.choices, error_messages={"required": gettext_lazy("Choose by what they are known.")}
    )
    why = forms.ChoiceField(choices=Block.Reason.choices, error_messages={"required": gettext_lazy("Choose a reason.")})
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in (*DAYS, 0)],
        coerce=int,
        error_messages={"required": gettext_lazy("Choose how long.")},
    )
    note = forms.CharField(required=False, max_length=600)


class BlockPhoneForm(BlockForm):
    kind = None  # type: ignore[assignment]
    community = forms.ModelChoiceField(None, to_field_name="slug", required=False)
    phone = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("Type the number.")})

    def __init__(self, *args, communities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.first: Community | None = communities.first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["community"] = data.get("community") or self.first
        if data["community"] and data.get("phone"):
            try:
                data["phone"] = normalise_phone(data["phone"], data["community"].region or None)
            except NotAPhone as wrong:
                raise ValidationError({"phone": str(wrong)}) from None
        return data


class AppealForm(forms.Form):
    words = forms.CharField(
        max_length=MOST_APPEAL,
        error_messages={
            "required": gettext_lazy("Write a few words first."),
            "max_length": gettext_lazy("Say it in at most 2,000 letters."),
        },
    )
