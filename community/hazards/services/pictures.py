"""Photos of reports: read from what was sent, written under random names, taken away again where nothing came of it."""

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.models import MOST_PHOTOS, Report, ReportPhoto
from community.hazards.photos import MOST_BYTES, BadPhoto, Photo, prepare
from portal.lib.ids import new_token

FOLDER = "reports"  # of the storage
REASONS = {
    "too_large": gettext_lazy("“%(name)s” is larger than 10 MB. Send a smaller photo."),
    "too_many_pixels": gettext_lazy("“%(name)s” has more than 40 megapixels. Send a smaller photo."),
    "not_a_picture": gettext_lazy("“%(name)s” is not a photo that we can read. Send a JPEG, PNG, WebP or HEIC file."),
    "broken": gettext_lazy("“%(name)s” is damaged or cut off. Take or choose the photo again."),
}


def read_photos(files: Sequence[UploadedFile]) -> list[Photo]:
    """Photos as they may be kept. Raises ValidationError with one message a bad file, in the reader's language."""
    if len(files) > MOST_PHOTOS:
        raise too_many()
    read, problems = read_each(files)
    if problems:
        raise ValidationError(problems)
    return read


def too_many() -> ValidationError:
    return ValidationError(_("Send at most %(number)d photos.") % {"number": MOST_PHOTOS}, code="too_many")


def read_each(files: Sequence[UploadedFile], *, most: int = MOST_PHOTOS) -> tuple[list[Photo], list[ValidationError]]:
    """The first `most` photos that can be read, and what is wrong with the others, in the reader's language."""
    read: list[Photo] = []
    problems = [too_many()] if len(files) > most else []
    for file in files[:most]:
        try:
            if file.size is not None and file.size > MOST_BYTES:
                raise BadPhoto("too_large")
            read.append(prepare(file.read()))
        except BadPhoto as error:
            name = (file.name or "")[-60:]
            problems.append(ValidationError(str(REASONS[error.code]) % {"name": name}, code=error.code))
    return read, problems


@dataclass(frozen=True)
class Kept:
    """Where a photo's two files lie in the storage, and how large it is in pixels."""

    width: int
    height: int
    image: str
    thumbnail: str


@contextmanager
def kept_files(photos: Iterable[Photo]):
    """Write files for `photos` and yield them as Kept; whatever fails inside takes every one of them away again."""
    written: list[str] = []

    def write(data: bytes, suffix: str) -> str:
        name = f"{FOLDER}/{new_token()}{suffix}.jpg"
        written.append(name)  # before: a disk that is full keeps a part of it
        return default_storage.save(name, ContentFile(data))

    try:
        yield [
            Kept(photo.width, photo.height, write(photo.full, ""), write(photo.thumbnail, "-small")) for photo in photos
        ]
    except BaseException:
        delete_files(written)
        raise


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def attach(report: Report, kept: Iterable[Kept], *, now: datetime) -> None:
    """Rows of `report` for files that are kept: inside kept_files, in the transaction of what they belong to."""
    ReportPhoto.objects.bulk_create(
        ReportPhoto(
            report=report,
            image=one.image,
            thumbnail=one.thumbnail,
            width=one.width,
            height=one.height,
            at=now,
        )
        for one in kept
    )
