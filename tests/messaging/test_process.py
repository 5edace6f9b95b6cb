"""Texts sent by real processes through a real HTTP carrier: delivered, stopped in flight, killed in flight."""

import json
import signal
import time

import pytest

from tests.support.carrier import Carrier, settings_for
from tests.support.site import site

pytestmark = [pytest.mark.city, pytest.mark.timeout(300)]

TEXTS = 400
OPEN = f"""
import datetime as dt
from django.utils import timezone
from community.messaging.services import send_text
now = timezone.now()
for n in range({TEXTS}):
    send_text(key=f"warning:{{n}}", phone=f"+1{{202 + n // 100}}55501{{n % 100:02d}}", body="Flood. Leave now.",
              language="en", lane=0, expires=now + dt.timedelta(hours=1), now=now)
"""
TALLY = """
import json
from collections import Counter
from community.messaging.models import Delivery
print(json.dumps(Counter(Delivery.objects.values_list("status", flat=True))))
"""
SETTLE = """
import datetime as dt
from django.utils import timezone
from community.messaging.services import send_due, sweep
for seconds in (31, 45, 75, 100):
    now = timezone.now() + dt.timedelta(seconds=seconds)
    sweep(now=now)
    while send_due(now=now):
        pass
"""


def tally(running) -> dict[str, int]:
    return json.loads(running.says(TALLY))


def until(true, patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def far_end():
    with Carrier(latency=0.3) as carrier:
        yield carrier


@pytest.fixture
def running(tmp_path, far_end):
    with site(tmp_path / "site", SMS_SEGMENTS_PER_SECOND="2000", **settings_for(far_end)) as made:
        far_end.site = made.url
        yield made


def once_each(carrier: Carrier) -> bool:
    return len(carrier.messages) == len({message.to for message in carrier.messages}) == TEXTS


def test_texts_go_out_and_their_receipts_come_back(running, far_end):
    far_end.report = True
    running.start_all()
    running.says(OPEN)
    until(lambda: len(far_end.messages) == TEXTS)
    until(lambda: tally(running) == {"delivered": TEXTS})
    assert once_each(far_end)


def test_a_wave_in_flight_is_finished_when_the_process_is_told_to_stop(running, far_end):
    far_end.latency = 0.5
    running.says(OPEN)
    running.start_all()
    until(lambda: far_end.requests > 0)

    running.stop(signal.SIGTERM)

    assert [process.returncode for process in running.processes] == [0] * len(running.processes)
    assert "Traceback" not in "".join(running.output(n) for n in range(len(running.processes)))
    after = tally(running)
    assert sum(after.values()) == TEXTS
    # an answer that came after the grace is not known: it is asked for, never sent blindly again
    assert set(after) <= {"sent", "queued", "unknown"}
    sent = after.get("sent", 0)
    assert 0 < sent <= len(far_end.messages) <= sent + after.get("unknown", 0)

    far_end.latency = 0.0
    running.processes.clear()
    running.start_all()
    until(lambda: len(far_end.messages) == TEXTS)
    assert once_each(far_end)


def test_killed_in_flight_nobody_is_lost_and_nobody_is_texted_twice(running, far_end):
    running.says(OPEN)
    process = running.start(*(["worker"] if "REDIS_URL" in running.environment else []))
    until(lambda: len(far_end.messages) > 20)
    process.kill()
    process.wait(10)
    assert tally(running).get("sending", 0) > 0

    running.says(SETTLE)

    assert tally(running) == {"sent": TEXTS}
    assert once_each(far_end)
