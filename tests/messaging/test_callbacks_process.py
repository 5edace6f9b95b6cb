"""Receipts posted to a real server: none that was acknowledged is lost, whatever is killed or away meanwhile."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import aiohttp
import psycopg
import psycopg.sql
import pytest
from twilio.request_validator import RequestValidator

from tests.support.carrier import TOKEN, Carrier, settings_for
from tests.support.site import Site, site

pytestmark = [pytest.mark.city, pytest.mark.faults, pytest.mark.timeout(600)]

TEXTS = 3000 if os.environ.get("FAULTS") == "full" else 600
IN_FLIGHT = 200
SENT = f"""
import datetime as dt
from django.utils import timezone
from community.messaging.models import Delivery
from community.messaging.services import send_text
now = timezone.now()
for n in range({TEXTS}):
    send_text(key=f"text:{{n}}", phone=f"+1{{202 + n // 100}}55501{{n % 100:02d}}", body="Flood. Leave now.",
              language="en", expires=now + dt.timedelta(hours=1), now=now)
Delivery.objects.update(status="sent", attempt=1, carrier="twilio", lease_until=None)
print(*Delivery.objects.order_by("pk").values_list("pk", flat=True))
"""
DELIVERED = """
    SELECT d.id FROM messaging_delivery d WHERE d.status = 'delivered'
    AND EXISTS (SELECT 1 FROM messaging_receipt r WHERE r.delivery_id = d.id) ORDER BY d.id
"""


def sent(running: Site) -> list[int]:
    return [int(word) for word in running.says(SENT).split()]


def delivered(running: Site) -> list[int]:
    """Read beside Django: a command of manage.py takes seconds to start."""
    address = running.environment.get("DATABASE_URL")
    connected = psycopg.connect(address) if address else sqlite3.connect(running.folder / "shouwang.sqlite3")
    with contextlib.closing(connected) as connection:
        return [pk for (pk,) in connection.execute(DELIVERED).fetchall()]


def signed(running: Site, pk: int) -> tuple[str, bytes, dict[str, str]]:
    form = {"MessageSid": f"SM{pk:032d}", "MessageStatus": "delivered", "To": "+12025550101"}
    url = f"{running.url}/twilio/status/{pk}/1/"
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return url, urlencode(form).encode(), headers


async def post_all(running: Site, pks: list[int], *, stop_after: int = 0, then=None) -> set[int]:
    """Post one receipt for each, IN_FLIGHT at once; who was answered 204. After `stop_after` answers, call `then`."""
    acknowledged: set[int] = set()
    queue = iter([(pk, signed(running, pk)) for pk in pks])

    async def poster(session) -> None:
        for pk, (url, body, headers) in queue:
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    if answer.status != 204:
                        continue
            except aiohttp.ClientError:
                return
            acknowledged.add(pk)
            if stop_after and len(acknowledged) == stop_after:
                then()

    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=120)) as session:
        await asyncio.gather(*[poster(session) for _number in range(IN_FLIGHT)])
    return acknowledged


def until(true, patience: float = 180) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


@contextlib.contextmanager
def database_away(running: Site) -> Iterator[None]:
    """Nobody can write to the site's database: SQLite's lock is ours, or PostgreSQL turns its connections away."""
    address = running.environment.get("DATABASE_URL")
    if not address:
        with contextlib.closing(sqlite3.connect(running.folder / "shouwang.sqlite3", isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout=20000")
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    name = address.rsplit("/", 1)[1]
    turn = psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(turn.format(psycopg.sql.Identifier(name), psycopg.sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(turn.format(psycopg.sql.Identifier(name), psycopg.sql.SQL("true")))


@pytest.fixture
def running(tmp_path):
    with Carrier() as far_end, site(tmp_path / "site", **settings_for(far_end)) as made:
        yield made


def start_web(running: Site):
    process = running.start(*(["web"] if "REDIS_URL" in running.environment else []))
    running.until_up()
    return process


def test_killed_with_200_in_flight_no_acknowledged_receipt_is_missing(running):
    pks = sent(running)
    process = start_web(running)
    acknowledged = asyncio.run(
        post_all(running, pks, stop_after=TEXTS // 2, then=lambda: process.send_signal(signal.SIGKILL))
    )
    process.wait(10)
    assert TEXTS // 2 <= len(acknowledged) < TEXTS

    running.processes.clear()
    start_web(running)
    until(lambda: acknowledged <= set(delivered(running)))


def test_while_the_database_is_away_receipts_are_heard_and_applied_later(running):
    pks = sent(running)
    process = start_web(running)
    half = len(pks) // 2
    with database_away(running):
        assert asyncio.run(post_all(running, pks[:half])) == set(pks[:half])
        process.kill()  # and what it held outlives it
        process.wait(10)
    running.processes.clear()
    start_web(running)
    until(lambda: delivered(running) == pks[:half])

    with database_away(running):
        assert asyncio.run(post_all(running, pks[half:])) == set(pks[half:])
    until(lambda: delivered(running) == pks)
    running.stop()
    assert list((running.folder / "spool" / "receipts").iterdir()) == []
