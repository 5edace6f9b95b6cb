"""Background work of drills."""

from celery import shared_task
from django.utils import timezone

from drills.services import remind_due, watch_tasks


@shared_task(name="drills.remind")
def remind() -> None:
    remind_due(now=timezone.now())


@shared_task(name="drills.watch")
def watch() -> None:
    watch_tasks(now=timezone.now())
