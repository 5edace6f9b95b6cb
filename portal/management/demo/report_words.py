"""Twenty-five hazards, as neighbours would write them, and what became of each.

A story is: category, area, metres east and north of its middle, language, words, place in words, hours ago, steps.
A step is: state, hours later, who, note, and what the guard asks for.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    to: str
    hours: float
    by: str
    note: str = ""
    guards: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    category: str
    area: str
    offset: tuple[int, int]
    language: str
    words: str
    place: str
    hours: float
    steps: tuple[Step, ...] = ()
    channel: str = "web"


def seen(hours: float, note: str = "") -> Step:
    return Step("triaged", hours, "officer", note)


def taken(hours: float, note: str = "") -> Step:
    return Step("assigned", hours, "officer", note, {"assigned_to": "grid_worker"})


def fixed(hours: float, note: str) -> Step:
    return Step("fixed", hours, "grid_worker", note)


def checked(hours: float, note: str) -> Step:
    return Step("verified", hours, "officer", note)


STORIES: tuple[Story, ...] = (
    # nobody has looked yet
    Story(
        *("flooding", "lower-street", (-120, -90), "zh-hans"),
        "下街 14 号门前排水沟堵了，昨晚下雨水漫到台阶，孩子上学得绕路。",
        *("下街 14 号门前", 0.4),
    ),
    Story(
        *("electrical", "wharf-lane", (60, 40), "en"),
        "A cable hangs down to head height behind the fish market. It swings when the wind blows.",
        *("Behind the fish market, Wharf Lane", 0.9),
    ),
    Story(
        *("blocked_exit", "willow-court", (-90, 60), "zh-hans"),
        "3 号楼 2 单元消防通道停了两辆电动车，门只能开一半。",
        *("柳湾里 3 号楼 2 单元", 2.5),
    ),
    Story(
        *("road", "granary-square", (120, -60), "en"),
        "The drain cover at the bus stop rocks when you step on it.",
        *("Bus stop, Granary Square", 5),
    ),
    Story(
        *("fallen_tree", "willow-fields", (0, 90), "en"),
        "A big branch has come down across the path between the allotments.",
        *("Path by allotment 40", 7),
        channel="sms",
    ),
    # seen
    Story(
        *("structure", "ferry-steps", (90, 60), "zh-hans"),
        "渡口老房子临街的山墙往外鼓，墙根有新裂缝，手指能伸进去。",
        *("渡口街 7 号", 20),
        (seen(3, "已到现场看过，先按一般隐患登记，明天请房管来鉴定。"),),
    ),
    Story(
        *("landslide", "hillside", (160, 120), "en"),
        "Small stones keep falling onto the upper path after rain. There are fist-sized ones now.",
        *("Upper path, above the last house", 26),
        (seen(2, "Looked at from below. Path closed with tape until the slope is checked."),),
    ),
    Story(
        *("water_supply", "market-lane", (-100, 30), "zh-hans"),
        "水龙头出来的水发黄，有铁锈味，整栋楼都这样。",
        *("集市巷 22 号", 9),
        (seen(1, "已转告水站查管道，请先别直接饮用。"),),
    ),
    # somebody is on it
    Story(
        *("flooding", "stone-bridge", (-200, -120), "zh-hans"),
        "石桥头涵洞积水过脚踝，电动车在这里熄火好几次了。",
        *("石桥头人行涵洞", 30),
        (seen(1), taken(2, "带水泵过去，顺便把栅栏里的垃圾清掉。")),
    ),
    Story(
        *("road", "school-road", (210, -80), "en"),
        "The guard rail by the school crossing is bent flat. Cars come close to the children.",
        *("School Road crossing", 50),
        (seen(2), taken(5, "New rail is ordered. Cones are out until it comes.")),
    ),
    Story(
        *("fire", "market-lane", (130, -90), "zh-hans"),
        "烧烤摊的煤气罐放在居民楼楼道口，晚上一排炉子火很旺。",
        *("集市巷 5 号楼道口", 44),
        (seen(0.5, "已电话叫停。"), taken(1, "今晚现场劝离，并检查气罐。")),
    ),
    # made safe for now
    Story(
        *("road", "lower-street", (200, 20), "zh-hans"),
        "下街和码头巷路口井盖松动，晚上看不见，踩上去会翻。",
        *("下街与码头巷路口", 60),
        (
            *(seen(1), taken(2)),
            Step("interim", 4, "grid_worker", "已放警示桩，夜里有反光条。新井盖周五到货，到时更换。"),
        ),
    ),
    Story(
        *("structure", "hill-road", (-120, 40), "en"),
        "The shop sign over the bakery hangs by one bolt.",
        *("Bakery, 31 Hill Road", 70),
        (
            *(seen(1), taken(3)),
            Step("interim", 5, "grid_worker", "Sign tied back, pavement roped off. The fitter comes on Thursday."),
        ),
    ),
    # fixed, not yet checked
    Story(
        *("fallen_tree", "north-bridge", (40, -100), "en"),
        "A poplar leans over the footway and rests on the lamp post.",
        *("North Bridge, east side", 80),
        (seen(1), taken(2), fixed(9, "Tree cut and taken away. The lamp works.")),
    ),
    Story(
        *("electrical", "willow-court", (150, -40), "zh-hans"),
        "地下车库配电箱门关不上，里面能看到线头。",
        *("柳湾里地下车库 B 区", 90),
        (seen(1), taken(2), fixed(20, "换了箱门和锁，贴了警示牌。")),
    ),
    # checked by a second person
    Story(
        *("blocked_exit", "market-lane", (-40, -40), "en"),
        "The back door of Market Hall is chained shut during the evening market.",
        *("Market Hall, back door", 120),
        (
            *(seen(1), taken(2), fixed(6, "Chain removed, push bar fitted. The stall holders know why.")),
            checked(26, "Tried during the market: the door opens from inside with one hand."),
        ),
    ),
    Story(
        *("gas", "willow-court", (-30, -90), "zh-hans"),
        "5 号楼楼道一进门就有燃气味，越往上越重。",
        *("柳湾里 5 号楼 1 单元", 130),
        (
            *(seen(0.1, "已通知燃气公司，请住户先到楼下，别按门铃和开关。"), taken(0.2)),
            fixed(2, "三楼软管老化漏气，已换新管，关阀检测合格。"),
            checked(20, "复测两次，没有漏气。"),
        ),
    ),
    # closed
    Story(
        *("flooding", "ferry-steps", (-60, -60), "en"),
        "The flap on the storm drain at Ferry Steps is stuck open. The river comes back up through it.",
        *("Ferry Steps, lower landing", 200),
        (
            *(seen(2), taken(4), fixed(28, "Hinge freed and greased. The flap closes by itself again.")),
            *(
                checked(52, "Seen closed at high water."),
                Step("closed", 60, "officer", "Now on the spring list."),
            ),
        ),
    ),
    Story(
        *("blocked_exit", "willow-court", (60, 140), "zh-hans"),
        "1 号楼楼道堆满旧家具，担架肯定过不去。",
        *("柳湾里 1 号楼 3 单元", 230),
        (
            *(seen(3), taken(6), fixed(50, "和住户一起清完，旧家具由街道统一拉走。")),
            *(checked(72, "回头看，没有再堆。"), Step("closed", 74, "officer", "已销号。")),
        ),
    ),
    Story(
        *("road", "north-bridge", (-160, 80), "en"),
        "Two boards are missing from the footbridge by the water point.",
        *("Footbridge at North Bridge", 260),
        (
            *(seen(2), taken(3), fixed(30, "Boards replaced, the others tightened.")),
            *(checked(40, "Walked over with a pram: sound."), Step("closed", 41, "officer")),
        ),
    ),
    # not a hazard, passed on, a repeat, opened again
    Story(
        *("other", "hillside", (-200, -60), "zh-hans"),
        "隔壁装修太吵，从早敲到晚。",
        *("坡上 9 号", 100),
        (Step("rejected", 4, "officer", "噪声不属于安全隐患。请找物业协调，约定施工时间。"),),
    ),
    Story(
        *("electrical", "hill-road", (90, 110), "en"),
        "The transformer on the pole hums and there were sparks last night.",
        *("Pole 118, Hill Road", 66),
        (
            seen(0.3, "Please keep 10 metres away."),
            Step("referred", 0.6, "officer", "They come tonight.", {"referred_to": "Power company · 供电公司"}),
        ),
    ),
    Story(
        *("water_supply", "lower-street", (-300, 60), "zh-hans"),
        "路面往上冒清水，像是水管爆了，已经流到河边。",
        *("下街 40 号对面", 150),
        (
            seen(0.5),
            Step("referred", 1, "officer", "抢修队两小时内到。", {"referred_to": "自来水公司 · Water company"}),
        ),
    ),
    Story(
        *("flooding", "lower-street", (-110, -80), "en"),
        "The gutter on Lower Street is blocked, water stands on the steps of number 14.",
        *("14 Lower Street", 0.3),
        (Step("duplicate", 0.1, "officer", "Same drain. We follow it there.", {"duplicate_of": 0}),),
    ),
    Story(
        *("structure", "granary-square", (-150, 90), "zh-hans"),
        "老粮仓东墙的瓦又开始往下掉，上次补的地方松了。",
        *("老粮仓东墙外", 300),
        (
            *(seen(2), taken(4), fixed(40, "补了二十几片瓦，拉了警戒线。"), checked(60, "当时牢固。")),
            Step("closed", 61, "officer"),
            Step("reopened", 290, "resident", "这两天刮风，又掉了三片，就在人行道边上。"),
        ),
    ),
)
