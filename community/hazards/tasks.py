"""Background work of hazards."""

from celery import shared_task
from django.utils import timezone

from community.hazards.services import (
    escalate_due,
    fetch_photos,
    forget_drafts,
    forget_followings,
    forget_held,
    forget_originals,
    forget_reporters,
    forget_senders,
    forget_texted_photos,
    forward_due,
    open_rounds,
    place_anew,
    sweep_files,
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
    forget_senders(now=now)
    forget_texted_photos(now=now)
    forget_drafts(now=now)
    forget_originals(now=now)
    forget_followings(now=now)


@shared_task(name="hazards.forget_held")
def forget_held_photos() -> None:
    forget_held(now=timezone.now())


@shared_task(name="hazards.sweep_files")
def sweep_photo_files() -> None:
    sweep_files(now=timezone.now())


@shared_task(name="hazards.fetch_photos")
def fetch_texted_photos() -> None:
    fetch_photos(now=timezone.now())


@shared_task(name="hazards.weigh")
def weigh() -> None:
    weigh_open()
    place_anew()


@shared_task(name="hazards.open_rounds")
def open_repeated_rounds() -> None:
    open_rounds(now=timezone.now())


@shared_task(name="hazards.tell_followers")
def tell_followers() -> None:
    tell(now=timezone.now())


@shared_task(name="hazards.forward")
def forward() -> None:
    forward_due(now=timezone.now())
