"""The shape of what people type on the pages."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.places.models import Community
from knowledge.articles import CALLS, HAZARDS, LANGUAGES, SECTIONS, Question
from knowledge.chat.hours import MIDNIGHT
from knowledge.models import TOPICS, Rumour, TalkHours
from knowledge.search import is_blank
from knowledge.selectors.facets import HAZARD_NAMES
from knowledge.selectors.problems import FIELD_NAMES, SECTION_NAMES, SHARED_NAMES
from knowledge.services.chat import LONGEST
from portal.lib.asked import language_name
from portal.lib.words import WordsFormField


class AskForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("Your question"),
        error_messages={
            "required": _("Write your question first."),
            "max_length": _("Keep it under 1,000 characters."),
        },
    )
    session = forms.CharField(required=False, max_length=64)
    message_id = forms.CharField(required=False, max_length=64)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if is_blank(text):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


class TellForm(forms.Form):
    """A claim, a link to it, or both."""

    words = forms.CharField(
        required=False, max_length=LONGEST, error_messages={"max_length": _("Keep it under 1,000 characters.")}
    )
    link = forms.CharField(
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"], message=_("This is no web address."))],
        error_messages={"max_length": _("This is no web address.")},
    )

    def clean_link(self) -> str:
        return self.cleaned_data["link"].strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("words") and not data.get("link") and not self.errors:
            self.add_error("words", gettext("Write what you heard, or give the link."))
        return data


class VerdictForm(forms.Form):
    """What a checker found. What a verdict must have is asked by the service."""

    claim = WordsFormField(required=False)
    verdict = forms.ChoiceField(required=False, choices=[("", ""), *Rumour.Verdict.choices])
    why = WordsFormField(required=False)
    sources = forms.CharField(required=False, max_length=4000)
    from_authority = forms.BooleanField(required=False)
    valid_until = forms.DateField(
        error_messages={"required": _("Say until which day it holds."), "invalid": _("This is no date.")}
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.community = community

    def clean_sources(self) -> list[dict[str, str]]:
        """One a line: who says it | in what | where it stands."""
        found = []
        for line in self.cleaned_data["sources"].splitlines():
            if not line.strip():
                continue
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if len(parts) not in (2, 3) or not all(parts[:2]):
                raise ValidationError(gettext("Write each source as: who | title | address."))
            source = {"authority": parts[0][:120], "title": parts[1][:200]}
            if len(parts) == 3 and parts[2]:
                URLValidator(schemes=["http", "https"], message=gettext("This is no web address."))(parts[2])
                source["url"] = parts[2][:500]
            found.append(source)
        return found

    def clean_valid_until(self) -> datetime:
        """The end of that day, at the place."""
        try:
            day = self.cleaned_data["valid_until"] + timedelta(days=1)
        except OverflowError:
            raise ValidationError(gettext("This is no date.")) from None
        return datetime.combine(day, time(), tzinfo=self.community.zone)


CALL_NAMES = {"fire": _("Fire and rescue"), "ambulance": _("Ambulance"), "police": _("Police")}
LONGEST_PART = 6_000  # characters of a section
_LISTED = {"aliases", "sources"}


class GuideForm(forms.Form):
    """A guide in both languages. Whether it is right is the checks' business: here it only takes shape."""

    topic = forms.ChoiceField(choices=list(TOPICS.items()))
    danger = forms.BooleanField(required=False)
    hazards = forms.MultipleChoiceField(required=False, choices=[(one, HAZARD_NAMES[one]) for one in sorted(HAZARDS)])
    calls = forms.MultipleChoiceField(required=False, choices=[(one, CALL_NAMES[one]) for one in CALLS])
    reviewed = forms.DateField()
    seen = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            for name, most in (
                ("title", 120),
                ("summary", 600),
                ("act_first", 200),
                ("aliases", 6_000),
                ("sources", 6_000),
            ):
                self.fields[f"{name}_{code}"] = forms.CharField(required=False, max_length=most)
            for part in SECTIONS:
                self.fields[f"head_{part}_{code}"] = forms.CharField(required=False, max_length=120)
                self.fields[f"text_{part}_{code}"] = forms.CharField(required=False, max_length=LONGEST_PART)

    def wrong(self) -> list[tuple[str, str, str]]:
        """(id, name as the page says it, what is wrong) of every field that could not be taken."""
        return [
            (f"id_{name}", self._name_of(name), str(error)) for name, found in self.errors.items() for error in found
        ]

    @staticmethod
    def _name_of(name: str) -> str:
        if name in SHARED_NAMES:
            return str(SHARED_NAMES[name])
        field, _sep, code = name.rpartition("_")
        part = field.removeprefix("head_").removeprefix("text_")
        return f"{language_name(code)} · {SECTION_NAMES.get(part) or FIELD_NAMES.get(field, field)}"

    @staticmethod
    def initial_of(revision: Any) -> dict[str, Any]:
        found = {**revision.shared, "topic": revision.topic, "seen": revision.changed.isoformat()}
        for code, words in revision.words.items():
            found |= {f"{name}_{code}": words.get(name, "") for name in ("title", "summary", "act_first")}
            found[f"aliases_{code}"] = "\n".join(words.get("aliases", []))
            found[f"sources_{code}"] = "\n".join(
                " | ".join(str(one[name]) for name in ("authority", "title", "year") if one.get(name))
                for one in words.get("sources", [])
            )
            for part in words.get("sections", []):
                found |= {f"head_{part['id']}_{code}": part["title"], f"text_{part['id']}_{code}": part["text"]}
        return found

    def clean_seen(self) -> str:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"]).isoformat() if self.cleaned_data["seen"] else ""
        except ValueError:
            return ""

    def kept(self) -> dict[str, Any]:
        """What services.keep_revision takes."""
        data = self.cleaned_data
        return {
            "topic": data["topic"],
            "seen": data["seen"],
            "shared": {
                "hazards": data["hazards"],
                "calls": data["calls"],
                "danger": data["danger"],
                "reviewed": data["reviewed"].isoformat(),
            },
            "words": {code: self._words(code) for code in LANGUAGES},
        }

    def _words(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        lines = {
            name: [line.strip() for line in data[f"{name}_{code}"].splitlines() if line.strip()] for name in _LISTED
        }
        return {
            **{name: " ".join(data[f"{name}_{code}"].split()) for name in ("title", "summary", "act_first")},
            "aliases": lines["aliases"],
            "sources": [_source(line) for line in lines["sources"]],
            "sections": [
                {
                    "id": part,
                    "title": " ".join(data[f"head_{part}_{code}"].split()),
                    "text": data[f"text_{part}_{code}"].replace("\r\n", "\n").strip(),
                }
                for part in SECTIONS
                if data[f"text_{part}_{code}"].strip() or data[f"head_{part}_{code}"].strip()
            ],
        }

    def languages(self) -> list[dict[str, Any]]:
        """The fields of each language, for the page."""
        return [
            {
                "code": code,
                **{name: self[f"{name}_{code}"] for name in ("title", "summary", "act_first", "aliases", "sources")},
                "parts": [
                    (SECTION_NAMES[part], self[f"head_{part}_{code}"], self[f"text_{part}_{code}"]) for part in SECTIONS
                ],
            }
            for code in LANGUAGES
        ]


def _source(line: str) -> dict[str, Any]:
    """`who | title | year`; what is missing is found by the checks."""
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    source: dict[str, Any] = {"authority": parts[0], "title": parts[1] if len(parts) > 1 else ""}
    if len(parts) > 2 and parts[2].isdecimal() and len(parts[2]) == 4:
        source["year"] = int(parts[2])
    return source


class QuizForm(forms.Form):
    """The answers so far, as the places of the choices, and one more; for the questions of one revision of a guide."""

    revision = forms.CharField(max_length=12)
    answers = forms.RegexField(r"^\d(?:,\d)*$", required=False)
    choice = forms.RegexField(r"^\d$")

    def __init__(self, *args: Any, questions: Sequence[Question], is_answer: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["choice"].required = is_answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [*filter(None, cleaned.get("answers", "").split(",")), *filter(None, [cleaned.get("choice", "")])]
        known = [int(one) for one in given]
        if len(known) > len(self.questions) or any(
            chosen >= len(question.choices) for chosen, question in zip(known, self.questions, strict=False)
        ):
            raise forms.ValidationError(_("Choose an answer."))
        return {**cleaned, "known": known}


class HoursForm(forms.Form):
    """A line of the week's table of volunteers in the chat; `row` is the one that is changed."""

    days = forms.MultipleChoiceField(
        choices=[(str(day), str(day)) for day in range(1, 8)],
        error_messages={"required": _("Choose at least one day."), "invalid_choice": _("Choose at least one day.")},
    )
    opens = forms.TimeField(error_messages={"required": _("Say from when."), "invalid": _("Write it as 09:00.")})
    closes = forms.TimeField(error_messages={"required": _("Say when they end."), "invalid": _("Write it as 09:00.")})

    def __init__(self, *args: Any, community: Community, row: TalkHours | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community, self.row = community, row

    def clean_days(self) -> str:
        return "".join(sorted(set(self.cleaned_data["days"])))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens is None or closes is None or not data.get("days"):
            return data
        if closes != MIDNIGHT and closes <= opens:
            self.add_error("closes", _("They end before they begin. 0:00 is the end of the day."))
            return data
        line = TalkHours(pk=self.row.pk if self.row else None, community=self.community)
        line.days, line.opens, line.closes = data["days"], opens, closes
        try:
            line.clean()
        except ValidationError as error:
            self.add_error(None, error)
        return data


class DayOffForm(forms.Form):
    """A day without volunteers, from today to two years ahead."""

    day = forms.DateField(error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < self.today:
            raise ValidationError(_("That day is over."))
        if day > self.today + timedelta(days=731):
            raise ValidationError(_("That is more than two years ahead."))
        return day
