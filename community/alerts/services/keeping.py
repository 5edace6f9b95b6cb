"""What keeps the two kinds apart: a relay stays the authority's, word for word, and a notice borrows nothing of it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertInfo, is_authoritys
from community.alerts.selectors.previews import language_name
from community.alerts.selectors.relays import is_extract, lost_words, reach_of

Errors = dict[str, Any]

AUTHORITYS = (
    "kind", "issuer", "event", "category", "severity", "urgency", "certainty", "onset", "response_types", "contact",
    "parameters", "event_codes",
)  # fmt: skip


def keep_kinds_apart(alert: Alert, errors: Errors) -> None:
    """A notice names no authority and has no colour; what began as an authority's goes on as an authority's."""
    if not alert.is_relay:
        if alert.issuer:
            errors["issuer"] = [_("A community notice names no authority. Leave this empty, or relay its warning.")]
        if "parameters" not in errors and any(is_authoritys(pair["valueName"]) for pair in alert.parameters):
            errors["parameters"] = [_("A community notice has no colour: colours are the authorities'.")]
    older = alert.replaces
    if older is not None and older.is_relay and not alert.is_relay and not alert.is_over:
        errors["kind"] = [
            _("This was an authority's warning, and does not become one of our notices. Write a notice of its own.")
        ]


def keep_to_authority(held: Alert, built: Alert, rows: Sequence[AlertInfo]) -> None:
    """Let `built` follow or change `held`, a relay of a message that came from its authority, only in what is ours to
    say: a smaller area, an earlier end, when it goes out, a text message made of the authority's own sentences.

    Raises ValidationError by field.
    """
    fixed = _("This is the authority's, and stays as it said it.")
    errors: Errors = {name: [fixed] for name in AUTHORITYS if getattr(built, name) != getattr(held, name)}
    words = _altered(list(held.infos.all()), rows)
    if words:
        errors["infos"] = words
    reach = reach_of(held)
    if built.expires > max(reach.ends, held.expires):
        until = date_format(timezone.localtime(reach.ends, held.community.zone), "DATETIME_FORMAT")
        errors["expires"] = [
            _("The authority's warning ends %(time)s. It may end sooner, not later.") % {"time": until}
        ]
    if built.shape != held.shape and not reach.holds(built.shape):
        errors["area"] = [_("This reaches beyond the authority's warning. Choose an area inside it.")]
    if errors:
        raise ValidationError(errors)


def follow_authority(built: Alert, rows: Sequence[AlertInfo]) -> None:
    """The same of a draft that is to replace such a relay; its end, in words of our own, is a notice."""
    older = built.replaces
    if older is None or not older.is_bound:
        return
    if not built.is_over:
        keep_to_authority(older, built, rows)
    elif built.is_relay:
        raise ValidationError({"kind": [_("Only the authority says that its warning is over. Say it as a notice.")]})


def _altered(before: Sequence[AlertInfo], after: Sequence[AlertInfo]) -> list[str]:
    altered = lost_words(before, after)
    problems = [
        _("The authority's own words stay as they are (%(language)s).") % {"language": language_name(language)}
        for language in altered
    ]
    problems += [
        _("The text message may leave out sentences of the authority's, and add none (%(language)s).")
        % {"language": language_name(info.language)}
        for info in after
        if info.language not in altered and info.text.strip() and not is_extract(info.text, info)
    ]
    return problems
