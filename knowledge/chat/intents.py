"""Which part of an article a question asks for, and whether it leans on the one before."""

import re

from knowledge.chat.plain import plain

_PEOPLE = {
    "child": r"\b(bab(y|ies)|infants?|newborns?|toddlers?|child(ren)?|kids?|son|daughter|pediatric)\b|婴|宝宝|孩子|小孩|儿童|幼儿|娃|小朋友|新生儿",
    "old": r"\b(elderly|old(er)?( people| person| folks| man| woman| lady)?|senior(s)?|grand(ma|pa|mother|father|parents))\b|老人|老年|奶奶|爷爷|外婆|外公|姥姥|姥爷|年纪大|岁数大",
    "pregnant": r"\b(pregnan(t|cy)|expecting)\b|孕|怀孕|胎",
    "disabled": r"\b(wheel ?chair|disab\w*|blind|deaf|walker|cane|crutch\w*|mobility|cant (walk|see|hear|move)|bedridden|autis\w*|hearing|vision)\b|残|轮椅|盲|聋|听不见|看不见|走不动|走得慢|行动不便|卧床|腿脚不便|拐杖",
    "pet": r"\b(dogs?|cats?|pets?|animals?|puppy|kitten|birds?)\b|狗|猫|宠物|动物",
    "ill": r"\b(oxygen|dialysis|ventilator|insulin|chronic|medical device|heart disease|asthma)\b|吸氧|透析|呼吸机|胰岛素|慢性病|心脏病人|高血压|糖尿病|哮喘",
    "night_shift": r"\b(outdoor workers?|work(s|ing|ers?)? outside|homeless|alone)\b|户外(工作|干活)|独居|一个人住",
}
_SECTIONS = [  # in this order
    ("donot", r"\b(what (not|shouldnt i|should i not|should i never)|not to do|should(nt| not)|mistakes?|never do|avoid doing|is it (ok|okay|safe|bad|good) to|(can|should|may) (i|we|you) (use|put|pour|open|run|go|take|drink|eat|give|pull|touch|throw|turn|stand|drive|call from)|good idea|is it true)\b|不(能|要|该|可以)做|不要做|千万别|忌|禁忌|误区|(能不能|可不可以|可以|能|应该|要不要|该不该).{1,12}(吗|嘛|么|不|$)|对不对|是不是.{0,10}(好|对)|有没有用"),
    ("call", r"\b(who|which number|what number|when) (do|should|to|can) ?(i|we)? ?(call|phone|ring|dial)\b|\bphone number\b|\bnumber to call\b|打(什么|哪个|几)?(电话|号码)|(什么时候|何时|该不该|要不要)(打|叫).{0,4}(电话|救护车|119|120|110|报警)|找谁"),
    ("before", r"\b(prevent\w*|prepar\w*|before|get ready|be ready|in advance|ahead|plan for|protect|avoid a|avoid an|reduce the risk|how (can|do) (i|we) keep|store|stock|buy|install|safety tips|check ?list|charge|keep)\b|预防|防止|避免|防范|准备|提前|平时|事先|之前|来之前|储备|囤|怎么防|检查|安装|充电|存放"),
    ("after", r"\b(after(wards?)?|afterward|go(ing)? (back|home)|clean(ing)? up|return(ing)?|once it is over|when its over|is over|aftermath|recover\w*|when can (i|we) go)\b|之后|以后|过后|过去了|回家|回去|清理|结束后|停了|退了|善后|恢复"),
]  # fmt: skip
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
    """The groups of people (or pets) that a question names."""
    text = plain(text)
    return [group for group, pattern in _PEOPLE.items() if re.search(pattern, text)]


def section_asked(text: str) -> str:
    """The id of the section that a question asks for by its form; "" where the words must decide."""
    text = plain(text)
    if bare := _bare(text):
        return bare
    for code, pattern in _SECTIONS:
        if re.search(pattern, text):
            return code
    return ""


def asked_lines(text: str, lines: list[str]) -> list[str]:
    """The lines of a "who needs something different" section about the people that `text` names."""
    wanted = [re.compile(_PEOPLE[group]) for group in people_asked(text)]
    heads = [re.split(r"[:：.。]", line, maxsplit=1)[0] for line in lines]
    by_head = [line for line, head in zip(lines, heads, strict=True) if any(p.search(plain(head)) for p in wanted)]
    return by_head or [line for line in lines if any(pattern.search(plain(line)) for pattern in wanted)]


def is_rumour(text: str) -> bool:
    """Does somebody ask whether a piece of news is true? That stands alone, whatever was spoken of before."""
    return bool(_RUMOUR.search(plain(text).strip()))


def asks_where_in_a_room(text: str) -> bool:
    """Where to take cover while something happens is advice, and not the way to a station."""
    return bool(_COVER.search(plain(text)))


def takes_pets_along(text: str) -> bool:
    """Does somebody ask about animals in a shelter or on the way to one?"""
    text = plain(text)
    return bool(re.search(_PEOPLE["pet"], text) and _TO_SHELTER.search(text))


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
    words = re.sub(r"|".join(_PEOPLE.values()), " ", plain(text))
    words = re.sub(
        r"\b(and|with|for|a|an|the|my|what|about|how|if|i|have|we|our|in|is|it|who|has|old|year|month|months|people)\b|[^\w]|那|呢|有|带|我|家|里|的|怎么办|怎么|如果|要是|咋办|是|呀|了|吗",
        "",
        words,
    )
    return len(words) <= 2 and bool(people_asked(text))


def number_chosen(text: str) -> int:
    """1 to 9 where the message is only a number from a list ("2", "第二个"), else 0."""
    found = re.fullmatch(
        r"\W*(?:no\.?|number|option|第)?\s*([1-9一二三两])\s*(?:个|项|号|st|nd|rd|th|one)?\W*", plain(text)
    )
    if not found:
        return 0
    return {"一": 1, "二": 2, "两": 2, "三": 3}.get(found[1]) or int(found[1])
