"""Stations, confirmed an hour before noon unless told otherwise."""

import datetime as dt

import factory

from community.stations.models import Station
from tests.factories import NOON
from tests.factories.places import CommunityFactory


class StationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Station

    community = factory.SubFactory(CommunityFactory)
    slug = factory.Sequence(lambda n: f"station-{n}")
    name = factory.Sequence(lambda n: {"en": f"Station {n}", "zh-hans": f"{n} 号站"})
    kind = Station.Kind.EMERGENCY_STATION
    address = {"en": "12 Hill Road", "zh-hans": "坡上路 12 号"}
    latitude = 38.90
    longitude = -77.00
    status = Station.Status.ACTIVE
    confirmed_at = NOON - dt.timedelta(hours=1)
    stale_after = 24
