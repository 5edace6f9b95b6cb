"""The parts of sockets, each in a process of its own: `python -m bench.sockets_cases hold|publish ...`."""

import asyncio
import json
import sys
import time

from bench.browser_end import BrowserEnd

AT_ONCE = 50  # handshakes
BETWEEN = 5.0  # seconds between two messages
PATIENCE = 60.0  # seconds after the last one


class End(BrowserEnd):
    """Notes when frames with words arrive."""

    path = "/ws/alerts/"
    offers = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"  # as browsers do

    def __init__(self, port: int, heard: list[list[float]]):
        super().__init__(port)
        self.heard, self.count = heard, 0

    def hear(self, words: bytes) -> None:
        self.heard[self.count].append(time.monotonic())
        self.count += 1


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
