"""What words must do before they are kept or sent in: have their blanks filled, and not pose as an authority's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from community.alerts.cap.writing import plain
from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors.blanks import FILLED, blank_problems, blanks_in, filled, keeps_to, label_of, values_for
from community.alerts.selectors.previews import language_name

Infos = Iterable[Mapping[str, Any]]  # {"language", and any of AlertInfo.WORDS}

MOST_TEXT = 1600  # characters: what carriers take as one message


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


def checked_infos(alert: Alert, infos: Infos, errors: dict[str, Any]) -> list[AlertInfo]:
    """`infos` as rows of `alert`, not saved; what is wrong goes into `errors`, under "infos"."""
    problems: list[str] = []
    rows: list[AlertInfo] = []
    known = dict(settings.LANGUAGES)
    for values in infos:
        language = str(values.get("language", "")).lower()
        if language not in known:
            message = _("%(language)s is not a language of this site. Use: %(known)s.")
            problems.append(message % {"language": language[:20] or "-", "known": ", ".join(known)})
            continue
        if any(row.language == language for row in rows):
            problems.append(_("Each language once: %(language)s is there twice.") % {"language": language})
            continue
        texts = {name: cleaned(values.get(name)) for name in AlertInfo.WORDS}
        row = AlertInfo(alert=alert, language=language, **texts)
        problems += _problems_of(row)
        rows.append(row)
    if not rows and not problems:
        problems.append(_("Write it in at least one language."))
    if problems:
        errors["infos"] = problems
    return rows


def _problems_of(row: AlertInfo) -> list[str]:
    problems = []
    if not row.headline:
        problems.append(_("The headline is missing (%(language)s).") % {"language": row.language})
    if len(row.headline) > 160:
        problems.append(_("The headline is longer than 160 characters (%(language)s).") % {"language": row.language})
    if len(row.text) > MOST_TEXT:
        problems.append(
            _("The text message is longer than 1,600 characters (%(language)s).") % {"language": row.language}
        )
    if len(row.audience) > 200:
        problems.append(_("For whom: at most 200 characters (%(language)s).") % {"language": row.language})
    if len(row.description) > 5000 or len(row.instruction) > 5000:
        problems.append(_("This is too long: at most 5,000 characters (%(language)s).") % {"language": row.language})
    return problems


def cleaned(text: Any) -> str:
    return plain(str(text or "")).replace("\r\n", "\n").strip()
