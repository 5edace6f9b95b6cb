"""Background work of hazards."""

from celery import shared_task
from django.utils import timezone

from community.hazards.services import (
    escalate_due,
    fetch_photos,
    forget_drafts,
    forget_followings,
    forget_reporters,
    forget_texted_photos,
    open_rounds,
    weigh_open,
)
from community.hazards.services import tell_followers as tell


@shared_task(name="hazards.escalate")
def escalate() -> None:
    escalate_due(now=timezone.now())


@shared_task(name="hazards.forget")
def forget() -> None:
    now = timezone.now()
    forget_reporters(now=now)
    forget_texted_photos(now=now)
    forget_drafts(now=now)
    forget_followings(now=now)


@shared_task(name="hazards.fetch_photos")
def fetch_texted_photos() -> None:
    fetch_photos(now=timezone.now())


@shared_task(name="hazards.weigh")
def weigh() -> None:
    weigh_open()


@shared_task(name="hazards.open_rounds")
def open_repeated_rounds() -> None:
    open_rounds(now=timezone.now())


@shared_task(name="hazards.tell_followers")
def tell_followers() -> None:
    tell(now=timezone.now())
