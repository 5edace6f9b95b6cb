"""The forms around other authorities' warnings."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.alerts.models import Source
from portal.lib.outbound import Refused, guard


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is not for this place"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return [line.strip()[:200] for line in (value or "").splitlines() if line.strip()][:100]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class SourceForm(forms.ModelForm):
    """A feed that an administrator enters. Where its name leads is judged again at every look."""

    address = forms.URLField(label=_("Address"), max_length=1000, assume_scheme="https")
    senders = LinesField(
        label=_("Expected senders"),
        required=False,
        help_text=_("CAP's sender, one a line. A message of anybody else is marked as an error. Empty: anybody."),
    )
    codes = LinesField(
        label=_("Codes of this place"),
        required=False,
        help_text=_("Geocodes, one a line, as in SAME 006109. They place a message that has no shape."),
    )

    class Meta:
        model = Source
        fields = (
            "community",
            "name",
            "address",
            "issuer",
            "senders",
            "codes",
            "interval",
            "most_items",
            "is_active",
        )

    def clean_address(self):
        address = self.cleaned_data["address"]
        try:
            return guard().check_url(address)
        except Refused:
            raise forms.ValidationError(
                gettext("We do not go to this address. Name a public web address, without a password in it.")
            ) from None
