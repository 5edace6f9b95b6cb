"""What staff type at the desk."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.models import Endpoint, Handover, MajorPlan, ReplyTemplate, Report, Urgency
from community.hazards.selectors import VIEWS
from community.hazards.services import HandedOver
from community.people.registers import is_usable


class HandoverForm(forms.Form):
    """What is known of a hand-over; all of it may come later."""

    how = forms.ChoiceField(required=False, choices=[("", ""), *Handover.How.choices])
    taken_by = forms.CharField(required=False, max_length=100)
    their_reference = forms.CharField(required=False, max_length=120)
    handed_at = forms.DateTimeField(required=False)
    look_again = forms.DateField(required=False)

    report: Report

    def clean_handed_at(self) -> datetime | None:
        at = self.cleaned_data["handed_at"]
        return at.replace(tzinfo=self.report.community.zone) if at else None  # typed by the clock of the place

    def handed(self) -> HandedOver:
        data = self.cleaned_data
        return HandedOver(
            how=data["how"] or Handover.How.OTHER,
            taken_by=data["taken_by"],
            their_reference=data["their_reference"],
            at=data["handed_at"],
            look_again=data["look_again"],
        )


class MoveForm(HandoverForm):
    """An officer's move. What each move must have is asked by the service; here only the shapes are."""

    SENT = frozenset({"seen", "note", "note_is_public", "public", "urgency"})  # of a move, whoever it goes to

    to = forms.ChoiceField(choices=Report.Status.choices)
    seen = forms.CharField(required=False, max_length=12)
    note = forms.CharField(required=False, max_length=2000)
    note_is_private = forms.BooleanField(required=False)
    keep_private = forms.BooleanField(required=False)
    urgency = forms.ChoiceField(required=False, choices=[("", ""), *Urgency.choices])
    assigned_to = forms.ModelChoiceField(None, required=False)
    referred_to = forms.CharField(required=False, max_length=120)
    server = forms.ModelChoiceField(None, required=False)
    with_reporter = forms.BooleanField(required=False)
    duplicate_of = forms.CharField(required=False, max_length=20)
    holds_until = forms.DateField(required=False)

    def __init__(self, *args, report: Report, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]
        self.fields["server"].queryset = Endpoint.objects.taking(report)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("server") and data.get("referred_to"):
            self.add_error("server", _("Choose a server, or name whom you told yourself; not both."))
        return data

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
            "handed": self.handed(),
        }

    def sending(self) -> dict[str, Any] | None:
        """Keyword arguments of services.forward_report; None where nothing is sent to a server."""
        data = self.cleaned_data
        if data["to"] != Report.Status.REFERRED or data["server"] is None:
            return None
        kept = {name: value for name, value in self.guards().items() if name in self.SENT}
        asked = {"endpoint": data["server"], "with_reporter": data["with_reporter"], "look_again": data["look_again"]}
        return {**kept, **asked}


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


class NumberForm(forms.Form):
    """Under which number they have it, as they told us."""

    request_id = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Type their number.")})


class PhonedForm(forms.Form):
    """Whom we told by phone."""

    taken_by = forms.CharField(
        max_length=100,
        error_messages={"required": gettext_lazy("Say whom you spoke to: others may have to ask there.")},
    )
    their_reference = forms.CharField(required=False, max_length=120)
