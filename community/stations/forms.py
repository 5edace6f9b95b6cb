"""What readers ask of the list, and what leads say of a station."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import named_community, resolve_community
from community.stations.models import Equipment, Station
from community.stations.selectors import MOST, Filters, filtered, nearest, point_of, status_words
from portal.lib.words import WordsFormField

PAGE = 50


class NearField(forms.CharField):
    """ "latitude,longitude" as a pair of degrees, or None."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return point_of(text)
        except ValueError:
            raise forms.ValidationError(
                _("Write a place as latitude,longitude in degrees, e.g. 38.89,-77.02.")
            ) from None


class FindForm(forms.Form):
    """The list's question, as it stands in its address."""

    near = NearField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    area = forms.ModelChoiceField(NamedArea.objects.none(), to_field_name="slug", required=False)
    kind = forms.ChoiceField(choices=[("", "")], required=False)
    open = forms.BooleanField(required=False)
    step_free = forms.BooleanField(required=False)
    animals = forms.BooleanField(required=False)

    def __init__(self, *args, areas=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = NamedArea.objects.none() if areas is None else areas
        self.fields["kind"].choices = [("", ""), *Station.Kind.choices]


@dataclass
class Found:
    """The answer to the list's question."""

    form: FindForm
    community: Community | None
    stations: list[Station] = field(default_factory=list)
    from_words: str = ""  # where the distances are measured from
    page: Any = None


def find(asked_for: QueryDict, now: datetime) -> Found:
    """Stations for the question in the address: nearest first where a place is given, else the open ones first."""
    community = resolve_community(asked_for.get("community", ""))
    areas = NamedArea.objects.filter(community=community).order_by("pk") if community else NamedArea.objects.none()
    form = FindForm(asked_for, areas=areas)
    found = Found(form, community)
    try:
        named_community(asked_for.get("community", ""))
    except ValidationError as unknown:
        form.add_error(None, unknown.messages[0])
    if not form.is_valid():
        return found
    asked = form.cleaned_data
    filters = Filters(
        kind=asked["kind"], open_only=asked["open"], step_free=asked["step_free"], animals=asked["animals"],
        community=community,
    )  # fmt: skip
    rows = filtered(filters, now)
    place = asked["near"]
    if place is None and asked["latitude"] is not None and asked["longitude"] is not None:
        place = asked["latitude"], asked["longitude"]
    if place is not None:
        found.from_words = gettext("where you are")
    elif asked["area"]:
        place, found.from_words = geometry.centre(asked["area"].shape), str(asked["area"])
    if place is not None:
        found.stations = nearest(*place, limit=MOST, among=rows)
    else:
        found.page = Paginator(rows.best_first(now), PAGE).get_page(asked_for.get("page"))
        found.stations = list(found.page)
    for station in found.stations:
        dress(station, now)
    return found


def dress(station: Station, now: datetime) -> None:
    """What templates show of a station's state as of `now`."""
    station.level, station.state_words = station.level_at(now), status_words(station, now)  # type: ignore[attr-defined]
    station.shown_status = str(station.status_at(now))  # type: ignore[attr-defined]


class StatusForm(forms.Form):
    """Is it open, how many places are left, and why."""

    status = forms.ChoiceField(label=_("Is it open?"))
    places_free = forms.IntegerField(label=_("Free places"), min_value=0, max_value=1_000_000, required=False)
    note = WordsFormField(label=_("What should people know?"), required=False)

    def __init__(self, *args, station, **kwargs):
        super().__init__(*args, **kwargs)
        self.station = station
        labels = {
            Station.Status.ACTIVE: _("Open"),
            Station.Status.DEGRADED: _("Open with limits"),
            Station.Status.CLOSED: _("Closed"),
        }
        self.fields["status"].choices = list(labels.items())

    def clean_places_free(self):
        free = self.cleaned_data["places_free"]
        if free is not None and self.station.capacity is not None and free > self.station.capacity:
            raise forms.ValidationError(
                _("There are %(capacity)d places here: write a number up to that."),
                params={"capacity": self.station.capacity},
            )
        return free


class StationForm(forms.ModelForm):
    """A station as the admin edits it; its state is confirmed on its own page."""

    equipment = forms.TypedMultipleChoiceField(
        label=_("equipment"), choices=Equipment.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Station
        fields = (
            "community", "slug", "name", "kind", "address", "latitude", "longitude", "directions", "opening", "phone",
            "stale_after", "capacity", "step_free", "animals", "power", "drinking_water", "wifi", "equipment", "bring",
            "lead",
        )  # fmt: skip
        help_texts = {
            "slug": _("Stands in addresses, and is fixed once it is made: small letters, digits and hyphens."),
            "directions": _("One step a line."),
        }

    def clean_capacity(self):
        capacity, free = self.cleaned_data["capacity"], self.instance.places_free
        if capacity is not None and free is not None and free > capacity:
            raise forms.ValidationError(
                _("%(free)d places are said to be free. Say first, on the station's page, how many there are now."),
                params={"free": free},
            )
        return capacity
