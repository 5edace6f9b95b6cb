"""A real HTTP server on a port of its own, for as long as a `with` lasts."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Served:
    """A far end: `handler` answers, and finds this object as its `far_end`; `stopping` is set when it is to end."""

    handler: type[BaseHTTPRequestHandler]

    def __enter__(self) -> Self:
        self.stopping = threading.Event()
        bound = type("Handler", (self.handler,), {"far_end": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"
