"""Drills, announced, on the day after noon unless told otherwise."""

import datetime as dt

import factory

from community.people.models import Role
from drills.models import Drill
from tests.factories import NOON
from tests.factories.people import member
from tests.factories.places import CommunityFactory


class DrillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Drill

    community = factory.SubFactory(CommunityFactory)
    title = factory.Sequence(lambda n: {"en": f"Flood drill {n}", "zh-hans": f"防汛演练 {n}"})
    place = {"en": "East gate", "zh-hans": "东门"}
    status = Drill.Status.PUBLISHED
    starts = NOON + dt.timedelta(days=1)
    ends = factory.LazyAttribute(lambda drill: drill.starts + dt.timedelta(hours=2))
    time_zone = "Asia/Shanghai"
    organiser = factory.LazyFunction(lambda: member(Role.ORGANISER))
    published_at = factory.LazyAttribute(lambda drill: NOON if drill.status != Drill.Status.DRAFT else None)
    created = NOON
    updated = NOON
