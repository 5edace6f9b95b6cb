"""What residents type: a report, news of it, what they follow."""

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.models import MOST_PHOTOS, Category
from community.hazards.photos import Photo
from community.hazards.selectors import categories_of, is_outside
from community.hazards.services import read_answers, read_each, read_photos
from community.places.models import Community, NamedArea
from portal.lib.phones import NotAPhone, normalise_phone


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as they were sent."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        return [file for file in (data or []) if file]


class PhotosField(FilesField):
    """Up to four photos, read into community.hazards.photos.Photo values."""

    def clean(self, data, initial=None):
        return read_photos(super().clean(data, initial))


class ReportForm(forms.Form):
    """A hazard: what, where, what one sees. A place in words, a named area or a pin: one of them is enough."""

    danger = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        to_field_name="code",
        error_messages={
            "required": gettext_lazy("Choose what it is. Not sure? Choose “Something else”."),
            "invalid_choice": gettext_lazy("Choose one of these kinds."),
        },
    )
    address = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": gettext_lazy("Say the place in at most 300 letters.")},
    )
    area = forms.ModelChoiceField(
        NamedArea.objects.none(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these areas.")},
    )
    latitude = forms.FloatField(required=False)
    longitude = forms.FloatField(required=False)
    description = forms.CharField(
        max_length=4000,
        error_messages={
            "required": gettext_lazy("Say in a few words what you see."),
            "max_length": gettext_lazy("Say it in at most 4,000 letters."),
        },
    )
    photos = FilesField(required=False)
    reporter_name = forms.CharField(required=False, max_length=100)
    reporter_phone = forms.CharField(required=False, max_length=40)
    # where somebody else told it to staff
    told = forms.ChoiceField(choices=[("door", "door"), ("phone", "phone")], required=False)
    agreed = forms.BooleanField(required=False)  # they agree that their number is kept
    client_id = forms.CharField(required=False, max_length=64)
    website = forms.CharField(required=False)  # people do not see it: whoever fills it in is a machine

    def __init__(self, *args, community: Community, may_enter: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.community, self.may_enter = community, may_enter
        self.read: list[Photo] = []  # what can be used of the photos, whatever else is wrong
        self.fields["category"].queryset = categories_of(community)  # type: ignore[attr-defined]
        self.fields["area"].queryset = NamedArea.objects.filter(  # type: ignore[attr-defined]
            community=community
        ).defer("shape")

    def clean_photos(self) -> list[Photo]:
        """Beside those that were kept from the form before, four at most."""
        kept = len(set(self.data.getlist("held"))) if hasattr(self.data, "getlist") else 0
        self.read, problems = read_each(self.cleaned_data["photos"], most=max(0, MOST_PHOTOS - kept))
        if problems:
            raise ValidationError(problems)
        return self.read

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave the last field empty, then send again."))
        return ""

    def clean_reporter_phone(self) -> str:
        typed = self.cleaned_data["reporter_phone"].strip()
        if not typed:
            return ""
        try:
            return normalise_phone(typed, self.community.region or None)
        except NotAPhone as error:
            raise ValidationError(str(error)) from None

    def asks(self) -> list[dict[str, Any]]:
        """For each category, in order, what it asks: its questions with their field's name and what was typed."""
        blocks = []
        for category in self.fields["category"].queryset.prefetch_related("questions"):  # type: ignore[attr-defined]
            asked = [question for question in category.questions.all() if question.is_active]
            fields = [
                {"question": one, "name": answer_field(category, one.code), "typed": self._typed(category, one.code)}
                for one in asked
            ]
            blocks.append({"category": category, "fields": fields})
        return blocks

    def _typed(self, category: Category, code: str) -> list[str]:
        return self.data.getlist(answer_field(category, code)) if hasattr(self.data, "getlist") else []

    def clean_told(self) -> str:
        return self.cleaned_data["told"] if self.may_enter else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("told") and data.get("reporter_phone") and not data.get("agreed"):
            self.add_error("reporter_phone", _("Ask whether we may keep their number, or leave it empty."))
        if category := data.get("category"):
            codes = category.questions.values_list("code", flat=True)
            try:
                answers = {code: self._typed(category, code) for code in codes}
                data["answers"], data["answers_danger"] = read_answers(category, answers)
            except ValidationError as error:
                for problem in error.messages:
                    self.add_error("category", problem)
        if {"latitude", "longitude"} & self.errors.keys():
            for name in ("latitude", "longitude"):
                self.errors.pop(name, None)
            self.add_error("address", _("The pin could not be read. Set it again, or say the place in words."))
            return data
        position = checked_position(data.get("latitude"), data.get("longitude"))
        if position is None and (data.get("latitude"), data.get("longitude")) != (None, None):
            self.add_error("address", _("The pin is not a place on earth. Set it again, or say the place in words."))
        elif position is not None and is_outside(self.community, *position):
            self.add_error("address", outside_message(self.community))
        elif position is None and not data.get("address") and not data.get("area") and "address" not in self.errors:
            self.add_error("address", _("Say where it is: in words, by area or with a pin."))
        return data


def answer_field(category: Category, code: str) -> str:
    """What the field of a question is called: unlike any other category's."""
    return f"answer-{category.code}-{code}"


def checked_position(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """The two degrees where both are there and on earth, else None."""
    if latitude is None or longitude is None or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def outside_message(community: Community) -> str:
    return _("This place is outside %(community)s. Here you can report hazards in %(community)s only.") % {
        "community": str(community)
    }


class ChangeForm(forms.Form):
    """Other words for a report that was sent just now."""

    description = forms.CharField(max_length=4000, error_messages={"required": gettext_lazy("Say what you see.")})
    address = forms.CharField(required=False, max_length=300)


class NewsForm(forms.Form):
    """What a reporter adds with the tracking key."""

    words = forms.CharField(
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Write a few words first."),
            "max_length": gettext_lazy("Say it in at most 2,000 letters."),
        },
    )


class FollowForm(forms.Form):
    """Where news shall go."""

    channel = forms.ChoiceField(
        choices=[("sms", "sms"), ("email", "email")],
        error_messages={"required": gettext_lazy("Choose how we tell you.")},
    )
    phone = forms.CharField(required=False, max_length=40)
    email = forms.CharField(required=False, max_length=254)
    consent = forms.BooleanField(error_messages={"required": gettext_lazy("Tick the box: without it we send nothing.")})

    def __init__(self, *args, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.community = community

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("channel") == "sms":
            try:
                data["to"] = normalise_phone(data.get("phone", ""), self.community.region or None)
            except NotAPhone as wrong:
                self.add_error("phone", str(wrong))
        elif data.get("channel") == "email":
            data["to"] = data.get("email", "").strip()
            if not data["to"]:
                self.add_error("email", _("Write your e-mail address, like name@example.org."))
        return data
