"""Eight stations: most open, one with limits, one closed, one that nobody has looked at for days."""

from datetime import datetime, timedelta
from typing import Any

from community.accounts.models import User
from community.places.models import Community
from community.stations.models import Station
from community.stations.services import confirm_station, register_station
from portal.management.demo.places import on_map
from portal.management.demo.presets import Preset

ALL_DAY = {"en": "Day and night", "zh-hans": "全天开放"}
BRING = {
    "en": "Medicine, papers, a phone and its charger, warm clothes, food for a baby.",
    "zh-hans": "药、证件、手机和充电器、保暖衣物，有婴儿的带奶粉。",
}
# slug, kind, where (metres), names, address, and what register_station takes beside
STATIONS: tuple[dict[str, Any], ...] = (
    {
        "slug": "hillside-school",
        "kind": Station.Kind.SHELTER,
        "at": (-120, 980),
        "name": {"en": "Hillside School shelter", "zh-hans": "坡上小学避难所"},
        "address": {"en": "12 Hill Road", "zh-hans": "山路 12 号"},
        "opening": {"en": "Opens when a warning says so, and for drills", "zh-hans": "预警要求时开放，演练时开放"},
        "capacity": 300,
        "step_free": True,
        "animals": False,
        "power": Station.Power.GENERATOR,
        "drinking_water": True,
        "wifi": True,
        "equipment": ["first_aid", "aed", "beds", "radio"],
        "bring": BRING,
        "free": 300,
        "hours": 0.5,
    },
    {
        "slug": "market-hall",
        "kind": Station.Kind.EMERGENCY_STATION,
        "at": (140, 20),
        "name": {"en": "Market Hall emergency station", "zh-hans": "集市厅应急服务站"},
        "address": {"en": "3 Market Lane", "zh-hans": "集市巷 3 号"},
        "opening": ALL_DAY,
        "capacity": 120,
        "step_free": True,
        "animals": False,
        "power": Station.Power.GRID,
        "drinking_water": True,
        "wifi": True,
        "equipment": ["first_aid", "aed", "extinguisher", "sandbags", "radio"],
        "bring": BRING,
        "free": 116,
        "hours": 1,
    },
    {
        "slug": "old-granary",
        "kind": Station.Kind.SHELTER,
        "at": (880, 60),
        "name": {"en": "Old Granary shelter", "zh-hans": "老粮仓避难点"},
        "address": {"en": "1 Granary Square", "zh-hans": "老粮仓广场 1 号"},
        "opening": ALL_DAY,
        "capacity": 80,
        "step_free": True,
        "animals": True,
        "power": Station.Power.GRID,
        "drinking_water": True,
        "wifi": False,
        "equipment": ["first_aid", "beds"],
        "bring": BRING,
        "free": 71,
        "hours": 5,
    },
    {
        "slug": "market-fire-post",
        "kind": Station.Kind.FIRE_STATION,
        "at": (260, -120),
        "name": {"en": "Market Lane fire post", "zh-hans": "集市巷微型消防站"},
        "address": {"en": "9 Market Lane", "zh-hans": "集市巷 9 号"},
        "opening": ALL_DAY,
        "step_free": True,
        "power": Station.Power.GRID,
        "equipment": ["extinguisher", "first_aid", "siren", "radio"],
        "hours": 3,
    },
    {
        "slug": "willow-clinic",
        "kind": Station.Kind.CLINIC,
        "at": (-480, 60),
        "name": {"en": "Willow Court clinic", "zh-hans": "柳湾里卫生站"},
        "address": {"en": "Willow Court, building 3", "zh-hans": "柳湾里 3 号楼底层"},
        "opening": {"en": "8 am to 6 pm, Monday to Saturday", "zh-hans": "周一至周六 8:00 到 18:00"},
        "step_free": True,
        "power": Station.Power.GENERATOR,
        "drinking_water": True,
        "equipment": ["first_aid", "aed"],
        "status": Station.Status.DEGRADED,
        "note": {"en": "No X-ray this week.", "zh-hans": "本周不能拍片。"},
        "hours": 4,
    },
    {
        "slug": "north-bridge-water",
        "kind": Station.Kind.WATER_POINT,
        "at": (860, 520),
        "name": {"en": "North Bridge water point", "zh-hans": "北桥取水点"},
        "address": {"en": "At the north end of North Bridge", "zh-hans": "北桥北头"},
        "opening": ALL_DAY,
        "step_free": True,
        "power": Station.Power.NONE,
        "drinking_water": True,
        "equipment": ["water_tank"],
        "hours": 9,
    },
    {
        "slug": "school-field",
        "kind": Station.Kind.ASSEMBLY_POINT,
        "at": (-760, 480),
        "name": {"en": "School Road sports field", "zh-hans": "学堂路操场"},
        "address": {"en": "20 School Road", "zh-hans": "学堂路 20 号"},
        "opening": ALL_DAY,
        "capacity": 900,
        "step_free": True,
        "animals": True,
        "power": Station.Power.NONE,
        "drinking_water": False,
        "hours": 60,  # nobody has looked for days
    },
    {
        "slug": "ferry-steps-aed",
        "kind": Station.Kind.AED,
        "at": (-1120, -380),
        "name": {"en": "AED at Ferry Steps", "zh-hans": "渡口 AED"},
        "address": {"en": "Ferry house, left of the door", "zh-hans": "渡口值班房门左边"},
        "opening": ALL_DAY,
        "step_free": False,
        "equipment": ["aed"],
        "status": Station.Status.CLOSED,
        "note": {"en": "Its battery is being replaced.", "zh-hans": "电池正在更换。"},
        "hours": 20,
    },
)
EXTRA = ("capacity", "step_free", "animals", "power", "drinking_water", "wifi", "equipment", "bring", "opening")


def make_stations(community: Community, preset: Preset, people: dict[str, User], now: datetime) -> list[Station]:
    """Nothing where the community has stations already."""
    if Station.objects.filter(community=community).exists():
        return []
    rows = []
    for wanted in STATIONS:
        latitude, longitude = on_map(preset, wanted["at"])
        at = now - timedelta(hours=wanted["hours"])
        station = register_station(
            community=community,
            slug=f"{preset.slug}-{wanted['slug']}" if taken(community, wanted["slug"]) else wanted["slug"],
            name=wanted["name"],
            kind=wanted["kind"],
            address=wanted["address"],
            latitude=latitude,
            longitude=longitude,
            lead=people["station_lead"],
            by=people["station_lead"],
            now=now - timedelta(days=30),
            **{field: wanted[field] for field in EXTRA if field in wanted},
        )
        confirm_station(
            station,
            status=wanted.get("status", Station.Status.ACTIVE),
            by=people["station_lead"],
            now=at,
            note=wanted.get("note", ""),
            places_free=wanted.get("free"),
        )
        rows.append(station)
    return rows


def taken(community: Community, slug: str) -> bool:
    """True where another community has a station of this name: slugs are unique on the whole site."""
    return Station.objects.filter(slug=slug).exclude(community=community).exists()
