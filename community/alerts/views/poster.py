"""A warning on one sheet of paper, for the door, the lift and the notice board."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors import clock_in, event_words
from portal.lib.language import bcp47
from portal.lib.qr import qr

SIZES = ((190, "l"), (330, "m"), (620, "s"))  # letters in the longest column, and the size of type that fits


@dataclass(frozen=True)
class Column:
    """One language of the sheet."""

    language: str
    tag: str  # for HTML
    level: str  # how bad, in words
    event: str
    info: AlertInfo
    area: str
    begins: str
    until: str
    issued: str


@require_safe
def alert_poster(request: HttpRequest, identifier: str) -> HttpResponse:
    """Anyone: of what is public. Those of the desk: of their exercises as well, striped."""
    issued = Alert.objects.filter(sent__isnull=False, test=False)
    seen = issued.filter(pk__in=Alert.objects.public().values("pk")) | issued.filter(
        pk__in=Alert.objects.visible_to(request.user).values("pk")
    )
    alert = get_object_or_404(seen.select_related("community").prefetch_related("infos"), identifier=identifier)
    columns = [_column(alert, info) for info in _reading_order(alert)]
    address = f"{settings.PUBLIC_URL}{alert.get_absolute_url()}"
    context = {
        "alert": alert,
        "columns": columns,
        "size": _size(columns),
        "url": address,
        # an exercise has no public page to lead to
        "qr": qr(address) if alert.is_public else "",
        "is_current": alert.is_current(timezone.now()),
    }
    return render(request, "alerts/alert_poster.html", context)


def _reading_order(alert: Alert) -> list[AlertInfo]:
    """The reader's language first, then the others that are there."""
    first = get_language() or settings.LANGUAGE_CODE
    return sorted(alert.infos.all(), key=lambda info: (info.language != first, info.language))


def _column(alert: Alert, info: AlertInfo) -> Column:
    with translation.override(info.language):
        ending = pgettext("response", "All clear") if alert.all_clear else pgettext("message", "Cancelled")
        return Column(
            language=info.language,
            tag=bcp47(info.language),
            level=ending if alert.is_over else str(alert.get_severity_display()),
            event=event_words(alert.event, info.language),
            info=info,
            area=alert.area_name,
            begins=clock_in(alert, alert.onset, info.language) if alert.onset else "",
            until=clock_in(alert, alert.expires, info.language),
            issued=clock_in(alert, alert.sent or alert.created, info.language),
        )


def _size(columns: list[Column]) -> str:
    """Type as large as the longest column allows; a Chinese character takes the room of two letters."""
    longest = max((_room(one) for one in columns), default=0) * (1 if len(columns) > 1 else 0.6)
    return next((size for most, size in SIZES if longest <= most), "xs")


def _room(column: Column) -> int:
    info = column.info
    text = info.headline + info.instruction + info.description + info.audience + column.area
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
