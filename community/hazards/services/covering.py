"""Faces and plates in photos: covered by hand for all but staff, and the cover taken off again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from community.hazards.models import Report, ReportEvent, ReportPhoto
from community.hazards.photos import Mark, Photo, covered
from community.hazards.services.forgetting import ENDED, KEPT
from community.hazards.services.pictures import delete_files, kept_files
from portal.lib.ids import new_token
from portal.lib.live import publish
from portal.lib.moves import LostRace

MOST_MARKS = 40
BARE: dict[str, Any] = {
    "covered_image": "",
    "covered_thumbnail": "",
    "marks": [],
    "covered_by": None,
    "covered_at": None,
}


def tried_cover(photo: ReportPhoto, marks: Sequence[Mark]) -> bytes:
    """The full picture as others would see it with `marks` covered: a JPEG. Nothing is kept."""
    return covered(_original(photo), marks)[0]


def cover_photo(photo: ReportPhoto, *, marks: Sequence[Mark], seen: str, by: Any, now: datetime) -> None:
    """From now on all but staff see `photo` with `marks` (at least one) covered, under a new address.

    `seen` is the version that was decided on: raises LostRace where it is another by now, or where the original is
    gone, so that what stands covered cannot be seen anew.
    """
    full, thumbnail = covered(_original(photo), marks)
    made = Photo(full, thumbnail, photo.width, photo.height)
    with kept_files([made]) as (kept,), transaction.atomic():
        changes = {
            "covered_image": kept.image,
            "covered_thumbnail": kept.thumbnail,
            "marks": [[mark.left, mark.top, mark.width, mark.height] for mark in marks],
            "covered_by": by,
            "covered_at": now,
        }
        _change(photo, "photo_covered", seen=seen, by=by, now=now, **changes)


@transaction.atomic
def uncover_photo(photo: ReportPhoto, *, seen: str, by: Any, now: datetime) -> None:
    """Everybody sees `photo` whole again, under a new address. Raises LostRace as cover_photo does."""
    _change(photo, "photo_uncovered", seen=seen, by=by, now=now, **BARE)


def _change(photo: ReportPhoto, kind: str, *, seen: str, by: Any, now: datetime, **changes: Any) -> None:
    old = ReportPhoto.everything.get(pk=photo.pk)
    rows = ReportPhoto.everything.filter(pk=photo.pk, version=seen, original_gone=False)
    if not rows.update(version=new_token(9), **changes):
        raise LostRace(photo.report, kind)
    photo.refresh_from_db(from_queryset=ReportPhoto.everything.select_related("report"))
    if old.is_covered:
        names = [str(old.covered_image), str(old.covered_thumbnail)]
        transaction.on_commit(lambda: delete_files(names))
    subject = str(1 + ReportPhoto.everything.filter(report=photo.report_id, pk__lt=photo.pk).count())
    ReportEvent.objects.create(report=photo.report, kind=kind, subject=subject, is_public=False, by=by, at=now)
    Report.objects.filter(pk=photo.report_id).update(updated=now)
    publish("desk", "report", reference=photo.report.reference)


def _original(photo: ReportPhoto) -> bytes:
    with default_storage.open(str(photo.image), "rb") as file:
        return file.read()


def forget_originals(*, now: datetime) -> int:
    """Delete what lies under the covers of reports that ended 90 days ago; how many photos."""
    over = ReportPhoto.everything.filter(
        original_gone=False, report__status__in=ENDED, report__updated__lte=now - KEPT
    ).exclude(covered_image="")
    return sum(_forget(photo) for photo in over.iterator())


@transaction.atomic
def _forget(photo: ReportPhoto) -> bool:
    """Whether this process did it: whoever takes the cover off meanwhile was faster."""
    shown = {"image": str(photo.covered_image), "thumbnail": str(photo.covered_thumbnail)}
    rows = ReportPhoto.everything.filter(pk=photo.pk, version=photo.version, original_gone=False)
    if not rows.update(original_gone=True, covered_image="", covered_thumbnail="", **shown):
        return False
    names = [str(photo.image), str(photo.thumbnail)]
    transaction.on_commit(lambda: delete_files(names))
    return True
