"""100,000 of 1,000,000 people in a polygon: our audience in chunks of 1,000 against a loop over every place.

    python bench/audience.py [people]

Makes its own SQLite database in a temporary folder (about 25 s for a million), or uses DATABASE_URL.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="shouwang-bench-"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
import shapely  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from community.people.models import Resident, ResidentPlace  # noqa: E402
from community.people.selectors import count_residents_in_area, residents_in_area  # noqa: E402
from community.places import geometry  # noqa: E402
from community.places.services import save_community  # noqa: E402
from portal.lib.sealing import blind_index, seal  # noqa: E402

SOUTH, WEST, SIDE = 38.5, -77.5, 0.8  # degrees


def people_of(community, count):
    """`count` residents with one place each, scattered evenly; three in ten ask to be warned 300 m around."""
    draw = np.random.default_rng(7)
    now = timezone.now()
    for start in range(0, count, 20_000):
        size = min(20_000, count - start)
        lats, lons = SOUTH + draw.random(size) * SIDE, WEST + draw.random(size) * SIDE
        radii = np.where(draw.random(size) < 0.3, 300, 0)
        with transaction.atomic():
            rows = Resident.objects.bulk_create(
                Resident(
                    community=community,
                    phone_sealed=seal(f"+1{number:010d}"),
                    phone_index=blind_index(f"+1{number:010d}"),
                    language="en" if number % 3 else "zh-hans",
                    consent=True,
                    source="import",
                    created=now,
                )
                for number in range(start, start + size)
            )
            ResidentPlace.objects.bulk_create(
                ResidentPlace(resident=row, latitude=lat, longitude=lon, radius=radius)
                for row, lat, lon, radius in zip(rows, lats.tolist(), lons.tolist(), radii.tolist(), strict=True)
            )


def timed(work):
    started = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - started) * 1000


def chunks(definition):
    reached, after, times = 0, "", []
    while True:
        chunk, took = timed(lambda after=after: residents_in_area(definition, after=after, limit=1_000))
        times.append(took)
        if not chunk:
            return reached, times
        reached, after = reached + len(chunk), chunk[-1].key


def point_loop(shape):
    """What one would write first: every place, one Point, one test."""
    area = shapely.geometry.shape(shape)
    rows = ResidentPlace.objects.values_list("resident_id", "latitude", "longitude")
    return sum(area.contains(shapely.Point(lon, lat)) for _pk, lat, lon in rows.iterator(chunk_size=10_000))


def main(count):
    call_command("migrate", verbosity=0)
    square = {
        "type": "Polygon",
        "coordinates": [
            [[WEST, SOUTH], [WEST + SIDE, SOUTH], [WEST + SIDE, SOUTH + SIDE], [WEST, SOUTH + SIDE], [WEST, SOUTH]]
        ],
    }
    numbers = {"fire": "911", "ambulance": "911", "police": "911"}
    community = save_community(
        slug="bench",
        name={"en": "Bench"},
        issuer={"en": "Bench"},
        shape=square,
        time_zone="UTC",
        region="US",
        languages=["en", "zh-hans"],
        emergency_numbers=numbers,
        now=timezone.now(),
    )
    if Resident.objects.count() < count:
        people_of(community, count)
    tenth = geometry.circle(SOUTH + SIDE / 2, WEST + SIDE / 2, 14_100, points=100)
    definition = {"community": community.pk, "shape": tenth}
    (reached, times), total = timed(lambda: chunks(definition))
    by_language, counted = timed(lambda: count_residents_in_area(definition))
    nowhere = {"community": community.pk, "shape": geometry.circle(SOUTH, WEST - 1, 500)}
    _none, empty = timed(lambda: residents_in_area(nowhere, after="", limit=1_000))
    found, naive = timed(lambda: point_loop(tenth))
    print(f"people {count:,}; reached {reached:,} (inside the shape alone {found:,}), counted {by_language}")
    print(f"{'what':<52}{'ms':>10}")
    print(f"{'ours: all chunks of 1,000, phones unsealed':<52}{total:>10,.0f}")
    print(f"{'ours: one chunk, median / worst':<52}{np.median(times):>5,.0f} / {max(times):,.0f}")
    print(f"{'ours: count by language':<52}{counted:>10,.0f}")
    print(f"{'ours: an area with nobody in it':<52}{empty:>10,.0f}")
    print(f"{'baseline: a Point for every place, once, no phones':<52}{naive:>10,.0f}")
    print(f"{'baseline: the same again for each chunk (estimated)':<52}{naive * len(times):>10,.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
