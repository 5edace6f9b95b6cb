"""100,000 of 1,000,000 people in a polygon: chosen in chunks of 1,000, all frozen into rows, and counting them.

Baseline: one shapely Point for every place, once; a chunk at a time it would do that for each chunk.
On SQLite, in a process of its own; the million rows take about two minutes to make.
"""

import os
import subprocess
import sys
import tempfile
import time

from bench.lines import Line

PEOPLE = int(os.environ.get("AUDIENCE_PEOPLE", "1000000"))
SOUTH, WEST, SIDE = 38.5, -77.5, 0.8  # degrees


def run() -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "REDIS_URL": "",
            "SECRET_KEY": "for this run",
            "FIELD_ENCRYPTION_KEY": "for this run",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        command = [sys.executable, "-m", "bench.audience"]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    timings = dict(line.split("=") for line in done.stdout.split())
    naive = PEOPLE / float(timings["naive"])
    places, people = f"{PEOPLE:,} places", int(timings["reached"])
    return [
        Line("audience in a polygon", "a Point for every place", PEOPLE, float(timings["naive"]), note=places),
        Line("audience in a polygon", "chosen, in chunks", PEOPLE, float(timings["chunks"]), naive, f"{people:,} met"),
        Line("audience in a polygon", "frozen into rows", people, float(timings["rows"]), note=f"of {places}"),
        Line("audience in a polygon", "counted by language", PEOPLE, float(timings["count"]), naive),
        Line("audience in a polygon", "nobody in it", PEOPLE, float(timings["nobody"]), naive),
    ]


def measured() -> None:
    """Make the people, then print one `name=seconds` a line."""
    import django

    django.setup()
    from django.core.management import call_command

    from community.people.selectors import count_residents_in_area, residents_in_area
    from community.places import geometry

    call_command("migrate", verbosity=0)
    community = town()
    people_of(community, PEOPLE)
    tenth = geometry.circle(SOUTH + SIDE / 2, WEST + SIDE / 2, 14_100, points=100)
    definition = {"community": community.pk, "shape": tenth}

    started, reached, after = time.perf_counter(), 0, ""
    while chunk := residents_in_area(definition, after=after, limit=1_000):
        reached, after = reached + len(chunk), chunk[-1].cursor
    print(f"chunks={time.perf_counter() - started}\nreached={reached}")

    print(f"rows={frozen(definition, reached)}")

    started = time.perf_counter()
    assert sum(count_residents_in_area(definition).values()) == reached
    print(f"count={time.perf_counter() - started}")

    nowhere = {"community": community.pk, "shape": geometry.circle(SOUTH, WEST - 1, 500)}
    started = time.perf_counter()
    assert residents_in_area(nowhere, after="", limit=1_000) == []
    print(f"nobody={time.perf_counter() - started}")

    started = time.perf_counter()
    assert 0 < point_loop(tenth) <= reached
    print(f"naive={time.perf_counter() - started}")


def frozen(definition, people: int) -> float:
    """Seconds until every recipient has a row."""
    import datetime as dt

    from django.utils import timezone

    from community.messaging import services

    now = timezone.now()
    broadcast = services.open_broadcast(
        key="bench",
        lane=0,
        texts={"en": "Leave now.", "zh-hans": "请马上离开。"},
        audience="residents_in_area",
        definition=definition,
        expires=now + dt.timedelta(hours=1),
        now=now,
    )
    started = time.perf_counter()
    while not services.fill_broadcast(broadcast, now=now):
        pass
    seconds = time.perf_counter() - started
    assert broadcast.deliveries.count() == people
    return seconds


def town():
    from django.utils import timezone

    from community.places.services import save_community

    north, east = SOUTH + SIDE, WEST + SIDE
    ring = [[WEST, SOUTH], [east, SOUTH], [east, north], [WEST, north], [WEST, SOUTH]]
    return save_community(
        slug="bench",
        name={"en": "Bench"},
        issuer={"en": "Bench"},
        shape={"type": "Polygon", "coordinates": [ring]},
        time_zone="UTC",
        region="US",
        languages=["en", "zh-hans"],
        emergency_numbers={"fire": "911", "ambulance": "911", "police": "911"},
        now=timezone.now(),
    )


def people_of(community, count: int) -> None:
    """`count` residents with one place each, scattered evenly; three in ten ask to be warned 300 m around."""
    import numpy as np
    from django.db import transaction
    from django.utils import timezone

    from community.people.models import Resident, ResidentPlace
    from portal.lib.sealing import blind_index, seal

    draw, now = np.random.default_rng(7), timezone.now()
    for start in range(0, count, 20_000):
        size = min(20_000, count - start)
        lats, lons = SOUTH + draw.random(size) * SIDE, WEST + draw.random(size) * SIDE
        radii = np.where(draw.random(size) < 0.3, 300, 0)
        phones = [f"+1{number:010d}" for number in range(start, start + size)]
        with transaction.atomic():
            rows = Resident.objects.bulk_create(
                Resident(
                    community=community,
                    phone_sealed=seal(phone),
                    phone_index=blind_index(phone),
                    language="zh-hans" if phone.endswith(("1", "4", "7")) else "en",
                    consent=True,
                    source="import",
                    created=now,
                )
                for phone in phones
            )
            ResidentPlace.objects.bulk_create(
                ResidentPlace(resident=row, latitude=lat, longitude=lon, radius=radius)
                for row, lat, lon, radius in zip(rows, lats.tolist(), lons.tolist(), radii.tolist(), strict=True)
            )


def point_loop(shape) -> int:
    """What one would write first: every place, one Point, one test."""
    import shapely
    from shapely.geometry import shape as shapely_shape

    from community.people.models import ResidentPlace

    area = shapely_shape(shape)
    rows = ResidentPlace.objects.values_list("latitude", "longitude")
    return sum(area.contains(shapely.Point(lon, lat)) for lat, lon in rows.iterator(chunk_size=10_000))


if __name__ == "__main__":
    measured()
