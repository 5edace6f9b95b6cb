"""The parts of sockets, each in a process of its own: `python -m bench.sockets_cases hold|publish ...`."""

import asyncio
import json
import sys
import time

AT_ONCE = 50  # handshakes
BETWEEN = 5.0  # seconds between two messages
PATIENCE = 60.0  # seconds after the last one
HANDSHAKE = (
    "GET /ws/alerts/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    # as browsers ask
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)


class End(asyncio.Protocol):
    """A browser's end of a socket: notes when frames with words arrive, and answers pings."""

    def __init__(self, port: int, heard: list[list[float]]):
        self.port, self.heard = port, heard
        self.opened = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.count = 0

    def connection_made(self, transport):
        self.transport = transport
        transport.write(HANDSHAKE.format(port=self.port).encode())

    def data_received(self, data):
        self.buffer += data
        if not self.opened.done():
            head, blank, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not blank:
                self.buffer = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self.opened.set_result(None)
        while len(self.buffer) >= 2 and len(self.buffer) >= 2 + (length := self.buffer[1]):
            kind, words, self.buffer = self.buffer[0] & 0x0F, self.buffer[2 : 2 + length], self.buffer[2 + length :]
            if kind == 1:
                self.heard[self.count].append(time.monotonic())
                self.count += 1
            elif kind == 9:
                self.transport.write(bytes([0x8A, 0x80 | length, 0, 0, 0, 0]) + words)


async def hold(port: int, count: int, messages: int) -> list[float]:
    """Open `count` sockets, say so, wait until standard input ends; when the last of them heard each message."""
    heard: list[list[float]] = [[] for _number in range(messages + 1)]
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(AT_ONCE)
    ends = []

    async def one():
        async with gate:
            _transport, end = await loop.create_connection(lambda: End(port, heard), "127.0.0.1", port)
            await end.opened
            ends.append(end)

    await asyncio.gather(*[one() for _number in range(count)])
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    until = time.monotonic() + PATIENCE
    while len(heard[messages - 1]) < count and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    assert [len(times) for times in heard] == [count] * messages + [0], [len(times) for times in heard]
    return [max(times) for times in heard[:messages]]


def publish(messages: int) -> list[float]:
    import django

    django.setup()
    from asgiref.sync import async_to_sync
    from channels.layers import get_channel_layer

    layer = get_channel_layer()
    assert layer is not None
    starts = []
    for number in range(messages):
        starts.append(time.monotonic())
        message = {"type": "live.event", "kind": "issued", "identifier": f"LW-7KX2P{number}"}
        async_to_sync(layer.group_send)("alerts", message)
        time.sleep(BETWEEN)
    return starts


if __name__ == "__main__":
    name, arguments = sys.argv[1], [int(word) for word in sys.argv[2:]]
    print(json.dumps(asyncio.run(hold(*arguments)) if name == "hold" else publish(*arguments)), flush=True)
