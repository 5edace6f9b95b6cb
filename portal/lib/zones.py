"""Time zones as people call them: "Eastern Time", 北京时间. Nobody should have to read "Asia/Shanghai"."""

from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_name
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

LONGEST = 64  # characters of a name of the tables
PARTS = {  # of the world, as the names of zones begin
    "Africa": pgettext_lazy("part of the world", "Africa"),
    "America": pgettext_lazy("part of the world", "America"),
    "Antarctica": pgettext_lazy("part of the world", "Antarctica"),
    "Arctic": pgettext_lazy("part of the world", "Arctic"),
    "Asia": pgettext_lazy("part of the world", "Asia"),
    "Atlantic": pgettext_lazy("part of the world", "Atlantic Ocean"),
    "Australia": pgettext_lazy("part of the world", "Australia"),
    "Europe": pgettext_lazy("part of the world", "Europe"),
    "Indian": pgettext_lazy("part of the world", "Indian Ocean"),
    "Pacific": pgettext_lazy("part of the world", "Pacific Ocean"),
}


def zone_name(key: str | None) -> str:
    """The name in the reader's language of an IANA zone; `key` itself, which somebody may have typed, where nobody has
    named it."""
    if not key or len(key) > LONGEST:
        return ""
    if key == "Asia/Shanghai":
        return _("Beijing time")  # its official name at home; the tables say "China Time"
    if key.startswith("Etc/") and key != "Etc/UTC":
        return key  # counted from Greenwich: no place has it by name
    locale = _locale()
    try:
        if key in ("UTC", "Etc/UTC"):
            return get_timezone_name(key, locale=locale, zone_variant="standard")
        return get_timezone_name(key, locale=locale, zone_variant="generic")
    except (LookupError, ValueError, OSError):  # no zone at all: what a form was sent
        return key


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone that a place may keep, for a list to choose from: [(part of the world, [(key, "city · zone")])]."""
    locale = _locale()
    known = sorted(set(get_global("zone_territories")) & available_timezones())
    parts = []
    for part, words in PARTS.items():
        keys = [key for key in known if key.startswith(f"{part}/")]
        parts.append((str(words), [(key, f"{_city(key, locale)} · {zone_name(key)}") for key in keys]))
    return [("UTC", [("UTC", zone_name("UTC"))]), *parts]


def _city(key: str, locale: Locale) -> str:
    exemplar = locale.time_zones.get(key, {}).get("city")
    return exemplar or key.rpartition("/")[2].replace("_", " ")


def _locale() -> Locale:
    return Locale("zh", script="Hans") if get_language() == "zh-hans" else Locale("en")
