"""The one process starts, answers and stops as it should."""

import resource
import signal
import urllib.request

import pytest

from tests.support.site import site

FULL = 100_000  # bytes that a file may have: what was there can be read, little can be added


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_one_process_cleanly(tmp_path, number):
    with site(tmp_path) as running:
        process = running.start()
        running.until_up()
        with urllib.request.urlopen(running.url + "/readyz", timeout=10) as answer:
            assert answer.status == 200

        running.stop(number)

        assert process.returncode == 0
        assert "Traceback" not in running.output()


def test_a_port_in_use_is_an_error_and_nothing_hangs(tmp_path):
    with site(tmp_path) as running:
        running.start()
        running.until_up()

        second = running.start()
        second.wait(60)

        assert second.returncode != 0


def test_a_site_that_ran_before_starts_on_a_full_disk(tmp_path):
    with site(tmp_path) as running:
        running.start()
        running.until_up()
        running.stop()
        running.processes.clear()

        process = running.start()
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (FULL, resource.RLIM_INFINITY))
        running.until_up()

        assert urllib.request.urlopen(running.url + "/", timeout=10).status == 200


def test_parts_alone_ask_for_redis(tmp_path):
    with site(tmp_path) as running:
        said = running.manage("up", "--processes", "worker", check=False)

    assert "REDIS_URL" in said


def test_an_unknown_part_is_named(tmp_path):
    with site(tmp_path) as running:
        said = running.manage("up", "--processes", "web,kitchen", check=False)

    assert "web, worker, beat" in said
