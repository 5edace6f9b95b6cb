"""The plain words that end an alert, where nobody writes others."""

from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert


def end_words(alert: Alert, *, all_clear: bool) -> list[dict[str, str]]:
    """ "It is over", or "it is taken back", in every language that anybody was told in, or could have been."""
    written = {info.language: info for info in alert.infos.all()}
    words = []
    for language in dict.fromkeys([*alert.community.languages, *written]):
        with translation.override(language):
            # without a headline in this language: by its reference
            old = written[language].headline.rstrip(" .。!！") if language in written else alert.identifier
            words.append({"language": language, "text": "", **(_over(alert, old) if all_clear else _back(alert, old))})
    return words


def _over(alert: Alert, old: str) -> dict[str, str]:
    over = _("The danger is over. %(identifier)s has ended.")
    if alert.is_relay:
        over = _("The danger is over. The warning of %(issuer)s that we passed on (%(identifier)s) has ended.")
    return {
        "headline": (_("All clear: %(headline)s") % {"headline": old})[:160],
        "description": over % {"identifier": alert.identifier, "issuer": alert.issuer},
        "instruction": _("You need not follow it any more. Report what is still damaged or blocked."),
    }


def _back(alert: Alert, old: str) -> dict[str, str]:
    back = _("The warning %(identifier)s no longer applies.")
    if alert.is_relay:
        back = _("We no longer pass on the warning of %(issuer)s (%(identifier)s).")
    return {
        "headline": (_("Cancelled: %(headline)s") % {"headline": old})[:160],
        "description": back % {"identifier": alert.identifier, "issuer": alert.issuer},
        "instruction": _("You need not do what it said."),
    }
