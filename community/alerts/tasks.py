"""Background work of alerts."""

from celery import shared_task
from django.utils import timezone

from community.alerts.services import call_leads as call_leads_now
from community.alerts.services import expire_alerts, forget_proposals, poll_due, publish_due


@shared_task(name="alerts.expire")
def expire() -> None:
    expire_alerts(now=timezone.now())


@shared_task(name="alerts.publish")
def publish() -> None:
    publish_due(now=timezone.now())


@shared_task(name="alerts.poll_sources")
def poll_sources() -> None:
    poll_due(now=timezone.now())


@shared_task(name="alerts.forget_proposals")
def forget() -> None:
    forget_proposals(now=timezone.now())


@shared_task(name="alerts.call_leads")
def call_leads() -> None:
    call_leads_now(now=timezone.now())
