"""What is typed of rounds and visits."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from community.hazards.forms.reports import PhotosField, checked_position
from community.hazards.models import Finding, Round, Visit
from community.hazards.selectors import is_outside, people_to_visit, places_to_inspect
from community.hazards.services import Answered
from community.people.registers import is_usable
from community.places.models import Community

MOST_OTHERS = 20  # places that only have a name, of one form


class RoundForm(forms.Form):
    """A round: checklist, places by "kind:number" or under a name of their own, who, until when, how often.

    Places of their own come as lists `others`, `latitude` and `longitude` of one length; the two degrees may be empty.
    """

    checklist = forms.ModelChoiceField(None, empty_label=None)
    due = forms.DateField(error_messages={"required": gettext_lazy("Say until when.")})
    who = forms.ModelChoiceField(None, required=False)
    repeats = forms.ChoiceField(required=False, choices=Round.Repeats.choices)
    chosen = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any = None, *, community: Community, more: int = 0):
        super().__init__(data)
        self.community = community
        self.things = places_to_inspect(community)
        self.fields["checklist"].queryset = community.checklists.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["who"].queryset = people_to_visit(community)  # type: ignore[attr-defined]
        self.fields["chosen"].choices = [(key, str(thing)) for key, thing in self.things.items()]  # type: ignore[attr-defined]
        typed = [data.getlist(name) for name in ("others", "latitude", "longitude")] if data is not None else []
        lines = zip_longest(*typed, fillvalue="")
        self.others = [dict(zip(("name", "latitude", "longitude"), one, strict=True)) for one in lines][:MOST_OTHERS]
        self.others += [{"name": "", "latitude": "", "longitude": ""}] * (more or (0 if self.others else 1))

    @property
    def known(self) -> list[tuple[str, list[tuple[str, str]], bool]]:
        """(kind in words, [(key, name)], whether one of them is chosen) of the places that are known."""
        chosen = set(self["chosen"].value() or [])
        kinds = {"station": _("Stations"), "building": _("Buildings"), "area": pgettext("places", "Named areas")}
        groups = []
        for kind, words in kinds.items():
            rows = [(key, str(thing)) for key, thing in self.things.items() if key.startswith(kind)]
            if rows:
                groups.append((words, rows, any(key in chosen for key, _name in rows)))
        return groups

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found: dict[str, tuple[float, float] | None] = {}
        for one in self.others:
            name, typed = one["name"].strip()[:200], [one["latitude"].strip(), one["longitude"].strip()]
            at = checked_position(*(_degrees(text) for text in typed))
            if not name and any(typed):
                self.add_error(None, _("Give the place with the pin a name."))
            elif at is None and any(typed):
                self.add_error(None, _("“%(place)s”: the pin is not a place on earth.") % {"place": name})
            elif at is not None and is_outside(self.community, *at):
                self.add_error(None, _("“%(place)s”: the pin is outside this community.") % {"place": name})
            elif name:
                found[name] = at or found.get(name)
        data["others"] = found
        return data

    def places(self) -> list[dict[str, Any]]:
        """Keyword arguments of services.place_of, one place each."""
        chosen = [{key.partition(":")[0]: self.things[key]} for key in self.cleaned_data["chosen"]]
        return chosen + [{"name": name, "at": at} for name, at in self.cleaned_data["others"].items()]


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class VisitForm(forms.Form):
    """The answers of a visit: answer-, words- and photos-<item> for each item of its checklist."""

    client_id = forms.CharField(required=False, max_length=64)
    seen_at = forms.DateTimeField(required=False)
    note = forms.CharField(required=False, max_length=2000)
    latitude = forms.FloatField(required=False)  # where the visitor stood, of a place that has no pin yet
    longitude = forms.FloatField(required=False)

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
            "at": checked_position(data.get("latitude"), data.get("longitude")),
        }
