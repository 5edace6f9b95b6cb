"""What a message says differently from the one that it replaces: for residents in their own language, for those who
decide field by field and in every language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from community.alerts.cap.areas import square_kilometres
from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors.presets import event_words
from portal.lib.words import said


@dataclass(frozen=True)
class Change:
    part: str  # in the reader's language
    before: str
    after: str
    language: str = ""  # of words; "" for what is the same in all


Pairs = list[tuple[str, str, str]]


def changes_between(old: Alert | None, new: Alert) -> list[Change]:
    """What an update says differently, in the reader's language and in words a resident reads."""
    if old is None:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    was, is_now = old.info_in(language), new.info_in(language)
    pairs = [(_("How bad"), old.get_severity_display(), new.get_severity_display()), *_facts(old, new)]
    return [Change(*pair) for pair in [*pairs, *_words(was, is_now)] if pair[1] != pair[2]]


def differences(old: Alert | None, new: Alert, infos: Sequence[AlertInfo]) -> list[Change]:
    """Every field in which `new`, with words `infos`, is not as `old` was; of words, one a language."""
    if old is None:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    levels = ("severity", "urgency", "certainty", "category")
    names = (_("How bad"), _("How soon to act"), _("How sure"), _("Category"))
    pairs: Pairs = [
        (_("Message"), _message(old), _message(new)),
        (_("Kind"), old.kind_words, new.kind_words),
        (_("Who says so"), old.origin, new.origin),
        (_("Event"), event_words(old.event, language), event_words(new.event, language)),
        *((name, _level(old, field), _level(new, field)) for name, field in zip(names, levels, strict=True)),
        *_facts(old, new),
        (_("Questions"), old.contact, new.contact),
        (_("More"), old.web, new.web),
    ]
    if old.shape != new.shape and said(old.area_words) == said(new.area_words):
        pairs.append((_("Area on the map"), _size(old), _size(new)))
    found = [Change(*pair) for pair in pairs if pair[1] != pair[2]]
    was, is_now = {info.language: info for info in old.infos.all()}, {info.language: info for info in infos}
    for code in dict.fromkeys([*was, *is_now]):
        words = [*_words(was.get(code), is_now.get(code)), *_text(was.get(code), is_now.get(code))]
        found += [Change(*pair, code) for pair in words if pair[1] != pair[2]]
    return found


def _message(alert: Alert) -> str:
    if alert.all_clear:
        return pgettext("response", "All clear")
    return str(alert.get_msg_type_display())


def _level(alert: Alert, field: str) -> str:
    return str(getattr(alert, f"get_{field}_display")())


def _facts(old: Alert, new: Alert) -> Pairs:
    comma = "、" if get_language() == "zh-hans" else ", "
    return [
        (_("Where"), said(old.area_words), said(new.area_words)),
        (_("Begins"), _clock(old, old.onset), _clock(new, new.onset)),
        (_("Until when"), _clock(old, old.expires), _clock(new, new.expires)),
        (_("In a word"), comma.join(old.response_words), comma.join(new.response_words)),
    ]


def _words(was: AlertInfo | None, is_now: AlertInfo | None) -> Pairs:
    return [
        (_("Headline"), was.headline if was else "", is_now.headline if is_now else ""),
        (_("What happens"), was.description if was else "", is_now.description if is_now else ""),
        (pgettext("warning", "For whom"), was.audience if was else "", is_now.audience if is_now else ""),
        (_("What to do"), was.instruction if was else "", is_now.instruction if is_now else ""),
    ]


def _text(was: AlertInfo | None, is_now: AlertInfo | None) -> Pairs:
    made = _("made of the rest")
    before, after = was.text if was else "", is_now.text if is_now else ""
    return [(_("Text message"), before or made, after or made)] if before != after else []


def _size(alert: Alert) -> str:
    return _("%(size)s km²") % {"size": f"{square_kilometres(alert.shape):.2g}"}


def _clock(alert: Alert, at: datetime | None) -> str:
    return date_format(timezone.localtime(at, alert.community.zone), "DATETIME_FORMAT") if at else ""
