"""Communities and areas: a square of about 4 km beside a river, near 38.9, -77.0."""

from datetime import time

import factory

from community.places.models import Community, NamedArea

SOUTH, WEST, NORTH, EAST = 38.88, -77.03, 38.92, -76.98


def box(south: float, west: float, north: float, east: float) -> dict:
    """A GeoJSON rectangle."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class CommunityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Community
        django_get_or_create = ("slug",)

    slug = "liuwan"
    name = {"en": "Liuwan", "zh-hans": "柳湾"}
    issuer = {"en": "Liuwan neighbourhood office", "zh-hans": "柳湾社区居委会"}
    region = "CN"
    time_zone = "Asia/Shanghai"
    emergency_numbers = {"fire": "119", "ambulance": "120", "police": "110"}
    sms_number = "+12025550100"
    # none: whatever the clock says while the suite runs, what is due is due; quiet hours have tests of their own
    quiet_from = quiet_until = time(0)
    shape = box(SOUTH, WEST, NORTH, EAST)
    south, west, north, east = SOUTH, WEST, NORTH, EAST


class AreaFactory(factory.django.DjangoModelFactory):
    """The south-west quarter of the community."""

    class Meta:
        model = NamedArea
        django_get_or_create = ("community", "slug")

    community = factory.SubFactory(CommunityFactory)
    slug = "lower-street"
    name = {"en": "Lower Street", "zh-hans": "下街"}
    shape = box(SOUTH, WEST, 38.90, -77.005)
    south, west, north, east = SOUTH, WEST, 38.90, -77.005
