"""Background work of people."""

from celery import shared_task
from django.utils import timezone

from community.people import services


@shared_task(name="people.forget")
def forget():
    services.forget(now=timezone.now())
