"""Phone numbers: E.164 inside, forgiving outside. The country is decided by the number, not by its prefix."""

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _


class NotAPhone(ValueError):
    """Not a number that could be called. Its text is for the person who typed it, and repeats no number."""


def normalise_phone(text: str, region: str | None = None) -> str:
    """`text` as E.164. Read as a number of `region` (default DEFAULT_REGION) unless it begins with + or 00.

    Raises NotAPhone.
    """
    cleaned = text.strip()
    if cleaned.startswith("00"):
        cleaned = "+" + cleaned[2:]
    try:
        number = phonenumbers.parse(cleaned, region or settings.DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise NotAPhone(_("This is not a phone number. Write it with its area code, e.g. +1 202 555 0123.")) from None
    # is_possible, not is_valid: 555-01XX, which the demo and every test use, is reserved and so never "valid"
    # nor is_possible_number, which lets seven digits pass as a local call: E.164 needs the area code
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotAPhone(_("This phone number is too short or too long."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def region_of(phone: str) -> str:
    """The region ("US", "CN", "JM") of an E.164 number, or "" where it cannot be told."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""


def masked(phone: str) -> str:
    """A number as staff may see it in passing: its last two digits only."""
    return "•••• " + phone[-2:]
