"""Work that services ring for by name. The rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from community.messaging import services
from community.messaging.models import Broadcast


@shared_task(name="messaging.fill")
def fill(pk: int) -> None:
    broadcast = Broadcast.objects.filter(pk=pk).first()
    if broadcast is not None:
        services.fill_broadcast(broadcast, now=timezone.now())


@shared_task(name="messaging.send_due")
def send_due() -> None:
    services.send_due(now=timezone.now())


@shared_task(name="messaging.sweep")
def sweep() -> None:
    services.sweep(now=timezone.now())
