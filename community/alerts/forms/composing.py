"""The composer's form, and the comment of whoever returns an alert."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from community.alerts.forms.areas import AREA_FIELDS, AREA_KINDS, AreaForm, area_initial, is_shown_whole
from community.alerts.models import (
    COLOUR,
    COLOUR_WORDS,
    Alert,
    AlertTemplate,
    CapCategory,
    CapUrgency,
    Certainty,
    ResponseType,
    Severity,
    is_authoritys,
)
from community.alerts.selectors import (
    asked_blanks,
    blanks_in,
    event_words,
    is_still_there,
    label_of,
    language_name,
)
from community.alerts.selectors.blanks import MOST_IN_A_BLANK
from community.people.registers import is_usable
from community.places.models import Community
from portal.lib.language import bcp47

WORDS = ("headline", "description", "instruction", "text")
PLAIN = (
    "kind", "issuer", "event", "category", "severity", "urgency", "certainty", "onset", "expires", "publish_at",
    "exercise",
)  # fmt: skip
RESPONSES = [choice for choice in ResponseType.choices if choice[0] != ResponseType.ALL_CLEAR]
COUNTER = {  # what segments.js says below a text message as it is typed
    "data-segments": _("Segments: %(segments)s (%(encoding)s), %(left)s characters left in this one."),
    "data-segments-odd": _("These marks make it dearer: %(odd)s"),
    "data-segments-plain": _("These marks are sent as plain ones: %(odd)s"),
}
AUTHORITYS = (  # of a relay that came from its authority, beside its words
    "kind", "issuer", "colour", "event", "category", "severity", "urgency", "certainty", "response_types", "onset",
)  # fmt: skip
FROZEN_IN_CANCEL = ("kind", "issuer", "event", "category", "severity", "urgency", "certainty")


class ComposeForm(AreaForm):
    """Everything an alert says. `values()` is what the services take."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Alert.Kind.choices, widget=forms.RadioSelect)
    issuer = forms.CharField(
        label=_("Issuing authority"),
        required=False,
        max_length=120,
        help_text=_("Only for a relay: whose warning it is."),
    )
    colour = forms.ChoiceField(
        label=_("The authority's colour"),
        required=False,
        choices=[("", _("No colour")), *COLOUR_WORDS.items()],
        help_text=_("As the authority says it. A community notice has none."),
    )
    event = forms.CharField(label=_("What happens"), max_length=80, help_text=_("In two or three words, as in Flood."))
    category = forms.ChoiceField(label=_("Category"), choices=CapCategory.choices)
    severity = forms.ChoiceField(label=_("How bad"), choices=Severity.choices)
    urgency = forms.ChoiceField(label=_("How soon to act"), choices=CapUrgency.choices)
    certainty = forms.ChoiceField(label=_("How sure"), choices=Certainty.choices)
    response_types = forms.MultipleChoiceField(
        label=_("What to do, in one word"), choices=RESPONSES, required=False, widget=forms.CheckboxSelectMultiple
    )
    onset = forms.DateTimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("When the danger is expected. Leave empty: now."),
    )
    expires = forms.DateTimeField(
        label=_("Until when"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    publish_at = forms.DateTimeField(
        label=_("Goes out at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty: as soon as it is approved."),
    )
    exercise = forms.BooleanField(label=_("Exercise"), required=False)

    def __init__(
        self,
        *args: Any,
        community: Community,
        alert: Alert | None = None,
        template: AlertTemplate | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.community = community
        self.alert = alert
        self.template = template
        self.take_file()
        self.take_place()
        areas = self.fields["named"]
        assert isinstance(areas, forms.MultipleChoiceField)
        areas.choices = [(area.slug, str(area)) for area in community.areas.all()]
        for language, name in settings.LANGUAGES:
            self._add_words(language, name)
            self._add_blanks(language)
        if alert is not None:
            self.fields["exercise"].disabled = True  # frozen at creation
            self.initial["exercise"] = alert.exercise
        if self.is_cancel:  # the same people, the same danger
            for field in FROZEN_IN_CANCEL:
                self.fields[field].disabled = True
            for field in (*AREA_FIELDS, "response_types", "onset", "colour"):
                del self.fields[field]
        elif alert is not None and not (is_shown_whole(alert.area) and is_still_there(alert)):
            self._offer_to_keep(alert)
        if self.is_bound_to_authority:
            self._bind()

    def _bind(self) -> None:
        """Close what is the authority's: shown, and refused where something else is sent."""
        assert self.alert is not None
        said = {info.language for info in self.alert.infos.all()}
        for language, _name in settings.LANGUAGES:
            for field in WORDS:
                if language not in said:
                    del self.fields[f"{field}_{language}"]
                elif field != "text":
                    self.fields[f"{field}_{language}"].disabled = True
                else:
                    self.fields[f"{field}_{language}"].help_text = gettext(
                        "Leave empty: it is made of the rest. Or leave sentences of the authority's out; add none."
                    )
        for name in AUTHORITYS:
            if name in self.fields:
                self.fields[name].disabled = True

    def _offer_to_keep(self, alert: Alert) -> None:
        """The area is gone from the map, or another now: what was written for it may still go there."""
        kinds = self.fields["area_kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("kept", gettext("As it is: %(area)s") % {"area": alert.area_name}), *AREA_KINDS]
        self.initial["area_kind"] = "kept"

    def _add_words(self, language: str, name: str) -> None:
        attributes = {"lang": bcp47(language), "rows": 3}
        labels = {
            "headline": _("Headline"),
            "description": _("What happens, and what it does"),
            "instruction": _("What to do"),
            "text": _("Text message"),
        }
        for field, label in labels.items():
            counter = COUNTER if field == "text" else {}
            widget = (
                forms.TextInput(attrs={"lang": bcp47(language)})
                if field == "headline"
                else forms.Textarea({**attributes, **counter})
            )
            self.fields[f"{field}_{language}"] = forms.CharField(
                label=label,
                required=False,
                widget=widget,
                max_length={"headline": 160, "text": 1600}.get(field, 5000),
                help_text=_("Leave empty: it is made of the rest.") if field == "text" else "",
            )

    def _add_blanks(self, language: str) -> None:
        for name in asked_blanks(self.template, language) if self.template else ():
            self.fields[blank_field(name, language)] = forms.CharField(
                label=label_of(name),
                required=False,
                max_length=MOST_IN_A_BLANK,
                widget=forms.TextInput(attrs={"lang": bcp47(language)}),
            )

    @property
    def is_cancel(self) -> bool:
        return self.alert is not None and self.alert.is_over

    @property
    def is_bound_to_authority(self) -> bool:
        """A relay of a message that came from its authority: only area, end and hour are ours."""
        return self.alert is not None and self.alert.is_bound

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Both languages side by side."""
        return [
            {
                "language": language,
                "name": name,
                "blanks": [self[field] for _name, field in self._blanks(language)],
                "fields": [self[f"{field}_{language}"] for field in self._open_words(language)],
                "info": self._said_in(language),
            }
            for language, name in settings.LANGUAGES
            if f"text_{language}" in self.fields
        ]

    def _open_words(self, language: str) -> list[str]:
        return [field for field in WORDS if not self.fields[f"{field}_{language}"].disabled]

    def _said_in(self, language: str) -> Any:
        """The authority's words, where they are not ours to change."""
        if not self.is_bound_to_authority or self.alert is None:
            return None
        return next((info for info in self.alert.infos.all() if info.language == language), None)

    def _blanks(self, language: str) -> list[tuple[str, str]]:
        """Name and field of each blank that is asked for in `language`."""
        names = asked_blanks(self.template, language) if self.template else []
        return [(name, blank_field(name, language)) for name in names]

    def clean_expires(self) -> datetime:
        return self._at_the_place(self.cleaned_data["expires"])

    def clean_publish_at(self) -> datetime | None:
        value = self.cleaned_data["publish_at"]
        return self._at_the_place(value) if value else None

    def clean_onset(self) -> datetime | None:
        value = self.cleaned_data["onset"]
        return self._at_the_place(value) if value else None

    def _at_the_place(self, value: datetime) -> datetime:
        """The wall clock of the place, whatever the server's is."""
        naive = timezone.make_naive(value, timezone.get_current_timezone()) if timezone.is_aware(value) else value
        at = naive.replace(tzinfo=self.community.zone)
        if not is_usable(at):
            raise ValidationError(forms.DateTimeField.default_error_messages["invalid"])
        if at.astimezone(UTC).astimezone(self.community.zone).replace(tzinfo=None) != naive:
            raise ValidationError(
                gettext("On that day the clocks go forward, and this time does not exist. Choose another one.")
            )
        return at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_bound_to_authority:
            self._refuse_changes()
            return cleaned
        if not any(self.word(f"{field}_{language}") for language, _name in settings.LANGUAGES for field in WORDS):
            self.add_error(None, gettext("Write it in at least one language."))
        for language, _name in settings.LANGUAGES:
            left = blanks_in(self.word(f"{field}_{language}") for field in WORDS)
            for name, field in self._blanks(language):
                if name in left and field in cleaned and not cleaned[field].strip():
                    message = gettext("Fill this in (%(language)s), or take %(blank)s out of the words.")
                    said = {"blank": f"{{{name}}}", "language": language_name(language)}
                    self.add_error(field, message % said)
        return cleaned

    def _refuse_changes(self) -> None:
        """An error wherever something else than the authority's was sent: not taken, and not passed over either."""
        for name, field in self.fields.items():
            if not field.disabled or name not in self.data or name == "exercise":
                continue
            shown = field.widget.format_value(self.get_initial_for_field(field, name))
            held = [shown] if isinstance(shown, str) else [str(one) for one in shown or []]
            sent = self.data.getlist(name)  # type: ignore[attr-defined]
            if _even(sent) != _even(held):
                self.add_error(name, gettext("This is the authority's, and stays as it said it."))

    def word(self, name: str) -> str:
        return self.cleaned_data.get(name, "") or ""

    def infos(self) -> list[dict[str, str]]:
        """The languages in which anything was written."""
        found = []
        for language, _name in settings.LANGUAGES:
            texts = {field: self.word(f"{field}_{language}") for field in WORDS}
            if any(text.strip() for text in texts.values()):
                found.append({"language": language, **texts})
        return found

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.is_bound_to_authority:
            return self._ours()
        values = {name: data[name] for name in PLAIN if name in data} | {"area": self.area(), "infos": self.infos()}
        if values.get("kind") == Alert.Kind.NOTICE:
            values["issuer"] = ""  # its box is not shown then
        if "colour" in data:
            values["parameters"] = self._parameters(values.get("kind") == Alert.Kind.RELAY)
        if not self.is_cancel:
            values["response_types"] = data["response_types"]
        return values | {"from_template": self.template, "blanks": self.blanks()}

    def _ours(self) -> dict[str, Any]:
        """What an officer may say of an authority's warning."""
        alert, data = self.alert, self.cleaned_data
        assert alert is not None
        infos = [
            {**{name: getattr(info, name) for name in ("language", *WORDS)}, "text": self.word(f"text_{info.language}")}
            for info in alert.infos.all()
        ]
        shown = alert.expires.replace(second=0, microsecond=0)  # minutes are all that the box holds
        ends = alert.expires if data["expires"] == shown else data["expires"]
        return {"area": self.area(), "expires": ends, "publish_at": data["publish_at"], "infos": infos}

    def _parameters(self, is_relay: bool) -> list[dict[str, str]]:
        """Those that there are, with the authority's colour where it is a relay, without where it is a notice."""
        held = self.alert.parameters if self.alert is not None else []
        colour = self.cleaned_data["colour"] if is_relay else ""
        kept = [
            pair for pair in held if pair["valueName"] != COLOUR and (is_relay or not is_authoritys(pair["valueName"]))
        ]
        return [*kept, *([{"valueName": COLOUR, "value": colour}] if colour else [])]

    def blanks(self) -> dict[str, dict[str, str]]:
        """What stands in each blank, by language."""
        found: dict[str, dict[str, str]] = {}
        for language, _name in settings.LANGUAGES:
            for name, field in self._blanks(language):
                if text := self.word(field).strip():
                    found.setdefault(name, {})[language] = text
        return found


def initial_of(values: dict[str, Any], community: Community, now: datetime) -> dict[str, Any]:
    """A form's initial values from what the services would be given (see ComposeForm.values)."""
    area = values.get("area") or {"named": []}
    expires = values.get("expires") or (now + timedelta(hours=6)).replace(minute=0)
    initial = {name: values[name] for name in ("issuer", "event", "category") if values.get(name)}
    if "event" in initial:
        initial["event"] = event_words(initial["event"], get_language() or settings.LANGUAGE_CODE)
    initial |= {
        "kind": values.get("kind") or Alert.Kind.NOTICE,
        "severity": values.get("severity") or Severity.MODERATE,
        "urgency": values.get("urgency") or CapUrgency.EXPECTED,
        "certainty": values.get("certainty") or Certainty.LIKELY,
        "category": values.get("category") or CapCategory.SAFETY,
        "response_types": values.get("response_types") or [],
        "exercise": values.get("exercise", False),
        "colour": values.get("colour", ""),
        "onset": _wall_clock(values.get("onset"), community),
        "expires": _wall_clock(expires, community),
        "publish_at": _wall_clock(values.get("publish_at"), community),
        **area_initial(area),
    }
    for info in values.get("infos", []):
        for field in WORDS:
            initial[f"{field}_{info['language']}"] = info.get(field, "")
    for name, texts in (values.get("blanks") or {}).items():
        for language, text in texts.items():
            initial[blank_field(name, language)] = text
    return initial


def _even(texts: list[str]) -> list[str]:
    return [text.replace("\r\n", "\n").strip() for text in texts if text.strip()]


def blank_field(name: str, language: str) -> str:
    return f"blank_{name}_{language}"


def _wall_clock(at: datetime | None, community: Community) -> datetime | None:
    return timezone.localtime(at, community.zone).replace(tzinfo=None) if at else None


class ReturnForm(forms.Form):
    note = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
