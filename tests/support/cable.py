"""The network between a browser and a site, as a cable that can be cut: at once, or while an answer is on its way."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Cable:
    """Passes connections on from `port` to the port `to`, both on this machine.

    `state` "whole": all passes. "cut": nobody gets through. "swallows": what is asked arrives, and the line is dead as
    soon as the site begins to answer; `swallowed` counts those answers.
    """

    to: int
    port: int = 0
    state: str = "whole"
    swallowed: int = 0
    _lines: set[socket.socket] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """No more of anything, and what is under way ends."""
        self.state = "cut"
        for line in list(self._lines):
            hang_up(line)

    def swallow(self) -> None:
        """From here on asked, and never answered; lines that stand open are closed, so that no old one is used."""
        for line in list(self._lines):
            hang_up(line)
        self.state = "swallows"

    def mend(self) -> None:
        self.state = "whole"

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                near, _address = door.accept()
            except OSError:
                return  # the end of the test
            if self.state == "cut":
                hang_up(near)
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self._lines |= {near, far}
            threading.Thread(target=self.carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near, True), daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if answers and self.state == "swallows":
                    self.swallowed += 1
                    break
                target.sendall(data)
        for line in (source, target):
            hang_up(line)
            self._lines.discard(line)


def hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextlib.contextmanager
def cable(to: int) -> Iterator[Cable]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        line = Cable(to=to, port=door.getsockname()[1])
        threading.Thread(target=line.serve, args=(door,), daemon=True).start()
        try:
            yield line
        finally:
            hang_up(door)
            line.cut()
