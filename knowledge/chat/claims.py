"""Two wordings of one claim: near enough that a verdict on the one is a verdict on the other, or not.

Strict on purpose. A verdict said of another street, another hour or the opposite is worse than none: what one wording
names and the other replaces by something else (two streets, two numbers, "not") makes two claims. A wording may only
leave words out, or slip in one letter.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from knowledge.chat.plain import plain
from knowledge.search.analysis import terms_of

NEAR = 0.75  # of Dice's coefficient: a third of the words may be left out, none replaced
LEAST_TERMS = 2  # a claim of one word ("flood?") is no claim

_FRAME = re.compile(
    r"\b(is it|is that|is this|are they|its|it is) (really |actually )?(true|real|fake|a rumou?r|a hoax|false)( that)?\b"
    r"|\b(is|are) (the|this|these) (rumou?rs?|story|news|message|video)( true| real)?( that)?\b"
    r"|\bi (just )?(heard|read|saw|got a message|was told)( on \w+| in (the|a|my) \w+)?( that)?\b|\bsomeone (says|said|told me)( that)?\b"
    r"|\b(people|they|everyone|everybody|neighbou?rs?|my \w+) (say|says|said|are saying|is saying|told me)( that)?\b"
    r"|\b(true or (false|not)|really|right|rumou?r( has it)?|they say|apparently|can you (check|confirm)|please check)\b"
    r"|(我|刚|刚才|昨天|今天)*(听|看)(别人|人家|人|邻居|朋友|同事|群里)?(说|到)(的)?|据说|据传|传言|谣传|有(人|传言)(说|传)|(微信|网上|群里|朋友圈|抖音)(都|有人)?(在)?(说|传|发)|大家都(在)?(说|传)"
    r"|(这|这个|那|那个)?(消息|事|事情|说法|传言|视频)?(到底)?(是)?(不是)?(真的|真的吗|真的假的|假的|谣言)(吗|么|嘛|呀|啊)?|(是)?真的?还是假的?|是不是(真的|谣言)?|请问|求证|靠谱吗|可信吗|辟谣"
)
_NOT = re.compile(
    r"\b(not|no|never|none|nobody|without|cannot|cant|wont|isnt|arent|dont|doesnt|didnt|wasnt|werent|hasnt|havent|unsafe|safe again)\b"
    r"|不(?!锈)|没|未|无(?!线|人机)|别|勿|非(?!常)"
)
# What bounds or turns a claim round: both wordings hold the same of these.
_TURN = re.compile(
    r"\b(hardly|barely|scarcely|only|unless|except|until|till|before|after|almost|nearly|un(fit|able|likely|true)|former|fake|stop(s|ped)?)\b"
    r"|只|才|除|以前|以后|之前|之后|几乎|差点|险些|停止|取消|解除|假(?!期|日)"
)
_WORD = re.compile(r"[a-z]+|[\u3400-\u9fff]")
# Words that add nothing to a claim: no other may be added to words that a verdict is said of.
_FILLERS = frozenset(
    """a an the is are was were be been being has have had do does did it its this that these those there here of to in
    at on by for and so just very really please i we us our you your my me hi hello hey ok okay thanks true rumour rumor
    heard hear someone somebody 的 了 吗 呢 啊 吧 呀 哦 嘛 么 呗 啦 是 在 这 那 我 你 您 们 请 问 听 说""".split()
)
_HAN_DIGITS = {"零": "0", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}  # fmt: skip
_HAN_NUMBER = re.compile(r"([零一二两三四五六七八九])(?=[点号楼层天级个周月日时分人米吨倍次])")
_NUMBER = re.compile(r"\d+")
_FLEE = re.compile(
    r"\b(evacuat\w*|flee|run (for|to)|get out|leave (now|your|the|at once|immediately|home)|higher ground|dam\b.{0,30}\b(break|broke|broken|burst|bursting|fail\w*|collaps\w*|overflow\w*)|tsunami|levee|dike|earthquake (is )?(coming|tonight|today|tomorrow|will)|big(ger)? (quake|earthquake)|explo\w+|toxic|poison(ous)? (gas|cloud)|gas (cloud|leak)|radiation|chemical (leak|cloud))\b"
    r"|撤离|疏散|转移|快(跑|逃|走)|赶紧(跑|逃|走)|逃(命|生|离)|往高处|溃坝|决堤|垮坝|漫坝|水库.{0,8}(垮|溃|决|塌|泄洪|放水)|大坝.{0,8}(垮|溃|裂|塌|决)|海啸|(要|会|将|今晚|明天|马上|还)(有|来|发生)?.{0,4}(大)?地震|余震|爆炸|毒气|有毒(气|烟)|泄漏|泄露|核辐射|山要塌|滑坡|泥石流"
)
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|spm|from|share\w*|isappinstalled|timestamp|wxshare\w*)$")


@dataclass(frozen=True)
class Wording:
    """A claim as it is compared."""

    terms: frozenset[str]
    numbers: tuple[str, ...]
    is_denied: bool
    turns: frozenset[str]
    words: frozenset[str]  # all of them, as written; of Chinese each character


@lru_cache(maxsize=4096)
def wording_of(text: str, language: str) -> Wording:
    """`text` without the frame of asking ("is it true that", 听说) and without politeness."""
    bare = _FRAME.sub(" ", plain(text))
    numbers = _HAN_NUMBER.sub(lambda found: _HAN_DIGITS[found[1]], bare)
    return Wording(
        terms=frozenset(terms_of(_NUMBER.sub(" ", numbers), language)),
        numbers=tuple(sorted(_NUMBER.findall(numbers))),
        is_denied=len(_NOT.findall(bare)) % 2 == 1,
        turns=frozenset(found[0] for found in _TURN.finditer(bare)),
        words=frozenset(_WORD.findall(numbers)),
    )


def is_same(one: Wording, other: Wording) -> bool:
    """Whether the two may be one claim, so that one checker looks at both."""
    if min(len(one.terms), len(other.terms)) < LEAST_TERMS:
        return False
    if one.numbers != other.numbers or one.is_denied != other.is_denied or one.turns != other.turns:
        return False
    ours, theirs = one.terms - other.terms, other.terms - one.terms
    slips = {(mine, yours) for mine in ours for yours in theirs if _one_slip(mine, yours)}
    ours -= {mine for mine, _yours in slips}
    theirs -= {yours for _mine, yours in slips}
    if ours and theirs:
        return False
    shared = len(one.terms & other.terms) + min(len({m for m, _ in slips}), len({y for _, y in slips}))
    return 2 * shared / (len(one.terms) + len(other.terms)) >= NEAR


def is_covered(asked: Wording, known: Wording) -> bool:
    """Whether a verdict on `known` may be said of `asked`: the same claim, to which `asked` adds no telling word."""
    return is_same(asked, known) and all(
        word in _FILLERS
        or (bool(found := terms_of(word, "en")) and known.terms.issuperset(found))
        or any(_one_slip(word, one) for one in known.words)
        for word in asked.words - known.words
    )


def likeness(one: Wording, other: Wording) -> float:
    """Dice's coefficient of their words, 0 to 1."""
    return 2 * len(one.words & other.words) / max(1, len(one.words) + len(other.words))


def says_flee(text: str) -> bool:
    """Does the claim tell people to flee, or of what they would have to flee from?"""
    return bool(_FLEE.search(plain(text)))


def bare_link(link: str) -> str:
    """A link as it is compared: without what followed who passed it on."""
    parts = urlsplit(link.strip())
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name.lower()))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less or other, in words of six letters and more that begin alike."""
    if min(len(one), len(other)) < 6 or abs(len(one) - len(other)) > 1 or one[0] != other[0] or not one.isascii():
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
