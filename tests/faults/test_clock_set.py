"""The clock of the machine itself is set under a running site, forwards and back, in the middle of a warning."""

import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.town import FULL, note, town, until

pytestmark = [
    pytest.mark.city,
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FULL, reason="in the full form"),
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler for the clock"),
]

TEXTS = 2000
RATE = 100.0
LIFE = 8 * 3600  # seconds


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """(site, set): `set(seconds)` puts the site's clock so far ahead of the true one."""
    folder = tmp_path_factory.mktemp("clock")
    source, library, ahead = Path(__file__).with_name("clock.c"), folder / "clock.so", folder / "ahead"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    ahead.write_bytes(struct.pack("q", 0))

    def put(seconds: int) -> None:
        with ahead.open("r+b") as file:  # in place: the processes have it mapped
            file.write(struct.pack("q", seconds))

    with town(
        folder / "town",
        LD_PRELOAD=str(library),
        CLOCK_FILE=str(ahead),
        SMS_SEGMENTS_PER_SECOND=str(RATE),
        latency=1.0,
    ) as place:
        place.site.start_all()
        yield place, put


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("90 s forwards", [90]),
        ("2 hours forwards", [7200]),
        ("45 s back", [-45]),
        ("2 hours back", [-7200]),
        ("to and fro", [90, 0, -90, 0, 3600, 0, -3600, 0]),
    ],
)
def test_the_clock_is_set(clock, name, steps):
    place, put = clock
    put(0)
    time.sleep(6)  # a sweep sees the hour
    place.ask("open_warning", key=name, count=TEXTS, seconds=LIFE)
    for number, seconds in enumerate(steps, start=1):
        until(
            lambda number=number: len(place.taken(name)) >= number * TEXTS // (len(steps) + 1), patience=300, what=name
        )
        put(seconds)
    # as fast as before: nothing waits for an hour that was there already
    until(lambda: len(place.taken(name)) >= TEXTS, patience=300, what=name)
    tally = place.settled(name, TEXTS, RATE)
    lost, doubled = place.verdict(name, TEXTS)
    note(f"clock set: {name}", runs=len(steps), lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)
