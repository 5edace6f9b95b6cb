"""PostgreSQL's disk is full in the middle of a warning, and has room again."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.town import FULL, note, town, until
from tests.support.city import Postgres

pytestmark = [
    pytest.mark.city,
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FULL, reason="in the full form"),
    pytest.mark.skipif(not os.environ.get("CITY"), reason="embedded, there is no such server"),
]

TEXTS = 2000
RATE = 100.0
FULL_FOR = 60  # seconds
DISK = 160  # megabytes of PostgreSQL's own


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of DISK megabytes. Skips by name where we may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="shouwang-disk-"))
    folder.chmod(0o755)  # PostgreSQL runs under an account of its own
    mount = shutil.which("mount")
    how = [mount or "mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=777", "none", str(folder)]
    if mount is None or os.geteuid() != 0 or subprocess.run(how, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no small disk for PostgreSQL: this needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def test_no_room_for_postgresql(tmp_path):
    with contextlib.ExitStack() as stack:
        disk = stack.enter_context(small_disk())
        server = Postgres(disk, ["max_wal_size=32MB", "min_wal_size=32MB"])
        place = stack.enter_context(town(tmp_path / "town", postgres=server, SMS_SEGMENTS_PER_SECOND=str(RATE)))
        place.site.start_all()
        place.ask("found_community")
        place.ask("open_warning", key="disk", count=TEXTS)
        until(lambda: len(place.taken("disk")) >= 60)
        ballast = disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(b"\0" * 65536):
                pass
        time.sleep(FULL_FOR)
        ballast.unlink()
        if server.process.poll() is not None:  # it could not even write its log, and gave up: an operator starts it
            server.start()
        until(lambda: place.report() == 201)
        tally = place.settled("disk", TEXTS, RATE)
        lost, doubled = place.verdict("disk", TEXTS)
    note("disk full: PostgreSQL", runs=1, lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)
