"""Background work of alerts."""

from celery import shared_task
from django.utils import timezone

from community.alerts.services import expire_alerts, publish_due


@shared_task(name="alerts.expire")
def expire() -> None:
    expire_alerts(now=timezone.now())


@shared_task(name="alerts.publish")
def publish() -> None:
    publish_due(now=timezone.now())
