"""A browser's end of a WebSocket, as light as thousands of them must be."""

import asyncio
import struct
from abc import ABC, abstractmethod

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{offers}\r\n"
)
TEXT, PING, PONG = 1, 9, 10


class BrowserEnd(asyncio.Protocol, ABC):
    """Opens `path`, tells `hear` of each frame with words, answers pings."""

    path: str
    offers = ""  # header lines; an end that offers to inflate must be able to, or must not read the words

    def __init__(self, port: int):
        self.port = port
        self.opened = asyncio.get_running_loop().create_future()
        self.buffer = b""

    @abstractmethod
    def hear(self, words: bytes) -> None: ...

    def connection_made(self, transport):
        self.transport = transport
        transport.write(HANDSHAKE.format(path=self.path, port=self.port, offers=self.offers).encode())

    def data_received(self, data):
        self.buffer += data
        if not self.opened.done():
            head, blank, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not blank:
                self.buffer = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self.opened.set_result(None)
        while frame := self._frame():
            kind, words = frame
            if kind == TEXT:
                self.hear(words)
            elif kind == PING:
                self.send(PONG, words)

    def send(self, kind: int, words: bytes) -> None:
        length = bytes([0x80 | len(words)]) if len(words) < 126 else b"\xfe" + struct.pack("!H", len(words))
        self.transport.write(bytes([0x80 | kind]) + length + b"\0\0\0\0" + words)  # masked by nothing

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        length, start = self.buffer[1], 2
        if length >= 126:
            form, start = ("!H", 4) if length == 126 else ("!Q", 10)
            if len(self.buffer) < start:
                return None
            (length,) = struct.unpack(form, self.buffer[2:start])
        if len(self.buffer) < start + length:
            return None
        kind, words = self.buffer[0] & 0x0F, self.buffer[start : start + length]
        self.buffer = self.buffer[start + length :]
        return kind, words
