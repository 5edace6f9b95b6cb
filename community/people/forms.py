"""Asking to be warned: a number, a language, a place, an agreement."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.people.models import Building, BuildingLead, DutyPhone, DutyTurn, Resident
from community.people.selectors import places_by_words
from community.people.services.subscriptions import Place, check_places
from community.places import geometry
from community.places.models import Community, NamedArea
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.words import said

WIDEST_RADIUS = 50_000
RADII = [
    ("300", gettext_lazy("The streets around it (300 m)")),
    ("1000", gettext_lazy("A 15-minute walk (1 km)")),
    ("3000", gettext_lazy("This part of town (3 km)")),
    ("10000", gettext_lazy("Wide around (10 km)")),
]


class PlaceForm(forms.Form):
    """A place by pin, by words or by the name of an area, in that order; its value is `place()`."""

    area = forms.ChoiceField(required=False)
    address = forms.CharField(required=False, max_length=200)
    match = forms.CharField(required=False, max_length=80)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    radius = forms.ChoiceField(choices=RADII, initial="1000")
    place_name = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, community: Community, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.community = community
        self.matches: list[tuple[str, str]] = []  # what the words may mean, when they mean several
        names = [(row.slug, said(row.name)) for row in community.areas.all()]
        self.fields["area"].choices = [("", _("Choose a neighbourhood")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        radius = int(cleaned.get("radius") or 0)
        # an error elsewhere must not hide what is wrong with the place
        spoilt = {"area", "latitude", "longitude", "radius"} & self.errors.keys()
        found = None if spoilt else self._found(cleaned, radius)
        if found:
            try:
                check_places(self.community, [found])
            except ValidationError as wrong:
                self.add_error("address", wrong.messages[0])
        self.found = found
        return cleaned

    def place(self) -> Place:
        """What a valid form says."""
        assert self.found is not None
        return self.found

    def _found(self, cleaned: dict[str, Any], radius: int) -> Place | None:
        name = cleaned.get("place_name", "")
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if latitude is not None and longitude is not None:
            return Place(name=name, latitude=latitude, longitude=longitude, radius=radius)
        if latitude is not None or longitude is not None:
            self.add_error("latitude", _("A pin needs both latitude and longitude."))
            return None
        meant: Building | NamedArea | None = None
        if cleaned.get("match"):
            meant = self._named(cleaned["match"])
        elif cleaned.get("address"):
            meant = self._meant(cleaned["address"])
        elif cleaned.get("area"):
            meant = self.community.areas.get(slug=cleaned["area"])
        else:
            self.add_error("address", _("Say where: write an address, choose a neighbourhood or set a pin."))
        return place_of(meant, name, radius) if meant else None

    def _meant(self, words: str) -> Building | NamedArea | None:
        """The one place that `words` mean; where there are several, they are offered as `matches`."""
        rows = places_by_words(self.community, words)
        if len(rows) == 1:
            return rows[0]
        if rows:
            self.matches = [(_token(row), _label(row)) for row in rows]
            self.add_error("address", _("Several places match. Choose one below."))
        else:
            self.add_error("address", _("We do not know this address. Choose a neighbourhood, or set a pin."))
        return None

    def _named(self, token: str) -> Building | NamedArea | None:
        kind, _colon, key = token.partition(":")
        row: Building | NamedArea | None
        if kind == "building" and key.isdecimal():
            row = Building.objects.filter(grid__community=self.community, pk=int(key)).first()
        else:
            row = NamedArea.objects.filter(community=self.community, slug=key).first()
        if row is None:
            self.add_error("address", _("Choose one of the places below."))
        return row


def place_of(row: Building | NamedArea, name: str, radius: int) -> Place:
    """A named area is covered whole, however wide; a building stands where it stands."""
    if isinstance(row, Building):
        latitude, longitude = row.latitude, row.longitude
    else:
        latitude, longitude = geometry.centre(row.shape)
        radius = min(WIDEST_RADIUS, max(radius, round(geometry.reach(row.shape))))
    return Place(name=name or said(row.name)[:60], latitude=latitude, longitude=longitude, radius=radius)


def _token(row: Building | NamedArea) -> str:
    return f"building:{row.pk}" if isinstance(row, Building) else f"area:{row.slug}"


def _label(row: Building | NamedArea) -> str:
    if isinstance(row, Building) and row.address:
        return f"{said(row.name)} · {row.address}"
    return said(row.name)


class SubscribeForm(PlaceForm):
    phone = forms.CharField(
        max_length=40, error_messages={"required": gettext_lazy("Write your mobile number: we text you there.")}
    )
    language = forms.ChoiceField()
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick the box: without your agreement we may not text you.")}
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [(code, name) for code, name in settings.LANGUAGES if code in self.community.languages]
        self.fields["language"].choices = offered  # type: ignore[attr-defined]
        self.order_fields(["phone", "language", "address", "area", "latitude", "longitude", "radius", "consent"])

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"], self.community.region)
        except NotAPhone as wrong:
            raise ValidationError(str(wrong)) from None


class CodeForm(forms.Form):
    code = forms.CharField(max_length=20)


class LookForm(forms.Form):
    """A number, to have a look at what is kept about it."""

    phone = forms.CharField(
        max_length=40, error_messages={"required": gettext_lazy("Write your mobile number: we text you there.")}
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.community = community

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"], self.community.region)
        except NotAPhone as wrong:
            raise ValidationError(str(wrong)) from None


class MailboxForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        error_messages={"required": gettext_lazy("Write your e-mail address, like name@example.org.")},
    )


class SubscriptionForm(forms.Form):
    """A browser's push subscription, as its toJSON() says it; `cleaned_data` has it flat."""

    endpoint = forms.CharField(max_length=1_000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)

    def __init__(self, given: dict[str, Any]):
        keys = given.get("keys")
        super().__init__({**(keys if isinstance(keys, dict) else {}), "endpoint": given.get("endpoint")})


class ResidentForm(forms.ModelForm):
    """One row of the register."""

    language = forms.ChoiceField(label=gettext_lazy("language"), choices=settings.LANGUAGES)

    class Meta:
        model = Resident
        fields = ("name", "language", "consent", "needs_help", "household")


class NewResidentForm(ResidentForm):
    """A number is typed once and never shown again."""

    phone = forms.CharField(label=gettext_lazy("phone"), max_length=40)
    latitude = forms.FloatField(label=gettext_lazy("latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=gettext_lazy("longitude"), required=False, min_value=-180, max_value=180)
    radius = forms.IntegerField(
        label=gettext_lazy("radius in metres"), required=False, initial=0, min_value=0, max_value=WIDEST_RADIUS
    )

    class Meta(ResidentForm.Meta):
        fields: tuple[str, ...] = ("community", *ResidentForm.Meta.fields)  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        community = cleaned.get("community")
        if cleaned.get("phone") and community:
            try:
                cleaned["phone"] = normalise_phone(cleaned["phone"], community.region)
            except NotAPhone as wrong:
                self.add_error("phone", str(wrong))
            else:
                if Resident.objects.of_phone(cleaned["phone"]).filter(community=community).exists():
                    self.add_error("phone", _("This number is in the register already."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("A place needs both latitude and longitude."))
        return cleaned


class _RungForm(forms.ModelForm):
    """Somebody with a number, which is typed once and never shown again; empty keeps the one there is."""

    phone = forms.CharField(label=gettext_lazy("phone"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        self.fields["phone"].required = not known
        if known:
            self.fields["phone"].help_text = gettext_lazy("Leave empty to keep %(phone)s.") % {
                "phone": self.instance.masked_phone
            }

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return normalise_phone(typed, self.region()) if typed else ""
        except NotAPhone as wrong:
            raise ValidationError(str(wrong)) from None

    def region(self) -> str | None:
        return None


class DutyPhoneForm(_RungForm):
    class Meta:
        model = DutyPhone
        fields = ("user", "language")


class DutyTurnForm(forms.ModelForm):
    class Meta:
        model = DutyTurn
        fields = ("community", "user", "order", "starts", "ends")
        help_texts = {
            "order": gettext_lazy("The smallest number is rung first."),
            "starts": gettext_lazy("On the clock of the community."),
            "ends": gettext_lazy("On the clock of the community. Empty: until somebody changes it."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It has to end after it begins."))
        return cleaned


class BuildingLeadForm(_RungForm):
    class Meta:
        model = BuildingLead
        fields = ("building", "rank", "name", "language")

    def region(self) -> str | None:
        building = self.cleaned_data.get("building") or getattr(self.instance, "building", None)
        return building.grid.community.region if building else None
