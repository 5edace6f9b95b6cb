"""Six hundred neighbours behind 240 doors, with numbers that belong to nobody."""

import random
from datetime import datetime, timedelta

from community.accounts.models import User
from community.people.models import Household, Resident
from community.people.services import register_resident, save_building, save_grid, save_household
from community.places.models import Community
from portal.management.demo.places import AREAS, Area, on_map
from portal.management.demo.presets import AREA_CODES, Preset, phone

PEOPLE = 100 * len(AREA_CODES)
BUILDINGS = 2  # in each area
DOORS = 10  # in each building
GRIDS = (
    ("riverside-west", {"en": "Grid 1, riverside west", "zh-hans": "第一网格 河西"}, ("ferry-steps", "lower-street")),
    ("riverside-east", {"en": "Grid 2, riverside east", "zh-hans": "第二网格 河东"}, ("wharf-lane", "stone-bridge")),
    ("willows", {"en": "Grid 3, the Willows", "zh-hans": "第三网格 柳园"}, ("willow-fields", "willow-court")),
    ("market", {"en": "Grid 4, the market", "zh-hans": "第四网格 集市"}, ("market-lane", "granary-square")),
    ("school", {"en": "Grid 5, School Road", "zh-hans": "第五网格 学堂路"}, ("school-road", "hill-road")),
    ("hill", {"en": "Grid 6, the hill", "zh-hans": "第六网格 山坡"}, ("north-bridge", "hillside")),
)
FAMILY = tuple("赵钱孙李周吴郑王冯陈蒋沈韩杨朱许何吕张曹严魏陶姜谢章苏潘葛范彭鲁马方任袁柳唐薛雷贺罗毕安常于傅齐")
GIVEN = tuple("伟芳娜敏静丽强磊军洋勇艳杰涛明霞平刚桂英玉兰志建国文华梅红晓东春燕海波小雨佳怡子涵浩然欣雅思远")
FIRST = """
    Ada Amir Anna Ben Carla Clara Daniel David Elena Emma Farid Grace Hana Hugo Irene Isaac Jamal James Julia Karim
    Laura Leo Lina Lucia Marco Maria Martha Nadia Noah Nora Oscar Paul Priya Ravi Rosa Ruth Sam Sara Tom Vera Yusuf Zoe
""".split()  # noqa: SIM905 - a list of 42 strings reads worse
LAST = """
    Adams Baker Becker Brown Carter Castillo Clark Cohen Davis Diaz Evans Fischer Flores Garcia Green Haddad Hall Hill
    Hughes Jackson Kelly Khan Lee Lopez Martin Meyer Miller Moore Morris Nguyen Novak Okafor Ortiz Park Patel Price
    Reed Rivera Rossi Santos Schmidt Silva Stone Turner Walker White Wood Young
""".split()  # noqa: SIM905


def make_residents(community: Community, preset: Preset, people: dict[str, User], now: datetime) -> int:
    """Homes and people; how many were added. People who are there already stay as they are."""
    there = Resident.objects.filter(community=community, is_demo=True).count()
    if there >= PEOPLE:
        return 0
    rng = random.Random(preset.slug)
    doors = make_homes(community, preset, people, now)
    for number in range(there, PEOPLE):
        door, at = doors[number % len(doors)]
        chinese = rng.random() < preset.chinese
        latitude, longitude = on_map(preset, (at[0] + rng.uniform(-25, 25), at[1] + rng.uniform(-25, 25)))
        register_resident(
            community=community,
            phone=phone(number),
            name=chinese_name(rng) if chinese else f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            language="zh-hans" if chinese else "en",
            consent=True,
            household=door,
            latitude=latitude,
            longitude=longitude,
            source=Resident.Source.DEMO,
            is_demo=True,
            now=now - timedelta(days=rng.randrange(20, 400)),
        )
    return PEOPLE - there


def chinese_name(rng: random.Random) -> str:
    return rng.choice(FAMILY) + "".join(rng.sample(GIVEN, rng.choice((1, 2))))


Door = tuple[Household, tuple[float, float]]  # and where it stands, in metres


def make_homes(community: Community, preset: Preset, people: dict[str, User], now: datetime) -> list[Door]:
    """Six grids, two buildings in each area, ten doors in each building; doors in an order that mixes the areas."""
    by_slug = {area.slug: area for area in AREAS}
    doors: list[Door] = []
    for slug, name, areas in GRIDS:
        grid = save_grid(community=community, slug=slug, name=name, worker=people["grid_worker"], now=now)
        for area in (by_slug[one] for one in areas):
            for number in range(1, BUILDINGS + 1):
                at = building_place(area, number)
                latitude, longitude = on_map(preset, at)
                building = save_building(
                    grid=grid,
                    slug=f"{area.slug}-{number}",
                    name={"en": f"{area.en} {number}", "zh-hans": f"{area.zh} {number} 号楼"},
                    address=f"{area.en} {number}" if preset.main_language == "en" else f"{area.zh} {number} 号",
                    latitude=latitude,
                    longitude=longitude,
                    now=now,
                )
                for door in range(DOORS):
                    label = f"{door // 2 + 1}0{door % 2 + 1}"
                    row = save_household(building=building, door=label, people=2 + door % 3, now=now)
                    doors.append((row, at))
    random.Random(1).shuffle(doors)
    return doors


def building_place(area: Area, number: int) -> tuple[float, float]:
    """A building stands a third or two thirds along its area."""
    x = area.west + (area.east - area.west) * number / (BUILDINGS + 1)
    return x, area.middle[1] + (40 if number % 2 else -40)
