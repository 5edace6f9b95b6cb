"""100,000 of 1,000,000 people in a polygon: chosen, all frozen into rows, and counting them.

Baseline of choosing: a loop over everybody that gives the same people, with one shapely Point for every place. Beside
it the loop's geometry alone, which is neither who agreed, nor who is reached by a radius, nor their phones.
On SQLite, in a process of its own; the million rows take about two minutes to make.
"""

import os
import time

from bench.apart import environment_of, folder, said
from bench.lines import Line

PEOPLE = int(os.environ.get("AUDIENCE_PEOPLE", "1000000"))
SOUTH, WEST, SIDE = 38.5, -77.5, 0.8  # degrees


def run() -> list[Line]:
    with folder() as made:
        printed = said(environment_of(made), "bench.audience", patience=None)
    timings = dict(line.split("=") for line in printed)
    loop = PEOPLE / float(timings["loop"])
    places, people = f"{PEOPLE:,} places", int(timings["reached"])
    met = f"{people:,} met"
    return [
        Line("audience in a polygon", "a loop over everybody", PEOPLE, float(timings["loop"]), note=met),
        Line("audience in a polygon", "its geometry alone", PEOPLE, float(timings["points"]), loop, places),
        Line("audience in a polygon", "chosen", PEOPLE, float(timings["chosen"]), loop, met),
        Line("audience in a polygon", "frozen into rows", people, float(timings["rows"]), note=f"of {places}"),
        Line("audience in a polygon", "counted by language", PEOPLE, float(timings["count"]), loop),
        Line("audience in a polygon", "nobody in it", PEOPLE, float(timings["nobody"]), loop),
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

    started = time.perf_counter()
    chosen = {one.key for one in residents_in_area(definition)}
    print(f"chosen={time.perf_counter() - started}\nreached={len(chosen)}")
    reached = len(chosen)

    print(f"rows={frozen(definition, reached)}")

    started = time.perf_counter()
    assert sum(count_residents_in_area(definition).values()) == reached
    print(f"count={time.perf_counter() - started}")

    nowhere = {"community": community.pk, "shape": geometry.circle(SOUTH, WEST - 1, 500)}
    started = time.perf_counter()
    assert list(residents_in_area(nowhere)) == []
    print(f"nobody={time.perf_counter() - started}")

    started = time.perf_counter()
    assert 0 < points_alone(tenth) <= reached
    print(f"points={time.perf_counter() - started}")

    started = time.perf_counter()
    assert {one.key for one in loop_over_everybody(definition)} == chosen
    print(f"loop={time.perf_counter() - started}")


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


def loop_over_everybody(definition):
    """What one would write first: every place with its owner, one Point, one test, and the same people from it."""
    import shapely
    from shapely.geometry import shape as shapely_shape

    from community.messaging.models import OptOut
    from community.people.models import ResidentPlace
    from community.people.selectors.audiences import demo_is_left_out
    from community.places import geometry
    from portal.lib.recipients import Recipient, key_of

    area, shape = shapely_shape(definition["shape"]), definition["shape"]
    stopped, real = set(OptOut.objects.values_list("phone_index", flat=True)), demo_is_left_out()
    found = {}
    rows = ResidentPlace.objects.select_related("resident").order_by("resident_id")
    for place in rows.iterator(chunk_size=10_000):
        person = place.resident
        if person.pk in found or not person.consent or person.community_id != definition["community"]:
            continue
        if person.phone_index in stopped or (real and person.is_demo):
            continue
        point = shapely.Point(place.longitude, place.latitude)
        near = place.radius and area.distance(point) < 0.01  # degrees; only then is it worth while to measure
        if area.contains(point) or (
            near and geometry.distances_to(shape, [place.latitude], [place.longitude])[0] <= place.radius
        ):
            found[person.pk] = Recipient(key_of(person.pk), person.phone, person.language)
    return found.values()


def points_alone(shape) -> int:
    """Every place, one Point, one test: how many lie inside."""
    import shapely
    from shapely.geometry import shape as shapely_shape

    from community.people.models import ResidentPlace

    area = shapely_shape(shape)
    rows = ResidentPlace.objects.values_list("latitude", "longitude")
    return sum(area.contains(shapely.Point(lon, lat)) for lat, lon in rows.iterator(chunk_size=10_000))


if __name__ == "__main__":
    measured()
