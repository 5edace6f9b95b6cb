"""Warnings for a long while, and all faults at random beside them."""

import os
import signal
import time

import pytest

from tests.faults.town import FULL, note, seeded, town, until

pytestmark = [
    pytest.mark.city,
    pytest.mark.faults,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(not FULL, reason="in the full form"),
]

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
TEXTS = 100  # a warning
RATE = 100.0
GROWTH = 100  # megabytes that a process may have grown by at the end
KINDS = ["429", "500", "hang", "reset", "taken, then 503", "taken, then hang", "taken, then reset"]


def memory(process) -> float:
    """Megabytes that a process holds; 0 where it is gone."""
    try:
        with open(f"/proc/{process.pid}/status") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS")), 0.0)
    except OSError:
        return 0.0


def test_soak(tmp_path):
    chance = seeded()
    with town(tmp_path / "town", SMS_SEGMENTS_PER_SECOND=str(RATE)) as place:
        place.site.start_all()
        web = place.site.processes[0]
        place.ask("found_community")
        began, sizes, keys, faults = memory(web), [], [], 0

        def kill_the_sender():
            sender = place.site.processes[1 if place.site.is_city else 0]
            sender.kill()
            sender.wait(10)
            place.site.processes.remove(sender)
            fresh = place.start_sender()
            place.site.processes.remove(fresh)
            place.site.processes.insert(1 if place.site.is_city else 0, fresh)

        def carrier_errs():
            place.carrier._troubles.extend(chance.choices(KINDS, k=10))

        def carrier_goes_away():
            place.carrier.go_away()
            time.sleep(chance.uniform(1, 10))
            place.carrier.come_back()

        def no_room():
            with place.no_room():
                time.sleep(chance.uniform(1, 5))

        def redis_forgets():
            place.redis.flush()

        def redis_restarts():
            place.redis.stop()
            time.sleep(chance.uniform(1, 10))
            place.redis.start()

        def postgresql_restarts():
            place.postgres.stop(chance.choice([signal.SIGINT, signal.SIGQUIT]))
            time.sleep(chance.uniform(1, 5))
            place.postgres.start()

        deeds = [kill_the_sender, carrier_errs, carrier_errs, carrier_goes_away, no_room]
        deeds += [redis_forgets, redis_restarts, postgresql_restarts] if place.site.is_city else []
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            keys.append(f"soak {len(keys)}")
            place.ask("open_warning", key=keys[-1], count=TEXTS)
            time.sleep(chance.uniform(0, 3))
            chance.choice(deeds)()
            faults += 1
            sizes.append(memory(place.site.processes[0]))
        for key in keys:
            place.settled(key, TEXTS, RATE)
        verdicts = [place.verdict(key, TEXTS) for key in keys]
        until(lambda: [process.poll() for process in place.site.processes] == [None] * len(place.site.processes))
    lost, doubled = (sum(numbers) for numbers in zip(*verdicts, strict=True))
    note(f"soak of {SECONDS:.0f} s, {len(keys)} warnings", runs=faults, lost=lost, doubled=doubled)
    assert (lost, doubled) == (0, 0)
    print(f"memory of the web process: {began:.0f} MB at first, {max(sizes):.0f} MB at most")
    assert max(sizes) - began < GROWTH
