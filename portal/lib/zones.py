"""Time zones as people call them: "Eastern Time", 北京时间. Nobody should have to read "Asia/Shanghai"."""

from babel import Locale
from babel.dates import get_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LONGEST = 64  # characters of a name of the tables


def zone_name(key: str | None) -> str:
    """The name in the reader's language of an IANA zone; `key` itself, which somebody may have typed, where nobody has
    named it."""
    if not key or len(key) > LONGEST:
        return ""
    if key == "Asia/Shanghai":
        return _("Beijing time")  # its official name at home; the tables say "China Time"
    if key.startswith("Etc/") and key != "Etc/UTC":
        return key  # counted from Greenwich: no place has it by name
    locale = Locale("zh", script="Hans") if get_language() == "zh-hans" else Locale("en")
    try:
        if key in ("UTC", "Etc/UTC"):
            return get_timezone_name(key, locale=locale, zone_variant="standard")
        return get_timezone_name(key, locale=locale, zone_variant="generic")
    except (LookupError, ValueError, OSError):  # no zone at all: what a form was sent
        return key
