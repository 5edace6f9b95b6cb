"""What every page's frame needs: icons, words, levels, the community spoken for."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from community.places.models import Community
from portal.lib.language import bcp47
from portal.lib.words import said as said_in

register = template.Library()


def shell(request) -> dict[str, Any]:
    """Context of every page. `community` is the only one, or the one a page sets itself."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "html_lang": bcp47(language),
        "other_language": "en" if language == "zh-hans" else "zh-hans",
        "home_community": HomeCommunity(),
        "carrier_is_demo": "demo" in settings.CARRIERS["sms"][0],
    }


class HomeCommunity:
    """The first community, fetched when a template first asks for it."""

    _row: Community | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._row is None:
            self._row = Community.objects.defer("shape").order_by("pk").first()
        return getattr(self._row, name, "")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, always beside a word: {% icon "flood" %}, {% icon "flood" "l" %}."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def shape(level: str) -> SafeString:
    """The shape of a level: extreme severe moderate minor clear unknown none exercise."""
    return format_html('<svg class="shape" aria-hidden="true"><use href="{}#lv-{}"/></svg>', static("icons.svg"), level)


@register.filter
def said(words: dict[str, str] | None) -> str:
    """A community's words in the reader's language."""
    return said_in(words)


@register.filter
def lang_tag(language: str) -> str:
    return bcp47(language)


@register.simple_tag(takes_context=True)
def moment(context, at: datetime | None, zone: str = "") -> SafeString:
    """A time in the place's zone, twice: "8:00 pm today (20:00)", 今天 20:00, inside <time>."""
    if at is None:
        return SafeString("")
    place = zone or str(context["home_community"].time_zone or "") or settings.TIME_ZONE
    local = timezone.localtime(at, ZoneInfo(place))
    today = timezone.localtime(timezone.now(), ZoneInfo(place)).date()
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), spoken(local, today))


def spoken(local: datetime, today) -> str:
    """A wall time as people say it in the reader's language, relative to `today`."""
    days = (local.date() - today).days
    if get_language() == "zh-hans":
        day = {0: "今天", 1: "明天", -1: "昨天"}.get(days) or f"{local.month} 月 {local.day} 日"
        if abs(days) > 300:
            day = f"{local.year} 年 {local.month} 月 {local.day} 日"
        return f"{day} {local:%H:%M}"
    clock = f"{local.hour % 12 or 12}:{local:%M}" if local.minute else f"{local.hour % 12 or 12}"
    clock += "\u00a0" + ("am" if local.hour < 12 else "pm")
    day = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days) or f"{local:%A} {local.day} {local:%B}"
    if abs(days) > 300:
        day += f" {local.year}"
    return f"{clock} {day} ({local:%H:%M})"


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words: "5 minutes ago"."""
    if at is None:
        return pgettext("time", "never")
    if (timezone.now() - at).total_seconds() < 60:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, depth=1)}


@register.filter
def distance(metres: float | None) -> str:
    """A distance in words: "350 m", "1.2 km"."""
    if metres is None:
        return ""
    if metres < 950:
        return _("%(number)d m") % {"number": round(metres, -1)}
    return _("%(number).1f km") % {"number": metres / 1000}
