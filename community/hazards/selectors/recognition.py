"""What a few words are about: plain keywords in both languages, no more.

The order is the order of danger: "the fire brigade door is blocked by water" is a fire until a person says otherwise.
"""

import re
from dataclasses import dataclass

from community.places.models import Community, NamedArea

# people in danger come before any category: those who must be got out, then those who are hurt
RESCUE = re.compile(
    r"\b(trapped|stuck (?:in|inside|under)|can(?:'|’|no)?t get out|drowning|swept away|buried|explo(?:ded|sion))\b"
    r"|被困|困住|困在|出不来|溺水|落水|爆炸|冲走|被埋|埋在|救命",
    re.IGNORECASE,
)
INJURY = re.compile(
    r"\b(can(?:'|’|no)?t breathe|unconscious|not breathing|bleeding|injured|hurt|electrocuted)\b"
    r"|昏迷|没有?呼吸|喘不过气|流血|受伤|触电",
    re.IGNORECASE,
)

KEYWORDS: dict[str, re.Pattern[str]] = {
    code: re.compile(pattern, re.IGNORECASE)
    for code, pattern in {
        "gas": r"\bgas\b(?! station)|rotten eggs?|煤气|燃气|天然气|液化气|瓦斯",
        "fire": r"\b(fire(?! (?:door|lane|exit|escape|hydrant|station|truck|extinguisher))|flames?|burning|smoke)\b"
        r"|起火|着火|火灾|失火|冒烟|浓烟|火苗|烧起来|烧着",
        "hazmat": r"\b(chemicals?|toxic|poison(?:ous)?|acid|fumes|hazmat|oil spill)\b|化学|有毒|毒气|危化|硫酸|泄漏物",
        "electrical": r"\b(power ?lines?|cables?|wires?|electric\w*|sparks?|sparking|transformer|live wire)\b"
        r"|电线|电缆|漏电|变压器|电杆|电火花|配电|电箱",
        "landslide": r"\b(landslides?|mudslides?|rock ?falls?|mud (?:over|across|on)|slope)\b"
        r"|滑坡|泥石流|塌方|落石|山体|边坡",
        "blocked_exit": r"\b(exits?|fire (?:door|lane|escape)s?|escape route|stairwell)\b"
        r"|安全出口|消防通道|疏散通道|生命通道|防火门|楼道堵",
        "fallen_tree": r"\b(trees?|branch(?:es)?)\b|树",
        "water_supply": r"\b(no water|tap water|water (?:supply|main|pipe)|burst pipe|brown water)\b"
        r"|停水|自来水|水管|爆管|供水",
        "flooding": r"\b(flood\w*|water (?:over|rising|on|in|coming)|creek|river|overflow\w*|under ?water)\b"
        r"|knee[- ]deep|积水|内涝|水淹|淹|涨水|漫水|漫上|漫过|漫路|倒灌|河水|洪水|进水",
        "structure": r"\b(walls?|roofs?|balcon(?:y|ies)|crack\w*|collaps\w*|ceiling|bricks?|building|leaning)\b"
        r"|墙|屋顶|外墙|瓦片|裂缝|倒塌|坍塌|危房|阳台|广告牌",
        "road": r"\b(roads?|street|pothole|pavement|sidewalk|manhole|drain ?cover|bridge|sinkhole|traffic light)\b"
        r"|井盖|路面|道路|马路|桥|塌陷|坑|红绿灯|护栏",
    }.items()
}
OTHER = "other"
EMERGENCIES = frozenset({"gas", "fire"})


@dataclass(frozen=True)
class Hazard:
    """What words are about: a category's code, and which service must be called before anything else ("": none)."""

    code: str
    call: str  # "fire" (which rescues), "ambulance" or ""

    @property
    def is_emergency(self) -> bool:
        return bool(self.call)


def hazard_in(text: str) -> Hazard:
    """The first category whose words stand in `text`, else `other`."""
    code = next((code for code, words in KEYWORDS.items() if words.search(text)), OTHER)
    if RESCUE.search(text) or code in EMERGENCIES:
        return Hazard(code, "fire")
    return Hazard(code, "ambulance" if INJURY.search(text) else "")


def area_named_in(community: Community, text: str) -> NamedArea | None:
    """The named area whose name, in any language, stands in `text`; the longest name wins."""
    folded = text.casefold()
    found: list[tuple[int, NamedArea]] = []
    for area in NamedArea.objects.filter(community=community).only("pk", "name", "slug", "community"):
        for name in area.name.values():
            if len(name) > 1 and name.casefold() in folded:
                found.append((len(name), area))
    return max(found, key=lambda pair: pair[0])[1] if found else None
