"""A text in one plain form: usual width, lower case, simplified characters, slips of the thumb mended."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 4000  # characters that are read
# those that our patterns know; a whole table is the search engine's business
_SIMPLE = str.maketrans(
    "燈壞樹斷電線橋牆漏煙氣門鎖樓頂陽臺傷災燒濃體來災圍護欄桿纜變壓灣滅雞無紅綠馬塊還說報這個們條積淹內澇進倒塌裂縫險"
    "棄鐵鏈開關驗彎掛話號雙災點謝練嗎兩車輛給處發現淨",
    "灯坏树断电线桥墙漏烟气门锁楼顶阳台伤灾烧浓体来灾围护栏杆缆变压湾灭鸡无红绿马块还说报这个们条积淹内涝进倒塌裂缝险"
    "弃铁链开关验弯挂话号双灾点谢练吗两车辆给处发现净",
)
# words that a mended slip may become: long enough that one wrong letter leaves no other word
_WORDS = """pothole manhole street flooding flooded overflowing sewage smoke sparks sparking electric electrical power
    cable cables broken branch branches collapsed collapsing landslide blocked trapped bleeding explosion exploded chemical
    pavement sidewalk railing bridge balcony ceiling leaking hydrant transformer stairwell unconscious electrocuted
    underpass sinkhole burning flames breathe drowning loose"""
_KNOWN = frozenset(_WORDS.split())
# one letter from those, and words of their own
_OWN = frozenset(
    [
        "spoke",
        "smoked",
        "smoker",
        "smoky",
        "broke",
        "brokers",
        "cables",
        "tables",
        "sparkling",
        "bridges",
        "fridge",
        "lower",
        "power",
        "powder",
        "tower",
        "bleeding",
        "breeding",
        "lose",
        "loses",
        "moose",
        "goose",
        "noose",
        "louse",
        "sailing",
        "failing",
        "trailing",
        "raising",
        "hailing",
        "tabled",
        "blocks",
        "locked",
        "blocker",
        "clocked",
        "streets",
        "ceilings",
        "peaking",
        "speaking",
        "weaking",
        "lacking",
        "breather",
        "streetcar",
        "tripped",
        "learning",
        "turning",
        "earning",
        "banking",
    ]
)
_SHORT = {
    "gaz": "gas", "gass": "gas", "smel": "smell", "smels": "smells", "leccy": "electricity", "lectric": "electric", "lite": "light",
    "thru": "through", "watter": "water", "powr": "power", "smok": "smoke", "fier": "fire", "brocken": "broken",
    "glas": "glass", "cabel": "cable", "cabels": "cables", "lamppost": "lamp post",
}  # fmt: skip


def plain(text: str) -> str:
    """`text` as the patterns of this package expect it."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).lower()[:LONGEST].translate(_SIMPLE).replace("’", "'")
    return re.sub(r"[a-z]{3,}", lambda found: _mended(found[0]), folded)


def _mended(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    return word if len(word) < 5 or word in _KNOWN or word in _OWN else _corrected(word)


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    """The known word of which one letter is missing, too many, another, or changed places; else `word`."""
    near = [known for known in _KNOWN if abs(len(known) - len(word)) <= 1 and _is_a_slip(word, known)]
    return near[0] if len(near) == 1 else word


def _is_a_slip(word: str, known: str) -> bool:
    if word[0] != known[0] and word[1:] != known[1:]:
        return False
    at = next((n for n, (one, two) in enumerate(zip(word, known, strict=False)) if one != two), -1)
    if at < 0:
        return word != known + "s" and known != word + "s"
    rest, right = word[at:], known[at:]
    return rest[1:] == right[1:] or rest[1:] == right or rest == right[1:] or (rest[:2] == right[1::-1] and (
        rest[2:] == right[2:]
    ))  # fmt: skip
