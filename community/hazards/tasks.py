"""Background work of hazards."""

from celery import shared_task
from django.utils import timezone

from community.hazards.services import forget_reporters


@shared_task(name="hazards.forget")
def forget() -> None:
    forget_reporters(now=timezone.now())
