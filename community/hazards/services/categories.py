"""The kinds of hazard that every community starts with. They are data: a community changes and adds its own."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from community.hazards.models import Category, Urgency
from community.places.models import Community
from portal.lib.jobs import enqueue


@dataclass(frozen=True)
class Start:
    code: str
    name: tuple[str, str]  # English, Chinese
    hint: tuple[str, str]
    urgency: Urgency
    similar_radius: int  # metres; 0: look-alikes are never suggested
    call_first: str = ""  # a key of Community.emergency_numbers


NOW, SOON, ROUTINE = Urgency.IMMEDIATE, Urgency.SOON, Urgency.ROUTINE
STARTING = (
    Start(
        "gas",
        ("Gas smell", "燃气味"),
        (
            "Smell of gas, hissing pipe. Switch nothing on or off, go outside, then call.",
            "闻到燃气味、管道嘶嘶响。别碰开关，先到室外再打电话。",
        ),
        NOW,
        100,
        "fire",
    ),
    Start(
        "fire",
        ("Fire or smoke", "起火、冒烟"),
        ("Flames, smoke, something burning. Get out, then call.", "看到火苗、浓烟，有东西烧着。先离开，再打电话。"),
        NOW,
        150,
        "fire",
    ),
    Start(
        "flooding",
        ("Flooding", "积水、进水"),
        ("Water on a road or in a building, a drain that overflows.", "路上或楼里积水，下水道返水。"),
        SOON,
        250,
    ),
    Start(
        "road",
        ("Road or street light", "道路、路灯"),
        (
            "Hole, loose drain cover, broken rail, lights that are out.",
            "路面塌坑、井盖松动、护栏损坏、路灯或信号灯不亮。",
        ),
        SOON,
        100,
    ),
    Start(
        "structure",
        ("Wall or roof", "墙体、屋顶"),
        ("Crack, leaning wall, loose tile or sign that may fall.", "墙有裂缝或倾斜，瓦片、招牌要掉。"),
        SOON,
        100,
    ),
    Start(
        "electrical",
        ("Wires or power", "电线、用电"),
        (
            "Cable down, sparks, water near electricity. Stay 10 m away.",
            "电线掉落、打火花、电器泡水。请离开 10 米以外。",
        ),
        NOW,
        100,
        "fire",
    ),
    Start(
        "water_supply",
        ("Tap water", "自来水"),
        ("No water, burst pipe, water of odd colour or smell.", "停水、水管爆裂、水色或气味异常。"),
        SOON,
        500,
    ),
    Start(
        "landslide",
        ("Landslide", "滑坡、落石"),
        ("Falling stones, mud on a road, a slope that cracks or moves.", "山坡落石、泥土上路、坡面开裂移动。"),
        NOW,
        500,
    ),
    Start(
        "fallen_tree",
        ("Fallen tree", "树木倒伏"),
        ("Tree or large branch down, or about to fall.", "树倒了、粗枝断了，或者快要断了。"),
        SOON,
        100,
    ),
    Start(
        "blocked_exit",
        ("Blocked exit", "通道堵塞"),
        ("Locked fire door, stairs or fire lane that are blocked.", "防火门打不开，楼道、消防通道被堵。"),
        SOON,
        50,
    ),
    Start(
        "hazmat",
        ("Chemicals", "化学品、异味"),
        (
            "Spill, leaking drum, sharp smell. Go upwind, then call.",
            "化学品泄漏、桶罐渗漏、刺鼻气味。往上风走，再打电话。",
        ),
        NOW,
        250,
        "fire",
    ),
    Start(
        "other",
        ("Something else", "其他"),
        ("Not sure which? Choose this one.", "拿不准就选这一项。"),
        ROUTINE,
        0,
    ),
)

# this project's own figures, which a community changes
LEVELS: dict[Urgency, dict[str, Any]] = {
    NOW: {"acknowledge_hours": 1, "fix_hours": 24, "in_working_hours": False},
    SOON: {"acknowledge_hours": 8, "fix_hours": 72, "in_working_hours": False},
    ROUTINE: {"acknowledge_hours": 16, "fix_hours": 80, "in_working_hours": True},
}


@transaction.atomic
def ensure_categories(community: Community) -> list[Category]:
    """The categories of `community`, the starting ones made where they are missing; its own words are never touched."""
    known = set(Category.objects.filter(community=community).values_list("code", flat=True))
    Category.objects.bulk_create(
        [
            Category(
                community=community,
                code=start.code,
                name={"en": start.name[0], "zh-hans": start.name[1]},
                hint={"en": start.hint[0], "zh-hans": start.hint[1]},
                icon="flood" if start.code == "flooding" else start.code,
                urgency=start.urgency,
                call_first=start.call_first,
                similar_radius=start.similar_radius,
                **LEVELS[start.urgency],
                position=10 * position,
            )
            for position, start in enumerate(STARTING, start=1)
            if start.code not in known
        ],
        ignore_conflicts=True,  # two processes may start a community at once
    )
    return list(Category.objects.filter(community=community))


def save_category(category: Category) -> Category:
    """Keep a category as an administrator words it. One in use is switched off (`is_active`), never erased.

    Raises ValidationError by field.
    """
    category.full_clean()
    category.save()
    enqueue("hazards.weigh")
    return category
