"""Processes killed and servers away in the middle of a warning: everybody gets it, and nobody gets it twice."""

import os
import signal
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.town import FULL, note, seeded, town, until

pytestmark = [pytest.mark.city, pytest.mark.faults, pytest.mark.timeout(7200 if FULL else 900)]

KILLS = 20 if FULL else 3
TEXTS = 2000 if FULL else 300
RATE = 100.0
AWAY = 300 if FULL else 10  # seconds
city_only = pytest.mark.skipif(not os.environ.get("CITY"), reason="embedded, there is no such server")
long_only = pytest.mark.skipif(not FULL, reason="in the full form")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with town(tmp_path_factory.mktemp("town"), SMS_SEGMENTS_PER_SECOND=str(RATE)) as made:
        yield made


@pytest.fixture(autouse=True)
def _everything_runs(place):
    place.start_again()


def told_once(place, key, fault, *, runs=1):
    """Nobody is lost and nobody is told twice; the tally."""
    tally = place.settled(key, TEXTS, RATE)
    lost, doubled = place.verdict(key, TEXTS)
    note(fault, runs=runs, lost=lost, doubled=doubled)
    assert (lost, doubled, sum(tally.values())) == (0, 0, TEXTS)
    return tally


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
    assert set(told_once(place, "kills", "killed with SIGKILL", runs=KILLS)) <= {"sent", "delivered"}


def test_stopped_in_the_middle_nothing_more_goes_after_two_seconds(place):
    place.ask("open_warning", key="stopped", count=TEXTS)
    until(lambda: len(place.taken("stopped")) >= TEXTS // 6)
    place.ask("stop", key="stopped")
    until(lambda: not {"queued", "sending"} & set(place.ask("tally", key="stopped")))
    last = place.ask("last_claim", key="stopped")
    doubled = place.verdict("stopped", TEXTS)[1]
    tally = place.ask("tally", key="stopped")
    print(f"the last was taken in hand {last['after']:.2f} s after the stop")
    note("stopped in the middle", runs=1, lost=0, doubled=doubled)
    # what was in hand by then may be on its way for as long as the machine is busy
    assert last["after"] <= 2
    assert (doubled, sum(tally.values())) == (0, TEXTS)
    assert 0 < len(place.taken("stopped")) <= TEXTS - tally["failed"] < TEXTS


@long_only
def test_the_carrier_errs_in_every_way(place):
    """Too fast, broken, hanging, hanging up, each before and after it took the text: one text in ten."""
    chance = seeded()
    kinds = ["429", "500", "503", "hang", "reset", "taken, then 503", "taken, then hang", "taken, then reset"]
    troubles = [chance.choice(kinds) if chance.random() < 0.1 else "" for _text in range(TEXTS)]
    place.carrier._troubles.extend(troubles)
    place.ask("open_warning", key="errs", count=TEXTS)
    told_once(place, "errs", "carrier errs in every way", runs=sum(map(bool, troubles)))


@long_only
def test_the_carrier_is_away_and_comes_back(place):
    place.ask("open_warning", key="away", count=TEXTS)
    until(lambda: len(place.taken("away")) >= TEXTS // 10)
    place.carrier.go_away()
    try:
        time.sleep(AWAY)
    finally:
        place.carrier.come_back()
    back = time.monotonic()
    taken = len(place.taken("away"))
    until(lambda: len(place.taken("away")) > taken, patience=30, what="after it came back")
    print(f"first text {time.monotonic() - back:.1f} s after the carrier came back")
    told_once(place, "away", f"carrier away for {AWAY} s")
    print(f"all told {time.monotonic() - back:.0f} s after the carrier came back")


def test_the_disk_is_full(place):
    """For photos, receipts and, embedded, the database: who asks is told so, and once there is room it goes on."""
    place.ask("found_community")
    place.ask("open_warning", key="disk", count=TEXTS)
    until(lambda: len(place.taken("disk")) >= 60)
    with place.no_room():
        assert place.report() == 503
        time.sleep(60 if FULL else 2)
        assert place.report() == 503
    assert [path for path in (place.site.folder / "media").rglob("*") if path.is_file()] == []
    assert [process.poll() for process in place.site.processes] == [None] * len(place.site.processes)
    assert place.report() == 201
    assert place.ask("reports") == {"reports": 1, "photos": 1}
    told_once(place, "disk", "disk full: photos, receipts, SQLite")


@city_only
def test_redis_forgets_everything_and_then_is_away(place):
    place.ask("open_warning", key="redis", count=TEXTS)
    until(lambda: len(place.taken("redis")) >= 20)
    place.redis.flush()
    until(lambda: len(place.taken("redis")) >= 60)
    place.redis.stop()
    time.sleep(AWAY)
    for _time in range(3):  # a worker that has just begun anew meets the next accident
        place.redis.start()
        time.sleep(1)
        place.redis.stop()
    place.redis.start()
    until(lambda: len(place.taken("redis")) == TEXTS, what="by the processes that were there before")
    assert [process.poll() for process in place.site.processes] == [None] * len(place.site.processes)
    told_once(place, "redis", f"Redis flushed, then away for {AWAY} s")


@city_only
@pytest.mark.parametrize(
    "how", ["SIGINT", pytest.param("SIGQUIT", marks=long_only), pytest.param("SIGKILL", marks=long_only)]
)
def test_postgresql_restarts(place, how):
    key = f"postgresql {how}"
    warm = pages(place)
    assert set(warm) == {200}
    place.ask("open_warning", key=key, count=TEXTS)
    until(lambda: len(place.taken(key)) >= 60)
    place.postgres.stop(getattr(signal, how))
    time.sleep(3)
    place.postgres.start()
    assert pages(place) == warm, "the pool gave out connections to the server that is gone"
    told_once(place, key, f"PostgreSQL restarted, {how}")


@city_only
@long_only
def test_postgresql_is_away(place):
    place.ask("open_warning", key="database", count=TEXTS)
    until(lambda: len(place.taken("database")) >= 60)
    place.postgres.stop()
    time.sleep(AWAY)
    place.postgres.start()
    told_once(place, "database", f"PostgreSQL away for {AWAY} s")


def pages(place) -> list[int]:
    """What a page that reads the database answers to as many as the pool has connections, all at once."""

    def get(_number):
        try:
            with urllib.request.urlopen(f"{place.site.url}/api/v1/alerts/", timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    with ThreadPoolExecutor(16) as readers:
        return list(readers.map(get, range(32)))
