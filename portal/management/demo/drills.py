"""The demo's drills, planned, published, signed up for, run and checked through the services of drills."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from community.accounts.models import User
from community.people.models import Resident
from community.places.models import Community
from community.stations.models import Station
from drills.models import CheckEvent, Drill
from drills.services import end_drill, plan_drill, publish_drill, record_check, sign_up, start_drill
from portal.management.demo.drill_words import PAST, ROLL_CALL, UPCOMING
from portal.management.demo.places import BY_SLUG, on_map
from portal.management.demo.presets import Preset

SATURDAY = 5
SAFE, NEED_HELP = 162, 3  # households that have answered the roll-call so far


def make_drills(
    community: Community, preset: Preset, people: dict[str, User], neighbours: list[User], now: datetime
) -> list[Drill]:
    """Nothing where the community has drills already."""
    if Drill.objects.filter(community=community).exists():
        return []
    return [
        past_drill(community, preset, people, neighbours, now),
        coming_drill(community, preset, people, neighbours, now),
        roll_call(community, people, now),
    ]


def saturday(community: Community, after: datetime, clock: time) -> datetime:
    """The first Saturday at or after `after`, at `clock` on the community's own clock."""
    day = after.astimezone(community.zone).date()
    day += timedelta(days=(SATURDAY - day.weekday()) % 7)
    return datetime.combine(day, clock, tzinfo=community.zone)


def planned(
    community: Community, preset: Preset, by: User, words: dict[str, Any], area: str, starts: datetime, now: datetime
) -> Drill:
    latitude, longitude = on_map(preset, BY_SLUG[area].middle)
    return plan_drill(
        community=community,
        by=by,
        now=now,
        starts=starts,
        ends=starts + timedelta(minutes=90),
        latitude=latitude,
        longitude=longitude,
        **words,
    )


def past_drill(
    community: Community, preset: Preset, people: dict[str, User], neighbours: list[User], now: datetime
) -> Drill:
    """Three to four weeks ago: eighteen signed up, fourteen came, one of them unannounced."""
    organiser = people["organiser"]
    starts = saturday(community, now - timedelta(days=28), time(9, 30))
    early = starts - timedelta(days=20)
    shelter = Station.objects.filter(community=community, kind=Station.Kind.SHELTER).order_by("pk").first()
    words = {**PAST, "station": shelter}
    drill = planned(community, preset, organiser, words, "lower-street", starts, early)
    publish_drill(drill, by=organiser, now=early + timedelta(hours=1))
    *coming, walk_in = neighbours
    for number, person in enumerate([people["resident"], *coming]):
        sign_up(drill, by=person, now=early + timedelta(days=1, hours=5 * number))
    start_drill(drill, by=organiser, now=starts)
    for number, person in enumerate([people["resident"], *coming[:12], walk_in]):
        at = starts + timedelta(minutes=32 + number * 2)
        check(drill, person, CheckEvent.Kind.IN, people["volunteer"], at)
    end_drill(drill, by=organiser, now=starts + timedelta(minutes=95))
    return drill


def coming_drill(
    community: Community, preset: Preset, people: dict[str, User], neighbours: list[User], now: datetime
) -> Drill:
    """The Saturday after next at the latest; fourteen of twenty places are taken."""
    organiser = people["organiser"]
    announced = now - timedelta(days=9)
    starts = saturday(community, now + timedelta(days=4), time(9, 0))
    drill = planned(community, preset, organiser, UPCOMING, "willow-court", starts, announced)
    publish_drill(drill, by=organiser, now=announced + timedelta(hours=2))
    for number, person in enumerate([people["volunteer"], *neighbours[:13]]):
        sign_up(drill, by=person, now=announced + timedelta(hours=4 + 9 * number))
    return drill


def roll_call(community: Community, people: dict[str, User], now: datetime) -> Drill:
    """Runs since half an hour ago, for six hours more."""
    organiser = people["organiser"]
    starts = (now - timedelta(minutes=30)).replace(second=0, microsecond=0)
    drill = plan_drill(
        community=community,
        by=organiser,
        now=now - timedelta(days=3),
        starts=starts,
        ends=starts + timedelta(hours=6, minutes=30),
        **ROLL_CALL,
    )
    publish_drill(drill, by=organiser, now=now - timedelta(days=3))
    start_drill(drill, by=organiser, now=starts)
    rng = random.Random(community.slug)
    homes: dict[int, Resident] = {}
    for resident in Resident.objects.filter(community=community, is_demo=True, household__isnull=False).order_by("pk"):
        homes.setdefault(resident.household_id or 0, resident)
    answering = rng.sample(sorted(homes), min(len(homes), SAFE + NEED_HELP))
    for number, household in enumerate(answering):
        resident = homes[household]
        record_check(
            drill,
            nonce=f"demo-{drill.uid}-{number}",
            kind=CheckEvent.Kind.NEED_HELP if number < NEED_HELP else CheckEvent.Kind.SAFE,
            by=None,
            now=starts + timedelta(seconds=20 + rng.randrange(1_700)),
            household=resident.household,
            phone_index=resident.phone_index,
        )
    return drill


def check(drill: Drill, person: User, kind: str, by: User, at: datetime) -> None:
    record_check(drill, nonce=f"demo-{drill.uid}-{person.pk}-{kind}", kind=kind, by=by, now=at, person=person)
