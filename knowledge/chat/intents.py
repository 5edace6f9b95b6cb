"""Which part of an article a question asks for, and whether it leans on the one before."""

import re
from collections.abc import Iterable

from knowledge.chat.danger import Danger, danger_in
from knowledge.chat.plain import plain

PEOPLE = {
    group: re.compile(pattern)
    for group, pattern in {
        "child": r"\b(bab(y|ies)|infants?|newborns?|toddlers?|child(ren)?|kids?|son|daughter|pediatric)\b|婴|宝宝|孩子|小孩|儿童|幼儿|娃|小朋友|新生儿",
        "old": r"\b(elderly|(?<!years )(?<!year )(?<!month )(?<!week )(?<!yr )(?<!yrs )(?<!months )(?<!weeks )(?<!days )(?<!-)old(er)?( people| person| folks| man| woman| lady)?|senior(s)?|grand(ma|pa|mother|father|parents))\b|老人|老年|奶奶|爷爷|外婆|外公|姥姥|姥爷|年纪大|岁数大",
        "pregnant": r"\b(pregnan(t|cy)|expecting)\b|孕|怀孕|胎",
        "disabled": r"\b(wheel ?chair|disab\w*|blind|deaf|walker|cane|crutch\w*|mobility|cant (walk|see|hear|move)|bedridden|autis\w*|hearing|vision)\b|残|轮椅|盲|聋|听不见|看不见|走不动|走得慢|行动不便|卧床|腿脚不便|拐杖",
        "pet": r"\b(dogs?|cats?|pets?|animals?|puppy|kitten|birds?)\b|狗|猫|宠物|动物",
        "ill": r"\b(oxygen|dialysis|ventilator|insulin|chronic|medical device|heart disease|asthma)\b|吸氧|透析|呼吸机|胰岛素|慢性病|心脏病人|高血压|糖尿病|哮喘",
        "night_shift": r"\b(outdoor workers?|work(s|ing|ers?)? outside|homeless|alone)\b|户外(工作|干活)|独居|一个人住",
    }.items()
}
_SECTIONS = [  # in this order
    ("donot", r"\b(what (not|shouldnt i|should i not|should i never)|not to do|should(nt| not)|mistakes?|never do|avoid doing|is it (ok|okay|safe|bad|good) to|(can|should|may) (i|we|you) (use|put|pour|open|run|go|take|drink|eat|give|pull|touch|throw|turn|stand|drive|call from)|good idea|is it true)\b|不(能|要|该|可以)做|不要做|千万别|忌|禁忌|误区|(能不能|可不可以|可以|能|应该|要不要|该不该).{1,12}(吗|嘛|么|不|$)|对不对|是不是.{0,10}(好|对)|有没有用"),
    ("call", r"\b(who|which number|what number|when) (do|should|to|can) ?(i|we)? ?(call|phone|ring|dial)\b|\bphone number\b|\bnumber to call\b|打(什么|哪个|几)?(电话|号码)|(什么时候|何时|该不该|要不要)(打|叫).{0,4}(电话|救护车|119|120|110|报警)|找谁"),
    ("before", r"\b(prevent\w*|prepar\w*|before|get ready|be ready|in advance|ahead|plan for|protect|avoid a|avoid an|reduce the risk|how (can|do) (i|we) keep|store|stock|buy|install|safety tips|check ?list|charge|keep)\b|预防|防止|避免|防范|准备|提前|平时|事先|之前|来之前|储备|囤|怎么防|检查|安装|充电|存放"),
    ("after", r"\b(after(wards?)?|afterward|go(ing)? (back|home)|clean(ing)? up|return(ing)?|once it is over|when its over|is over|aftermath|recover\w*|when can (i|we) go)\b|之后|以后|过后|过去了|回家|回去|清理|结束后|停了|退了|善后|恢复"),
]  # fmt: skip
GROWN, OLD = 12, 65  # years
_MONTHS = re.compile(
    r"\b(\w+)[ -](days?|weeks?|months?|mths?|wks?)[ -]old\b|\b(shes|hes|she is|he is|is|aged?|only|just) (only |just |about )?\d{1,2} (days|weeks|months)\b(?! (pregnant|ago|late|along|gone))"
    r"|(\d{1,2}|[一二两三四五六七八九十]{1,2})个(多|半)?月(大|的(娃|孩子|宝宝|婴)|$)|刚出生|没满月|未满月|刚满月|百天"
)
_YEARS = re.compile(
    r"\b(\d{1,3})[ -]?(?:years?|yrs?|yr|yo|y o)[ -]?old\b|\b(?:shes|hes|she is|he is|is|aged?|turned|im) (?:only |just |about |nearly )?(\d{1,3})\b(?! ?(?:st|nd|rd|th|weeks?|months?|minutes?|hours?|days?|degrees?|%|km|miles?|floors?|am|pm|percent))"
    r"|(\d{1,3}|[一二两三四五六七八九十]{1,3})岁"
)
AGE = re.compile(f"{_MONTHS.pattern}|{_YEARS.pattern}")
_BITES = re.compile(
    r"\b(bit|bites?|biting|bitten|scratch(ed|es)?|attack(ed|s|ing)?|nipped|mauled|rabies|rabid)\b|咬|抓(了|伤|破|到|出|一)|挠(了|伤|破)|狂犬"
)
_BARE = {
    "what do i do": "steps",
    "what should i do": "steps",
    "how do i prepare": "before",
    "and afterwards": "after",
    "what should i not do": "donot",
    "and with children or older people": "different",
    "when do i call": "call",
    "怎么办": "steps",
    "现在怎么做": "steps",
    "平时怎么准备": "before",
    "过后怎么做": "after",
    "不能做什么": "donot",
    "老人和孩子呢": "different",
    "什么时候打电话": "call",
}
_LEANING = re.compile(
    r"^\W*(and|what about|how about|ok(ay)? (and|but|what)|but|then what|what then|so what|what next|then|next|also|same for|does (that|it|this)|is (that|it|this)|should (it|that)|for (a|my|the|an)|with (a|my|the|an)|what if (its|it is|he is|she is|they|i|we|the))\b"
    r"|^\W*(那|然后|接着|接下来|还有|还要|另外|如果是|要是|那么|之后呢|再|这样|它|对于|换成|带着|带|有)"
    r"|(呢|咋办呢)[?？。]?\s*$"
)
_NEXT = re.compile(r"^\W*(more|what next|next|then what|what then|what else|and then|continue|go on|anything else)\W*$|^\W*(更多|然后呢|接下来呢?|还有呢|还有吗|继续|下一步|之后呢|再说|多说点)\W*$")  # fmt: skip

_RUMOUR = re.compile(
    r"\bis it (really )?true (that )?\w+ \w+|\b(i|we) (just )?heard (that )?\w+|\b(people|they|everyone|neighbou?rs?) (say|says|are saying|said)\b|\brumou?rs?\b"
    r"|听(说|人说|别人说)|据说|传言|谣言|网上说|群里说|有人说|.{3,}(是真的吗|真的假的|是不是真的)"
)
# a rule of conduct that somebody heard is a question for the guides; what has happened is news
_ADVICE = re.compile(
    r"\b(ok|okay|should|can|could|must|better|helps?|works?|safe|supposed|need)\b|能|可以|要|应该|有用|管用|不能|最好|得"
)
_STATE = re.compile(
    r"\b(when|what time) (does|do|is|are|will)\b.{0,40}\b(open|opens|close|closes|shut|shuts|start|starts|finish|run)\b|\b(is|are) (the|my|our|it|they)\b.{0,30}\b(still|back|already|yet|now)? ?(open|closed|shut|blocked|running|back on|working)( again| yet| now| today)?\W*$"
    r"|几点(开|关|闭|放|上班|下班|停|结束)|(营业|开放|办公)时间|(现在|还|已经)?(开|通|关|封|恢复)(着|了|放|通)?(吗|没有?|了没)\W*$"
)
# goods of every day, of which no guide says which one is best
_GOODS = r"(?:smart ?|mobile |cell ?)?(?:phones?|iphones?|laptops?|computers?|tablets?|tvs?|televisions?|cameras?|headphones|(?:smart ?)?watch(?:es)?|sofas?|shoes|printers?|routers?|bikes?|cars?)(?! (?:seats?|chargers?|kits?|numbers?|apps?|plans?|alarms?))"
_TO_BUY = re.compile(
    rf"\b(?:which|what|best|recommend\w*|cheapest)\b.{{0,15}}\b{_GOODS}\b.{{0,20}}\b(?:buy|get|purchase|choose|money|brand|recommend)\b|\b(?:recommend|suggest)\b(?: me)? (?:a|an|some)(?: good| new| cheap)? {_GOODS}\b"
    r"|(?:买|换|选|推荐).{0,6}(?:手机|电脑|笔记本|平板|电视|相机|耳机|手表|沙发|鞋|打印机|路由器|汽车|车)(?!座|库).{0,4}(?:好|合适|划算|$)|(?:手机|电脑|笔记本|平板|电视|相机|耳机|手表|汽车)(?:买|选|换)(?:哪|什么)"
)
_SUPPOSED = re.compile(
    r"^\W*(?:what (?:do|should|can|would|to) ?(?:i|we|you)? ?(?:do)? (?:if|when|in case(?: of)?|about)|how (?:do|can|should|to) ?(?:i|we|you)? (?:put out|stop|fight|handle|deal with|prevent|avoid))\b(?: (?:a|an|the)\b)?"
    r"|如果|要是|万一|假如|(?:怎么|怎样|如何|咋)(?:预防|防止|避免|防范|扑灭|灭|处理|应对|办|做)"
)
_PLACE = r"(?:mountain|hill|summit|car|bus|train|boat|ship|plane|tent|water|pool|sea|lake|beach|river|open|field|park|woods?|forest|house|home|indoors|inside|outside|outdoors|office|work|school|class|bed|bath|shower|lift|elevator|basement|cellar|upstairs|roof|balcony|street|road|bridge|tunnel|motorway|highway|shop|mall|cinema|stadium)s?"
_ELSEWHERE = re.compile(
    rf"^\W*(?:and|but|ok(?:ay)?|what|how|if|about|when|im|i am|were|we are|youre|you are|hes|shes|he is|she is|theyre|they are|\W)*\b(?:(?:in|on|at|up|by|near|under|inside)\b(?: (?:a|an|the|my|our|top of|middle of|it))*|(?=indoors|inside|outside|outdoors|upstairs)) ?{_PLACE}\W*$"
    r"|^\W*(?:那|那么|要是|如果|假如|万一|人|我|我们|正好|正|还)*在.{0,6}?(?:山上|山里|山顶|野外|户外|外面|室外|屋里|屋内|室内|家里?|楼上|楼里|楼顶|屋顶|阳台|车里|车上|车内|公交上?|地铁里?|高铁上?|船上|水里|水上|海边|河边|湖边|江边|沙滩|学校|教室|单位|公司|办公室|商场|超市|电梯里?|地下室|隧道里?|桥上|桥下|路上|街上|床上|厕所|卫生间|浴室|厨房|帐篷里?|田里|地里|树下|高速上?)(?:呢|怎么办|咋办)?\W*$"
)
_CLAUSE = re.compile(
    r"[.!?;,\n。！？；，、：:…]+|\b(?:and then|and|also|plus|then|but)\b|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])|还有|另外|以及|顺便"
)
_SHORTEST_CLAUSE = 12  # characters
_SHAKES = r"(地震|余震|龙卷风|打雷|雷暴|雷雨|雷电|冰雹)"
_COVER = re.compile(
    rf"{_SHAKES}(来)?(了)?(的时候|时候|时|中|来临时|发生时)?.{{0,6}}(躲|藏|站|待|蹲)(在|到)?(哪|什么地方)|{_SHAKES}.{{0,8}}(哪里|哪儿|什么地方).{{0,6}}(躲|藏|安全)"
    r"|\bwhere\b.{0,25}\b(hide|take cover|shelter|stand|go|stay|safe)\b.{0,12}\b(during|in|when|while|if)\b.{0,15}\b(earth ?quake|quake|tornado|lightning|thunder\w*|hail\w*|shak\w+)\b"
)
_TO_SHELTER = re.compile(
    r"\b(shelters?|evacuat\w+|assembly point|stations?)\b|避难|安置点|疏散|撤离|转移|集合点|应急站"
)


def _bare(text: str) -> str:
    """The section that a question names without saying of what ("what should i not do?")."""
    return _BARE.get(re.sub(r"[^\w ]", "", text).strip(), "")


def people_asked(text: str) -> list[str]:
    """The groups of people (or pets) that a question names. An animal that bites is nobody's pet."""
    text = plain(text)
    named = [group for group, pattern in PEOPLE.items() if pattern.search(text) or group in _aged(text)]
    return [group for group in named if group != "pet"] if _BITES.search(text) else named


def _aged(text: str) -> set[str]:
    """The groups that a plain text names by an age."""
    if _MONTHS.search(text):
        return {"child"}
    years = [next(filter(None, found)) for found in _YEARS.findall(text)]
    ages = [int(age) if age.isdigit() else (10 if "十" in age else 5) for age in years]
    return {"child" for age in ages if age <= GROWN} | {"old" for age in ages if age >= OLD}


def section_asked(text: str) -> str:
    """The id of the section that a question asks for by its form; "" where the words must decide."""
    text = plain(text)
    if bare := _bare(text):
        return bare
    for code, pattern in _SECTIONS:
        if re.search(pattern, text):
            return code
    return ""


def lines_about(groups: Iterable[str], lines: list[str]) -> list[str]:
    """The lines of a "who needs something different" section about these groups of people."""
    wanted = [PEOPLE[group] for group in groups]
    heads = [re.split(r"[:：.。]", line, maxsplit=1)[0] for line in lines]
    by_head = [line for line, head in zip(lines, heads, strict=True) if any(p.search(plain(head)) for p in wanted)]
    return by_head or [line for line in lines if any(pattern.search(plain(line)) for pattern in wanted)]


def is_rumour(text: str) -> bool:
    """Does somebody ask whether a piece of news is true? That stands alone, whatever was spoken of before."""
    return bool(_RUMOUR.search(plain(text).strip()))


def clauses_of(text: str) -> list[str]:
    """The parts of a message that asks several things; empty where it is one."""
    parts = [part.strip() for part in _CLAUSE.split(plain(text))]
    parts = [part for part in parts if len(part) >= _SHORTEST_CLAUSE or re.search(r"[\u3400-\u9fff]{4}", part)]
    return parts if len(parts) > 1 else []


def is_news(text: str) -> bool:
    """Does somebody ask whether something has really happened? No guide knows."""
    return is_rumour(text) and not _ADVICE.search(plain(text))


def asks_how_it_stands(text: str) -> bool:
    """Opening hours, or whether something is open or running now: no guide knows."""
    return bool(_STATE.search(plain(text).strip()))


def asks_what_to_buy(text: str) -> bool:
    """Which phone, car, sofa to buy: no guide knows, though some speak of phones and of buying."""
    return bool(_TO_BUY.search(plain(text)))


def danger_supposed(text: str) -> Danger | None:
    """The danger that is asked about for some other day ("what do i do if the pan catches fire")."""
    words, times = _SUPPOSED.subn(" ", plain(text))
    return danger_in(words) if times else None


def is_only_a_place(text: str) -> bool:
    """Where somebody is, and nothing else that could be looked up ("and in a car?", 在山上呢)."""
    return bool(_ELSEWHERE.search(plain(text).strip()))


def asks_where_in_a_room(text: str) -> bool:
    """Where to take cover while something happens is advice, and not the way to a station."""
    return bool(_COVER.search(plain(text)))


def takes_pets_along(text: str) -> bool:
    """Does somebody ask about animals in a shelter or on the way to one?"""
    text = plain(text)
    return bool(PEOPLE["pet"].search(text) and _TO_SHELTER.search(text))


def is_follow_up(text: str) -> bool:
    """Does the message lean on the turn before it ("and with a baby?", 那宝宝呢)?"""
    text = plain(text).strip()
    if is_rumour(text):
        return False
    return len(text) <= 60 and bool(_bare(text) or _LEANING.search(text) or _NEXT.search(text))


def asks_for_more(text: str) -> bool:
    return bool(_NEXT.search(plain(text).strip()))


def is_only_about_people(text: str) -> bool:
    """A short message that names people and nothing else that could be looked up ("with a dog", 宝宝呢)."""
    words = re.sub("|".join(pattern.pattern for pattern in PEOPLE.values()), " ", plain(text))
    words = re.sub(
        r"\b(and|with|for|a|an|the|my|what|about|how|if|i|have|we|our|in|is|it|who|has|old|year|month|months|people)\b|[^\w]|那|呢|有|带|我|家|里|的|怎么办|怎么|如果|要是|咋办|是|呀|了|吗",
        "",
        words,
    )
    return len(words) <= 2 and bool(people_asked(text))


_CHOSEN = re.compile(
    r"\W*(?:(?:i|ill|want|choose|chose|pick|take|press|reply|show me|the|no|number|nr|option|我|选择?|要|想看|看看?|按|回复?|第)\.?\s*)*"
    r"([1-9一二三四五六七八九两]|first|second|third|two|three)\s*(?:个|项|号|条|篇|st|nd|rd|th|one)?\s*(?:please|pls|plz|thanks|吧|谢谢|呢)?\W*"
)
_COUNTED = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
            "first": 1, "second": 2, "third": 3, "two": 2, "three": 3}  # fmt: skip


def number_chosen(text: str) -> int:
    """1 to 9 where the message only chooses from a list ("2", "the second one", 选第二个), else 0."""
    found = _CHOSEN.fullmatch(plain(text))
    return (_COUNTED.get(found[1]) or int(found[1])) if found else 0
