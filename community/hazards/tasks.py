"""Background work of hazards."""

from celery import shared_task
from django.utils import timezone

from community.hazards.services import escalate_due, forget_reporters


@shared_task(name="hazards.escalate")
def escalate() -> None:
    escalate_due(now=timezone.now())


@shared_task(name="hazards.forget")
def forget() -> None:
    forget_reporters(now=timezone.now())
