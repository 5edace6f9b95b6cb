"""A file that small records wait in until somebody has carried them on; they outlive the process that took them.

Every process writes a file of its own and holds a lock on it, which the system lifts however the process ends: a file
without a lock belongs to a dead process, and anybody may adopt it. A record is safe from a killed process once `append`
has returned (the kernel has it), and from a power failure once `sync` has.
"""

import contextlib
import fcntl
import os
import secrets
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

CHUNK = 256 * 1024  # bytes read at once; the longest record is far shorter
SUFFIX = ".spool"


class Full(Exception):
    """The folder holds as much as it may."""


class Spool:
    """Records (bytes without a line feed) in the order in which they came.

    `append` is for one thread and `peek`, `forget` for another; both may be the same. `limit`: bytes that all files of
    the folder may hold together.
    """

    def __init__(self, folder: Path, *, limit: int):
        self.folder, self.limit = folder, limit
        self.path: Path | None = None
        self.size = 0  # bytes in the file
        self.start = 0  # where the first record begins that was not forgotten
        self.others = 0  # bytes in the files of others, when somebody last looked
        self.torn = 0  # records that could not be read
        self._handle = -1
        self._broken = False
        self._lock = threading.Lock()  # held for the time of one write

    def append(self, record: bytes) -> None:
        """Keep `record`. Raises Full, or OSError where the disk cannot take it; then nothing was kept."""
        line = b"%08x %s\n" % (zlib.crc32(record), record)
        with self._lock:
            if self._handle < 0:
                self._open()
            if self.size + self.others + len(line) > self.limit:
                raise Full
            if self._broken:
                raise OSError("half a record stands at the end of the file")
            written = 0
            try:
                written = os.write(self._handle, line)
            finally:
                if written != len(line):  # never half a record with another after it
                    self._broken = True
                    os.ftruncate(self._handle, self.size)
                    self._broken = False
            if written != len(line):
                raise OSError("short write")
            self.size += len(line)

    def _open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = self.folder / f"{os.getpid()}-{secrets.token_hex(6)}{SUFFIX}"
            handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
            if locked(handle):
                break
            os.close(handle)  # adopted before we held it: the next name
        self._handle, self.path, self.size, self.start = handle, path, 0, 0
        self.others = sum(size_of(other) for other in files(self.folder) if other != path)

    @property
    def waiting(self) -> int:
        """Bytes that nobody has carried on yet."""
        return self.size - self.start

    def peek(self, most: int) -> tuple[list[bytes], int]:
        """At most `most` records from the first that was not forgotten, and where the next one begins."""
        with self._lock:
            handle, start, end = self._handle, self.start, self.size
        if handle < 0 or start >= end:
            return [], start
        chunk = os.pread(handle, min(CHUNK, end - start), start)
        lines = chunk.split(b"\n")
        whole = lines[: min(most, len(lines) - 1)]  # what follows the last line feed is not whole
        if not whole:  # a dead process's last words
            self.torn += 1
            return [], start + len(chunk) if chunk else end
        records = []
        for line in whole:
            record = line[9:]
            if line[:8] == b"%08x" % zlib.crc32(record):
                records.append(record)
            else:
                self.torn += 1
        return records, start + sum(len(line) + 1 for line in whole)

    def forget(self, until: int) -> None:
        """Everything before `until` was carried on. A file that holds nothing more is emptied."""
        with self._lock:
            self.start = until
            if self._handle >= 0 and self.start >= self.size:
                os.ftruncate(self._handle, 0)
                self.start = self.size = 0

    def sync(self) -> None:
        """Wait until the disk itself has what was appended."""
        if self._handle >= 0:
            os.fsync(self._handle)

    def look(self) -> None:
        """Count again what the files of others hold."""
        self.others = sum(size_of(path) for path in files(self.folder) if path != self.path)

    def close(self) -> None:
        """Leave the file to whoever adopts it; without records in it, there is none to leave."""
        with self._lock:
            if self._handle < 0:
                return
            if self.start >= self.size and self.path is not None:
                self.path.unlink(missing_ok=True)
            os.close(self._handle)  # and with it the lock
            self._handle, self.path, self.size, self.start = -1, None, 0, 0

    def orphans(self) -> Iterator["Spool"]:
        """The files of dead processes, each held by us while it is looked at; closed afterwards, and gone if empty."""
        for path in files(self.folder):
            if path == self.path:
                continue
            try:
                handle = os.open(path, os.O_RDWR)
            except OSError:  # adopted by another at this moment
                continue
            orphan = Spool(self.folder, limit=0)
            orphan._handle, orphan.path = handle, path
            if not locked(handle):
                os.close(handle)
                continue
            orphan.size = os.fstat(handle).st_size
            with contextlib.closing(orphan):
                yield orphan


def files(folder: Path) -> list[Path]:
    """The spool files of a folder, the oldest first; none where there is no folder."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=age)


def age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def locked(handle: int) -> bool:
    """Whether we hold the lock of an open file now."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
