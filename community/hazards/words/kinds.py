"""What a few words are about: which kind of hazard, how pressing, and whom to call before anything else.

The order is the order of danger: "smoke from the fuse box" is a fire until a person says otherwise.
"""

import re
from dataclasses import dataclass

from community.hazards.words.plain import plain

OTHER = "other"
IMMEDIATE, SOON, ROUTINE = "immediate", "soon", "routine"  # as Urgency's

# people in danger come before any category: those who must be got out, then those who are hurt
RESCUE = re.compile(
    r"\b(trapped|stuck (?:in|inside|under)\b(?! (?:the )?(?:mud|ice|snow|road))|can(?:'|no)?t get out|drowning"
    r"|swept away|buried|explo(?:ded|sion)"
    r"|(?:wall|roof|tree|branch|balcony|ceiling|bricks?|sign|scaffold\w*) (?:has |just )?(?:fell|fallen|came down|collapsed)"
    r" (?:on|onto|on top of) (?:a |an |the |my |some )?(?:man|woman|boy|girl|kid|child|person|people|someone|somebody"
    r"|him|her|me|us|them|neighbou?r)"
    r"|we(?:'re| are)? (?:all )?on the roof|(?:grandma|grandpa|mother|father|mom|mum|dad|child|children|kids?|baby|people"
    r"|wife|husband|son|daughter|someone|somebody|neighbou?r) (?:is |are |s )?(?:still )?(?:down there|inside|in there))\b"
    r"|被困|困住|困在|出不来|溺水|落水|爆炸|冲走|被埋|埋在|救命|(?:压|砸)(?:到|住|着)(?:了)?(?:个|一个)?(?:人|孩子|老人|我|他|她)"
    r"|我们?(?:都)?在(?:房顶|屋顶|楼顶)|(?:奶奶|爷爷|老人|孩子|小孩|妈|爸|娃|人|老婆|老公)(?:还|都|们)*在(?:下面|里面|屋里)"
)
INJURY = re.compile(
    r"\b(can(?:'|no)?t breathe|unconscious|not breathing|bleeding|injured|hurt|electrocuted|not moving|head (?:hurts|wound))\b"
    r"|昏迷|没有?呼吸|喘不过气|流血|受伤|触电|被电(?:到|着|了)|不动了|撞伤|摔伤|咬伤"
)
# going wrong at this moment, or about to
PRESSING = re.compile(
    r"\b(?:about|going|gonna|ready|fixin|fixing|threatening) (?:to )?(?:fall|go over|collapse|come down|topple|give way|drop)"
    r"|\b(?:get|be) killed\b|\bhanging by\b|\blive (?:wires?|cables?)\b|\bspark(?:s|ing)?\b|\bright now\b.{0,20}\bfall"
    r"|\b(?:wires?|cables?|power ?lines?)\b.{0,14}\b(?:down|hanging|dangling|live|fallen|snapped|on the (?:ground|road|path))"
    r"|\b(?:tree|branch)\b.{0,20}\bon\b.{0,10}\b(?:power ?lines?|wires?|cables?)|\b(?:rising|coming up) fast\b"
    r"|\b(?:kids?|children|child) (?:are |is )?(?:playing|walking|climbing)\b.{0,20}\b(?:by|next|near|on|under|around)\b"
    r"|(?:快|就|眼看着?|眼瞅着|马上|随时)要?(?:倒|塌|掉|垮|断)|要(?:倒|塌|垮|出人命)|吊着|冒火花|打火花|电火花"
    r"|电[线缆].{0,6}(?:掉|调|断|垂|拖|落|耷拉|搭|碰)|(?:压|砸|刮)断.{0,3}电(?:线|缆)|(?:掉|断|垂)下来?的?电(?:线|缆)|(?:涨|升)得?很快"
)
LEISURELY = re.compile(
    r"\bnot (?:very |so |that )?urgent\b|\bno (?:hurry|rush)\b|\bwhen(?:ever)? you (?:have|get|find) (?:the |some )?(?:time|chance)"
    r"|不急|不着急|有空(?:来|时|再)|有时间(?:再|来)|抽空"
)
_POWER_CUT = re.compile(
    r"\bpower(?:'s| is| has)? ?(?:been |gone )?(?:out|off|down|cut)\b|\bno (?:power|electric\w*|lights? at all)\b|\bpower (?:is )?(?:out|off|cut|outage)\b|\bblackout\b|停电|没有?电(?![话梯脑视灯])|断电"
)

_RIVER = r"(?:river|creek|stream|burn|canal|brook|beck)(?:'s)?"
KEYWORDS: dict[str, re.Pattern[str]] = {
    code: re.compile(pattern)
    for code, pattern in {
        "gas": r"\bgas\b(?!\W+(?:station|pump|mask|company|bill|price))|rotten eg+s?\b|eggy? smell|\bhissing pipe"
        r"|煤气|燃气|天然气|液化气|瓦斯|沼气|有没气味|臭鸡蛋|臭鸡旦|管.{0,3}嘶嘶|嘶嘶.{0,4}响|\bmei ?qi\b",
        "fire": r"\b(?:fire(?! (?:door|lane|exit|escape|hydrant|station|truck|engine|extinguisher|brigade|alarm|drill))"
        r"|flames?|burning|smoke(?! (?:alarm|detector)))\b"
        r"|起火|着火|火灾|失火|烟(?![花草囱头酒台民灰盒店瘾])|火苗|烧起来|烧着|\b(?:qi|zhao) ?huo\b",
        "hazmat": r"\b(?:chemicals?|toxic|poison(?:ous)?|acid|fumes|hazmat|oil spill|asbestos)\b"
        r"|\b(?:drums?|barrels?|canisters?|tanker)\b.{0,20}\b(?:leak\w*|spill\w*|ooz\w*)"
        r"|\b(?:pesticides?|solvents?|chlorine|ammonia|bleach|dead fish|stench)\b|农药|氨气|氯气|汽油味|死鱼|化学|有毒|毒气|危化|硫酸|泄漏物|刺鼻|桶.{0,8}(?:在?漏|洒|流出)|油罐",
        # a lamp in the street is nobody's live wire
        "street light": r"\b(?:street|traffic|stop) ?(?:lights?|lamps?)\b|\blamp ?posts?\b|路灯|陆灯|红绿灯|信号灯|交通灯",
        "electrical": r"\b(?:power ?lines?|cables?|wires?|electric\w*|sparks?|sparking|transformer|pylon|fuse box"
        r"|electrocuted|no power|power(?:'s| is| has)? ?(?:been |gone )?(?:out|off|down|cut|outage)|blackout|outage|sockets?|meter box)\b"
        r"|电线|电缆|漏电|变压器|电杆|电火花|火花|配电|电箱|触电|停电|没有?电(?![话梯脑视灯])|断电|跳闸|插座|飞线|\bting ?dian\b",
        "landslide": r"\b(?:landslides?|mud ?slides?|rock ?falls?|mud (?:over|across|on|has come)|slope|hillside)\b"
        r"|\b(?:rocks?|stones?|boulders?)\b.{0,12}\b(?:fall|roll|com)\w*|滑坡|泥石流|塌方|落石|山体|边坡|石[头块].{0,3}(?:掉|滚|落|滑)|碎石|山坡.{0,3}(?:滑|塌|裂)",
        "blocked_exit": r"\b(?:exits?|fire (?:door|lane|escape)s?|escape route|stairwell|emergency door)\b"
        r"|安全出口|消防.{0,2}(?:通道|出口)|疏散通道|生命通道|防火门|消防门|楼道.{0,3}(?:堵|堆|占|放满)|(?:后门|出口|通道).{0,6}(?:锁|堵|封|打不开)",
        "fallen_tree": r"\b(?:trees?(?! (?:road|street|lane|st|rd|row)\b)|branch(?:es)?)\b|树(?![街路巷村里园湾下])|树枝|树杈|\bshu dao\b",
        "water_supply": r"\b(?:no water|tap water|water (?:supply|main|pipe|pressure)|burst (?:pipe|main)|brown water|hydrant)\b"
        r"|\btap\b.{0,12}\bbrown|停水|水压|没水|自来水|水管|爆管|供水|消防栓|\bting ?shui\b",
        "flooding": rf"\b(?:flood\w*|overflow\w*|under ?water|sewage|sewers?|knee[- ]deep|burst its banks|levee|dam)\b"
        rf"|\b{_RIVER}\b.{{0,24}}\b(?:over|ris\w+|burst|up|high|into|com\w+|flood\w*)\b"
        r"|\bwater\b.{0,14}\b(?:over|rising|on|in|into|coming|everywhere|up to|standing|pooling)\b"
        r"|\bdrains?\b(?! cover).{0,12}\b(?:block\w*|back\w*|clog\w*|full)|\bblocked drain"
        r"|\b(?:foot|feet|ft|inch\w*|cm) of water|\b(?:basement|cellar|garage|hallway)\b.{0,14}\bwater\b"
        r"|积水|基水|水有.{0,5}[深高]|(?:地下室|车库|屋里|家里|一楼|门口).{0,4}(?:全是|都是)?水|内涝|水淹|水浸|淹|涨水|水涨|漫水|漫上|漫过|漫路|漫出|水漫|倒灌|灌进|洪水|进水|水到|返水|反水|冒水|下水道|坝|堤"
        r"|\bxia ?shui ?dao\b|\bji ?shui\b|\bshui man\b",
        "structure": r"\b(?:walls?|roofs?|balcon(?:y|ies)|crack\w*|collaps\w*|ceiling|bricks?|scaffold\w*|chimney|tiles?|gutters?|awning|canopy|facade|plaster"
        r"|(?:building|sign|billboard|fence)\b.{0,15}\b(?:fall\w*|lean\w*|shak\w*|loose|tilt\w*|down))\b"
        r"|墙|雨棚|屋檐|檐|烟囱|窗(?:户|框|玻璃)?.{0,3}(?:掉|碎|松)|屋顶|房顶|瓦片|裂缝|裂了|倒塌|坍塌|危房|阳台|广告牌|招牌|脚手架|天花板",
        "road": r"\b(?:potholes?|pavement|sidewalk|manhole|drain ?cover|bridge|footbridge|sinkhole|railings?|guard ?rail|kerb|curb"
        r"|ic[ey]|slippery|footpath)\b|\bholes?\b.{0,20}\b(?:road|street|lane|path|lose a wheel)|\b(?:the|this|our|my|main|whole) "
        r"(?:road|street|lane|path)\b|\broad(?:'s)? (?:is|has|surface|collapsed|broken|proper)|\bholes?\b.{0,14}\b(?:in|on) \w+ "
        r"(?:street|road|lane|row|st|rd)\b"
        r"|\bholes?\b|井盖|景盖|窨井|井里|井口|洞|路面|道路|马路|桥|塌陷|坑|护栏|栏杆|窿|冰|台阶|\blu ?deng\b|\bjing ?gai\b",
    }.items()
}
_SAME = {"street light": "road"}
EMERGENCIES = frozenset({"gas", "fire"})


@dataclass(frozen=True)
class Hazard:
    """What words are about: a category's code, and which service must be called before anything else ("": none)."""

    code: str
    call: str  # "fire" (which rescues), "ambulance" or ""
    urgency: str = ""  # as Urgency's, "" where the words do not say

    @property
    def is_emergency(self) -> bool:
        return bool(self.call)


def hazard_in(text: str) -> Hazard:
    """The first category whose words stand in `text`, else `other`."""
    said = plain(text)
    code = next((code for code, words in KEYWORDS.items() if words.search(said)), OTHER)
    code = _SAME.get(code, code)
    if RESCUE.search(said) or code in EMERGENCIES:
        return Hazard(code, "fire", IMMEDIATE)
    if INJURY.search(said):
        return Hazard(code, "ambulance", IMMEDIATE)
    return Hazard(code, "", _urgency(said, code))


def _urgency(said: str, code: str) -> str:
    if PRESSING.search(said):
        return IMMEDIATE
    if LEISURELY.search(said):
        return ROUTINE
    if code == "electrical" and _POWER_CUT.search(said):
        return SOON  # the kind is immediate, for live wires
    return ""
