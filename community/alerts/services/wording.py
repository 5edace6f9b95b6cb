"""What words must do before they are kept or sent in: have their blanks filled, and not pose as an authority's."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors.blanks import FILLED, blank_problems, blanks_in, filled, keeps_to, label_of, values_for
from community.alerts.selectors.previews import language_name


def fill_blanks(alert: Alert, rows: Sequence[AlertInfo], errors: dict[str, Any]) -> None:
    """Fill the blanks of words that come from a template, and note whether the alert keeps to it.

    What is still blank goes into `errors`, under "blanks".
    """
    if alert.from_template is None:
        alert.blanks, alert.keeps_template = {}, False
        return
    words = [text for row in rows for text in (row.headline, row.description, row.instruction, row.text)]
    names = [name for name in blanks_in(words) if name not in FILLED]
    known = blanks_in(text for texts in alert.from_template.words.values() for text in texts.values())
    given = alert.blanks if isinstance(alert.blanks, dict) else {}
    alert.blanks = {name: texts for name, texts in given.items() if name in {*names, *known}}
    problems = blank_problems(alert.blanks, names=alert.blanks)
    if problems:
        errors["blanks"] = problems
        return
    missing = []
    for row in rows:
        values = values_for(alert, row.language)
        for field in ("headline", "description", "instruction", "text"):
            setattr(row, field, filled(getattr(row, field), values))
        left = blanks_in([row.headline, row.description, row.instruction, row.text])
        missing += [f"{label_of(name)} ({language_name(row.language)})" for name in left]
    if missing:
        errors["blanks"] = [_("Still blank: %(names)s.") % {"names": ", ".join(dict.fromkeys(missing))}]
    alert.keeps_template = not missing and keeps_to(alert, rows)
