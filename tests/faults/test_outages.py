"""Processes killed and servers away in the middle of a warning: everybody gets it, and nobody gets it twice."""

import os
import signal
import time

import pytest

from tests.faults.town import FULL, Town, note, seeded, town, until

pytestmark = [pytest.mark.city, pytest.mark.faults, pytest.mark.timeout(7200 if FULL else 900)]

KILLS = 20 if FULL else 3
TEXTS = 2000 if FULL else 300
RATE = 100.0
city_only = pytest.mark.skipif(not os.environ.get("CITY"), reason="embedded, there is no such server")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with town(tmp_path_factory.mktemp("town"), SMS_SEGMENTS_PER_SECOND=str(RATE)) as made:
        made.site.start_all()
        yield made


@pytest.fixture(autouse=True)
def _everything_runs(place):
    """Each story begins with a site that runs, whatever the one before it left."""
    if any(process.poll() is not None for process in place.site.processes) or not place.site.processes:
        place.site.stop()
        place.site.processes.clear()
        place.site.start_all()


def settled(place: Town, key: str) -> dict[str, int]:
    """The tally once nothing is left to do. In the short form the minute that the carrier gets is not waited for."""
    until(lambda: not place.ask("tally", key=key).get("queued"), patience=TEXTS / RATE + 120)
    if not FULL:
        place.site.stop()
        place.ask("settle")
    else:
        until(lambda: set(place.ask("tally", key=key)) <= {"delivered"}, patience=400)
    return place.ask("tally", key=key)


def test_killed_at_random_points(place):
    chance = seeded()
    points = sorted(chance.sample(range(1, TEXTS - 20), KILLS))
    sender = place.site.processes[1 if place.site.is_city else 0]
    place.ask("open_warning", key="kills", count=TEXTS)
    for point in points:
        until(lambda point=point: len(place.taken("kills")) >= point, what=f"point {point} of {points}")
        sender.kill()
        sender.wait(10)
        place.site.processes.remove(sender)
        sender = place.start_sender()
    tally = settled(place, "kills")
    lost, doubled = place.verdict("kills", TEXTS)
    note("killed with SIGKILL", runs=KILLS, lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)
    assert set(tally) <= {"sent", "delivered"}


def test_stopped_in_the_middle_nothing_more_goes_after_two_seconds(place):
    place.ask("open_warning", key="stopped", count=TEXTS)
    until(lambda: len(place.taken("stopped")) >= TEXTS // 6)
    place.ask("stop", key="stopped")
    time.sleep(2 + place.carrier.latency)  # what is promised, and what was on its way
    taken = len(place.taken("stopped"))
    time.sleep(1.5)
    assert len(place.taken("stopped")) == taken < TEXTS
    until(lambda: not {"queued", "sending"} & set(place.ask("tally", key="stopped")))
    doubled = place.verdict("stopped", TEXTS)[1]
    tally = place.ask("tally", key="stopped")
    note("stopped in the middle", runs=1, lost=0, doubled=doubled)
    assert (doubled, tally["failed"], sum(tally.values())) == (0, tally["failed"], TEXTS)
    assert taken + tally["failed"] == sum(tally.values())


@city_only
def test_redis_forgets_everything_and_then_is_away(place):
    place.ask("open_warning", key="redis", count=TEXTS)
    until(lambda: len(place.taken("redis")) >= 20)
    place.redis.flush()
    until(lambda: len(place.taken("redis")) >= 60)
    place.redis.stop()
    time.sleep(300 if FULL else 10)
    place.redis.start()
    tally = settled(place, "redis")
    lost, doubled = place.verdict("redis", TEXTS)
    note("Redis flushed, then away", runs=1, lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)


@city_only
@pytest.mark.parametrize("how", ["SIGINT", "SIGQUIT"])
def test_postgresql_restarts(place, how):
    if how == "SIGQUIT" and not FULL:
        pytest.skip("in the full form")
    key = f"postgresql {how}"
    place.ask("open_warning", key=key, count=TEXTS)
    until(lambda: len(place.taken(key)) >= 60)
    place.postgres.stop(getattr(signal, how))
    time.sleep(3)
    place.postgres.start()
    tally = settled(place, key)
    lost, doubled = place.verdict(key, TEXTS)
    note(f"PostgreSQL restarted, {how}", runs=1, lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)
