"""Work that services ring for by name. The rows say what there is to do."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from community.messaging import services
from community.messaging.models import Broadcast, Heartbeat

STARTED = timezone.now()  # before this process could claim anything: only the tasks below do
SWEPT_WITHIN = timedelta(minutes=2)  # it is rung for every few seconds; a busy one may take its time


@shared_task(name="messaging.fill")
def fill(pk: int) -> None:
    broadcast = Broadcast.objects.filter(pk=pk).first()
    if broadcast is not None:
        services.fill_broadcast(broadcast, now=timezone.now())


@shared_task(name="messaging.send_due")
def send_due(channel: str = "") -> None:
    now = timezone.now()
    if not channel:
        channel, *others = services.busy_channels(now=now) or [""]
        services.ring(others)  # each channel has a turn of its own: texts never wait for calls
    if channel:
        services.send_due(now=now, channel=channel)


@shared_task(name="messaging.ring")
def ring_due() -> None:
    services.ring_due(now=timezone.now())


@shared_task(name="messaging.canary")
def canary() -> None:
    services.send_canary(now=timezone.now())


@shared_task(name="messaging.reconcile")
def reconcile() -> None:
    services.reconcile_due(now=timezone.now())


@shared_task(name="messaging.fall_back")
def fall_back() -> None:
    services.fall_back(now=timezone.now())


@shared_task(name="messaging.forget")
def forget() -> None:
    services.forget_texts(now=timezone.now())


@shared_task(name="messaging.keep_counts")
def keep_counts() -> None:
    services.keep_counts()


@shared_task(name="messaging.sweep")
def sweep() -> None:
    if settings.IS_EMBEDDED:  # one process: what an earlier one was sending it did not finish
        services.disown(before=STARTED)
    services.ring_due(now=timezone.now())  # before all that asks a carrier and may have to wait for it
    services.sweep(now=timezone.now())
    services.beat(Heartbeat.Part.SWEEP, within=SWEPT_WITHIN, now=timezone.now())
