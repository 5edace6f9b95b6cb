"""Background work of knowledge."""

from celery import shared_task
from django.utils import timezone

from knowledge import services


@shared_task(name="knowledge.watch_talks")
def watch_talks():
    services.watch_talks(now=timezone.now())


@shared_task(name="knowledge.forget_talks")
def forget_talks():
    services.forget_talks(now=timezone.now())


@shared_task(name="knowledge.forget_turns")
def forget_turns():
    services.forget_turns(now=timezone.now())
