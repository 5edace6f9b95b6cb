"""Other Open311 servers, as an administrator types them."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.hazards.models import Endpoint
from portal.lib.outbound import Refused, guard


class EndpointForm(forms.ModelForm):
    """Where its name leads is judged again at every connection."""

    address = forms.URLField(
        label=Endpoint._meta.get_field("address").verbose_name,
        help_text=Endpoint._meta.get_field("address").help_text,
        max_length=500,
        assume_scheme="https",
    )
    api_key = forms.CharField(
        label=_("Our key there"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and never shown again. Empty: the one that is kept."),
    )
    forget_key = forms.BooleanField(label=_("Forget the key that is kept"), required=False)

    class Meta:
        model = Endpoint
        fields = (
            "community",
            "name",
            "address",
            "jurisdiction_id",
            "form",
            "knows_repeats",
            "takes_reporter",
            "exact_place",
            "is_active",
        )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].rstrip("/")
        try:
            guard().check_url(address)
        except Refused:
            words = gettext("We do not go to this address. Name a public web address, without a password in it.")
            raise forms.ValidationError(words) from None
        if "?" in address or "#" in address:
            raise forms.ValidationError(gettext("Name it without what follows “?” or “#”."))
        return address
