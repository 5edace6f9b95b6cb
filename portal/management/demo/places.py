"""The ground: a bend of a river, streets that climb from it, a hill. Drawn in metres, then laid on the map."""

import math
from dataclasses import dataclass
from datetime import datetime, time

from community.places.models import Community
from community.places.services import save_area, save_community
from portal.management.demo.presets import Preset

Point = tuple[float, float]  # metres east and north of the market place


@dataclass(frozen=True)
class Area:
    slug: str
    en: str
    zh: str
    west: float
    south: float
    east: float
    north: float

    @property
    def name(self) -> dict[str, str]:
        return {"en": self.en, "zh-hans": self.zh}

    @property
    def middle(self) -> Point:
        return (self.west + self.east) / 2, (self.south + self.north) / 2


AREAS = (
    # beside the river
    Area("ferry-steps", "Ferry Steps", "渡口", -1500, -620, -900, -250),
    Area("lower-street", "Lower Street", "下街", -900, -620, -100, -250),
    Area("wharf-lane", "Wharf Lane", "码头巷", -100, -620, 600, -250),
    Area("stone-bridge", "Stone Bridge", "石桥头", 600, -620, 1400, -250),
    # the middle
    Area("willow-fields", "Willow Fields", "柳园", -1500, -250, -900, 250),
    Area("willow-court", "Willow Court", "柳湾里", -900, -250, -150, 250),
    Area("market-lane", "Market Lane", "集市巷", -150, -250, 500, 250),
    Area("granary-square", "Granary Square", "老粮仓", 500, -250, 1350, 250),
    # up the hill
    Area("school-road", "School Road", "学堂路", -1300, 250, -300, 750),
    Area("hill-road", "Hill Road", "山路", -300, 250, 500, 750),
    Area("north-bridge", "North Bridge", "北桥", 500, 250, 1300, 750),
    Area("hillside", "Hillside", "坡上", -800, 750, 600, 1350),
)
BOUNDARY: list[Point] = [
    *((-1650, -780), (1500, -780), (1520, -200), (1450, 300), (1380, 800), (700, 1420), (-900, 1450), (-1400, 800)),
    (-1650, 250),
]
BY_SLUG = {area.slug: area for area in AREAS}


def warped(point: Point) -> Point:
    """Bend the drawing, so that no street is ruled."""
    x, y = point
    return x + 70 * math.sin(y / 420), y + 90 * math.sin(x / 640)


def on_map(preset: Preset, point: Point) -> Point:
    """(latitude, longitude) in degrees of a point of the drawing, six decimals (10 cm)."""
    x, y = warped(point)
    latitude = preset.latitude + y / 111_320
    longitude = preset.longitude + x / (111_320 * math.cos(math.radians(preset.latitude)))
    return round(latitude, 6), round(longitude, 6)


def outline(preset: Preset, corners: list[Point]) -> dict:
    """A GeoJSON polygon with a point every 100 m or so, so that bent neighbours still touch."""
    ring = []
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        steps = max(1, round(math.hypot(x2 - x1, y2 - y1) / 100))
        for step in range(steps):
            latitude, longitude = on_map(preset, (x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps))
            ring.append([longitude, latitude])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def make_community(preset: Preset, now: datetime) -> Community:
    community = save_community(
        slug=preset.slug,
        name=preset.name,
        issuer=preset.issuer,
        shape=outline(preset, BOUNDARY),
        time_zone=preset.time_zone,
        region=preset.region,
        languages=["en", "zh-hans"],
        emergency_numbers=preset.emergency_numbers,
        sms_number=preset.sms_number,
        # none: the tour is taken at any hour
        quiet_from=time(0),
        quiet_until=time(0),
        is_demo=True,
        now=now,
    )
    for area in AREAS:
        corners = [
            (area.west, area.south),
            (area.east, area.south),
            (area.east, area.north),
            (area.west, area.north),
        ]
        save_area(community=community, slug=area.slug, name=area.name, shape=outline(preset, corners), now=now)
    return community
