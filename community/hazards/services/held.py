"""Photos kept over a slip: chosen for a form that came back, and sent with it once it is right."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from community.hazards.models import MOST_PHOTOS, HeldPhoto
from community.hazards.photos import Photo
from community.hazards.selectors import held_photos
from community.hazards.services.pictures import Kept, delete_files, kept_files
from portal.lib.ids import new_token

LIFE = timedelta(hours=1)
MOST_OF_ONE = 3 * MOST_PHOTOS  # of one browser: some forms side by side
MOST_EVER = 4_000  # of all together: about 1.5 GB


class HeldGone(Exception):
    """A photo that the form names is not there any more, or was never this browser's."""


def hold_photos(photos: Sequence[Photo], *, holder: str, now: datetime) -> list[HeldPhoto]:
    """Keep `photos` for `holder` (a keyed hash, 64 hex digits) for an hour; [] where there is no room for more.

    A browser that holds too many loses its oldest.
    """
    if not photos or HeldPhoto.objects.count() + len(photos) > MOST_EVER:
        return []
    with kept_files(photos) as kept, transaction.atomic():
        for row in HeldPhoto.objects.filter(holder=holder).order_by("-pk")[MOST_OF_ONE - len(photos) :]:
            _drop(row)
        return [
            HeldPhoto.objects.create(
                token=new_token(),
                holder=holder,
                image=one.image,
                thumbnail=one.thumbnail,
                width=one.width,
                height=one.height,
                expires=now + LIFE,
            )
            for one in kept
        ]


def claim_held(names: Sequence[str], *, holder: str, now: datetime) -> list[Kept]:
    """Take the photos called `names`, for a report: inside its transaction. Raises HeldGone where one is missing."""
    rows = held_photos(names, holder=holder, now=now)
    wanted = len(set(names))
    if len(rows) < wanted or HeldPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()[0] < wanted:
        raise HeldGone
    return [Kept(row.width, row.height, str(row.image), str(row.thumbnail)) for row in rows]


def forget_held(*, now: datetime) -> int:
    """Drop what nobody sent in time; how many."""
    dropped = 0
    for row in HeldPhoto.objects.filter(expires__lte=now).iterator():
        with transaction.atomic():
            dropped += _drop(row)
    return dropped


def _drop(row: HeldPhoto) -> bool:
    """Whether this process dropped it: a report that took it meanwhile has its files now."""
    if not HeldPhoto.objects.filter(pk=row.pk).delete()[0]:
        return False
    names = [str(row.image), str(row.thumbnail)]
    transaction.on_commit(lambda: delete_files(names))
    return True
