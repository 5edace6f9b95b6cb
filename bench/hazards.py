"""Pages of hazards with 1,000 and with 200,000 reports: list, map, triage, register; look-alikes and figures beside.

On SQLite and on PostgreSQL, each in a process of its own. A page is asked for as its user would, through every
middleware; the figure is the median of ten. Baseline of each page is the same page at 1,000 reports; of the
look-alikes, a loop over all reports of the kind. Nine in ten reports are done, as after some years, so that the map
counts 20,000 at the end and a hundred at first. One place of the register, an area, holds every report.
"""

import os
import random
import statistics
import time

from bench.apart import on_each_database
from bench.audience import SIDE, SOUTH, WEST
from bench.lines import Line

FEW, MANY = 1_000, int(os.environ.get("HAZARD_REPORTS", "200000"))
WHOLE = f"bbox={WEST},{SOUTH},{WEST + SIDE},{SOUTH + SIDE}&zoom=10"
CORNER = f"bbox={WEST + 0.3},{SOUTH + 0.3},{WEST + 0.45},{SOUTH + 0.4}&zoom=13"
PAGES = {
    "list": "/hazards/",
    "list_of_a_kind": "/hazards/?category=road",
    "map": f"/hazards.geojson?{WHOLE}",  # as the list's own map asks at first sight
    "map_closer": f"/hazards.geojson?{CORNER}",
    "map_of_all": f"/hazards.geojson?{WHOLE}&state=all",
    "newest_1000_as_geojson": "/hazards.geojson",
    "triage": "/desk/hazards/",
    "triage_of_a_kind": "/desk/hazards/?category=road",
    "register": "/desk/register/",
    "register_open": "/desk/register/?show=open",
    "place": "/desk/register/1/",
    "place_past": "/desk/register/1/?show=past",
}
TIMES = 10


def run() -> list[Line]:
    return [line for name, printed in on_each_database("bench.hazards") for line in lines_of(name, printed)]


def lines_of(name: str, printed: list[str]) -> list[Line]:
    took = {key: float(value) for key, value in (line.split("=") for line in printed if "=" in line)}
    lines = []
    for page in PAGES:
        few, many = took[f"{page}{FEW}"], took[f"{page}{MANY}"]
        note = f"{1000 * many:.0f} ms, {many / few:.1f} times {1000 * few:.0f} ms"
        lines.append(Line(f"hazards on {name}", f"{page}, {MANY:,} reports", 1, many, 1 / few, note))
    for what in ("similar", "similar loop", "statistics"):
        seconds = took[f"{what.replace(' ', '_')}{MANY}"]
        loop = None if what != "similar" else 1 / took[f"similar_loop{MANY}"]
        lines.append(
            Line(f"hazards on {name}", f"{what}, {MANY:,} reports", 1, seconds, loop, f"{1000 * seconds:.1f} ms")
        )
    return lines


def measured() -> None:
    """Make the reports, first few, then many; print one `name=seconds` a line."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from bench.audience import town
    from community.accounts.models import User
    from community.hazards.models import Category, Report
    from community.hazards.selectors import similar_reports
    from community.hazards.selectors import statistics as figures
    from community.hazards.services import ensure_categories
    from community.people.models import Membership, Role
    from community.places import geometry

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    community = town()
    ensure_categories(community)
    officer = User.objects.create(username="officer", name="Lin")
    Membership.objects.create(user=officer, community=community, role=Role.OFFICER)
    inspect(community)
    kind = Category.objects.get(code="road")
    here = SOUTH + SIDE / 2, WEST + SIDE / 2
    made = 0
    for count in (FEW, MANY):
        file_reports(community, made, count)
        made = count
        analysed()
        visitor, desk = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        desk.force_login(officer)
        for page, address in PAGES.items():
            print(f"{page}{count}={median(lambda a=address, c=desk if '/desk/' in address else visitor: asked(c, a))}")
        print(f"similar{count}={median(lambda: similar_reports(kind, *here))}")
    started = time.perf_counter()
    rows = [row for row in Report.objects.open().public().filter(category=kind) if row.public_position]
    near = [row for row in rows if geometry.distance(*here, *row.public_position) <= kind.similar_radius]
    print(f"similar_loop{MANY}={time.perf_counter() - started}")
    assert len(near) >= 0
    started = time.perf_counter()
    figures(community, days=365, now=timezone.now())
    print(f"statistics{MANY}={time.perf_counter() - started}")


def inspect(community) -> None:
    """The places of the register: an area with every report, an empty one, and points that fill the page."""
    from django.utils import timezone

    from community.hazards.models import InspectedPlace
    from community.places.services import save_area

    for slug in ("whole", "empty"):
        area = save_area(community=community, slug=slug, name={"en": slug}, shape=community.shape, now=timezone.now())
        InspectedPlace.objects.create(community=community, area=area)
    chance = random.Random(0)
    for number in range(18):
        at = {"latitude": SOUTH + chance.random() * SIDE, "longitude": WEST + chance.random() * SIDE}
        InspectedPlace.objects.create(community=community, name=f"Shed {number}", **at)


def asked(client, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def median(work) -> float:
    work()
    taken = []
    for _time in range(TIMES):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def analysed() -> None:
    """What PostgreSQL does by itself sooner or later, and SQLite never does."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def file_reports(community, first: int, last: int) -> None:
    """Reports of three years, the newest last; nine in ten are done, and every tenth has not been looked at."""
    from datetime import timedelta

    from django.utils import timezone

    from community.hazards.models import Category, Report
    from community.hazards.services import lay_squares, lay_weights

    chance, now = random.Random(first), timezone.now()
    whole = community.areas.get(slug="whole")
    kinds = list(Category.objects.filter(community=community))
    for start in range(first, last, 5_000):
        rows = []
        for number in range(start, min(start + 5_000, last)):
            at = now - timedelta(days=1100) * (1 - number / MANY)
            is_open = number >= last * 0.9
            kind = chance.choice(kinds)
            rows.append(
                Report(
                    community=community,
                    reference=f"H-{number:06d}",
                    tracking_token=f"token{number}",
                    category=kind,
                    area=whole,
                    description=f"Number {number}: a hole as deep as a hand.",
                    latitude=SOUTH + chance.random() * SIDE,
                    longitude=WEST + chance.random() * SIDE,
                    language="en",
                    status=chance.choice(["submitted", "triaged", "assigned"]) if is_open else "closed",
                    urgency=kind.urgency,
                    is_public=True,
                    fixed_at=None if is_open else at + timedelta(hours=chance.randrange(1, 200)),
                    created=at,
                    updated=at,
                    **kind.levels(at),
                )
            )
        lay_squares(rows)
        lay_weights(rows)
        Report.objects.bulk_create(rows)


if __name__ == "__main__":
    measured()
