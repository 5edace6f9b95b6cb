"""The parts of chat, each in a process of its own: `python -m bench.chat_cases prepare|ask ...`."""

import asyncio
import json
import random
import sys
import time
from pathlib import Path

from bench.browser_end import TEXT, BrowserEnd

AT_ONCE = 50  # handshakes
ASKERS = 100
WARM = 20  # questions before the clock starts
QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "data" / "chat_questions.yaml"


class Asker(BrowserEnd):
    """A browser's end of a chat: one question at a time."""

    path = "/ws/chat/"

    def __init__(self, port: int, number: int):
        super().__init__(port)
        self.session = f"bench-session-{number:06}"
        self.waiting = None

    def hear(self, words: bytes) -> None:
        if self.waiting is not None:
            self.waiting.set_result(words)

    async def ask(self, question: str) -> float:
        """Seconds until the reply is there."""
        words = json.dumps({"type": "message", "text": question, "session": self.session}).encode()
        self.waiting = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        self.send(TEXT, words)
        reply = json.loads(await asyncio.wait_for(self.waiting, 60))
        seconds = time.perf_counter() - started
        self.waiting = None
        assert reply["type"] == "reply", reply
        return seconds


async def ask(port: int, sockets: int, rate: int, seconds: int) -> None:
    chance = random.Random(3)
    questions = asked()
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(AT_ONCE)

    async def opened(number: int) -> Asker:
        async with gate:
            _transport, end = await loop.create_connection(lambda: Asker(port, number), "127.0.0.1", port)
            await end.opened
            return end

    ends = await asyncio.gather(*[opened(number) for number in range(sockets)])
    askers = ends[:ASKERS]
    one = askers[0]
    for _number in range(WARM):
        await one.ask(chance.choice(questions))
    until = time.perf_counter() + seconds / 2
    alone = []
    while time.perf_counter() < until:
        alone.append(await one.ask(chance.choice(questions)))
    print(json.dumps({"alone": alone}), flush=True)

    # at a steady rate, whatever the replies take; who still waits is left alone
    begun, tasks, free = time.perf_counter(), [], list(askers)

    async def steady() -> float | None:
        asker = free.pop(0)
        try:
            return await asker.ask(chance.choice(questions))
        finally:
            free.append(asker)

    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        if free:
            tasks.append(asyncio.create_task(steady()))
    print(json.dumps({"steady": await asyncio.gather(*tasks)}), flush=True)

    most: list[float] = []
    begun = time.perf_counter()

    async def again(asker: Asker) -> None:
        while time.perf_counter() < begun + seconds:
            most.append(await asker.ask(chance.choice(questions)))

    await asyncio.gather(*[again(asker) for asker in askers])
    print(json.dumps({"most": most, "seconds": time.perf_counter() - begun}), flush=True)


def asked() -> list[str]:
    from knowledge.chat.questions import read_questions

    return [question.turns[0] for question in read_questions(QUESTIONS)]


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.audience import town

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    town()
    call_command("load_knowledge", verbosity=0)


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    if name == "prepare":
        prepare()
    else:
        asyncio.run(ask(*map(int, arguments)))
