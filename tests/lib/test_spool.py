"""Records outlive the process that took them, whole or not at all."""

import os
import resource
import signal
import subprocess
import sys

import pytest

from portal.lib.spool import Full, Spool, files

LIMIT = 1024 * 1024
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WRITER = """
import sys
from pathlib import Path
from portal.lib.spool import Spool
spool = Spool(Path(sys.argv[1]), limit=10**9)
number = 0
while True:
    spool.append(b"record %d" % number)
    print(number, flush=True)
    number += 1
"""


def everything(spool, most=100):
    found = []
    while True:
        records, end = spool.peek(most)
        found += records
        spool.forget(end)
        if not spool.waiting:
            return found


def left_by_the_dead(folder):
    mine = Spool(folder, limit=LIMIT)
    return [record for orphan in mine.orphans() for record in everything(orphan)]


def test_what_is_appended_is_read_in_order_and_the_file_shrinks(tmp_path):
    spool = Spool(tmp_path, limit=LIMIT)
    for n in range(250):
        spool.append(b"record %d" % n)
    assert spool.path.stat().st_mode & 0o777 == 0o600
    assert everything(spool) == [b"record %d" % n for n in range(250)]
    assert spool.path.stat().st_size == 0
    spool.append(b"later")
    assert everything(spool) == [b"later"]
    spool.close()
    assert files(tmp_path) == []


def test_a_file_in_use_is_nobodys_to_adopt_and_a_closed_one_is(tmp_path):
    spool = Spool(tmp_path, limit=LIMIT)
    spool.append(b"one")
    assert left_by_the_dead(tmp_path) == []
    spool.close()
    assert left_by_the_dead(tmp_path) == [b"one"]
    assert files(tmp_path) == []


@pytest.mark.parametrize("torn", [b"0123", b"01234567 half a rec", b"00000000 wrong sum\n", b"\x00" * 5000])
def test_a_torn_end_loses_nothing_before_it(tmp_path, torn):
    spool = Spool(tmp_path, limit=LIMIT)
    for n in range(3):
        spool.append(b"record %d" % n)
    with spool.path.open("ab") as file:
        file.write(torn)
    spool.close()
    assert left_by_the_dead(tmp_path) == [b"record 0", b"record 1", b"record 2"]
    assert files(tmp_path) == []


def test_full_is_said_and_ends_once_there_is_room(tmp_path):
    dead = Spool(tmp_path, limit=LIMIT)
    dead.append(b"x" * 500)
    dead.close()
    spool = Spool(tmp_path, limit=1000)
    spool.append(b"y" * 400)  # with what the dead one left, no more fits
    with pytest.raises(Full):
        spool.append(b"z" * 400)
    assert left_by_the_dead(tmp_path) == [b"x" * 500]
    spool.look()
    spool.append(b"z" * 400)
    assert everything(spool) == [b"y" * 400, b"z" * 400]


def test_a_disk_that_takes_half_a_record_keeps_none_of_it(tmp_path):
    spool = Spool(tmp_path, limit=LIMIT)
    spool.append(b"whole")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.size + 20, hard))
    try:
        with pytest.raises(OSError, match=r"short write|too large"):
            spool.append(b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    spool.append(b"after")
    assert everything(spool) == [b"whole", b"after"]
    assert spool.torn == 0


def test_whoever_is_killed_leaves_every_record_that_was_taken(tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    taken = -1
    for line in writer.stdout:
        taken = int(line)
        if taken == 500:
            break
    writer.kill()
    rest = writer.stdout.read().splitlines()
    writer.stdout.close()
    writer.wait(10)
    whole = [line for line in rest if line.isdigit()]
    taken = max([taken, *map(int, whole[:-1])])
    assert left_by_the_dead(tmp_path)[: taken + 1] == [b"record %d" % n for n in range(taken + 1)]
