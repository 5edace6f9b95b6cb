"""Warnings as everybody reads them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from community.alerts.models import Alert
from community.alerts.selectors import (
    changes_between,
    current_alerts,
    event_words,
    history_of,
    parts_of_area,
    past_alerts,
    reports_behind,
    successor_of,
)
from portal.lib.words import said

MOST_PAST = 30


@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(
        request,
        "alerts/alert_list.html",
        {
            "current": [_card(alert, now) for alert in current_alerts(None, now)],
            "past": [_card(alert, now) for alert in past_alerts(None, now, MOST_PAST)],
            "now": now,
        },
    )


@require_safe
def alert_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    now = timezone.now()
    rows = Alert.objects.public().select_related("community", "replaces").prefetch_related("infos", "replaces__infos")
    alert = get_object_or_404(rows, identifier=identifier)
    others = [info for info in alert.infos.all() if info.language != get_language()]
    info = alert.info_in(get_language() or settings.LANGUAGE_CODE)
    history = history_of(alert)
    return render(
        request,
        "alerts/alert_detail.html",
        {
            **_card(alert, now),
            "others": [other for other in others if other != info],
            "history": [_card(row, now) for row in history],
            "reports": reports_behind([alert, *history]),
            "successor": successor_of(alert),
            "areas": [said(part["words"]) for part in parts_of_area(alert)],
            "changes": changes_between(alert.replaces, alert)
            if alert.msg_type == "Update" and not alert.is_over
            else [],
            "share_url": f"{settings.PUBLIC_URL}{alert.get_absolute_url()}",
            "now": now,
        },
    )


def _card(alert: Alert, now) -> dict:
    """What a line or a block of one alert shows."""
    return {
        "alert": alert,
        "info": alert.info_in(get_language() or settings.LANGUAGE_CODE),
        "event": event_words(alert.event, get_language() or settings.LANGUAGE_CODE),
        "is_current": alert.is_current(now),
        "is_lapsed": alert.is_lapsed(now),
    }
