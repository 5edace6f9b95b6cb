"""A text to a phone of our own every ten minutes: whether texts arrive is known before anybody needs one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.messaging.models import Broadcast, Delivery, Heartbeat, Lane
from community.messaging.services.broadcasts import send_text
from community.messaging.services.heartbeats import beat, excuse, expect, trouble
from portal.lib.phones import NotAPhone, normalise_phone

CANARY = Heartbeat.Part.CANARY
PERIOD = timedelta(minutes=10)
PATIENCE = timedelta(minutes=5)  # for its receipt
WITHIN = PERIOD + PATIENCE + timedelta(minutes=2)
KEPT = timedelta(days=7)
LOOKED_AT = 4  # periods


def send_canary(*, now: datetime) -> None:
    """Send one where none went in this period, and judge the last. Safe to call at any time, from any process."""
    if not settings.CANARY_PHONE:
        excuse(CANARY)
        return
    expect(CANARY, within=WITHIN, now=now)
    try:
        phone = normalise_phone(settings.CANARY_PHONE)
    except NotAPhone:
        trouble(CANARY, "21211", within=WITHIN, now=now)
        return
    number = int(now.timestamp() // PERIOD.total_seconds())
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Test text of the warning service, %(time)s. Nothing has happened.")
        body = words % {"time": timezone.localtime(now).strftime("%H:%M")}
    send_text(
        key=_key(number),
        phone=phone,
        body=body,
        language=settings.LANGUAGE_CODE,
        lane=Lane.REPLY,  # its share is reserved: a broadcast under way is no reason for an alarm
        expires=now + PERIOD,
        now=now,
    )
    _judge(number, now)
    Broadcast.objects.filter(key__startswith="canary:", opened_at__lt=now - KEPT).delete()


def _key(number: int) -> str:
    return f"canary:{number}"


def _judge(number: int, now: datetime) -> None:
    """Whether the newest one arrived of which that can be said already."""
    keys = [_key(number - back) for back in range(LOOKED_AT)]
    rows = Delivery.objects.filter(broadcast__key__in=keys).select_related("broadcast")
    for row in sorted(rows, key=lambda one: one.broadcast.opened_at, reverse=True):
        if row.status == Delivery.Status.DELIVERED:
            beat(CANARY, within=WITHIN, now=min(row.ended_at or now, now))
        elif row.status == Delivery.Status.FAILED:
            trouble(CANARY, row.error or "no_receipt", within=WITHIN, now=now)
        elif now - row.broadcast.opened_at >= PATIENCE:
            trouble(CANARY, "no_receipt", within=WITHIN, now=now)
        else:
            continue
        return
