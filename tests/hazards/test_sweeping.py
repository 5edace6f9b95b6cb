"""A process that was killed between a file and its row leaves no file for good."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from community.hazards.models import ReportPhoto
from community.hazards.photos import Mark, prepare
from community.hazards.services import cover_photo, hold_photos, sweep_files
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, picture
from tests.factories.people import member

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    return set(default_storage.listdir("reports")[1])


def aged(age: timedelta) -> None:
    """Every file says that it was written so long before noon."""
    for name in names():
        at = (NOON - age).timestamp()
        os.utime(Path(default_storage.path(f"reports/{name}")), (at, at))


def test_what_no_photo_names_goes_after_a_day():
    assert sweep_files(now=NOON) == 0  # there is no folder yet
    photo = prepare(picture(size=(200, 100)))
    report = ReportFactory(photos=[photo, photo])
    hold_photos([photo], holder="h", now=NOON)
    first = ReportPhoto.everything.filter(report=report).select_related("report").first()
    cover_photo(first, marks=[Mark(0, 0, 9, 9)], seen="", by=member("officer"), now=NOON)
    hidden = report.photos.last()
    ReportPhoto.everything.filter(pk=hidden.pk).update(hidden_at=NOON)
    kept = names()
    default_storage.save("reports/left-behind.jpg", ContentFile(photo.full))

    for age, swept in (
        (timedelta(hours=23), 0),
        (timedelta(days=8), 0),
        (timedelta(days=2), 1),
        (timedelta(days=2), 0),
    ):
        aged(age)
        assert sweep_files(now=NOON) == swept
    assert names() == kept and len(kept) == 8
