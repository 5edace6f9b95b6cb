"""What every page's frame needs: icons, words, levels, the community spoken for."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext_lazy, pgettext
from django.utils.translation import gettext as _

from community.alerts.permissions import may_knock, may_read_desk
from community.people.models import Role
from community.people.permissions import BOARD, STAFF, roles_of
from community.places.models import Community
from drills.permissions import may_answer_sos
from knowledge.permissions import ANSWERERS, CHECKERS, EDITORS
from portal.lib import zones
from portal.lib.language import bcp47
from portal.lib.words import said as said_in

register = template.Library()

SPANS: dict[str, Any] = {  # Django's own say 1 日 where people say 1 天
    "year": ngettext_lazy("%(num)d year", "%(num)d years", "num"),
    "month": ngettext_lazy("%(num)d month", "%(num)d months", "num"),
    "week": ngettext_lazy("%(num)d week", "%(num)d weeks", "num"),
    "day": ngettext_lazy("%(num)d day", "%(num)d days", "num"),
    "hour": ngettext_lazy("%(num)d hour", "%(num)d hours", "num"),
    "minute": ngettext_lazy("%(num)d minute", "%(num)d minutes", "num"),
}


def shell(request) -> dict[str, Any]:
    """Context of every page. `community` is the only one, or the one a page sets itself."""
    language = get_language() or settings.LANGUAGE_CODE

    @cache
    def held() -> set[str]:  # asked for once, however many parts of a page turn on it
        return roles_of(request.user)

    def holds(roles: frozenset[Role]) -> bool:
        return request.user.is_superuser or bool(roles & held())

    return {
        "html_lang": bcp47(language),
        "other_language": "en" if language == "zh-hans" else "zh-hans",
        "home_community": HomeCommunity(),
        "carrier_is_demo": "demo" in settings.CARRIERS["sms"][0],
        "is_staff_here": SimpleLazyObject(lambda: holds(STAFF)),
        "may_read_board": SimpleLazyObject(lambda: holds(BOARD)),
        "may_read_alerts": SimpleLazyObject(lambda: may_read_desk(request.user)),
        "may_knock": SimpleLazyObject(lambda: may_knock(request.user)),
        "may_answer_sos": SimpleLazyObject(lambda: may_answer_sos(request.user)),
        "may_edit_guides": SimpleLazyObject(lambda: holds(EDITORS)),
        "may_answer_talks": SimpleLazyObject(lambda: holds(ANSWERERS)),
        "may_check_rumours": SimpleLazyObject(lambda: holds(CHECKERS)),
        "next_path": path_without_language(request),
    }


def path_without_language(request) -> str:
    """Where the language switch leads back to: this page with its query, but for `language`, which would win again."""
    if "language" not in request.GET:
        return request.get_full_path()
    query = request.GET.copy()
    del query["language"]
    return request.path + ("?" + query.urlencode() if query else "")


class HomeCommunity:
    """The first community, fetched when a template first asks for it."""

    _row: Community | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._row is None:
            try:
                self._row = Community.objects.defer("shape").order_by("pk").first()
            except DatabaseError:  # an error page must not need the database
                return ""
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


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space in English, nothing in Chinese."""
    return "" if get_language() == "zh-hans" else " "


@register.filter
def zone_name(key: str) -> str:
    """A time zone as people call it."""
    return zones.zone_name(key)


@register.filter
def grouped(number: int | None) -> str:
    """A whole number with its thousands apart, in either language: 100,000."""
    return "" if number is None else f"{number:,}"


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


@register.simple_tag(takes_context=True)
def clock(context, at: datetime | None, zone: str = "") -> SafeString:
    """A time of today, without the day: "4:42 pm (16:42)", 16:42; of another day, as `moment` says it."""
    if at is None:
        return SafeString("")
    place = ZoneInfo(zone or str(context["home_community"].time_zone or "") or settings.TIME_ZONE)
    local = timezone.localtime(at, place)
    if local.date() != timezone.localtime(timezone.now(), place).date():
        return moment(context, at, zone)
    words = f"{local:%H:%M}" if get_language() == "zh-hans" else f"{half_day(local)} ({local:%H:%M})"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


def half_day(local: datetime) -> str:
    """ "8 pm", "8:05 pm", with a no-break space."""
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}\u00a0" + ("am" if local.hour < 12 else "pm")


def spoken(local: datetime, today) -> str:
    """A wall time as people say it in the reader's language, relative to `today`."""
    days = (local.date() - today).days
    if get_language() == "zh-hans":
        named = {0: "今天", 1: "明天", -1: "昨天"}.get(days) or day_of(local.date(), days)
        return f"{named} {local:%H:%M}"
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days) or day_of(local.date(), days)
    return f"{half_day(local)} {named} ({local:%H:%M})"


def day_of(at: date, days: int) -> str:
    """ "Monday 23 November", 11 月 23 日; with its year where it is `days` far away."""
    if get_language() == "zh-hans":
        return f"{at.year} 年 {at.month} 月 {at.day} 日" if abs(days) > 300 else f"{at.month} 月 {at.day} 日"
    return f"{at:%A} {at.day} {at:%B}" + (f" {at.year}" if abs(days) > 300 else "")


@register.filter
def day(at: date | None) -> str:
    """A day without an hour, as `moment` names days; never "today": a page that was kept may be read tomorrow."""
    return day_of(at, (at - timezone.localdate()).days) if at else ""


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words: "5 minutes ago"."""
    if at is None:
        return pgettext("time", "never")
    if (timezone.now() - at).total_seconds() < 60:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, depth=1, time_strings=SPANS)}


@register.filter
def opening(text: str, most: int = 110) -> str:
    """The first sentences of `text`, as many as fit into `most` letters (a Chinese character counts as two)."""
    taken = ""
    for sentence in re.findall(r"[^.!?。！？\n]+(?:[.!?。！？]+|$|(?=\n))", text.strip()):
        longer = f"{taken} {sentence.strip()}".strip() if sentence.isascii() else taken + sentence.strip()
        if taken and sum(1 if letter.isascii() else 2 for letter in longer) > most:
            break
        taken = longer
    return taken


@register.filter
def distance(metres: float | None) -> str:
    """A distance in words: "350 m", "1.2 km"."""
    if metres is None:
        return ""
    if metres < 950:
        return _("%(number)d m") % {"number": round(metres, -1)}
    return _("%(number)s km") % {"number": f"{metres / 1000:.1f}".removesuffix(".0")}
