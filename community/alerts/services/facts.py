"""What an alert says to other systems: times, what to do in one word, codes, parameters. Taken in, cleaned, checked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from community.alerts.cap.writing import plain
from community.alerts.models import Alert, MsgType, ResponseType
from community.places.models import validate_pairs

FACTS = (
    "effective", "onset", "publish_at", "response_types", "contact", "web", "note", "parameters", "event_codes",
)  # fmt: skip

Errors = dict[str, Any]


def clean_facts(alert: Alert, errors: Errors) -> None:
    """Bring the facts of an unsaved alert into shape; what is wrong goes into `errors`, by field.

    An all-clear is recognised by its response type, and by nothing else.
    """
    for name, most in (("contact", 200), ("web", 500), ("note", 500)):
        setattr(alert, name, plain(str(getattr(alert, name) or "")).strip())
        if len(getattr(alert, name)) > most:
            errors[name] = [_("This is too long: at most %(most)d characters.") % {"most": most}]
    if alert.web and "web" not in errors:
        try:
            URLValidator(schemes=["http", "https"])(alert.web)
        except ValidationError as error:
            errors["web"] = error.messages
    for name in ("parameters", "event_codes"):
        try:
            setattr(alert, name, pairs_of(getattr(alert, name)))
        except ValidationError as error:
            errors[name] = error.messages
    _clean_response_types(alert, errors)


def check_times(alert: Alert, now: datetime, errors: Errors) -> None:
    """effective <= onset <= expires, and an end that is still to come."""
    if alert.expires is None:
        errors["expires"] = [_("Say until when it holds.")]
        return
    if alert.expires <= now:
        errors["expires"] = [_("This time is in the past. Choose a later one.")]
    if alert.publish_at is not None and alert.publish_at >= alert.expires:
        errors["publish_at"] = [_("It cannot go out after it ends.")]
    if alert.onset is not None and alert.onset > alert.expires:
        errors["onset"] = [_("It cannot begin after it ends.")]
    if alert.effective is not None and alert.effective > alert.expires:
        errors["effective"] = [_("It cannot come into effect after it ends.")]
    elif alert.effective is not None and alert.onset is not None and alert.effective > alert.onset:
        errors["effective"] = [_("It cannot come into effect after the danger has begun.")]


def pairs_of(pairs: Any) -> list[dict[str, str]]:
    """[{"valueName", "value"}], from that or from {name: value}. Raises ValidationError."""
    if isinstance(pairs, Mapping):
        pairs = [{"valueName": name, "value": value} for name, value in pairs.items()]
    validate_pairs(pairs or [])
    cleaned = [{name: plain(text).strip() for name, text in pair.items()} for pair in pairs or []]
    validate_pairs(cleaned)  # a text may have been nothing but what XML cannot carry
    return cleaned


def _clean_response_types(alert: Alert, errors: Errors) -> None:
    words = {value.lower(): value for value in ResponseType.values}
    asked = [alert.response_types] if isinstance(alert.response_types, str) else (alert.response_types or [])
    if not isinstance(asked, list) or not all(str(one).lower() in words for one in asked):
        errors["response_types"] = [_("Use one of: %(values)s.") % {"values": ", ".join(ResponseType.values)}]
        alert.response_types = []
        return
    alert.response_types = list(dict.fromkeys(words[str(one).lower()] for one in asked))
    alert.all_clear = ResponseType.ALL_CLEAR.value in alert.response_types
    if alert.all_clear and alert.msg_type != MsgType.UPDATE:
        errors["response_types"] = [
            _("An all-clear is an update: it names the alert whose danger is over. A cancel takes an error back.")
        ]
        alert.all_clear = False
