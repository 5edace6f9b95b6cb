"""What is typed of rounds and visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.forms.reports import PhotosField
from community.hazards.models import Finding, Round, Visit
from community.hazards.selectors import people_to_visit, places_to_inspect
from community.hazards.services import Answered
from community.people.registers import is_usable
from community.places.models import Community


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
