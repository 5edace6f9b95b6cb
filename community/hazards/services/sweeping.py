"""Files of photos that no row names: a process that was killed between the two left them."""

import os
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from community.hazards.models import HeldPhoto, ReportPhoto
from community.hazards.services.pictures import FOLDER, delete_files

AT_WORK = timedelta(days=1)  # whoever wrote a file has its row long before
LOOKED_AT = timedelta(days=7)  # older ones were looked at before, day by day


def sweep_files(*, now: datetime) -> int:
    """Delete files between a day and a week old that no photo names; how many."""
    unnamed = _of_these_days(now)
    if not unnamed:
        return 0
    shown, covered = ("image", "thumbnail"), ("covered_image", "covered_thumbnail")
    for names in ReportPhoto.everything.values_list(*shown, *covered).iterator():
        unnamed.difference_update(names)
    for names in HeldPhoto.objects.values_list(*shown).iterator():
        unnamed.difference_update(names)
    delete_files(unnamed)
    return len(unnamed)


def _of_these_days(now: datetime) -> set[str]:
    """Names in the storage, read without listing all that there is at once."""
    youngest, oldest = (now - AT_WORK).timestamp(), (now - LOOKED_AT).timestamp()
    try:
        with os.scandir(default_storage.path(FOLDER)) as files:
            return {f"{FOLDER}/{one.name}" for one in files if oldest <= one.stat().st_mtime < youngest}
    except FileNotFoundError:  # nobody has sent a photo yet
        return set()
