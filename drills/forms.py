"""Planning a drill: words in every language, and the wall clock of the place."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from community.places.models import validate_time_zone
from community.stations.models import Station
from drills.models import CheckEvent, Drill
from drills.selectors import instant_of


class DrillForm(forms.ModelForm):
    """A drill as its organiser types it: a day and two wall times in the zone of the drill."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    begins_at = forms.TimeField(label=_("Begins"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label=_("Ends"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    time_zone = forms.CharField(label=_("time zone"), max_length=64, validators=[validate_time_zone])

    class Meta:
        model = Drill
        fields = (
            "title", "summary", "type", "place", "latitude", "longitude", "station", "audience", "access", "timetable",
            "capacity",
        )  # fmt: skip

    def __init__(self, *args, community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Station.objects.filter(community=community).order_by("pk")
        self.fields["station"].empty_label = _("No station")
        self.fields["title"].required = self.fields["place"].required = True
        zone = ZoneInfo(self.instance.time_zone or community.time_zone)
        self.initial.setdefault("time_zone", zone.key)
        if self.instance.pk:
            starts, ends = self.instance.starts.astimezone(zone), self.instance.ends.astimezone(zone)
            self.initial |= {"day": starts.date(), "begins_at": starts.time(), "ends_at": ends.time()}

    def clean(self):
        values = super().clean()
        if not all(values.get(name) is not None for name in ("day", "begins_at", "ends_at", "time_zone")):
            return values
        zone = ZoneInfo(values["time_zone"])
        for typed, name in (("begins_at", "starts"), ("ends_at", "ends")):
            try:
                values[name] = instant_of(values["day"], values[typed], zone)
            except ValueError:
                self.add_error(
                    typed, _("On that day the clocks go forward, and this time does not exist. Choose another one.")
                )
        if "starts" in values and "ends" in values and values["ends"] <= values["starts"]:
            self.add_error("ends_at", _("The end must come after the beginning, on the same day."))
        return values

    def _post_clean(self):
        """The service validates the whole drill; the form's instance is only read from, never saved."""

    def values(self):
        """What plan_drill and change_drill take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("day", "begins_at", "ends_at")}


class CheckForm(forms.Form):
    """One press at the gate."""

    nonce = forms.CharField(min_length=8, max_length=64)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (CheckEvent.Kind.IN, CheckEvent.Kind.OUT)])
    person = forms.IntegerField(min_value=1)


class ReasonForm(forms.Form):
    note = forms.CharField(label=_("Why?"), max_length=500, required=False)
