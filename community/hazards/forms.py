"""What people type into the pages."""

import math
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.models import Category, Finding, MajorPlan, ReplyTemplate, Report, Round, Urgency, Visit
from community.hazards.selectors import VIEWS, categories_of, is_outside, people_to_visit, places_to_inspect
from community.hazards.services import Answered, read_answers, read_photos
from community.people.registers import is_usable
from community.places.models import Community, NamedArea
from portal.lib.phones import NotAPhone, normalise_phone


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to four photos, read into community.hazards.photos.Photo values."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        return read_photos([file for file in (data or []) if file])


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
    photos = PhotosField(required=False)
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
        self.fields["category"].queryset = categories_of(community)  # type: ignore[attr-defined]
        self.fields["area"].queryset = NamedArea.objects.filter(  # type: ignore[attr-defined]
            community=community
        ).defer("shape")

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


class MoveForm(forms.Form):
    """An officer's move. What each move must have is asked by the service; here only the shapes are."""

    to = forms.ChoiceField(choices=Report.Status.choices)
    seen = forms.CharField(required=False, max_length=12)
    note = forms.CharField(required=False, max_length=2000)
    note_is_private = forms.BooleanField(required=False)
    keep_private = forms.BooleanField(required=False)
    urgency = forms.ChoiceField(required=False, choices=[("", ""), *Urgency.choices])
    assigned_to = forms.ModelChoiceField(None, required=False)
    referred_to = forms.CharField(required=False, max_length=120)
    duplicate_of = forms.CharField(required=False, max_length=20)
    holds_until = forms.DateField(required=False)

    def __init__(self, *args, report: Report, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]

    def clean_duplicate_of(self) -> Report | None:
        typed = self.cleaned_data["duplicate_of"].strip().upper()
        if not typed:
            return None
        found = Report.objects.filter(community=self.report.community, reference=typed).first()
        if found is None:
            raise ValidationError(_("There is no report of this number here."))
        return found

    def guards(self) -> dict[str, Any]:
        """Keyword arguments of services.move_report."""
        data = self.cleaned_data
        return {
            "to": data["to"],
            "seen": data["seen"],
            "note": data["note"],
            "note_is_public": not data["note_is_private"],
            "public": False if data["keep_private"] else None,
            "urgency": data["urgency"],
            "assigned_to": data["assigned_to"],
            "referred_to": data["referred_to"],
            "holds_until": data["holds_until"],
            "duplicate_of": data["duplicate_of"],
        }


class ManyForm(forms.Form):
    """One move for many reports; each asks for what its guard needs."""

    to = forms.ChoiceField(
        choices=Report.Status.choices, error_messages={"required": gettext_lazy("Choose what to do with them.")}
    )
    note = forms.CharField(required=False, max_length=2000)
    note_is_private = forms.BooleanField(required=False)
    assigned_to = forms.ModelChoiceField(None, required=False)
    referred_to = forms.CharField(required=False, max_length=120)
    duplicate_of = forms.CharField(required=False, max_length=20)

    def __init__(self, *args, people, reports, **kwargs):
        super().__init__(*args, **kwargs)
        self.reports = reports
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]

    def clean_duplicate_of(self) -> Report | None:
        typed = self.cleaned_data["duplicate_of"].strip().upper()
        found = self.reports.filter(reference=typed).first() if typed else None
        if typed and found is None:
            raise ValidationError(_("There is no report of this number here."))
        return found

    def guards(self) -> dict[str, Any]:
        """Keyword arguments of services.move_reports."""
        data = self.cleaned_data
        names = ("to", "note", "assigned_to", "referred_to", "duplicate_of")
        return {**{name: data[name] for name in names}, "note_is_public": not data["note_is_private"]}


class MessageForm(forms.Form):
    """Words for a reporter: one's own, or one of the community's replies."""

    words = forms.CharField(required=False, max_length=600)
    template = forms.ModelChoiceField(None, required=False)

    def __init__(self, *args, report: Report, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
        offered = ReplyTemplate.objects.filter(community=report.community, is_active=True)
        self.fields["template"].queryset = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            template = data.get("template")
            parts = [template.words_for(self.report) if template else "", data.get("words", "")]
            data["words"] = " ".join(part for part in parts if part)
            if not data["words"]:
                self.add_error("words", _("Write a few words, or choose a reply."))
        return data


class PlanForm(forms.ModelForm):
    """The five parts of a major hazard's plan; what is not known yet stays empty."""

    class Meta:
        model = MajorPlan
        fields = tuple(MajorPlan.PARTS)


class NoteForm(forms.Form):
    words = forms.CharField(max_length=2000, error_messages={"required": gettext_lazy("Write a few words first.")})
    is_public = forms.BooleanField(required=False)


class DeskFilter(forms.Form):
    """The address of the desk. What cannot be read is left out: a list is shown in any case."""

    view = forms.ChoiceField(required=False, choices=[(key, key) for key in VIEWS])
    q = forms.CharField(required=False, max_length=100)
    category = forms.SlugField(required=False)
    area = forms.SlugField(required=False)
    status = forms.ChoiceField(required=False, choices=Report.Status.choices)
    since = forms.DateTimeField(required=False)

    def clean_since(self) -> datetime | None:
        since = self.cleaned_data["since"]
        return since if since and is_usable(since) else None

    def values(self) -> dict[str, Any]:
        self.is_valid()
        data = self.cleaned_data
        return {
            "view": data.get("view") or "open",
            "words": (data.get("q") or "").strip(),
            "category": data.get("category") or "",
            "area": data.get("area") or "",
            "status": data.get("status") or "",
        }


class RoundForm(forms.Form):
    """A round: checklist, places by "kind:number" or in words (one a line), who, until when, how often."""

    checklist = forms.ModelChoiceField(None, empty_label=None)
    due = forms.DateField(error_messages={"required": gettext_lazy("Say until when.")})
    who = forms.ModelChoiceField(None, required=False)
    repeats = forms.ChoiceField(required=False, choices=Round.Repeats.choices)
    chosen = forms.MultipleChoiceField(required=False)
    others = forms.CharField(required=False, max_length=4000)

    def __init__(self, *args, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.things = places_to_inspect(community)
        self.fields["checklist"].queryset = community.checklists.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["who"].queryset = people_to_visit(community)  # type: ignore[attr-defined]
        self.fields["chosen"].choices = [(key, str(thing)) for key, thing in self.things.items()]  # type: ignore[attr-defined]

    def places(self) -> list[dict[str, Any]]:
        """Keyword arguments of services.place_of, one place each."""
        chosen = [{key.partition(":")[0]: self.things[key]} for key in self.cleaned_data["chosen"]]
        lines = (line.strip()[:200] for line in self.cleaned_data["others"].splitlines())
        return chosen + [{"name": line} for line in dict.fromkeys(lines) if line]


class VisitForm(forms.Form):
    """The answers of a visit: answer-, words- and photos-<item> for each item of its checklist."""

    client_id = forms.CharField(required=False, max_length=64)
    seen_at = forms.DateTimeField(required=False)
    note = forms.CharField(required=False, max_length=2000)

    def __init__(self, visit: Visit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(visit.round.checklist.items.filter(is_active=True).select_related("category"))
        for item in self.items:
            missing = {"required": _("“%(item)s” has no answer.") % {"item": item}}
            answer = forms.ChoiceField(choices=Finding.Answer.choices, error_messages=missing)
            self.fields[f"answer-{item.pk}"] = answer
            self.fields[f"words-{item.pk}"] = forms.CharField(required=False, max_length=1000)
            self.fields[f"photos-{item.pk}"] = PhotosField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.items:
            if data.get(f"photos-{item.pk}") and data.get(f"answer-{item.pk}") not in (None, Finding.Answer.NOT_FINE):
                self.add_error(
                    f"photos-{item.pk}", _("A photo goes with what is not fine: “%(item)s”.") % {"item": item}
                )
        return data

    @property
    def asks(self) -> list[tuple[Any, Any, Any, Any]]:
        """(item, answer, words, photos) as bound fields."""
        return [(one, *(self[f"{name}-{one.pk}"] for name in ("answer", "words", "photos"))) for one in self.items]

    def kept(self) -> dict[str, Any]:
        """Keyword arguments of services.record_visit."""
        data = self.cleaned_data
        seen = data["seen_at"]
        return {
            "answers": {
                item: Answered(*(data[f"answer-{item.pk}"], data[f"words-{item.pk}"]), tuple(data[f"photos-{item.pk}"]))
                for item in self.items
            },
            "client_id": data["client_id"],
            "seen_at": seen if seen and is_usable(seen) else None,
            "note": data["note"],
        }
